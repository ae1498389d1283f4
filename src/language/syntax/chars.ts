/** Codes of the characters that YAML and JSON give a meaning. */
export const CHAR = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  bang: 33,
  doubleQuote: 34,
  hash: 35,
  percent: 37,
  ampersand: 38,
  singleQuote: 39,
  star: 42,
  plus: 43,
  comma: 44,
  dash: 45,
  dot: 46,
  colon: 58,
  less: 60,
  greater: 62,
  question: 63,
  at: 64,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  backtick: 96,
  openBrace: 123,
  pipe: 124,
  closeBrace: 125,
  byteOrderMark: 0xfeff,
} as const;

/** What `charCodeAt` gives behind the end of the text, in place of NaN. */
export const END = -1;

/** A space or a tab. */
export function isBlank(code: number): boolean {
  return code === CHAR.space || code === CHAR.tab;
}

/** The end of a line or of the text. */
export function isBreak(code: number): boolean {
  return code === CHAR.newline || code === CHAR.return || code === END;
}

/** Whatever separates tokens: blanks, breaks and the end. */
export function isSpace(code: number): boolean {
  return code <= CHAR.space;
}
