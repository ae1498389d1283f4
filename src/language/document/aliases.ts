import type { AliasNode, MappingEntry, SyntaxNode } from "../syntax/tree.ts";
import { gathered } from "./shift.ts";

/** Finds what an anchor stands before: in the entry itself or in another one. */
export interface Anchors {
  /** A node of the same entry, whose places are right as they are. */
  own(name: string): SyntaxNode | undefined;
  /** A node of another entry. */
  others(name: string): SyntaxNode | undefined;
}

/** So many nodes an entry may have once its aliases are followed; one with more is a bomb. */
const MOST_NODES = 20_000;

/** A node whose aliases were followed. */
export interface Followed {
  readonly node: SyntaxNode;
  /** How many nodes there are; undefined where there would be too many, so that the aliases were left alone. */
  readonly size: number | undefined;
  /** Aliases that lead nowhere, or into themselves. */
  readonly lost: readonly AliasNode[];
}

/** The nodes with anchors below a node, itself included, by the anchor's name; the first of two with one name. */
export function anchorsIn(node: SyntaxNode, found = new Map<string, SyntaxNode>()): Map<string, SyntaxNode> {
  if (node.anchor !== undefined && !found.has(node.anchor)) found.set(node.anchor, node);
  if (node.kind === "sequence") {
    for (const item of node.items) anchorsIn(item, found);
  } else if (node.kind === "mapping") {
    for (const { value } of node.entries) anchorsIn(value, found);
  }
  return found;
}

/**
 * A node with its aliases replaced by what they stand for, and with what `<<` merges into its mappings. What comes of another
 * entry stands in the place of the alias. An alias that leads nowhere, or into itself, is left as it is.
 */
export function followed(node: SyntaxNode, anchors: Anchors): Followed {
  let left = MOST_NODES;
  const lost: AliasNode[] = [];
  const open = new Set<string>();

  const follow = (alias: AliasNode): SyntaxNode => {
    const { name } = alias;
    const own = anchors.own(name);
    const target = own ?? anchors.others(name);
    if (left <= 0) return alias;
    if (target === undefined || open.has(name)) {
      lost.push(alias);
      return alias;
    }
    open.add(name);
    const found = expand(own === undefined ? gathered(target, alias) : target);
    open.delete(name);
    return found;
  };

  const expand = (from: SyntaxNode): SyntaxNode => {
    left -= 1;
    if (left <= 0) return from;
    if (from.kind === "alias") return follow(from);
    if (from.kind === "sequence") {
      const items = same(from.items, expand);
      return items === from.items ? from : { ...from, items };
    }
    if (from.kind !== "mapping") return from;
    const written = same(from.entries, (entry): MappingEntry => {
      const value = expand(entry.value);
      return value === entry.value ? entry : { key: entry.key, value };
    });
    const entries = written.some(isMerge) ? merged(written) : written;
    return entries === from.entries ? from : { ...from, entries };
  };
  const found = expand(node);
  return left <= 0 ? { node, size: undefined, lost: [] } : { node: found, size: MOST_NODES - left, lost };
}

/** The list itself where no item changes: most of a template has no alias in it. */
function same<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let changed: T[] | undefined;
  for (const [index, item] of items.entries()) {
    const next = change(item);
    if (changed === undefined && next !== item) changed = items.slice(0, index);
    changed?.push(next);
  }
  return changed ?? items;
}

function isMerge({ key, value }: MappingEntry): boolean {
  if (key.value !== "<<" || key.style !== "plain") return false;
  const sources = value.kind === "sequence" ? value.items : [value];
  return sources.every(({ kind }) => kind === "mapping");
}

/** YAML's merge: keys that are written win, then those of the first source that has them. */
function merged(entries: readonly MappingEntry[]): MappingEntry[] {
  const known = new Set(entries.map(({ key }) => key.value));
  const result: MappingEntry[] = [];
  for (const entry of entries) {
    if (!isMerge(entry)) {
      result.push(entry);
      continue;
    }
    for (const source of entry.value.kind === "sequence" ? entry.value.items : [entry.value]) {
      if (source.kind !== "mapping") continue;
      for (const brought of source.entries) {
        if (known.has(brought.key.value)) continue;
        known.add(brought.key.value);
        result.push(brought);
      }
    }
  }
  return result;
}

/** The names of the aliases below a node. */
export function aliasesIn(node: SyntaxNode, found = new Set<string>()): Set<string> {
  if (node.kind === "alias") found.add(node.name);
  else if (node.kind === "sequence") for (const item of node.items) aliasesIn(item, found);
  else if (node.kind === "mapping") for (const { value } of node.entries) aliasesIn(value, found);
  return found;
}
