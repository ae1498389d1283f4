import { CHAR, isSpace } from "./chars.ts";
import type { Cursor } from "./cursor.ts";
import type { SyntaxNode, Tag } from "./tree.ts";

/** What stands before a node: its tag and its anchor. */
export interface NodeProperties {
  readonly start: number;
  readonly tag?: Tag;
  readonly anchor?: string;
}

/**
 * Reads tags and anchors on this line; undefined where there is none.
 * @param inFlow brackets, braces and commas end a tag
 */
export function readProperties(cursor: Cursor, inFlow: boolean): NodeProperties | undefined {
  const start = cursor.at;
  let tag: Tag | undefined;
  let anchor: string | undefined;
  for (;;) {
    const code = cursor.code();
    if (code !== CHAR.bang && code !== CHAR.ampersand) break;
    const from = cursor.at;
    moveBehindWord(cursor, inFlow);
    const text = cursor.text.slice(from, cursor.at);
    if (code === CHAR.bang) {
      const next = { start: from, end: cursor.at, text };
      if (tag !== undefined) reportSecondTag(cursor, tag, next);
      tag ??= next;
    } else {
      if (anchor !== undefined) cursor.problem(from, cursor.at, "A value has one anchor.");
      anchor = text.slice(1);
    }
    cursor.skipInLine();
  }
  if (cursor.at === start) return undefined;
  if (anchor === undefined) return tag === undefined ? { start } : { start, tag };
  return tag === undefined ? { start, anchor } : { start, tag, anchor };
}

/** `!Base64 !Sub x`: a node has one tag, so that one of the two functions has to be written in its long form. */
export function reportSecondTag(cursor: Cursor, first: Tag, second: Tag): void {
  const name = first.text.slice(1);
  const long = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
  cursor.problem(second.start, second.end, `A value has one tag: write "${long}: ${second.text} …" in place of the first.`);
}

function moveBehindWord(cursor: Cursor, inFlow: boolean): void {
  if (cursor.code(cursor.at + 1) === CHAR.less) {
    const close = cursor.text.indexOf(">", cursor.at);
    if (close !== -1 && close < cursor.endOfLine()) {
      cursor.at = close + 1;
      return;
    }
  }
  for (cursor.at += 1; ; cursor.at += 1) {
    const code = cursor.code();
    if (isSpace(code)) return;
    if (inFlow && (code === CHAR.comma || code === CHAR.closeBracket || code === CHAR.closeBrace)) return;
  }
}

/** The node with the properties that were read before it. */
export function withProperties<T extends SyntaxNode>(node: T, properties: NodeProperties | undefined): T {
  if (properties === undefined) return node;
  // the node was just read, and nobody else has it: a copy of each would be a third of what reading makes
  const own: { tag?: Tag | undefined; anchor?: string | undefined } = node;
  if (properties.tag !== undefined) own.tag = properties.tag;
  if (properties.anchor !== undefined) own.anchor = properties.anchor;
  return node;
}
