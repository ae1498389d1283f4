import type { Schema, SchemaObject } from "../schema/types.ts";
import { madeOf } from "./made.ts";
import type { State } from "./state.ts";

/** The types of what is one value, and all types. */
export const SINGULAR = ["boolean", "integer", "number", "string"] as const;
export const ALL = ["array", "object", ...SINGULAR] as const;

/** The types that a schema takes; none where it does not say. */
export function typesOf({ resolve: follow }: Pick<State, "resolve">, schema: SchemaObject, depth = 0): readonly string[] {
  const { type, $ref } = schema;
  if (type !== undefined) return typeof type === "string" ? [type] : type;
  if ($ref === undefined || depth > 8) return [];
  const { schema: found, resolve: further } = follow($ref);
  return typeof found === "object" ? typesOf({ resolve: further }, found, depth + 1) : [];
}

/** Whether what gives some types fits what takes others, when text can be read as a number and the other way round. */
export function areCompatible(given: readonly string[], taken: readonly string[]): boolean {
  if (taken.some((one) => given.includes(one))) return true;
  const wide = new Set(given);
  for (const one of given) {
    if (one === "string") for (const other of ["number", "boolean", "integer"]) wide.add(other);
    if (one === "integer") wide.add("number").add("string");
    if (one === "boolean" || one === "number") wide.add("string");
  }
  return taken.some((one) => wide.has(one));
}

const CONSTRAINTS: ReadonlySet<string> = new Set([
  "$ref", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
  "multipleOf", "format", "allOf", "anyOf", "oneOf", "not", "if",
]);

/** Whether a schema asks more of a value than its type. */
export function isConstraining(schema: Schema | undefined): boolean {
  return typeof schema === "object" && (madeOf(schema).isConstraining ??= asksMore(schema));
}

function asksMore(schema: SchemaObject): boolean {
  if (Object.keys(schema).some((word) => CONSTRAINTS.has(word))) return true;
  return (
    isConstraining(schema.items) ||
    isConstraining(schema.additionalProperties) ||
    Object.values(schema.properties ?? {}).some(isConstraining) ||
    Object.values(schema.patternProperties ?? {}).some(isConstraining)
  );
}
