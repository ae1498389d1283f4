import { AwsError, partNotSimulated } from "../../wire/errors.ts";
import { INVALID } from "./statistics.ts";

/** Values by their time, milliseconds since 1970. */
export type Points = ReadonlyMap<number, number>;
type Value = number | Points | readonly Points[];

/** What an expression can name. */
export interface MathNames {
  /** Every time of the answer, the oldest first. */
  readonly times: readonly number[];
  /** What an id stands for. @throws AwsError where it is none */
  readonly of: (id: string) => Points;
  /** Seconds. */
  readonly period: (id: string) => number;
  /** The ids of all metrics that are no expressions. */
  readonly metrics: readonly string[];
}

/** Deeper ones are refused: nobody writes them, and each depth is a call. */
const DEEPEST = 50;
const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z]\w*)|["']([^"']*)["']|(&&|\|\||[<>=!]=|[-+*/^(),<>]))/y;
/** From the loosest to the tightest, as in "Using math expressions with CloudWatch metrics". */
const LEVELS: readonly (readonly string[])[] = [["OR", "||"], ["AND", "&&"], ["==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/"], ["^"]];

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "^": (a, b) => a ** b,
  "<": (a, b) => Number(a < b), "<=": (a, b) => Number(a <= b), ">": (a, b) => Number(a > b), ">=": (a, b) => Number(a >= b),
  "==": (a, b) => Number(a === b), "!=": (a, b) => Number(a !== b),
  "&&": (a, b) => Number(a !== 0 && b !== 0), "||": (a, b) => Number(a !== 0 || b !== 0),
  AND: (a, b) => Number(a !== 0 && b !== 0), OR: (a, b) => Number(a !== 0 || b !== 0),
};

const total = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0);
/** One number of a series; of several series one series. */
const GATHERED: Readonly<Record<string, (all: readonly number[]) => number>> = {
  SUM: total, AVG: (all) => total(all) / all.length, MIN: (all) => Math.min(...all), MAX: (all) => Math.max(...all),
};
const EACH: Readonly<Record<string, (one: number) => number>> = { ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor };

const isSeries = (value: Value): value is Points => value instanceof Map;

/** What an expression gives at each time. @param id of the expression, for what is wrong with it @throws AwsError */
export function evaluateMath(id: string, expression: string, names: MathNames): Points {
  const wrong = (why: string) => new AwsError(INVALID, `Error in expression '${id}': ${why}`);
  const tokens = tokensOf(expression, wrong);
  let at = 0;
  const peek = () => tokens[at];
  const take = (text: string) => {
    if (peek()?.text !== text) throw wrong(`${text} is expected at ${peek()?.text ?? "the end"}`);
    at += 1;
  };

  function binary(level: number, depth: number): Value {
    const operators = LEVELS[level];
    if (operators === undefined) return unary(depth);
    let left = binary(level + 1, depth);
    for (let token = peek(); token !== undefined && !token.isText && operators.includes(token.text); token = peek()) {
      at += 1;
      left = combine(left, binary(level + 1, depth), OPERATORS[token.text] ?? ((a) => a));
    }
    return left;
  }

  function unary(depth: number): Value {
    if (depth > DEEPEST) throw wrong("it is nested too deeply");
    const token = peek();
    if (token === undefined) throw wrong("it ends too early");
    at += 1;
    if (token.text === "-" && !token.isText) return combine(0, unary(depth + 1), (a, b) => a - b);
    if (token.text === "(" && !token.isText) {
      const inner = binary(0, depth + 1);
      take(")");
      return inner;
    }
    if (/^\d/.test(token.text)) return Number(token.text);
    if (!/^[A-Za-z]/.test(token.text)) throw wrong(`${token.text} is not expected`);
    return peek()?.text === "(" ? call(token.text, depth + 1) : names.of(token.text);
  }

  function call(name: string, depth: number): Value {
    take("(");
    if (name === "METRICS") return metrics();
    if (name === "PERIOD") {
      const named = peek()?.text ?? "";
      at += 1;
      take(")");
      return names.period(named);
    }
    const known = name in GATHERED || name in EACH || ["FILL", "RATE", "IF"].includes(name);
    if (!known) throw partNotSimulated(`the function ${name} of metric math`);
    const given: (Value | "REPEAT" | "LINEAR")[] = [];
    do {
      const word = peek()?.text;
      if (name === "FILL" && (word === "REPEAT" || word === "LINEAR")) {
        at += 1;
        given.push(word);
      } else {
        given.push(binary(0, depth));
      }
      if (peek()?.text !== ",") break;
      at += 1;
    } while (at < tokens.length);
    take(")");
    return apply(name, given);
  }

  function metrics(): readonly Points[] {
    const word = peek();
    const part = word?.isText === true ? word.text : "";
    at += word?.isText === true ? 1 : 0;
    take(")");
    return names.metrics.filter((metric) => metric.includes(part)).map(names.of);
  }

  function apply(name: string, given: readonly (Value | "REPEAT" | "LINEAR")[]): Value {
    const [first, second, third] = given;
    const most = { FILL: 2, IF: 3 }[name] ?? 1;
    const least = name === "IF" ? 2 : most;
    if (first === undefined || typeof first === "string" || given.length > most || given.length < least) throw wrong(`${name} takes other arguments`);
    const gather = GATHERED[name];
    if (gather !== undefined) return gathered(first, gather);
    const each = EACH[name];
    if (each !== undefined) return combine(first, 0, each);
    if (name === "RATE") return mapSeries(first, rate);
    if (name === "FILL") return mapSeries(first, (points) => fill(points, second ?? 0));
    return choose(first, second as Value, third as Value | undefined);
  }

  function mapSeries(value: Value, make: (points: Points) => Points): Value {
    if (typeof value === "number") throw wrong("a series is expected, not a number");
    return isSeries(value) ? make(value) : value.map(make);
  }

  function gathered(value: Value, gather: (all: readonly number[]) => number): Value {
    if (typeof value === "number") return value;
    if (isSeries(value)) return gather([...value.values()]);
    return series((time) => {
      const there = value.flatMap((one) => one.get(time) ?? []);
      return there.length === 0 ? undefined : gather(there);
    });
  }

  function series(of: (time: number) => number | undefined): Points {
    return new Map(names.times.flatMap((time) => {
      const value = of(time);
      return value === undefined || !Number.isFinite(value) ? [] : [[time, value] as const];
    }));
  }

  /** Point by point, where both have one; what is divided by nothing is none. */
  function combine(a: Value, b: Value, operator: (a: number, b: number) => number): Value {
    if (typeof a === "number" && typeof b === "number") return operator(a, b);
    if (Array.isArray(a) && Array.isArray(b)) throw wrong("two lists of series cannot be combined");
    if (Array.isArray(a)) return (a as readonly Points[]).map((one) => combine(one, b, operator) as Points);
    if (Array.isArray(b)) return (b as readonly Points[]).map((one) => combine(a, one, operator) as Points);
    return series((time) => {
      const [left, right] = [valueAt(a as number | Points, time), valueAt(b as number | Points, time)];
      return left === undefined || right === undefined ? undefined : operator(left, right);
    });
  }

  function fill(points: Points, by: Value | "REPEAT" | "LINEAR"): Points {
    const known = [...points.keys()].toSorted((a, b) => a - b);
    let next = 0;
    return series((time) => {
      const own = points.get(time);
      if (own !== undefined) return own;
      if (typeof by === "number" || (typeof by !== "string" && isSeries(by))) return valueAt(by, time);
      while ((known[next] ?? Infinity) < time) next += 1;
      const [before = 0, after = 0] = [known[next - 1], known[next]];
      const [start, end] = [points.get(before), points.get(after)];
      if (by === "REPEAT" || start === undefined || end === undefined) return by === "REPEAT" ? start : undefined;
      return start + ((end - start) * (time - before)) / (after - before);
    });
  }

  function choose(condition: Value, yes: Value, no: Value | undefined): Value {
    if ([condition, yes, no].some((one) => Array.isArray(one))) throw partNotSimulated("IF with lists of series");
    if (typeof condition === "number") return condition === 0 ? (no ?? new Map<number, number>()) : yes;
    return series((time) => {
      const holds = valueAt(condition as Points, time);
      const chosen = holds === undefined ? undefined : holds === 0 ? no : yes;
      return chosen === undefined ? undefined : valueAt(chosen as number | Points, time);
    });
  }

  const result = binary(0, 0);
  if (at < tokens.length) throw wrong(`${peek()?.text} is not expected`);
  if (typeof result === "number") throw wrong("it gives a number, and no series");
  if (!isSeries(result)) throw partNotSimulated("an expression that gives several series");
  return result;
}

const valueAt = (value: number | Points, time: number) => (typeof value === "number" ? value : value.get(time));

/** What changed a second since the point before. */
function rate(points: Points): Points {
  const ordered = [...points].toSorted(([a], [b]) => a - b);
  return new Map(ordered.flatMap(([time, value], index) => {
    const before = ordered[index - 1];
    return before === undefined ? [] : [[time, ((value - before[1]) * 1000) / (time - before[0])] as const];
  }));
}

interface Token {
  readonly text: string;
  /** It stood in quotes. */
  readonly isText: boolean;
}

function tokensOf(expression: string, wrong: (why: string) => AwsError): readonly Token[] {
  const tokens: Token[] = [];
  const source = expression.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) throw wrong(`it cannot be read at ${from + 1}`);
    const [, number, word, quoted, sign] = match;
    tokens.push({ text: number ?? word ?? quoted ?? sign ?? "", isText: quoted !== undefined });
  }
  return tokens;
}
