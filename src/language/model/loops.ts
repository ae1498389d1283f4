import type { SyntaxNode } from "../syntax/tree.ts";

/** A loop is followed as far as this many names; of more than that the names stay as they are written. */
const MOST_NAMES = 200;

/** The texts of a collection that is written out; undefined for any other. */
function textsOf(collection: SyntaxNode | undefined): string[] | undefined {
  if (collection?.kind !== "sequence" || collection.tag !== undefined) return undefined;
  const texts = collection.items.map((item) => (item.kind === "scalar" && item.tag === undefined ? item.value : undefined));
  return texts.includes(undefined) ? undefined : texts.flatMap((text) => text ?? []);
}

/** A name with the loop's variable replaced: `&{Name}` stands for its letters and digits. */
function named(written: string, variable: string, value: string): string {
  return written.replaceAll(`\${${variable}}`, () => value).replaceAll(`&{${variable}}`, () => value.replaceAll(/[^A-Za-z0-9]/g, ""));
}

/**
 * The keys that a loop makes, those of loops within it included: as they are written, where what it goes over is not written
 * out. Undefined for what is no `Fn::ForEach::Loop: [identifier, collection, { key: value }]`.
 */
export function loopNamesIn(key: string, value: SyntaxNode): string[] | undefined {
  if (!key.startsWith("Fn::ForEach::") || value.kind !== "sequence" || value.tag !== undefined) return undefined;
  const [identifier, collection, body] = value.items;
  if (body?.kind !== "mapping" || body.tag !== undefined) return undefined;
  const names: string[] = [];
  for (const entry of body.entries) {
    const isPlain = !entry.key.value.startsWith("Fn::") && entry.key.value !== "<<";
    const found = isPlain ? [entry.key.value] : loopNamesIn(entry.key.value, entry.value);
    if (found === undefined) return undefined;
    names.push(...found);
  }
  const texts = textsOf(collection);
  const isKnown = texts !== undefined && identifier?.kind === "scalar" && identifier.tag === undefined && names.length * texts.length <= MOST_NAMES;
  if (!isKnown) return names;
  return [...new Set(names.flatMap((name) => texts.map((text) => named(name, identifier.value, text))))];
}
