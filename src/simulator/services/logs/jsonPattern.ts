import { invalidPattern, patternRegExp } from "./patternError.ts";

/** A condition on a parsed log line. */
export type JsonTest = (value: unknown) => boolean;

const TOKEN =
  /\s*(?:(&&|\|\||[(){}]|!=|<=|>=|=|<|>)|"((?:[^"\\]|\\.)*)"|%([^%]+)%|(\$[^\s=!<>()&|{}]*)|([^\s=!<>()&|{}"]+))/y;

interface Token {
  readonly kind: "symbol" | "text" | "expression" | "path" | "word";
  readonly text: string;
}

/**
 * Reads `{ $.level = "ERROR" && ($.ms > 100 || $.user.name = ann*) }`: comparison of strings (with `*`), numbers and
 * `%regular expressions%`, `IS NULL`, `IS TRUE`, `IS FALSE`, `NOT EXISTS`, joined by `&&` and `||`.
 * @throws AwsError InvalidParameterException
 */
export function parseJsonPattern(pattern: string): JsonTest {
  const parser = new Parser(tokenize(pattern));
  parser.expect("{");
  const test = parser.either();
  parser.expect("}");
  parser.end();
  return test;
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  const text = pattern.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) {
      throw invalidPattern();
    }
    const [, symbol, quoted, expression, path, word] = match;
    if (symbol !== undefined) {
      tokens.push({ kind: "symbol", text: symbol });
    } else if (quoted !== undefined) {
      tokens.push({ kind: "text", text: quoted.replace(/\\(.)/g, "$1") });
    } else if (expression !== undefined) {
      tokens.push({ kind: "expression", text: expression });
    } else if (path !== undefined) {
      tokens.push({ kind: "path", text: path });
    } else {
      tokens.push({ kind: "word", text: word ?? "" });
    }
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expect(symbol: string): void {
    if (!this.#accept(symbol)) {
      throw invalidPattern();
    }
  }

  end(): void {
    if (this.#position < this.#tokens.length) {
      throw invalidPattern();
    }
  }

  either(): JsonTest {
    const tests = [this.#both()];
    while (this.#accept("||")) {
      tests.push(this.#both());
    }
    return (value) => tests.some((test) => test(value));
  }

  #both(): JsonTest {
    const tests = [this.#condition()];
    while (this.#accept("&&")) {
      tests.push(this.#condition());
    }
    return (value) => tests.every((test) => test(value));
  }

  #condition(): JsonTest {
    if (this.#accept("(")) {
      const inner = this.either();
      this.expect(")");
      return inner;
    }
    const path = this.#take();
    const operator = this.#take();
    if (path.kind !== "path") {
      throw invalidPattern();
    }
    const select = selector(path.text);
    if (operator.kind === "word") {
      const test = wordTest(`${operator.text} ${this.#take().text}`.toUpperCase());
      return (value) => test(select(value));
    }
    const test = comparison(operator.text, this.#take());
    return (value) => test(select(value));
  }

  #accept(symbol: string): boolean {
    const token = this.#tokens[this.#position];
    if (token?.kind !== "symbol" || token.text !== symbol) {
      return false;
    }
    this.#position += 1;
    return true;
  }

  #take(): Token {
    const token = this.#tokens[this.#position];
    if (token === undefined) {
      throw invalidPattern();
    }
    this.#position += 1;
    return token;
  }
}

/** `$.a.b[0]` as a function of the parsed line. */
function selector(path: string): (value: unknown) => unknown {
  const steps = path
    .slice(1)
    .split(/[.[\]]+/)
    .map((step) => step.replace(/^["']|["']$/g, ""))
    .filter((step) => step !== "");
  return (value) =>
    steps.reduce<unknown>(
      (inner, step) =>
        typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[step] : undefined,
      value,
    );
}

function wordTest(words: string): JsonTest {
  switch (words) {
    case "IS NULL":
      return (value) => value === null;
    case "IS TRUE":
      return (value) => value === true;
    case "IS FALSE":
      return (value) => value === false;
    case "NOT EXISTS":
      return (value) => value === undefined;
    default:
      throw invalidPattern();
  }
}

function comparison(operator: string, operand: Token): JsonTest {
  const equals = equality(operand);
  if (operator === "=") {
    return equals;
  }
  if (operator === "!=") {
    return (value) => value !== undefined && !equals(value);
  }
  const bound = Number(operand.text);
  if (operand.kind !== "word" || Number.isNaN(bound)) {
    throw invalidPattern();
  }
  const numeric =
    (test: (value: number) => boolean): JsonTest =>
    (value) =>
      typeof value === "number" && test(value);
  switch (operator) {
    case "<":
      return numeric((value) => value < bound);
    case "<=":
      return numeric((value) => value <= bound);
    case ">":
      return numeric((value) => value > bound);
    case ">=":
      return numeric((value) => value >= bound);
    default:
      throw invalidPattern();
  }
}

function equality(operand: Token): JsonTest {
  if (operand.kind === "expression") {
    const expression = patternRegExp(operand.text);
    return (value) => typeof value === "string" && expression.test(value);
  }
  if (operand.kind === "symbol" || operand.kind === "path") {
    throw invalidPattern();
  }
  const number = Number(operand.text);
  const glob = operand.text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${glob.join(".*")}$`, "s");
  return (value) => {
    if (typeof value === "number") {
      return operand.kind === "word" && value === number;
    }
    return typeof value === "string" && expression.test(value);
  };
}
