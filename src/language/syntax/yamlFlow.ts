import { CHAR, END, isBlank, isSpace } from "./chars.ts";
import { type Cursor, nothing, reportDuplicates, scalar } from "./cursor.ts";
import { readProperties, withProperties } from "./yamlProperties.ts";
import { readQuoted } from "./yamlScalars.ts";
import { type AliasNode, type MappingEntry, type MappingNode, type ScalarNode, type SequenceNode, type SyntaxNode, mappingNode, sequenceNode } from "./tree.ts";

/** Whether this ends a plain scalar, a tag or an alias in flow style. */
export function isFlowIndicator(code: number): boolean {
  return (
    code === CHAR.comma ||
    code === CHAR.openBracket ||
    code === CHAR.closeBracket ||
    code === CHAR.openBrace ||
    code === CHAR.closeBrace
  );
}

/**
 * A collection in brackets or braces, at its opening one. One that is not closed ends where the block around it goes on.
 * @param indent the column of the block around it; -1 where there is none
 */
export function readFlowCollection(cursor: Cursor, indent: number): MappingNode | SequenceNode {
  const start = cursor.at;
  const isMapping = cursor.code() === CHAR.openBrace;
  const close = isMapping ? CHAR.closeBrace : CHAR.closeBracket;
  const entries: MappingEntry[] = [];
  const items: SyntaxNode[] = [];
  cursor.at += 1;
  for (;;) {
    const code = cursor.skip();
    if (code === close) {
      cursor.at += 1;
      break;
    }
    if (code === END || blockGoesOn(cursor, start, indent)) {
      if (code === END) cursor.isLeftOpen = true;
      cursor.problem(start, start + 1, `This ${isMapping ? "brace" : "bracket"} is not closed.`);
      break;
    }
    if (code === CHAR.closeBrace || code === CHAR.closeBracket) {
      cursor.problem(cursor.at, cursor.at + 1, `This closes nothing: "${isMapping ? "}" : "]"}" is expected.`);
      cursor.at += 1;
      break;
    }
    if (code === CHAR.comma) {
      cursor.problem(cursor.at, cursor.at + 1, "Nothing stands before this comma.");
      cursor.at += 1;
      continue;
    }
    if (isMapping) entries.push(readFlowEntry(cursor, indent));
    else items.push(readFlowItem(cursor, indent));
    endItem(cursor, close, start, indent);
  }
  const end = cursor.at;
  if (!isMapping) return sequenceNode(start, end, items);
  reportDuplicates(entries, (from, to, message) => cursor.problem(from, to, message));
  return mappingNode(start, end, entries);
}

/** Goes over the comma behind an item; anything but a comma or a closing bracket there is a problem. */
function endItem(cursor: Cursor, close: number, start: number, indent: number): void {
  const code = cursor.skip();
  if (code === CHAR.comma) {
    cursor.at += 1;
  } else if (code !== END && code !== CHAR.closeBrace && code !== CHAR.closeBracket && !blockGoesOn(cursor, start, indent)) {
    const expected = String.fromCharCode(close);
    cursor.problem(cursor.at, cursor.at + 1, `A comma or "${expected}" is expected here.`);
  }
}

/** Whether the cursor stands at a key of the block around a collection that was left open. */
function blockGoesOn(cursor: Cursor, start: number, indent: number): boolean {
  if (indent < 0 || cursor.lineStart <= start || cursor.column > indent) return false;
  const indentation = cursor.text.slice(cursor.lineStart, cursor.at);
  const first = cursor.code();
  const isQuote = first === CHAR.doubleQuote || first === CHAR.singleQuote;
  return indentation.trim() === "" && !isQuote && !isFlowIndicator(first) && cursor.isKeyAhead();
}

function readFlowEntry(cursor: Cursor, indent: number): MappingEntry {
  const read = readFlowNode(cursor, indent);
  const key = read.kind === "scalar" ? read : complexKey(cursor, read);
  const code = cursor.skip();
  if (code !== CHAR.colon) return { key, value: nothing(key.end) };
  return { key, value: readFlowValue(cursor, indent) };
}

/** An item of a sequence; `key: value` without braces is a mapping of its own. */
function readFlowItem(cursor: Cursor, indent: number): SyntaxNode {
  const item = readFlowNode(cursor, indent);
  if (cursor.skip() !== CHAR.colon || item.kind !== "scalar") return item;
  const value = readFlowValue(cursor, indent);
  return mappingNode(item.start, Math.max(value.end, item.end), [{ key: item, value }]);
}

/** What follows a colon, at the colon. */
function readFlowValue(cursor: Cursor, indent: number): SyntaxNode {
  cursor.at += 1;
  const behind = cursor.at;
  const code = cursor.skip();
  const isMissing = code === END || code === CHAR.comma || code === CHAR.closeBrace || code === CHAR.closeBracket;
  return isMissing ? nothing(behind) : readFlowNode(cursor, indent);
}

function readFlowNode(cursor: Cursor, indent: number): SyntaxNode {
  const properties = readProperties(cursor, true);
  const code = cursor.skip();
  if (!cursor.enter()) return nothing(cursor.at);
  const node = withProperties(readFlowContent(cursor, code, indent), properties);
  cursor.leave();
  return node;
}

function readFlowContent(cursor: Cursor, code: number, indent: number): SyntaxNode {
  if (code === CHAR.openBrace || code === CHAR.openBracket) return readFlowCollection(cursor, indent);
  if (code === CHAR.doubleQuote || code === CHAR.singleQuote) return readQuoted(cursor, indent);
  if (code === CHAR.star) return readAlias(cursor);
  if (code === END || isFlowIndicator(code)) return nothing(cursor.at);
  return readFlowPlain(cursor, indent);
}

/** `*name`, at its star. */
export function readAlias(cursor: Cursor): AliasNode {
  const start = cursor.at;
  cursor.at += 1;
  while (!isSpace(cursor.code()) && !isFlowIndicator(cursor.code())) cursor.at += 1;
  const name = cursor.text.slice(start + 1, cursor.at);
  if (name === "") cursor.problem(start, cursor.at, 'An asterisk begins an alias: write "*" in quotes.');
  return { kind: "alias", start, end: cursor.at, name, tag: undefined, anchor: undefined };
}

/** A scalar without quotes, over line breaks. */
function readFlowPlain(cursor: Cursor, indent: number): ScalarNode {
  const start = cursor.at;
  let end = start;
  for (; ; cursor.at += 1) {
    const code = cursor.code();
    if (code === END || isFlowIndicator(code)) break;
    if (code === CHAR.colon) {
      const next = cursor.code(cursor.at + 1);
      if (isSpace(next) || isFlowIndicator(next)) break;
    }
    if (code === CHAR.hash && isSpace(cursor.code(cursor.at - 1))) break;
    if (code === CHAR.newline && nextLineGoesOn(cursor, indent)) break;
    if (!isSpace(code)) end = cursor.at + 1;
  }
  if (end === start) {
    // a lone colon: go over it, or the collection would never end
    cursor.problem(start, start + 1, "A key is expected before the colon.");
    cursor.at = Math.max(cursor.at, start + 1);
    return nothing(start);
  }
  const value = cursor.text.slice(start, end).replace(/[ \t]*\r?\n([ \t\r\n]*)/g, (_, more: string) => {
    const blankLines = more.split("\n").length - 1;
    return blankLines === 0 ? " " : "\n".repeat(blankLines);
  });
  return scalar(start, end, value, "plain");
}

/** Goes to the end of the blanks that begin the next line, unless a key of the block around stands there. */
function nextLineGoesOn(cursor: Cursor, indent: number): boolean {
  const { at, lineStart } = cursor;
  cursor.at += 1;
  cursor.lineStart = cursor.at;
  while (isBlank(cursor.code())) cursor.at += 1;
  const goesOn = blockGoesOn(cursor, at, indent);
  if (goesOn) {
    cursor.at = at;
    cursor.lineStart = lineStart;
  } else {
    cursor.at -= 1; // the loop goes over it
  }
  return goesOn;
}

/** The text of a key that is itself a collection, which CloudFormation has no use for. */
export function complexKey(cursor: Cursor, node: SyntaxNode): ScalarNode {
  if (node.kind !== "alias") cursor.problem(node.start, node.end, "A key has to be a text.");
  return scalar(node.start, node.end, cursor.text.slice(node.start, node.end), "plain");
}

/** Whether a colon follows on this line, behind a collection in flow style that would then be a key. */
export function isColonAhead(cursor: Cursor): boolean {
  let at = cursor.at;
  while (isBlank(cursor.code(at))) at += 1;
  return cursor.code(at) === CHAR.colon && isSpace(cursor.code(at + 1));
}
