import type { TemplateDocument } from "../document/templateDocument.ts";
import type { SyntaxNode } from "../syntax/tree.ts";
import { outline } from "./outline.ts";

/** Lines that can be folded into the first of them. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
  readonly isComment?: true;
}

/** Editors take no more. */
const MOST_FOLDS = 5_000;

/** What can be folded: sections, entries, mappings and lists of more than a line, and comments. */
export function folds(document: TemplateDocument): Fold[] {
  const found = new Map<number, Fold>();
  const add = (start: number, end: number) => {
    const startLine = document.positionAt(start).line;
    const last = document.positionAt(end);
    // what ends with a line break does not reach into the next line
    const endLine = last.character === 0 ? last.line - 1 : last.line;
    if (endLine > startLine && found.size < MOST_FOLDS && (found.get(startLine)?.endLine ?? -1) < endLine) found.set(startLine, { startLine, endLine });
  };
  for (const { whole } of outline(document)) add(whole.start, whole.end);
  for (const entry of document.entries) {
    if (entry.key === undefined || entry.keyNode.isElsewhere === true) continue;
    const fold = (node: SyntaxNode, from: number) => {
      if (node.end > node.start && node.kind !== "alias") add(entry.start + from, entry.start + node.end);
      if (node.kind === "mapping") for (const { key, value } of node.entries) fold(value, key.start);
      if (node.kind === "sequence") for (const item of node.items) fold(item, item.start);
    };
    fold(entry.written, entry.keyNode.start);
    for (const comment of commentsIn(entry.text)) {
      const startLine = document.positionAt(entry.start + comment.start).line;
      const endLine = document.positionAt(entry.start + comment.end).line;
      if (found.size < MOST_FOLDS && !found.has(startLine)) found.set(startLine, { startLine, endLine, isComment: true });
    }
  }
  return [...found.values()].toSorted((a, b) => a.startLine - b.startLine);
}

/** Two or more lines with nothing but a comment each. */
function commentsIn(text: string): { start: number; end: number }[] {
  return [...text.matchAll(/^[ \t]*#[^\n]*(?:\n[ \t]*#[^\n]*)+/gm)].map((match) => ({ start: match.index, end: match.index + match[0].trimEnd().length }));
}
