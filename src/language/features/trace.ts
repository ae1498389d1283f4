import { intrinsicOf } from "../intrinsics.ts";
import type { MappingEntry, Range, SyntaxNode } from "../syntax/tree.ts";

/** Keys and positions, outermost first. A function is a key of its own, `Fn::Sub`, in whichever form it is written. */
export type NodePath = readonly (string | number)[];

/** A call of a function around a place, and where in its argument the place is. */
export interface CallAround {
  /** The long name, such as `Fn::GetAtt`. */
  readonly name: string;
  readonly argument: SyntaxNode;
  /** The path from the argument to the place. */
  readonly inside: NodePath;
  /** How much of the path leads to the call. */
  readonly depth: number;
}

/** What stands at a place of a tree. */
export interface Trace {
  /** Where it is: of a key the path of the mapping that holds it, of a tag that of the value it stands before. */
  readonly path: NodePath;
  readonly slot: "key" | "value" | "tag";
  /** The key or the value; undefined between values. */
  readonly node: SyntaxNode | undefined;
  /** The entry of a mapping whose key this is, or whose value. */
  readonly entry: MappingEntry | undefined;
  /** All that is around it, outermost first, itself included where it is a value. */
  readonly around: readonly SyntaxNode[];
  readonly calls: readonly CallAround[];
}

/** Where a value begins with what stands before it. */
export function extentOf(node: SyntaxNode): Range {
  return { start: Math.min(node.tag?.start ?? node.start, node.start), end: Math.max(node.tag?.end ?? 0, node.end) };
}

/** Follows a tree down to a place. @param offset in the text of the tree */
export function trace(root: SyntaxNode, offset: number): Trace {
  const path: (string | number)[] = [];
  const around: SyntaxNode[] = [];
  const open: Omit<CallAround, "inside">[] = [];
  let entry: MappingEntry | undefined;
  let node = root;
  const done = (slot: Trace["slot"], found: SyntaxNode | undefined): Trace => ({
    path,
    slot,
    node: found,
    entry,
    around,
    calls: open.map((call) => ({ ...call, inside: path.slice(call.depth + 1) })),
  });
  for (;;) {
    around.push(node);
    const { tag } = node;
    if (tag !== undefined && offset >= tag.start && offset <= tag.end) return done("tag", node);
    const call = intrinsicOf(node);
    if (call !== undefined) {
      open.push({ name: call.name, argument: call.argument, depth: path.length });
      if (call.argument === node) path.push(call.name);
    }
    if (node.kind === "mapping") {
      entry = node.entries.findLast(({ key }) => key.start <= offset);
      if (entry === undefined) return done("key", undefined);
      if (offset <= entry.key.end) return done("key", entry.key);
      path.push(entry.key.value);
      const { start, end } = extentOf(entry.value);
      if (offset < start || offset > end) return done("value", undefined);
      node = entry.value;
    } else if (node.kind === "sequence") {
      const index = node.items.findLastIndex((item) => extentOf(item).start <= offset);
      const item = node.items[index];
      if (item === undefined || offset > extentOf(item).end) return done("value", undefined);
      path.push(index);
      node = item;
    } else {
      return done("value", node);
    }
  }
}
