import { type PropertySpot, type Spot, kindsOf, lackingOf, propertiesOf, spotsAt } from "../spots.ts";
import { schemaOfType } from "../locate.ts";
import { entryOf } from "../../syntax/tree.ts";
import { columnOf, withKeys } from "./edits.ts";
import { type Fix, type FixPlace, preferred } from "./fix.ts";

const DEEPEST = 4;

/** Adds the properties that a mapping needs and lacks, each with the simplest value that it may have. */
export function addRequired(place: FixPlace): Fix[] {
  const { entry, node, found, text, context, keyed } = place;
  const path = found.slot === "key" && keyed !== undefined && keyed.key !== entry.keyNode ? [...found.path, keyed.key.value] : found.path;
  const written = entryOf(entry.node, "Type")?.value;
  const type = entry.section === "Resources" && written?.kind === "scalar" ? schemaOfType(written.value, context) : undefined;
  const spots = spotsAt({ section: entry.section, name: entry.key, path, type }, context);
  const target = node ?? found.around.at(-1);
  if (target === undefined || (target.kind !== "mapping" && target.end > target.start)) return [];
  const has = new Set(target.kind === "mapping" ? target.entries.map(({ key }) => key.value) : []);
  const lacking = lackingOf(spots, (name) => has.has(name));
  const missing = propertiesOf(spots).filter(({ name }) => lacking.has(name));
  if (missing.length === 0) return [];
  const column = keyed === undefined ? 0 : columnOf(text, entry.start + keyed.key.start) + 2;
  const isFlow = /^\uFEFF?\s*\{/.test(text) || (target.kind === "mapping" && target.end > target.start && text.charAt(entry.start + target.start) === "{");
  const keys = missing.map((property) => [property.name, simplest(property.spots, isFlow, 0)] as const);
  const names = missing.map(({ name }) => name).join(", ");
  return [preferred(missing.length === 1 ? `Add ${names}` : `Add what is required: ${names.slice(0, 80)}`, withKeys(text, entry.start, target, keys, column))];
}

/** The simplest value that a property may have. */
function simplest(spots: readonly Spot[], isFlow: boolean, depth: number): string {
  for (const { schema } of spots) {
    const first: unknown = schema.enum?.[0] ?? schema.const;
    if (typeof first === "string") return JSON.stringify(first);
    if (first !== undefined) return JSON.stringify(first);
  }
  const kinds = kindsOf(spots);
  if ((kinds.has("string") && !kinds.has("object")) || kinds.size === 0) return '""';
  if (kinds.has("boolean")) return "false";
  if (kinds.has("integer") || kinds.has("number")) return String(spots.find(({ schema }) => schema.minimum !== undefined)?.schema.minimum ?? 1);
  if (kinds.has("array") && !kinds.has("object")) return "[]";
  const lacking = depth < DEEPEST ? lackingOf(spots, () => false) : new Set<string>();
  const inner: PropertySpot[] = propertiesOf(spots).filter(({ name }) => lacking.has(name));
  if (inner.length === 0) return "{}";
  const parts = inner.map(({ name, spots: below }) => [name, simplest(below, isFlow, depth + 1)] as const);
  if (isFlow) return `{${parts.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(", ")}}`;
  return parts.map(([name, value]) => `\n  ${name}:${value.startsWith("\n") ? value.replaceAll("\n", "\n  ") : ` ${value}`}`).join("");
}
