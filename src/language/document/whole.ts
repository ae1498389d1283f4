import { nothing } from "../syntax/cursor.ts";
import type { MappingEntry, MappingNode, SyntaxNode, SyntaxProblem, SyntaxTree } from "../syntax/tree.ts";
import { type EntryParts, hollow } from "./entry.ts";
import { shifted } from "./shift.ts";

/** Top-level keys whose value is one thing, even where it is a mapping. */
export const UNDIVIDED = new Set(["Transform", "Fn::Transform"]);

/** Whether what stands below a top-level key is made of entries of its own. */
export function isDivided(section: string, value: SyntaxNode): value is MappingNode {
  return value.kind === "mapping" && value.tag === undefined && !UNDIVIDED.has(section);
}

/** Where an entry begins in a tree, and what it is. */
interface Piece {
  readonly section: string;
  readonly key: string | undefined;
  readonly entry: MappingEntry;
  readonly isHollow: boolean;
}

/** The entries of a text that was read as a whole: the root first, then the top-level keys, each with what stands below it. */
export function partsOfTree({ text, root, problems }: SyntaxTree): EntryParts[] {
  const pieces: Piece[] = [];
  if (root.kind === "mapping") {
    for (const top of root.entries) {
      const section = top.key.value;
      const isHollow = isDivided(section, top.value);
      pieces.push({ section, key: undefined, entry: top, isHollow });
      if (!isDivided(section, top.value)) continue;
      for (const entry of top.value.entries) pieces.push({ section, key: entry.key.value, entry, isHollow: false });
    }
  }
  const ends = [...pieces.slice(1).map(({ entry }) => entry.key.start), text.length];
  const first = pieces[0]?.entry.key.start ?? text.length;
  const ownProblems = problemsBetween(problems);
  const parts: EntryParts[] = [rootPart(text.slice(0, root.kind === "mapping" ? first : text.length), root, ownProblems(0, pieces.length === 0 ? Number.POSITIVE_INFINITY : first))];
  for (const [index, { section, key, entry, isHollow }] of pieces.entries()) {
    const { start } = entry.key;
    const end = ends[index] ?? text.length;
    // what is marked at the very end of the text belongs to what stands last
    const isLast = index === pieces.length - 1;
    const value = isHollow && entry.value.kind === "mapping" ? hollow(entry.value, entry.key.end) : entry.value;
    parts.push({
      section,
      key,
      keyNode: shifted(entry.key, -start),
      written: shifted(value, -start),
      text: text.slice(start, end),
      problems: ownProblems(start, isLast ? Number.POSITIVE_INFINITY : end),
      start,
    });
  }
  return parts;
}

/** What stands before the first top-level key; of a text that is no mapping, all of it. */
export function rootPart(text: string, root: SyntaxNode, problems: readonly SyntaxProblem[]): EntryParts {
  const written = root.kind === "mapping" ? hollow(root, 0) : root;
  return { section: "", key: undefined, keyNode: nothing(0), written, text, problems, start: 0 };
}

/** Hands out the problems that begin in a stretch, counted from its beginning. Stretches have to come in order. */
function problemsBetween(all: readonly SyntaxProblem[]): (start: number, end: number) => SyntaxProblem[] {
  const sorted = all.toSorted((a, b) => a.start - b.start);
  let next = 0;
  return (start, end) => {
    const found: SyntaxProblem[] = [];
    for (let problem = sorted[next]; problem !== undefined; problem = sorted[next]) {
      if (problem.start >= end) break;
      found.push({ ...problem, start: problem.start - start, end: problem.end - start });
      next += 1;
    }
    return found;
  };
}
