import type { ResourceSchema, Schema, SchemaObject } from "./types.ts";

/**
 * A type's schema with what a newer one has beyond it: properties, definitions, values and attributes. Nothing that is
 * known goes: the built-in schemas are patched where the published ones are wrong, and a constraint that came later is told
 * by CloudFormation itself.
 */
export function widenedType(known: ResourceSchema, newer: ResourceSchema): ResourceSchema {
  const isNew = (pointer: string) => known.schema.properties?.[pointer.split("/")[2] ?? ""] === undefined;
  const pointers = (word: "readOnlyProperties" | "createOnlyProperties" | "conditionalCreateOnlyProperties") => {
    const further = newer.schema[word]?.filter((pointer) => isNew(pointer)) ?? [];
    return further.length === 0 ? {} : { [word]: [...(known.schema[word] ?? []), ...further] };
  };
  const schema = {
    ...widened(known.schema, newer.schema),
    ...pointers("readOnlyProperties"),
    ...pointers("createOnlyProperties"),
    ...pointers("conditionalCreateOnlyProperties"),
  };
  return { name: known.name, schema, attributes: new Map([...newer.attributes, ...known.attributes]) };
}

function widened(known: SchemaObject, newer: SchemaObject): SchemaObject {
  const { properties, definitions, items, enum: values } = known;
  return {
    ...known,
    ...(properties === undefined ? {} : { properties: joined(properties, newer.properties) }),
    ...(definitions === undefined && newer.definitions === undefined ? {} : { definitions: joined(definitions ?? {}, newer.definitions) }),
    ...(items === undefined || newer.items === undefined ? {} : { items: widenedPart(items, newer.items) }),
    ...(values === undefined || newer.enum === undefined ? {} : { enum: [...new Set([...values, ...newer.enum])] }),
  };
}

function joined(known: Readonly<Record<string, Schema>>, newer: Readonly<Record<string, Schema>> = {}): Readonly<Record<string, Schema>> {
  const both = Object.entries(newer).map(([name, schema]) => {
    const before = Object.hasOwn(known, name) ? known[name] : undefined;
    return [name, before === undefined ? schema : widenedPart(before, schema)] as const;
  });
  return { ...known, ...Object.fromEntries(both) };
}

function widenedPart(known: Schema, newer: Schema): Schema {
  return typeof known === "object" && typeof newer === "object" ? widened(known, newer) : known;
}
