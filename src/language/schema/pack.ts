import type { ResourceSchema, SchemaObject } from "./types.ts";

/** Where a line stands: in bytes. */
export type Place = readonly [offset: number, length: number];

/** The index of the schema pack, which the build writes. */
export interface PackIndex {
  /** What the pack was made of. */
  readonly version: string;
  readonly types: Readonly<Record<string, Place>>;
  readonly tables: Readonly<Record<string, Place>>;
  readonly documentation: Readonly<Record<string, Place>>;
}

/** A line of types.jsonl. */
export interface PackedType {
  readonly schema: SchemaObject;
  /** Attributes with their pointers, where they are others than the read-only properties; the names are regular expressions. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Names of attributes that only the published specification has. */
  further?: readonly string[];
}

/** Reads a line of types.jsonl. */
export function unpackType(name: string, { schema, attributes, further = [] }: PackedType): ResourceSchema {
  const own = attributes ?? Object.fromEntries((schema.readOnlyProperties ?? []).map((pointer) => [attributeName(pointer), pointer]));
  const found = new Map(Object.entries(own).map(([written, pointer]) => [written.replace("\\..*", ".*").replace(/^\.\*$/, "*"), pointer]));
  for (const attribute of further) if (!found.has(attribute)) found.set(attribute, `/properties/${attribute.replaceAll(".", "/")}`);
  return { name, schema, attributes: found };
}

/** `/properties/Endpoint/Address` is read as `Endpoint.Address`. */
function attributeName(pointer: string): string {
  return pointer.split("/").slice(2).join(".");
}

/** The pointer of an attribute's schema; undefined where a type has no such attribute. */
export function attributePointer({ attributes, schema }: ResourceSchema, name: string): string | undefined {
  const known = attributes.get(name) ?? attributes.get("*");
  if (known !== undefined) return known;
  const parts = name.split(".");
  for (let end = parts.length - 1; end > 0; end -= 1) {
    const owner = parts.slice(0, end).join(".");
    const below = attributes.get(`${owner}.*`);
    if (below !== undefined) return below;
    // of an object whose parts are not published any part may be asked
    const whole = attributes.get(owner);
    if (whole !== undefined && isOpen(schema, whole)) return "/properties/CfnLintStringType";
  }
  return undefined;
}

function isOpen(schema: SchemaObject, pointer: string): boolean {
  const name = pointer.split("/").at(-1) ?? "";
  const property = schema.properties?.[name];
  if (typeof property !== "object" || property.properties !== undefined || property.$ref !== undefined) return false;
  return [property.type ?? "object"].flat().includes("object");
}

/** A table's data; what stands in it more than once is kept once, and the same object everywhere. */
export function unpackTable(packed: unknown): unknown {
  if (typeof packed !== "object" || packed === null || !("$parts" in packed) || !Array.isArray(packed.$parts)) return packed;
  const parts: unknown[] = [];
  for (const part of packed.$parts) parts.push(put(part, parts));
  return put("data" in packed ? packed.data : undefined, parts);
}

function put(value: unknown, parts: readonly unknown[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => put(one, parts));
  if ("$part" in value && typeof value.$part === "number") return parts[value.$part];
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, put(one, parts)]));
}
