/** What a property may hold, as far as rules ask. `other` is whatever they have nothing to say about. */
export type PropertyType =
  | { readonly kind: "other" }
  /** One of the resource type's definitions, by name. */
  | { readonly kind: "definition"; readonly name: string }
  /** A list, or an object with keys of the user's choice. */
  | { readonly kind: "list" | "map"; readonly of: PropertyType }
  | { readonly kind: "union"; readonly of: readonly PropertyType[] };

export interface PropertySchema {
  readonly type: PropertyType;
  readonly required: boolean;
}

export type Properties = ReadonlyMap<string, PropertySchema>;

/** A resource type. */
export interface ResourceSchema {
  readonly name: string;
  readonly properties: Properties;
  /** Whether the user may choose further properties, as for a custom resource. */
  readonly isOpen: boolean;
  readonly definitions: ReadonlyMap<string, Properties>;
  /** What `Fn::GetAtt` knows, dotted paths included; `Name.*` where any part of `Name` may be asked for. */
  readonly attributes: ReadonlySet<string>;
}

/** Where schemas come from; the language itself reads nothing. Answers come at once: whatever is slow keeps a cache. */
export interface SchemaSource {
  /** The names of all known types. */
  readonly names: ReadonlySet<string>;
  /** The schema of a type; undefined for one that is not known. */
  get(name: string): ResourceSchema | undefined;
}

/**
 * A resource type as the schema pack holds it: short, because there are some 1,800 of them. `p` are the properties, `d`
 * the definitions and `a` the attributes; `o` stands where the type is open. scripts/schemaPack.mjs writes it.
 */
export interface PackedResource {
  readonly p: PackedProperties;
  readonly d?: Readonly<Record<string, PackedProperties>>;
  readonly a?: readonly string[];
  readonly o?: 1;
}

/** By name; a required property's name has a `!` in front. */
export type PackedProperties = Readonly<Record<string, PackedType>>;

/** 0 for `other`, a definition's name, `[type]` for a list, `{ m: type }` for a map, `{ u: types }` for a union. */
export type PackedType = 0 | string | readonly [PackedType] | { readonly m: PackedType } | { readonly u: readonly PackedType[] };

/** Reads a type out of the pack. */
export function unpackResource(name: string, packed: PackedResource): ResourceSchema {
  const definitions = Object.entries(packed.d ?? {}).map(([key, properties]) => [key, unpackProperties(properties)] as const);
  return {
    name,
    properties: unpackProperties(packed.p),
    isOpen: packed.o === 1,
    definitions: new Map(definitions),
    attributes: new Set(packed.a),
  };
}

function unpackProperties(packed: PackedProperties): Properties {
  const properties = new Map<string, PropertySchema>();
  for (const [key, type] of Object.entries(packed)) {
    const required = key.startsWith("!");
    properties.set(required ? key.slice(1) : key, { type: unpackType(type), required });
  }
  return properties;
}

function unpackType(packed: PackedType): PropertyType {
  if (packed === 0) return { kind: "other" };
  if (typeof packed === "string") return { kind: "definition", name: packed };
  if (isList(packed)) return { kind: "list", of: unpackType(packed[0]) };
  if ("m" in packed) return { kind: "map", of: unpackType(packed.m) };
  return { kind: "union", of: packed.u.map(unpackType) };
}

function isList(packed: PackedType): packed is readonly [PackedType] {
  return Array.isArray(packed);
}
