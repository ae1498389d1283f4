import { CHAR, END, isBreak } from "./chars.ts";
import { Cursor, nothing, reportDuplicates, scalar } from "./cursor.ts";
import { complexKey, isColonAhead, readAlias, readFlowCollection } from "./yamlFlow.ts";
import { readProperties, reportSecondTag, withProperties } from "./yamlProperties.ts";
import { readBlockScalar, readPlain, readQuoted } from "./yamlScalars.ts";
import { type MappingEntry, type MappingNode, type ScalarNode, type SequenceNode, type SyntaxNode, type SyntaxTree, mappingNode, sequenceNode } from "./tree.ts";

/**
 * Reads a YAML document: the YAML 1.2 that templates are written in, which leaves out complex keys. It reads on behind
 * whatever is wrong, and marks it. Aliases and merge keys are kept as they are written.
 */
export function parseYaml(text: string): SyntaxTree {
  const cursor = new Cursor(text);
  skipDirectives(cursor);
  const root = readBlock(cursor, -1, false);
  const code = cursor.skip();
  if (code !== END && !cursor.isDocumentMarker()) {
    cursor.problem(cursor.at, cursor.endOfLine(), "This is not expected here: check its indentation.");
  } else {
    reportBehindEnd(cursor);
  }
  return { text, root, problems: cursor.problems };
}

/** Whatever stands at and behind the marker that ends the document, which the cursor stands at: a template is one document. */
export function reportBehindEnd(cursor: Cursor): void {
  if (cursor.code() === CHAR.dot) {
    cursor.at += 3;
    if (cursor.skip() === END) return;
  }
  if (cursor.code() === CHAR.dash && cursor.isDocumentMarker()) {
    cursor.problem(cursor.at, cursor.at + 3, "A template is one document: what follows is not read.");
  } else if (cursor.code() !== END) {
    cursor.problem(cursor.at, cursor.endOfLine(), "This stands behind the end of the document.");
  }
}

/** Goes over `%YAML` and the like, and over the marker that begins the document. */
export function skipDirectives(cursor: Cursor): void {
  while (cursor.skip() === CHAR.percent && cursor.column === 0) cursor.at = cursor.endOfLine();
  if (cursor.code() === CHAR.dash && cursor.isDocumentMarker()) cursor.at += 3;
}

/**
 * The node that begins on this line or a later one.
 * @param indent the column that it has to be beyond
 * @param dashes whether a sequence may stand at that column itself, as below a key
 */
function readBlock(cursor: Cursor, indent: number, dashes: boolean): SyntaxNode {
  const from = cursor.at;
  const code = cursor.skip();
  const { column } = cursor;
  const isOutside = column <= indent && !(dashes && column === indent && cursor.isDash());
  if (code === END || isOutside || cursor.isDocumentMarker()) return nothing(from);
  reportTabs(cursor);
  const node = readNode(cursor, indent, column, { dashes, beginsLine: true });
  return withSiblings(cursor, node, indent, column);
}

/**
 * A collection whose first key was just typed: it has no colon yet, or stands further to the right than those below it.
 * These are read beside it, for they are right as they are.
 * @param column where the node begins
 */
function withSiblings(cursor: Cursor, node: SyntaxNode, indent: number, column: number): SyntaxNode {
  const isWord = node.kind === "scalar" && node.style === "plain" && node.tag === undefined && node.start < node.end;
  if (!isWord && (node.kind !== "mapping" || node.tag !== undefined)) return node;
  const { at, lineStart } = cursor;
  const code = cursor.skip();
  const isBeside = isWord ? cursor.column <= column : cursor.column < column;
  const begins = cursor.isDash() || (code !== CHAR.hash && cursor.isKeyAhead());
  const isFirst = cursor.text.slice(cursor.lineStart, cursor.at).trim() === "";
  if (code === END || !isFirst || cursor.column <= indent || !isBeside || !begins) {
    cursor.at = at;
    cursor.lineStart = lineStart;
    return node;
  }
  const wrong = node.kind === "mapping" ? (node.entries[0]?.key ?? node) : node;
  const what = isWord ? "A colon is expected behind this key." : "This key is indented further than those below it.";
  cursor.problem(wrong.start, wrong.end, what);
  const rest = readNode(cursor, indent, cursor.column, { dashes: false, beginsLine: true });
  if (rest.kind !== "mapping" || rest.tag !== undefined) return rest;
  const first = isWord && node.kind === "scalar" ? [{ key: node, value: nothing(node.end) }] : node.kind === "mapping" ? node.entries : [];
  return { ...rest, start: node.start, entries: [...first, ...rest.entries] };
}

/** A tab may separate, but must not indent: which column it leads to is anyone's guess. */
function reportTabs(cursor: Cursor): void {
  let at = cursor.lineStart;
  while (cursor.code(at) === CHAR.space) at += 1;
  if (at < cursor.at && cursor.code(at) === CHAR.tab) {
    cursor.problem(at, cursor.at, "A tab cannot indent in YAML: use spaces.");
  }
}

interface Place {
  /** Whether a sequence may stand at the parent's own column. */
  readonly dashes: boolean;
  /** Whether a mapping or a sequence in block style may begin here. */
  readonly beginsLine: boolean;
}

/** The node at the cursor. `column` is where its tag or anchor, or else it itself, begins. */
function readNode(cursor: Cursor, indent: number, column: number, place: Place): SyntaxNode {
  const { at } = cursor;
  const properties = readProperties(cursor, false);
  if (properties !== undefined) {
    const code = cursor.code();
    if (isBreak(code)) {
      const below = readBlock(cursor, indent, place.dashes);
      if (properties.tag !== undefined && below.tag !== undefined) reportSecondTag(cursor, properties.tag, below.tag);
      return withProperties(below, properties);
    }
    if (place.beginsLine && isKeyHere(cursor, code)) {
      // what stands before a key on its line is the key's
      cursor.at = at;
      return readMapping(cursor, column);
    }
    return withProperties(readContent(cursor, indent, cursor.column, false), properties);
  }
  return readContent(cursor, indent, column, place.beginsLine);
}

function isKeyHere(cursor: Cursor, code: number): boolean {
  return code !== CHAR.openBrace && code !== CHAR.openBracket && cursor.isKeyAhead();
}

function readContent(cursor: Cursor, indent: number, column: number, beginsLine: boolean): SyntaxNode {
  if (!cursor.enter()) return nothing(cursor.at);
  const node = readKind(cursor, indent, column, beginsLine);
  cursor.leave();
  return node;
}

function readKind(cursor: Cursor, indent: number, column: number, beginsLine: boolean): SyntaxNode {
  const code = cursor.code();
  if (cursor.isDash()) {
    if (!beginsLine) cursor.problem(cursor.at, cursor.at + 1, "A list begins on a line of its own.");
    return readSequence(cursor, column);
  }
  if (code === CHAR.pipe || code === CHAR.greater) return readBlockScalar(cursor, indent);
  if (code === CHAR.openBrace || code === CHAR.openBracket) {
    const node = readFlowCollection(cursor, indent);
    if (!beginsLine || !isColonAhead(cursor)) return node;
    complexKey(cursor, node);
    cursor.at = cursor.endOfLine();
    return node;
  }
  if (beginsLine && (cursor.isKeyAhead() || isExplicitKey(cursor))) return readMapping(cursor, column);
  if (code === CHAR.star) return readAlias(cursor);
  if (code === CHAR.doubleQuote || code === CHAR.singleQuote) return readQuoted(cursor, indent);
  return readPlain(cursor, indent);
}

/** A mapping in block style, at its first key. */
function readMapping(cursor: Cursor, column: number): MappingNode {
  const start = cursor.at;
  const entries: MappingEntry[] = [];
  let end = start;
  do {
    const entry = readEntry(cursor, column);
    entries.push(entry);
    end = Math.max(end, entry.key.end, entry.value.end);
  } while (toNextEntry(cursor, column, false));
  reportDuplicates(entries, (from, to, message) => cursor.problem(from, to, message));
  return mappingNode(start, end, entries);
}

/** A key with its value, at the key; also a key that has no colon yet. */
export function readEntry(cursor: Cursor, column: number): MappingEntry {
  if (isExplicitKey(cursor)) return readExplicitEntry(cursor, column);
  const properties = readProperties(cursor, false);
  if (!cursor.isKeyAhead()) {
    const end = cursor.endOfLine();
    const text = cursor.text.slice(cursor.at, end).trimEnd();
    const key = scalar(cursor.at, cursor.at + text.length, text, "plain");
    cursor.problem(key.start, key.end, "A colon is expected behind this key.");
    cursor.at = end;
    return { key, value: nothing(key.end) };
  }
  const key = withProperties(readKey(cursor), properties);
  cursor.skipInLine();
  cursor.at += 1;
  return { key, value: readValue(cursor, column) };
}

/** Whether a key stands here that begins with `? `. */
function isExplicitKey(cursor: Cursor): boolean {
  return cursor.code() === CHAR.question && cursor.isIndicator();
}

/** `? key` and, on a line of its own, `: value`. */
function readExplicitEntry(cursor: Cursor, column: number): MappingEntry {
  cursor.at += 1;
  const behind = cursor.at;
  const read = isBreak(cursor.skipInLine())
    ? readBlock(cursor, column, false)
    : readNode(cursor, column, cursor.column, { dashes: false, beginsLine: true });
  const key = read.kind === "scalar" ? read : complexKey(cursor, read);
  const { at, lineStart } = cursor;
  if (cursor.skip() === CHAR.colon && cursor.column === column && cursor.isIndicator()) {
    cursor.at += 1;
    // a collection may begin on the line of the colon, as behind a dash
    return { key, value: readItem(cursor, column) };
  }
  cursor.at = at;
  cursor.lineStart = lineStart;
  return { key, value: nothing(Math.max(key.end, behind)) };
}

/** Characters that a key cannot begin with unless it stands in quotes. */
const NO_KEY: readonly number[] = [CHAR.percent, CHAR.at, CHAR.backtick, CHAR.comma, CHAR.closeBrace, CHAR.closeBracket, CHAR.star, CHAR.pipe, CHAR.greater];

export function readKey(cursor: Cursor): ScalarNode {
  const first = cursor.code();
  if (first === CHAR.doubleQuote || first === CHAR.singleQuote) return readQuoted(cursor, -1);
  if (NO_KEY.includes(first)) {
    cursor.problem(cursor.at, cursor.at + 1, `A key cannot begin with "${cursor.text.charAt(cursor.at)}" unless it stands in quotes.`);
  }
  const start = cursor.at;
  while (!isBreak(cursor.code()) && !(cursor.code() === CHAR.colon && cursor.isIndicator())) cursor.at += 1;
  const value = cursor.text.slice(start, cursor.at).trimEnd();
  if (value.length <= 4 && /^(?:|~|null|Null|NULL)$/.test(value)) cursor.problem(start, cursor.at + 1, "A key cannot be null: write it in quotes.");
  return scalar(start, start + value.length, value, "plain");
}

/** What follows the colon of a key, on its line or below. */
function readValue(cursor: Cursor, column: number): SyntaxNode {
  const behind = cursor.at;
  const code = cursor.skipInLine();
  if (isBreak(code)) {
    const value = readBlock(cursor, column, true);
    return value.kind === "scalar" && value.start === value.end && value.tag === undefined ? nothing(behind) : value;
  }
  const value = readNode(cursor, column, cursor.column, { dashes: true, beginsLine: false });
  reportRest(cursor, value);
  return value;
}

/** Nothing may follow a value on its line. Plain and block scalars end with their lines by themselves. */
function reportRest(cursor: Cursor, value: SyntaxNode): void {
  const isLine = value.kind === "scalar" && (value.style === "literal" || value.style === "folded");
  if (isLine || isBreak(cursor.skipInLine()) || cursor.column <= 0) return;
  if (cursor.text.slice(cursor.lineStart, cursor.at).trim() === "") return;
  cursor.problem(cursor.at, cursor.endOfLine(), "This is not expected behind the value.");
  cursor.at = cursor.endOfLine();
}

/** A sequence in block style, at its first dash. */
function readSequence(cursor: Cursor, column: number): SequenceNode {
  const start = cursor.at;
  const items: SyntaxNode[] = [];
  let end = start + 1;
  do {
    cursor.at += 1;
    end = Math.max(end, cursor.at);
    const item = readItem(cursor, column);
    items.push(item);
    end = Math.max(end, item.end);
  } while (toNextEntry(cursor, column, true));
  return sequenceNode(start, end, items);
}

/** What follows a dash, on its line or below. */
function readItem(cursor: Cursor, column: number): SyntaxNode {
  const behind = cursor.at;
  const code = cursor.skipInLine();
  if (isBreak(code)) {
    const item = readBlock(cursor, column, false);
    return item.kind === "scalar" && item.start === item.end && item.tag === undefined ? nothing(behind) : item;
  }
  const item = readNode(cursor, column, cursor.column, { dashes: false, beginsLine: true });
  if (item.kind === "scalar" || item.kind === "alias") reportRest(cursor, item);
  return item;
}

/**
 * Goes to the next entry of a collection in block style; false where the collection ends. Lines that are indented
 * further than its entries belong to nothing and are skipped.
 */
function toNextEntry(cursor: Cursor, column: number, isSequence: boolean): boolean {
  for (let isFirst = true; ; isFirst = false) {
    const code = cursor.skip();
    if (code === END || cursor.column < column || cursor.isDocumentMarker()) return false;
    if (cursor.column === column) {
      const fits = cursor.isDash() === isSequence;
      if (fits) reportTabs(cursor);
      return fits;
    }
    if (isFirst) {
      const what = cursor.isKeyAhead() ? "This key is indented further than those beside it." : "This line belongs to nothing: check its indentation.";
      cursor.problem(cursor.at, cursor.endOfLine(), what);
    }
    cursor.at = cursor.endOfLine();
  }
}

