import { summarize } from "../model/summary.ts";
import type { SyntaxNode } from "../syntax/tree.ts";
import { aliasesIn, anchorsIn, followed } from "./aliases.ts";
import { type Entry, type EntryParts, hollow } from "./entry.ts";
import { isDivided } from "./whole.ts";

/** The anchors of a document: the node each stands before, and the entry that node is in. */
export type AnchorTable = ReadonlyMap<string, { readonly owner: EntryParts; readonly node: SyntaxNode }>;

export function anchorTable(parts: readonly EntryParts[]): AnchorTable {
  const table = new Map<string, { owner: EntryParts; node: SyntaxNode }>();
  for (const owner of parts) {
    if (!owner.text.includes("&")) continue;
    for (const [name, node] of anchorsIn(owner.written)) {
      if (!table.has(name)) table.set(name, { owner, node });
    }
  }
  return table;
}

/**
 * The entries that a part of the text makes: one, but for a top-level key that an alias gives a mapping, and for a merge,
 * which bring entries from elsewhere.
 */
export function entriesOf(parts: EntryParts, anchors: AnchorTable): Entry[] {
  const { section, key, written } = parts;
  if (!parts.text.includes("*")) return [entry(parts, parts, written)];
  const own = anchorsIn(written);
  const others = (name: string) => {
    const found = anchors.get(name);
    return found === undefined || found.owner === parts ? undefined : found.node;
  };
  const node = followed(written, { own: (name) => own.get(name), others });
  if (node.kind !== "mapping" || node === written) return [entry(parts, parts, node)];
  const isMerge = key === "<<" && parts.keyNode.style === "plain";
  if (!isMerge && (key !== undefined || written.kind !== "alias" || !isDivided(section, node))) return [entry(parts, parts, node)];
  const brought = node.entries.map(({ key: name, value }) => entry(parts, { key: name.value, keyNode: name }, value));
  return isMerge ? brought : [entry(parts, parts, hollow(node)), ...brought];
}

/** The names of the anchors of other entries on which an entry depends. */
export function borrowedBy(parts: EntryParts): ReadonlySet<string> {
  return parts.text.includes("*") ? aliasesIn(parts.written) : new Set();
}

function entry(parts: EntryParts, { key, keyNode }: Pick<EntryParts, "key" | "keyNode">, node: SyntaxNode): Entry {
  const { section, text, written, problems, start } = parts;
  return { section, key, keyNode, node, written, text, problems, start, summary: summarize(section, key, node, text) };
}

