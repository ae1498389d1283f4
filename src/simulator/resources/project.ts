import type { NormalizedSchema } from "@smithy/core/schema";
import { membersOf } from "../wire/schema.ts";
import type { Members } from "../wire/types.ts";
import type { Resource } from "./inventory.ts";

/** A fact as the projection calls it; `Facts` gives it its types. */
export type UntypedFact = (one: Resource) => unknown;

/** What a fact that is the same for all resources bears. */
const STANDARD = Symbol("standard");

/** What a row says wherever no property of the resource says otherwise, the service's standard. */
export function standard<T>(value: T): () => T {
  return Object.assign(() => value, { [STANDARD]: true });
}

/** Whether a fact is the service's standard. */
export function isStandard(fact: object): boolean {
  return STANDARD in fact;
}

/** What members are called wherever they occur. */
const CONVENTIONS: readonly (readonly [RegExp, (one: Resource) => unknown])[] = [
  [/^(created(at|time|date)?|creat(e|ion)(date|time)|datecreated|registeredat)$/, ({ created }) => created],
  [/^(last(modified|updated|changed)(date|time)?|updatedat|dateupdated|\w+updatedtimestamp|modifiedat)$/, ({ updated }) => updated],
];

/**
 * A resource in the shape of an operation's output. Each member comes from its fact, else from the property of the same
 * name, else from what such members mean everywhere; what is left is left out.
 */
export function project(schema: NormalizedSchema, one: Resource, facts: Readonly<Record<string, UntypedFact>>): Members {
  const kind = one.type.slice(one.type.lastIndexOf(":") + 1).toLowerCase();
  const properties = lowered(one.properties);
  const found: Members = {};
  for (const [member, inner] of membersOf(schema)) {
    const name = member.toLowerCase();
    const fact = facts[member];
    const known = () =>
      properties.get(name) ??
      properties.get(kind + name) ??
      (name.startsWith(kind) ? properties.get(name.slice(kind.length)) : undefined) ??
      (name === "arn" || name === `${kind}arn` ? one.arn : undefined) ??
      (name === "name" || name === `${kind}name` ? one.name : undefined) ??
      CONVENTIONS.find(([pattern]) => pattern.test(name))?.[1](one);
    const value = cast(inner, fact === undefined ? known() : isStandard(fact) ? (known() ?? fact(one)) : fact(one));
    if (value !== undefined) {
      found[member] = value;
    }
  }
  return found;
}

/** A property's value as the schema wants it: a template holds numbers as texts, and its names begin with capitals. */
function cast(schema: NormalizedSchema, value: unknown): unknown {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (schema.isTimestampSchema()) {
    return value instanceof Date ? value : new Date(Number(value));
  }
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    return Array.isArray(value) ? value.map((inner) => cast(item, inner)) : undefined;
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    return typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cast(item, inner)]))
      : undefined;
  }
  if (schema.isStructSchema()) {
    return typeof value === "object" ? castMembers(schema, value) : undefined;
  }
  if (schema.isNumericSchema()) {
    return Number(value);
  }
  if (schema.isBooleanSchema()) {
    return value === true || value === "true";
  }
  return schema.isStringSchema() && (typeof value === "number" || typeof value === "boolean") ? String(value) : value;
}

function castMembers(schema: NormalizedSchema, value: object): Members {
  const given = lowered(value);
  const result: Members = {};
  for (const [name, inner] of membersOf(schema)) {
    const own = cast(inner, given.get(name.toLowerCase()));
    if (own !== undefined) {
      result[name] = own;
    }
  }
  return result;
}

function lowered(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner]));
}
