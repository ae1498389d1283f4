import { AwsError } from "../../wire/errors.ts";

export interface Token {
  readonly kind: "string" | "number" | "word" | "mark" | "end";
  /** Of a string without its quotation marks. */
  readonly text: string;
  /** From 1. */
  readonly position: number;
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_][\w.-]*)|(!=|<=|>=|[=<>!(){}[\],:]))/y;

/** Takes a filter expression apart. @throws AwsError InvalidRequestException */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (expression.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(expression);
    const position = at + (/\S/.exec(expression.slice(at))?.index ?? 0) + 1;
    if (match === null) {
      const rest = expression.slice(position - 1);
      throw invalidExpression(rest.startsWith('"') ? "unterminated string" : `unexpected character '${rest.charAt(0)}'`, position);
    }
    const [, quoted, number, word, mark] = match;
    if (quoted !== undefined) {
      tokens.push({ kind: "string", text: quoted.replace(/\\(.)/g, "$1"), position });
    } else if (number !== undefined) {
      tokens.push({ kind: "number", text: number, position });
    } else if (word !== undefined) {
      tokens.push({ kind: "word", text: word, position });
    } else {
      tokens.push({ kind: "mark", text: mark ?? "", position });
    }
    at = TOKEN.lastIndex;
  }
  tokens.push({ kind: "end", text: "", position: expression.length + 1 });
  return tokens;
}

/** The answer to an expression that cannot be read. @param position from 1 */
export function invalidExpression(why: string, position: number): AwsError {
  return new AwsError("InvalidRequestException", `Invalid filter expression: ${why} at position ${position}.`);
}
