import { CHAR, END, isBlank, isBreak } from "../syntax/chars.ts";

/** What the text before a chunk tells about it. Two chunks of one text and one `Before` are the same. */
export interface Before {
  readonly isJson?: true;
  /** The column of the top-level keys; undefined before the first of them. */
  readonly top?: number;
  /** The top-level key that entries stand below here, and their column. */
  readonly section?: string;
  readonly inner?: number;
}

/**
 * `head`: what stands before the first key. `header`: a top-level key whose entries follow as chunks of their own. `section`:
 * a top-level key with its value. `tail`: what stands behind the document.
 * `close`: brackets of JSON that end a top-level key's entries, or the document. `whole`: a text that is no mapping in block style.
 */
export type ChunkKind = "head" | "header" | "section" | "entry" | "tail" | "close" | "whole";

export interface Cut {
  readonly kind: ChunkKind;
  readonly end: number;
  /** What is known where the next chunk begins. */
  readonly after: Before;
}

export function isSame(a: Before, b: Before): boolean {
  return a.isJson === b.isJson && a.top === b.top && a.section === b.section && a.inner === b.inner;
}

/** A line with content. */
export interface Line {
  /** Where its content begins. */
  readonly at: number;
  readonly start: number;
  readonly column: number;
}

/** The first line from an offset on that is neither blank nor, in YAML, a comment. */
export function firstLine(text: string, from: number, isJson = false): Line | undefined {
  for (let start = from; start < text.length; ) {
    let at = start;
    if (at === 0 && text.charCodeAt(0) === CHAR.byteOrderMark) at += 1;
    const lineStart = at;
    while (isBlank(text.charCodeAt(at))) at += 1;
    const code = at < text.length ? text.charCodeAt(at) : END;
    if (!isBreak(code) && (isJson || code !== CHAR.hash)) return { at, start, column: at - lineStart };
    start = nextLine(text, at);
  }
  return undefined;
}

/** Where the line behind the one of an offset begins. */
export function nextLine(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  return found === -1 ? text.length : found + 1;
}

/** Whether the marker of a document's beginning or end stands in a line. */
export function isMarker(text: string, { at, column }: Line): boolean {
  if (column !== 0 || !(text.startsWith("---", at) || text.startsWith("...", at))) return false;
  return at + 3 >= text.length || text.charCodeAt(at + 3) <= CHAR.space;
}
