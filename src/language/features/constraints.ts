import type { SchemaObject } from "../schema/types.ts";
import { code } from "./markdown.ts";
import type { Spot } from "./spots.ts";
import type { NodePath } from "./trace.ts";

/** So many values of an enumeration are told. */
const MOST_VALUES = 30;

/** The limits of a value, each in a line of Markdown. */
export function constraintsOf(spots: readonly Spot[]): string[] {
  const lines = spots.flatMap(({ schema }) => linesOf(schema));
  return [...new Set(lines)].slice(0, 12);
}

function linesOf(schema: SchemaObject): string[] {
  const lines: string[] = [];
  const values = [...(schema.enum ?? []), ...(schema.enumCaseInsensitive ?? []), ...(schema.const === undefined ? [] : [schema.const])].map(String);
  if (values.length > 0) lines.push(`Values: ${values.slice(0, MOST_VALUES).map((one) => code(one)).join(", ")}${values.length > MOST_VALUES ? ", …" : ""}`);
  const span = (what: string, least: number | undefined, most: number | undefined) => {
    if (least === undefined && most === undefined) return;
    lines.push(`${what}: ${least === undefined ? `up to ${most}` : most === undefined ? `${least} or more` : least === most ? `${least}` : `${least} to ${most}`}`);
  };
  span("Length", schema.minLength, schema.maxLength);
  span("Range", schema.minimum, schema.maximum);
  span("Items", schema.minItems, schema.maxItems);
  if (schema.pattern !== undefined) lines.push(`Pattern: ${code(schema.pattern)}`);
  if (schema.uniqueItems === true) lines.push("No item twice");
  const required = schema.properties === undefined ? [] : (schema.required ?? []);
  if (required.length > 0) lines.push(`Needs: ${required.map((one) => code(one)).join(", ")}`);
  return lines;
}

/** What a change of a property does to its resource; undefined for what is only read. */
export function updateOf(schema: SchemaObject, path: NodePath): string | undefined {
  const names = path.filter((key) => typeof key === "string" && key !== "Fn::If");
  const isAmong = (pointers: readonly string[] | undefined) =>
    pointers?.some((pointer) => {
      const parts = pointer.split("/").slice(2).filter((part) => part !== "*");
      return parts.length <= names.length && parts.every((part, index) => part === names[index]);
    }) === true;
  if (isAmong(schema.readOnlyProperties)) return undefined;
  if (isAmong(schema.createOnlyProperties)) return "A change **replaces** the resource";
  if (isAmong(schema.conditionalCreateOnlyProperties)) return "A change may **replace** the resource";
  return "A change updates the resource";
}
