import { parse } from "../syntax/parse.ts";

/** A longer text is left as it is. */
const LONGEST = 2_000_000;

/** A string, a bracket, a comma, a colon, or a word such as a number. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"|[{}[\],:]|[^\s{}[\],:"/]+/y;

/** The tokens of a text; undefined where something else stands in it, such as a comment. */
function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  const blank = /\s*/y;
  for (let at = 0; ; ) {
    blank.lastIndex = at;
    at += blank.exec(text)?.[0].length ?? 0;
    if (at >= text.length) return tokens;
    TOKEN.lastIndex = at;
    const [token] = TOKEN.exec(text) ?? [];
    if (token === undefined) return undefined;
    tokens.push(token);
    at += token.length;
  }
}

/**
 * A template in JSON with a member or an item a line. Numbers and strings stay as they are written. What has a mistake or a
 * comment stays as a whole.
 * @param indent the columns of a level
 * @returns undefined where nothing is to be done
 */
export function formatJson(text: string, { indent }: { readonly indent: number }): string | undefined {
  if (text.length > LONGEST || parse("json", text).problems.length > 0) return undefined;
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  let depth = 0;
  const lineAt = (level: number) => end + " ".repeat(level * indent);
  const parts = tokens.map((token, index) => {
    const next = tokens[index + 1];
    if (token === "{" || token === "[") {
      depth += 1;
      return next === "}" || next === "]" ? token : token + lineAt(depth);
    }
    if (token === "}" || token === "]") {
      depth -= 1;
      const before = tokens[index - 1];
      return before === "{" || before === "[" ? token : lineAt(depth) + token;
    }
    if (token === ",") return token + lineAt(depth);
    return token === ":" ? ": " : token;
  });
  const result = parts.join("") + end;
  return result === text ? undefined : result;
}
