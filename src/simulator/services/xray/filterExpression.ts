import { partNotSimulated } from "../../wire/errors.ts";
import { invalidExpression, tokensOf } from "./filterTokens.ts";
import type { Token } from "./filterTokens.ts";

export type AnnotationValue = string | number | boolean;

/** What keywords are compared with: a whole trace, one of its services, or a call between two. */
export interface Facts {
  readonly flags: Readonly<Record<string, boolean>>;
  readonly numbers: Readonly<Record<string, number | undefined>>;
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly annotations: ReadonlyMap<string, readonly AnnotationValue[]>;
}

export interface ServiceFacts extends Facts {
  readonly name: string;
  readonly type: string;
  readonly account: string;
}

export interface EdgeFacts extends Facts {
  readonly from: ServiceFacts;
  readonly to: ServiceFacts;
}

export interface TraceFacts extends Facts {
  readonly services: readonly ServiceFacts[];
  readonly edges: readonly EdgeFacts[];
}

/** A part of an expression. Within the braces of service() and edge() there are no further services. */
type Test = (facts: Facts, trace: TraceFacts) => boolean;
type ServiceTest = (service: ServiceFacts) => boolean;

const FLAGS = new Set(["ok", "error", "fault", "throttle", "partial", "inferred", "remote", "root", "first", "last"]);
const NUMBERS = new Set(["responsetime", "duration", "http.status", "index", "coverage"]);
const TEXTS = new Set(["http.url", "http.method", "http.useragent", "http.clientip", "user", "name", "type", "message"]);

const NUMBER_OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};
const TEXT_OPERATORS: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  CONTAINS: (a, b) => a.includes(b),
  BEGINSWITH: (a, b) => a.startsWith(b),
  ENDSWITH: (a, b) => a.endsWith(b),
};

/**
 * Compiles a filter expression ("Use filter expressions", X-Ray developer guide). Groups, root causes and JSON
 * selectors are not simulated, and that is what they are answered.
 * @throws AwsError InvalidRequestException for one that cannot be read.
 */
export function compileFilter(expression: string | undefined): (trace: TraceFacts) => boolean {
  if (expression === undefined || expression.trim() === "") {
    return () => true;
  }
  const test = new Parser(tokensOf(expression)).parse();
  return (trace) => test(trace, trace);
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #isInBraces = false;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Test {
    const test = this.#either();
    if (this.#token.kind !== "end") {
      throw this.#unexpected();
    }
    return test;
  }

  get #token(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", text: "", position: 1 };
  }

  #take(): Token {
    const token = this.#token;
    this.#next += 1;
    return token;
  }

  #isMark(text: string): boolean {
    return this.#token.kind === "mark" && this.#token.text === text;
  }

  #isWord(text: string): boolean {
    return this.#token.kind === "word" && this.#token.text.toUpperCase() === text;
  }

  #skip(text: string): boolean {
    const found = this.#isMark(text) || this.#isWord(text);
    this.#next += found ? 1 : 0;
    return found;
  }

  #expect(text: string): void {
    if (!this.#isMark(text)) {
      throw this.#unexpected(`expected '${text}'`);
    }
    this.#next += 1;
  }

  #unexpected(wanted?: string) {
    const { kind, text, position } = this.#token;
    const found = kind === "end" ? "end of expression" : `'${text}'`;
    return invalidExpression(wanted === undefined ? `unexpected ${found}` : `${wanted} but found ${found}`, position);
  }

  #either(): Test {
    const tests = [this.#both()];
    while (this.#skip("OR")) {
      tests.push(this.#both());
    }
    return (facts, trace) => tests.some((test) => test(facts, trace));
  }

  /** What stands side by side counts as if AND stood between. */
  #both(): Test {
    const tests = [this.#single()];
    for (;;) {
      const and = this.#skip("AND");
      if (!and && !this.#startsTerm) {
        return (facts, trace) => tests.every((test) => test(facts, trace));
      }
      tests.push(this.#single());
    }
  }

  get #startsTerm(): boolean {
    const isTerm = this.#token.kind === "word" && !this.#isWord("OR") && !this.#isWord("AND");
    return isTerm || this.#isMark("!") || this.#isMark("(");
  }

  #single(): Test {
    if (this.#skip("!") || this.#skip("NOT")) {
      const test = this.#single();
      return (facts, trace) => !test(facts, trace);
    }
    if (this.#skip("(")) {
      const test = this.#either();
      this.#expect(")");
      return test;
    }
    if (this.#token.kind !== "word") {
      throw this.#unexpected("expected a keyword");
    }
    const word = this.#take();
    const keyword = word.text.toLowerCase();
    if (keyword === "service" && !this.#isInBraces) {
      return this.#service();
    }
    if (keyword === "edge" && !this.#isInBraces) {
      return this.#edge();
    }
    if (keyword === "annotation" && this.#skip("[")) {
      const key = this.#take();
      this.#expect("]");
      return this.#annotation(key.text);
    }
    if (keyword.startsWith("annotation.")) {
      return this.#annotation(word.text.slice("annotation.".length));
    }
    return this.#keyword(keyword, word);
  }

  #keyword(keyword: string, word: Token): Test {
    if (FLAGS.has(keyword)) {
      return this.#flag(keyword);
    }
    if (NUMBERS.has(keyword)) {
      const compare = this.#operator(NUMBER_OPERATORS);
      const wanted = this.#number();
      return ({ numbers }) => {
        const value = numbers[keyword];
        return value !== undefined && compare(value, wanted);
      };
    }
    if (TEXTS.has(keyword)) {
      const compare = this.#operator(TEXT_OPERATORS);
      const wanted = this.#text();
      return ({ texts }) => (texts[keyword] ?? []).some((text) => compare(text, wanted));
    }
    if (/^(group\.|rootcause\.|id$)/.test(keyword)) {
      throw partNotSimulated("Filter expressions by group, root cause or a segment's id");
    }
    throw invalidExpression(`unknown keyword '${word.text}'`, word.position);
  }

  #flag(keyword: string): Test {
    const isEqual = this.#isMark("=");
    const wanted = isEqual || this.#isMark("!=") ? this.#booleanAfterOperator() === isEqual : true;
    return ({ flags }) => (flags[keyword] ?? false) === wanted;
  }

  #booleanAfterOperator(): boolean {
    this.#next += 1;
    if (!this.#isWord("TRUE") && !this.#isWord("FALSE")) {
      throw this.#unexpected("expected true or false");
    }
    return this.#take().text.toLowerCase() === "true";
  }

  /** An annotation alone asks whether there is one. */
  #annotation(key: string): Test {
    const name = this.#token.text.toUpperCase();
    const isOperator = name in NUMBER_OPERATORS || name in TEXT_OPERATORS;
    if (this.#token.kind === "end" || !isOperator) {
      return ({ annotations }) => annotations.has(key);
    }
    this.#next += 1;
    const test = this.#annotationValue(name);
    return ({ annotations }) => (annotations.get(key) ?? []).some(test);
  }

  #annotationValue(operator: string): (value: AnnotationValue) => boolean {
    const { kind } = this.#token;
    if (kind === "number" && operator in NUMBER_OPERATORS) {
      const wanted = this.#number();
      return (value) => typeof value === "number" && (NUMBER_OPERATORS[operator]?.(value, wanted) ?? false);
    }
    if (kind === "string" && operator in TEXT_OPERATORS) {
      const wanted = this.#text();
      return (value) => typeof value === "string" && (TEXT_OPERATORS[operator]?.(value, wanted) ?? false);
    }
    if ((this.#isWord("TRUE") || this.#isWord("FALSE")) && (operator === "=" || operator === "!=")) {
      const wanted = this.#take().text.toLowerCase() === "true";
      return (value) => typeof value === "boolean" && (value === wanted) === (operator === "=");
    }
    throw this.#unexpected("expected a value");
  }

  #operator<T>(operators: Readonly<Record<string, T>>): T {
    const { kind, text } = this.#token;
    const found = kind === "mark" || kind === "word" ? operators[text.toUpperCase()] : undefined;
    if (found === undefined) {
      throw this.#unexpected(`expected one of ${Object.keys(operators).join(", ")}`);
    }
    this.#next += 1;
    return found;
  }

  #number(): number {
    if (this.#token.kind !== "number") {
      throw this.#unexpected("expected a number");
    }
    return Number(this.#take().text);
  }

  #text(): string {
    if (this.#token.kind !== "string") {
      throw this.#unexpected("expected a string in double quotes");
    }
    return this.#take().text;
  }

  #service(): Test {
    this.#expect("(");
    const isIt = this.#isMark(")") ? () => true : this.#serviceTest();
    this.#expect(")");
    const fits = this.#braces();
    return (_facts, trace) => trace.services.some((service) => isIt(service) && fits(service, trace));
  }

  #edge(): Test {
    this.#expect("(");
    const isFrom = this.#serviceTest();
    this.#expect(",");
    const isTo = this.#serviceTest();
    this.#expect(")");
    const fits = this.#braces();
    return (_facts, trace) => trace.edges.some((edge) => isFrom(edge.from) && isTo(edge.to) && fits(edge, trace));
  }

  /** `"name"` or `id(name: "…", type: "…", account.id: "…")`. */
  #serviceTest(): ServiceTest {
    if (this.#token.kind === "string") {
      const wanted = this.#text();
      return ({ name }) => name === wanted;
    }
    if (!this.#skip("ID")) {
      throw this.#unexpected("expected a name or id(…)");
    }
    this.#expect("(");
    const tests: ServiceTest[] = [];
    do {
      const key = this.#take();
      this.#expect(":");
      const wanted = this.#text();
      tests.push(idTest(key, wanted));
    } while (this.#skip(","));
    this.#expect(")");
    return (service) => tests.every((test) => test(service));
  }

  #braces(): Test {
    if (!this.#skip("{")) {
      return () => true;
    }
    this.#isInBraces = true;
    const test = this.#either();
    this.#isInBraces = false;
    this.#expect("}");
    return test;
  }
}

function idTest(key: Token, wanted: string): ServiceTest {
  switch (key.text.toLowerCase()) {
    case "name":
      return ({ name }) => name === wanted;
    case "type":
      return ({ type }) => type === wanted;
    case "account.id":
      return ({ account }) => account === wanted;
    default:
      throw invalidExpression(`unknown part of id() '${key.text}'`, key.position);
  }
}
