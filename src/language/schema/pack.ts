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
  // where the parts of an attribute are asked for, it is none itself
  const isNew = (attribute: string) => !found.has(attribute) && !found.has(`${attribute}.*`);
  for (const attribute of further) if (isNew(attribute)) found.set(attribute, `/properties/${attribute.replaceAll(".", "/")}`);
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

/**
 * A table's data; what stands in it more than once is kept once, and the same object everywhere. A table that names many
 * things is read name by name, when they are first asked for.
 */
export function unpackTable(packed: unknown): unknown {
  if (!isRecord(packed) || !Array.isArray(packed["$parts"])) return packed;
  const { $parts, data } = packed as { $parts: unknown[]; data?: unknown };
  const whole = new Set<number>();
  const part = (index: number): unknown => {
    // marked first: a part is made of earlier ones
    if (!whole.has(index)) {
      whole.add(index);
      $parts[index] = filled($parts[index], part);
    }
    return $parts[index];
  };
  if (!isRecord(data) || "$part" in data) return filled(data, part);
  for (const [key, value] of Object.entries(data)) {
    if (typeof value !== "object") continue;
    const get = () => {
      const found = filled(value, part);
      Object.defineProperty(data, key, { value: found, enumerable: true });
      return found;
    };
    Object.defineProperty(data, key, { get, enumerable: true, configurable: true });
  }
  return data;
}

/** A value with its parts in their places. What was read is ours: it is filled where it stands. */
function filled(value: unknown, part: (index: number) => unknown): unknown {
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) if (typeof one === "object") value[index] = filled(one, part);
    return value;
  }
  if (!isRecord(value)) return value;
  if (typeof value["$part"] === "number") return part(value["$part"]);
  for (const key in value) if (typeof value[key] === "object") value[key] = filled(value[key], part);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
