import type { SyntaxProblem } from "../syntax/tree.ts";
import type { Entry } from "./entry.ts";

/** What keeps a document from being read that no entry shows by itself, and the entry it is marked in. */
export interface DocumentProblem {
  readonly entry: Entry;
  readonly problem: SyntaxProblem;
}

/** The entries whose key stands in their section, or at the top level, more than once: every place is told. */
export function duplicatesIn(entries: readonly Entry[]): DocumentProblem[] {
  const first = new Map<string, Entry>();
  const told = new Set<string>();
  const found: DocumentProblem[] = [];
  for (const entry of entries) {
    const { section, key, keyNode } = entry;
    const id = key === undefined ? `/${section}` : `${section}/${key}`;
    const isKey = isWritten(entry) && key !== "<<";
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, entry);
    else if (isKey) {
      if (isWritten(earlier) && !told.has(id)) found.push(problemAt(earlier, `The key "${keyNode.value}" stands below once more.`));
      told.add(id);
      found.push(problemAt(entry, `The key "${keyNode.value}" stands here twice.`));
    }
  }
  return found;
}

function isWritten({ keyNode }: Entry): boolean {
  return keyNode.start < keyNode.end && keyNode.isElsewhere !== true;
}

function problemAt(entry: Entry, message: string): DocumentProblem {
  const { start, end } = entry.keyNode;
  return { entry, problem: { start, end, message } };
}

/**
 * So many nodes the entries with aliases may have in all. A template has one for some 16 characters; one that has four times
 * as many, because of its aliases, is a bomb.
 * @param length of the text
 */
export function mostNodes(length: number): number {
  return 20_000 + length / 4;
}

/** Where aliases of several entries stand for too much in all. @param length of the text */
export function bombIn(entries: readonly Entry[], length: number): DocumentProblem[] {
  const most = mostNodes(length);
  let nodes = 0;
  for (const entry of entries) {
    nodes += entry.size ?? 0;
    if (nodes <= most) continue;
    const message = "The aliases of this template stand for more than any template holds: it is not read.";
    const { start, end } = entry.keyNode;
    return [{ entry, problem: { start, end: Math.max(end, start + 1), message, isFatal: true } }];
  }
  return [];
}
