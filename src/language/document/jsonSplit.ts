import { CHAR, isBlank } from "../syntax/chars.ts";
import { type Before, type Cut, type Line, firstLine, nextLine } from "./split.ts";
import { UNDIVIDED } from "./whole.ts";

/**
 * Finds the end of the chunk that begins at a line of a JSON text as programs and people lay it out: each top-level key, and
 * each entry below one, on a line of its own, all in one column. Whether the brackets agree with the lines is for
 * `frameOf` to say; a text of another layout is read as a whole.
 * @param isEnd whether nothing follows the text. Otherwise the answer is undefined where it depends on what follows.
 */
export function cutJson(text: string, from: number, before: Before, isEnd: boolean): Cut | undefined {
  const { top, section, inner } = before;
  if (top === undefined) return cutHead(text, from, isEnd);
  const line = firstLine(text, from, true);
  const close: Cut = { kind: "close", end: text.length, after: { isJson: true, top } };
  if (line === undefined) return isEnd ? close : undefined;
  if (text.charCodeAt(line.at) === CHAR.closeBrace) {
    const end = endOf(text, line, { top, inner: undefined, isClosing: true }, isEnd);
    return end === undefined ? undefined : { ...close, end };
  }
  if (section !== undefined && inner !== undefined && line.column > top) {
    const end = endOf(text, line, { top, inner: line.column, isClosing: false }, isEnd);
    return end === undefined ? undefined : { kind: "entry", end, after: { isJson: true, top, section, inner: line.column } };
  }
  return cutSection(text, line, top, isEnd);
}

interface Levels {
  readonly top: number;
  readonly inner: number | undefined;
  /** Whether brackets that close are what the chunk is made of. */
  readonly isClosing: boolean;
}

function endOf(text: string, first: Line, levels: Levels, isEnd: boolean): number | undefined {
  for (let line = firstLine(text, nextLine(text, first.at), true); line !== undefined; line = firstLine(text, nextLine(text, line.at), true)) {
    if (isBoundary(text, line, levels)) return line.start;
  }
  return isEnd ? text.length : undefined;
}

function isBoundary(text: string, { at, column }: Line, { top, inner, isClosing }: Levels): boolean {
  const code = text.charCodeAt(at);
  if (code === CHAR.closeBrace) return !isClosing && column < (inner ?? top);
  if (code !== CHAR.doubleQuote) return false;
  if (column === top || column === inner) return true;
  return inner !== undefined && column > top && column < inner && keyEnd(text, at) !== undefined;
}

/** Where the colon of a key stands that begins at an offset. */
function keyEnd(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === CHAR.newline) return undefined;
    if (code === CHAR.backslash) at += 1;
    if (code !== CHAR.doubleQuote) continue;
    const colon = skipBlanks(text, at + 1);
    return text.charCodeAt(colon) === CHAR.colon ? colon : undefined;
  }
  return undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === CHAR.return) at += 1;
  return at;
}

/** A line with the document's brace alone, and below it the first key. */
function cutHead(text: string, from: number, isEnd: boolean): Cut | undefined {
  const whole: Cut | undefined = isEnd ? { kind: "whole", end: text.length, after: {} } : undefined;
  const brace = firstLine(text, from, true);
  if (brace === undefined) return whole;
  const end = skipBlanks(text, brace.at + 1);
  if (text.charCodeAt(brace.at) !== CHAR.openBrace || text.charCodeAt(end) !== CHAR.newline) return whole;
  const line = firstLine(text, end + 1, true);
  if (line === undefined || text.charCodeAt(line.at) !== CHAR.doubleQuote) return whole;
  return { kind: "head", end: line.start, after: { isJson: true, top: line.column } };
}

function cutSection(text: string, line: Line, top: number, isEnd: boolean): Cut | undefined {
  const end = endOf(text, line, { top, inner: undefined, isClosing: false }, isEnd);
  const section: Cut | undefined = end === undefined ? undefined : { kind: "section", end, after: { isJson: true, top } };
  const colon = keyEnd(text, line.at);
  if (colon === undefined) return section;
  const brace = skipBlanks(text, colon + 1);
  const rest = skipBlanks(text, brace + 1);
  const key = text.slice(line.at + 1, text.lastIndexOf('"', colon));
  if (text.charCodeAt(brace) !== CHAR.openBrace || text.charCodeAt(rest) !== CHAR.newline || UNDIVIDED.has(key)) return section;
  const first = firstLine(text, rest + 1, true);
  if (first === undefined) return section;
  if (text.charCodeAt(first.at) !== CHAR.doubleQuote || first.column <= top) return section;
  return { kind: "header", end: first.start, after: { isJson: true, top, section: key, inner: first.column } };
}
