import type { MappingEntry, Range, ScalarNode, SyntaxNode, Tag } from "../syntax/tree.ts";

/** A node whose places, those of all that is below it included, are moved by a number of characters. */
export function shifted<T extends SyntaxNode>(node: T, by: number): T {
  return by === 0 ? node : (mapped(node, (range) => ({ start: range.start + by, end: range.end + by })) as T);
}

/** A node that stands, with all that is below it, in one place: that of the alias which it replaces. */
export function gathered(node: SyntaxNode, { start, end }: Range): SyntaxNode {
  return mapped(node, () => ({ start, end, isElsewhere: true }));
}

/** Where a node comes to stand. */
interface Place extends Range {
  readonly isElsewhere?: true;
}

function mapped(node: SyntaxNode, place: (range: Range) => Place): SyntaxNode {
  const { start, end, isElsewhere } = place(node);
  const tag = node.tag === undefined ? {} : { tag: movedTag(node.tag, place) };
  switch (node.kind) {
    case "scalar":
      return { ...node, start, end, ...tag, ...(isElsewhere === true ? { isElsewhere } : {}) };
    case "alias":
      return { ...node, start, end, ...tag };
    case "sequence":
      return { ...node, start, end, ...tag, items: node.items.map((item) => mapped(item, place)) };
    case "mapping": {
      const entryOf = ({ key, value }: MappingEntry): MappingEntry => ({
        key: mapped(key, place) as ScalarNode,
        value: mapped(value, place),
      });
      return { ...node, start, end, ...tag, entries: node.entries.map(entryOf) };
    }
  }
}

function movedTag(tag: Tag, place: (range: Range) => Place): Tag {
  const { start, end } = place(tag);
  return { ...tag, start, end };
}
