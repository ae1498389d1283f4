import { summarize } from "../model/summary.ts";
import type { AliasNode, Range, SyntaxNode, SyntaxProblem } from "../syntax/tree.ts";
import { anchorsIn, followed } from "./aliases.ts";
import { type Entry, type EntryParts, hollow } from "./entry.ts";
import { isDivided } from "./whole.ts";

/** The nodes that anchors stand before, by the anchor's name. */
export type Anchored = ReadonlyMap<string, SyntaxNode>;

/**
 * The entries that a part of the text makes: one, but for a top-level key that an alias gives a mapping, and for a merge,
 * which bring entries from elsewhere.
 * @param all anchors of the document
 */
export function entriesOf(parts: EntryParts, all: Anchored): Entry[] {
  const { written } = parts;
  if (!parts.text.includes("*")) return [entry(parts, parts, written)];
  const own = anchorsIn(written);
  const { node, size, lost } = followed(written, { own: (name) => own.get(name), others: (name) => all.get(name) });
  const problems = size === undefined ? [bombAt(parts.keyNode)] : [...parts.problems, ...lost.map(lostAlias)];
  return made({ ...parts, problems }, node).map((found, index) => (index === 0 && size !== undefined ? { ...found, size } : found));
}

function made(parts: EntryParts, node: SyntaxNode): Entry[] {
  const { section, key, written } = parts;
  if (node.kind !== "mapping" || node === written) return [entry(parts, parts, node)];
  const isMerge = key === "<<" && parts.keyNode.style === "plain";
  if (!isMerge && (key !== undefined || written.kind !== "alias" || !isDivided(section, node))) return [entry(parts, parts, node)];
  const brought = node.entries.map(({ key: name, value }) => entry(parts, { key: name.value, keyNode: name }, value));
  return isMerge ? brought : [entry(parts, parts, hollow(node, parts.keyNode.end)), ...brought];
}

function entry(parts: EntryParts, { key, keyNode }: Pick<EntryParts, "key" | "keyNode">, node: SyntaxNode): Entry {
  const { section, text, written, problems, start, isWithheld } = parts;
  const found = { section, key, keyNode, node, written, text, problems, start, summary: summarize(section, key, node, text) };
  return isWithheld === true ? { ...found, isWithheld } : found;
}

function bombAt({ start, end }: Range): SyntaxProblem {
  return { start, end: Math.max(end, start + 1), message: "The aliases here stand for more than any template holds: it is not read.", isFatal: true };
}

function lostAlias({ start, end, name }: AliasNode): SyntaxProblem {
  return { start, end, message: `No value before this has the anchor "&${name}".` };
}
