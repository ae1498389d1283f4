import type { SyntaxNode } from "../syntax/tree.ts";

/**
 * The keys that a loop makes, as they are written, those of loops within it included. Undefined for what is no
 * `Fn::ForEach::Loop: [identifier, collection, { key: value }]`.
 */
export function loopNamesIn(key: string, value: SyntaxNode): string[] | undefined {
  if (!key.startsWith("Fn::ForEach::") || value.kind !== "sequence" || value.tag !== undefined) return undefined;
  const [, , body] = value.items;
  if (body?.kind !== "mapping" || body.tag !== undefined) return undefined;
  const names: string[] = [];
  for (const entry of body.entries) {
    const isPlain = !entry.key.value.startsWith("Fn::") && entry.key.value !== "<<";
    const found = isPlain ? [entry.key.value] : loopNamesIn(entry.key.value, entry.value);
    if (found === undefined) return undefined;
    names.push(...found);
  }
  return names;
}
