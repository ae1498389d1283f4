import { CHAR, END, isBlank, isBreak, isSpace } from "./chars.ts";
import { type Cursor, scalar } from "./cursor.ts";
import type { ScalarNode } from "./tree.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

/** How many hexadecimal digits follow these escapes. */
const HEX_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const NOT_CLOSED = "This quote is not closed.";

/**
 * Goes over a line break and the blank lines behind it, to the first character of the next line with content.
 * @returns what the break stands for in a folded scalar: a space, or a newline for each blank line
 */
function fold(cursor: Cursor): string {
  let breaks = 0;
  for (;;) {
    while (isBlank(cursor.code()) || cursor.code() === CHAR.return) cursor.at += 1;
    if (cursor.code() !== CHAR.newline) return breaks > 1 ? "\n".repeat(breaks - 1) : " ";
    breaks += 1;
    cursor.at += 1;
    cursor.lineStart = cursor.at;
  }
}

/** The text between two offsets without the blanks at its end. */
function trimmed(cursor: Cursor, start: number, end: number): string {
  let last = end;
  while (last > start && isBlank(cursor.code(last - 1))) last -= 1;
  return cursor.text.slice(start, last);
}

/**
 * A scalar in quotes, at its opening quote. One that is not closed ends before the next line that looks like a key beside or
 * above its own, or else with its line, so that the rest of the document keeps its meaning while the quote is being typed.
 * @param indent the column of the key, or of the dash, that the scalar stands behind; -1 where there is none
 */
export function readQuoted(cursor: Cursor, indent: number): ScalarNode {
  const start = cursor.at;
  const { lineStart } = cursor;
  const quote = cursor.code();
  const style = quote === CHAR.doubleQuote ? "double" : "single";
  let value = "";
  let from = start + 1;
  cursor.at = from;
  for (;;) {
    const code = cursor.code();
    if (code === quote) {
      value += cursor.text.slice(from, cursor.at);
      cursor.at += 1;
      if (quote === CHAR.doubleQuote || cursor.code() !== quote) return scalar(start, cursor.at, value, style);
      // two single quotes stand for one, which the next part begins with
      from = cursor.at;
      cursor.at += 1;
    } else if (code === CHAR.backslash && quote === CHAR.doubleQuote) {
      value += cursor.text.slice(from, cursor.at) + readEscape(cursor);
      from = cursor.at;
    } else if (isBreak(code) && code !== END) {
      const end = cursor.at;
      const text = trimmed(cursor, from, end);
      const folded = fold(cursor);
      if (cursor.column <= indent && isKeyOutside(cursor, quote)) return interrupted(cursor, { start, end, lineStart, value: value + text });
      value += text + folded;
      from = cursor.at;
    } else if (code === END) {
      cursor.isLeftOpen = true;
      return unclosed(cursor, start, lineStart);
    } else {
      cursor.at += 1;
    }
  }
}

/** A key that a text in quotes could as well hold has no blanks; one in quotes of the same kind would have ended the text. */
function isKeyOutside(cursor: Cursor, quote: number): boolean {
  return cursor.isWordKeyAhead() || (cursor.code() === quote && cursor.isKeyAhead());
}

interface Interrupted {
  readonly start: number;
  readonly end: number;
  /** Where the line of its start begins. */
  readonly lineStart: number;
  readonly value: string;
}

/** What was read of a scalar that a key ends, which the cursor stands at: it goes back to the end of the scalar's last line. */
function interrupted(cursor: Cursor, { start, end, lineStart, value }: Interrupted): ScalarNode {
  cursor.at = start;
  cursor.lineStart = lineStart;
  const endOfLine = cursor.endOfLine();
  cursor.problem(start, endOfLine, NOT_CLOSED);
  const style = cursor.code() === CHAR.doubleQuote ? "double" : "single";
  const before = cursor.text.lastIndexOf("\n", end - 1) + 1;
  cursor.lineStart = Math.max(before, lineStart);
  cursor.at = end;
  return scalar(start, end, value, style);
}

function unclosed(cursor: Cursor, start: number, lineStart: number): ScalarNode {
  cursor.at = start;
  cursor.lineStart = lineStart;
  const end = cursor.endOfLine();
  cursor.problem(start, end, NOT_CLOSED);
  const style = cursor.code() === CHAR.doubleQuote ? "double" : "single";
  cursor.at = end;
  return scalar(start, end, cursor.text.slice(start + 1, end), style);
}

/** What an escape in double quotes stands for; the cursor goes from its backslash to behind it. */
function readEscape(cursor: Cursor): string {
  const start = cursor.at;
  const letter = cursor.text.charAt(start + 1);
  cursor.at = start + 2;
  if (letter === "\n" || letter === "\r") {
    // an escaped break joins the lines; blank lines behind it count
    cursor.at = start + 1;
    const folded = fold(cursor);
    return folded === " " ? "" : folded;
  }
  const digits = HEX_ESCAPES[letter];
  if (digits !== undefined) {
    const hex = cursor.text.slice(cursor.at, cursor.at + digits);
    const point = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Number.NaN;
    if (point <= 0x10ffff) {
      cursor.at += digits;
      return String.fromCodePoint(point);
    }
  }
  const known = ESCAPES[letter];
  if (known === undefined) {
    cursor.problem(start, cursor.at, `"\\${letter}" is no escape in double quotes: write "\\\\${letter}" or single quotes.`);
  }
  return known ?? letter;
}

/**
 * A scalar without quotes in block style, with the lines that continue it.
 * @param indent the column that a continuing line has to be beyond
 */
export function readPlain(cursor: Cursor, indent: number): ScalarNode {
  const start = cursor.at;
  checkFirst(cursor);
  let value = "";
  let end = start;
  for (;;) {
    const from = cursor.at;
    const hasComment = toEndOfPlainLine(cursor);
    const line = trimmed(cursor, from, cursor.at);
    value += line;
    end = from + line.length;
    if (hasComment || cursor.code() === END) break;
    const { at, lineStart } = cursor;
    const folded = fold(cursor);
    if (!continues(cursor, indent)) {
      cursor.at = at;
      cursor.lineStart = lineStart;
      break;
    }
    value += folded;
  }
  return scalar(start, end, value, "plain");
}

/** Moves to the end of a line of a plain scalar, or to the comment behind it: then the answer is true. */
function toEndOfPlainLine(cursor: Cursor): boolean {
  for (; ; cursor.at += 1) {
    const code = cursor.code();
    if (isBreak(code)) return false;
    if (code === CHAR.hash && isBlank(cursor.code(cursor.at - 1))) return true;
    if (code === CHAR.colon && isSpace(cursor.code(cursor.at + 1))) {
      cursor.problem(cursor.at, cursor.at + 1, "A key cannot stand here: put the value in quotes, or the key on a line of its own.");
    }
  }
}

/** Whether the line that the cursor was folded to belongs to the plain scalar before it. */
function continues(cursor: Cursor, indent: number): boolean {
  const code = cursor.code();
  if (code === END || code === CHAR.hash || cursor.column <= indent || cursor.isDocumentMarker()) return false;
  return !cursor.isKeyAhead();
}

function checkFirst(cursor: Cursor): void {
  const code = cursor.code();
  const reserved = code === CHAR.percent || code === CHAR.at || code === CHAR.backtick;
  const closing = code === CHAR.comma || code === CHAR.closeBrace || code === CHAR.closeBracket;
  if (reserved || closing) {
    const character = cursor.text.charAt(cursor.at);
    cursor.problem(cursor.at, cursor.at + 1, `A value cannot begin with "${character}" unless it stands in quotes.`);
  }
}

interface BlockHeader {
  readonly style: "literal" | "folded";
  /** The blank lines at the end: one break, none, or as they are. */
  readonly chomping: "clip" | "strip" | "keep";
  /** Columns beyond the parent's, where the header says so. */
  readonly indentation: number | undefined;
}

function readHeader(cursor: Cursor): BlockHeader {
  const style = cursor.code() === CHAR.pipe ? "literal" : "folded";
  let chomping: BlockHeader["chomping"] = "clip";
  let indentation: number | undefined;
  for (cursor.at += 1; ; cursor.at += 1) {
    const character = cursor.text.charAt(cursor.at);
    if (character === "+") chomping = "keep";
    else if (character === "-") chomping = "strip";
    else if (/^[1-9]$/.test(character)) indentation = Number(character);
    else break;
  }
  const behind = cursor.at;
  if (!isBreak(cursor.skipInLine())) {
    cursor.problem(behind, cursor.endOfLine(), `Nothing but a comment can follow "${style === "literal" ? "|" : ">"}" on its line.`);
  }
  cursor.at = cursor.endOfLine();
  return { style, chomping, indentation };
}

/**
 * A block scalar, at its `|` or `>`. The cursor ends behind its last line.
 * @param indent the column that its lines have to be beyond
 */
export function readBlockScalar(cursor: Cursor, indent: number): ScalarNode {
  const start = cursor.at;
  const header = readHeader(cursor);
  const { lines, end } = readBlockLines(cursor, indent, header.indentation);
  let count = lines.length;
  while (count > 0 && lines[count - 1] === "") count -= 1;
  const body = lines.slice(0, count);
  const text = header.style === "literal" ? body.join("\n") : foldLines(body);
  const trailing = lines.length - count;
  return scalar(start, end, text + endOfBlock(header.chomping, count > 0, trailing), header.style);
}

function endOfBlock(chomping: BlockHeader["chomping"], hasText: boolean, blankLines: number): string {
  if (chomping === "strip") return "";
  if (chomping === "clip") return hasText ? "\n" : "";
  return "\n".repeat(blankLines + (hasText ? 1 : 0));
}

/** The lines of a block scalar without their indentation, and the offset at which the last with content ends. */
function readBlockLines(cursor: Cursor, indent: number, given: number | undefined): { lines: string[]; end: number } {
  const { text } = cursor;
  const lines: string[] = [];
  let column = given === undefined ? undefined : Math.max(indent, 0) + given;
  let end = cursor.at;
  let next = text.indexOf("\n", cursor.at) + 1;
  while (next > 0 && next < text.length) {
    let content = next;
    while (cursor.code(content) === CHAR.space) content += 1;
    const found = text.indexOf("\n", content);
    const after = found === -1 ? text.length : found;
    const lineEnd = after > content && cursor.code(after - 1) === CHAR.return ? after - 1 : after;
    const isBlankLine = lineEnd === content;
    if (!isBlankLine) {
      const deep = content - next;
      column ??= deep > indent ? deep : undefined;
      if (column === undefined || deep < column) break;
      end = lineEnd;
    }
    lines.push(text.slice(Math.min(next + (column ?? content - next), lineEnd), lineEnd));
    cursor.at = lineEnd;
    cursor.lineStart = next;
    next = found === -1 ? 0 : found + 1;
  }
  return { lines, end };
}

/** Joins lines with spaces; blank lines and lines that are indented further keep their breaks. */
function foldLines(lines: readonly string[]): string {
  let text = "";
  let blanks = 0;
  let previousKeeps = false;
  for (const [index, line] of lines.entries()) {
    if (line === "") {
      blanks += 1;
      continue;
    }
    const keeps = line.startsWith(" ") || line.startsWith("\t");
    if (index === blanks && text === "") text = "\n".repeat(blanks);
    else if (keeps || previousKeeps) text += "\n".repeat(blanks + 1);
    else text += blanks === 0 ? " " : "\n".repeat(blanks);
    text += line;
    previousKeeps = keeps;
    blanks = 0;
  }
  return text;
}
