import { CHAR, isBlank, isBreak } from "../syntax/chars.ts";
import { Cursor, isWordKey } from "../syntax/cursor.ts";
import { readKey } from "../syntax/yaml.ts";
import { readYamlEntry } from "../syntax/yamlPart.ts";
import { type Before, type Cut, type Line, firstLine, isMarker, nextLine } from "./split.ts";
import { UNDIVIDED } from "./whole.ts";

/**
 * Finds the end of the chunk that begins at a line of a YAML text. Keys in the columns of the top-level keys and of what
 * stands below them are found line by line. That is certain for a word with its colon: no value goes on behind one. Other
 * lines that may be keys begin a chunk unless a bracket or a quote is open before them.
 * @param isEnd whether nothing follows the text. Otherwise the answer is undefined where it depends on what follows.
 */
export function cutYaml(text: string, from: number, before: Before, isEnd: boolean): Cut | undefined {
  const { top, section, inner } = before;
  if (top === undefined) return cutHead(text, from, isEnd);
  const line = firstLine(text, from);
  if (line === undefined) return isEnd ? { kind: "tail", end: text.length, after: before } : undefined;
  if (isMarker(text, line)) return isEnd ? { kind: "tail", end: text.length, after: before } : undefined;
  if (section !== undefined && inner !== undefined && line.column > top) {
    const levels = { top, inner: line.column };
    const end = endOf(text, from, line, levels, isEnd);
    return end === undefined ? undefined : { kind: "entry", end, after: { top, section, inner: line.column } };
  }
  return cutSection(text, from, line, top, isEnd);
}

/** `sure`: nothing before it can go on here. `likely`: a bracket or a quote that is open may. */
type Boundary = "sure" | "likely";

function cursorAt(text: string, { at, column }: Line): Cursor {
  const cursor = new Cursor(text);
  cursor.at = at;
  cursor.lineStart = at - column;
  return cursor;
}

/** What a line of a collection in flow style begins with, and a block of text. */
const NO_KEY: readonly number[] = [CHAR.openBrace, CHAR.closeBrace, CHAR.openBracket, CHAR.closeBracket, CHAR.comma, CHAR.pipe, CHAR.greater, CHAR.percent];

/** Whether a line begins with a key, or with a word that may become one. */
function keyAt(text: string, line: Line): Boundary | undefined {
  if (isWordKey(text, line.at)) return "sure";
  const cursor = cursorAt(text, line);
  const code = cursor.code();
  if (NO_KEY.includes(code)) return undefined;
  if (cursor.isIndicator()) {
    if (code === CHAR.question) return "sure";
    if (code === CHAR.dash || code === CHAR.colon) return undefined;
  }
  if (cursor.isKeyAhead()) return "likely";
  return isLoneWord(text, line.at) ? "likely" : undefined;
}

/** Whether a line holds a single word: a key that is being typed. */
function isLoneWord(text: string, from: number): boolean {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
    if (!isLetter && (at === from || !((code >= 48 && code <= 58) || code === 95))) break;
  }
  // a colon at the end makes a key of it
  if (at === from || text.charCodeAt(at - 1) === CHAR.colon) return false;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  return at >= text.length || isBreak(text.charCodeAt(at));
}

interface Levels {
  readonly top: number;
  /** The column of the entries; undefined where none stand by themselves. */
  readonly inner: number | undefined;
}

function boundaryAt(text: string, line: Line, { top, inner }: Levels): Boundary | undefined {
  if (isMarker(text, line)) return "sure";
  if (line.column === top || line.column === inner) return keyAt(text, line);
  // a first entry that is indented too far, those below are right
  if (inner !== undefined && line.column > top && line.column < inner && isWordKey(text, line.at)) return "sure";
  return undefined;
}

/** Where the chunk ends that begins with a line. */
function endOf(text: string, from: number, first: Line, levels: Levels, isEnd: boolean): number | undefined {
  // what is open has to be closed before this
  let closed = 0;
  for (let line = firstLine(text, nextLine(text, first.at)); line !== undefined; line = firstLine(text, nextLine(text, line.at))) {
    const boundary = boundaryAt(text, line, levels);
    if (boundary === "sure") return line.start;
    if (boundary === undefined || line.start < closed) continue;
    if (!readYamlEntry(text.slice(from, line.start)).isLeftOpen) return line.start;
    const sure = sureFrom(text, line, levels, isEnd);
    if (sure === undefined) return undefined;
    const read = readYamlEntry(text.slice(from, sure));
    if (read.isLeftOpen) return sure;
    closed = from + read.end;
  }
  return isEnd ? text.length : undefined;
}

/** Where the next chunk begins for sure. */
function sureFrom(text: string, from: Line, levels: Levels, isEnd: boolean): number | undefined {
  for (let line = firstLine(text, nextLine(text, from.at)); line !== undefined; line = firstLine(text, nextLine(text, line.at))) {
    if (boundaryAt(text, line, levels) === "sure") return line.start;
  }
  return isEnd ? text.length : undefined;
}

/** What stands before the first key. A text whose first line cannot become a key is not divided. */
function cutHead(text: string, from: number, isEnd: boolean): Cut | undefined {
  const whole: Cut | undefined = isEnd ? { kind: "whole", end: text.length, after: {} } : undefined;
  let line = firstLine(text, from);
  while (line !== undefined && line.column === 0 && text.charCodeAt(line.at) === CHAR.percent) line = firstLine(text, nextLine(text, line.at));
  if (line !== undefined && isMarker(text, line)) {
    // a value may stand behind the marker
    const end = nextLine(text, line.at);
    if (text.charCodeAt(line.at) !== CHAR.dash || firstLine(text.slice(line.at + 3, end), 0) !== undefined) return whole;
    line = firstLine(text, end);
  }
  const isHalf = (at: Line) => keyAt(text, at) === "likely" && isLoneWord(text, at.at);
  let most = Number.POSITIVE_INFINITY;
  while (line !== undefined && line.column <= most && isHalf(line)) {
    most = line.column;
    line = firstLine(text, nextLine(text, line.at));
  }
  if (line === undefined) return whole;
  if (line.column > most || isMarker(text, line) || keyAt(text, line) === undefined) return whole;
  return { kind: "head", end: line.start, after: { top: line.column } };
}

function cutSection(text: string, from: number, line: Line, top: number, isEnd: boolean): Cut | undefined {
  const inner = innerColumn(text, line, top, isEnd);
  if (inner === undefined) return undefined;
  const section = inner.column === undefined ? undefined : inner.section;
  if (inner.column !== undefined && section !== undefined) {
    return { kind: "header", end: inner.start, after: { top, section, inner: inner.column } };
  }
  const end = endOf(text, from, line, { top, inner: undefined }, isEnd);
  return end === undefined ? undefined : { kind: "section", end, after: { top } };
}

interface Inner {
  readonly section: string;
  /** The column of the first entry, and where its line begins; undefined where there are no entries in block style. */
  readonly column: number | undefined;
  readonly start: number;
}

/** Looks for the first entry below a top-level key. @returns undefined where that depends on what follows the text */
function innerColumn(text: string, line: Line, top: number, isEnd: boolean): Inner | undefined {
  const cursor = cursorAt(text, line);
  const none = { section: "", column: undefined, start: 0 };
  if (!cursor.isKeyAhead()) {
    // a header that is being typed, whose entries are there already
    if (!isLoneWord(text, line.at)) return none;
    const end = nextLine(text, line.at);
    return firstEntry(text, end, text.slice(line.at, end).trim(), top, isEnd) ?? (isEnd ? none : undefined);
  }
  const code = cursor.code();
  if (code === CHAR.question && cursor.isIndicator()) return none;
  if (code === CHAR.bang || code === CHAR.ampersand) return none;
  const { value } = readKey(cursor);
  cursor.skipInLine();
  cursor.at += 1;
  if (!isBreak(cursor.skipInLine()) || UNDIVIDED.has(value)) return none;
  return firstEntry(text, nextLine(text, cursor.at), value, top, isEnd) ?? (isEnd ? none : undefined);
}

function isQuote(code: number): boolean {
  return code === CHAR.doubleQuote || code === CHAR.singleQuote;
}

/** The first entry from an offset on; lines with a word above it are keys that are being typed. */
function firstEntry(text: string, from: number, section: string, top: number, isEnd: boolean): Inner | undefined {
  let first: Line | undefined;
  let most = Number.POSITIVE_INFINITY;
  for (let line = firstLine(text, from); line !== undefined; line = firstLine(text, nextLine(text, line.at))) {
    if (line.column <= top || line.column > most || isMarker(text, line)) return { section, column: undefined, start: 0 };
    const boundary = keyAt(text, line);
    if (boundary === undefined && !isQuote(text.charCodeAt(line.at))) return { section, column: undefined, start: 0 };
    first ??= line;
    if (boundary !== undefined && !isLoneWord(text, line.at)) return { section, column: line.column, start: first.start };
    most = line.column;
  }
  return isEnd ? { section, column: undefined, start: 0 } : undefined;
}
