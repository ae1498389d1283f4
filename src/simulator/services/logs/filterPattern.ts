import { partNotSimulated } from "../../wire/errors.ts";
import { parseJsonPattern } from "./jsonPattern.ts";
import { invalidPattern, patternRegExp } from "./patternError.ts";

/** Says whether a message matches. */
export type Matcher = (message: string) => boolean;

/**
 * Compiles a filter pattern ("Filter pattern syntax", CloudWatch Logs user guide): terms that must all occur,
 * `"quoted terms"`, `-excluded` ones, `?optional` ones of which one must occur, `%regular expressions%`, and
 * `{ $.field = value }` for JSON. Terms are case-sensitive, and what holds other
 * characters than letters, digits and `_` has to stand in double quotes. Patterns for space-delimited fields (`[a, b]`) are not
 * simulated, and that is what they are answered.
 * @throws AwsError InvalidParameterException for a pattern that cannot be read.
 */
export function compilePattern(pattern: string | undefined): Matcher {
  const text = pattern?.trim() ?? "";
  if (text === "") {
    return () => true;
  }
  if (text.startsWith("{")) {
    const test = parseJsonPattern(text);
    return (message) => test(parseObject(message));
  }
  if (text.startsWith("[")) {
    throw text.endsWith("]") ? partNotSimulated("Filter patterns by columns") : invalidPattern();
  }
  return compileTerms(text);
}

function compileTerms(text: string): Matcher {
  const include: Matcher[] = [];
  const exclude: Matcher[] = [];
  const optional: Matcher[] = [];
  const terms = /([-?]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([\p{L}\p{N}_]+))(?=\s|$)\s*/uy;
  for (let position = 0; position < text.length; position = terms.lastIndex) {
    terms.lastIndex = position;
    const match = terms.exec(text);
    if (match === null) {
      throw invalidPattern();
    }
    const [, sign, quoted, expression, word] = match;
    const matcher = termMatcher(quoted, expression, word);
    if (sign === "-") {
      exclude.push(matcher);
    } else if (sign === "?") {
      optional.push(matcher);
    } else {
      include.push(matcher);
    }
  }
  // "?" terms beside others are ignored, as the user guide says.
  const anyOf = include.length === 0 && exclude.length === 0 ? optional : [];
  return (message) =>
    include.every((matches) => matches(message)) &&
    !exclude.some((matches) => matches(message)) &&
    (anyOf.length === 0 || anyOf.some((matches) => matches(message)));
}

function termMatcher(quoted: string | undefined, expression: string | undefined, word: string | undefined): Matcher {
  if (expression !== undefined) {
    const compiled = patternRegExp(expression);
    return (message) => compiled.test(message);
  }
  const term = quoted?.replace(/\\(.)/g, "$1") ?? word ?? "";
  return (message) => message.includes(term);
}

function parseObject(message: string): unknown {
  // Most lines that are not JSON show it by their first character: no exception for each of them.
  const start = message.trimStart().charAt(0);
  if (start !== "{" && start !== "[") {
    return undefined;
  }
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
