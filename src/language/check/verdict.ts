// Most alternatives and conditions of schemas ask whether a key is there or what a text is. That is answered here with yes, no
// or "not known", without states, paths and faults. What is not known here is judged word by word.
import { type ListValue, type MapValue, type ScalarValue, type Value, isNoValue } from "../model/value.ts";
import type { Schema, SchemaObject } from "../schema/types.ts";
import { equals } from "./compare.ts";
import { isPlain } from "./leaf.ts";
import { madeOf } from "./made.ts";
import { matches } from "./pattern.ts";
import type { State } from "./state.ts";

/** Whether a value is right by a schema; undefined where that is not known here, or nobody can know it. */
export type Verdict = boolean | undefined;

/** What an answer depends on besides the schema and the value. */
class Around {
  readonly state: State;
  /** Whom references of the schema are asked of. */
  resolve: State["resolve"];
  depth = 0;

  constructor(state: State, resolve: State["resolve"]) {
    this.state = state;
    this.resolve = resolve;
  }
}

const ANY: SchemaObject = { type: ["array", "boolean", "integer", "number", "object", "string"] };

/** Schemas refer to themselves. */
const DEEPEST = 24;

/**
 * Whether a value is right by a schema where alternatives are compared: without rules that hook. It is false only where all
 * of the schema could be decided, as an alternative that cannot be decided makes what depends on it unknown.
 */
export function verdict(state: State, schema: Schema, value: Value, resolve = state.resolve): Verdict {
  // what parameters give is told of them, by other codes
  if (state.hasOwnWords || state.origin.length > 0) return undefined;
  return judge(new Around(state, resolve), schema, value);
}

/** Whether a value is right for certain by one of some schemas, and wrong for certain by all others. */
export function isOne(state: State, schemas: readonly Schema[], value: Value): boolean {
  if (state.hasOwnWords || state.origin.length > 0) return false;
  return fitsOne(new Around(state, state.resolve), schemas, value) === true;
}

function judge(around: Around, schema: Schema, value: Value): Verdict {
  if (typeof schema === "boolean") return schema;
  if (around.depth > DEEPEST || !isOrdinary(around.state, value)) return undefined;
  around.depth += 1;
  const found = judgeWords(around, schema, value);
  around.depth -= 1;
  return found;
}

function judgeWords(around: Around, schema: SchemaObject, value: Value): Verdict {
  const words = wordsOf(schema);
  const { keywords } = around.state;
  let isRight = true;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined || keywords[word] === undefined) continue;
    const found = judgeWord(around, word, schema, value);
    if (found === undefined) return undefined;
    if (!found) isRight = false;
  }
  return isFree(schema, value) && !isKnownBelow(around, value) ? undefined : isRight;
}

/** Whether a mapping or a list may hold anything: functions in it are judged nevertheless. */
function isFree({ type, properties, additionalProperties, patternProperties, items }: SchemaObject, value: Value): boolean {
  if (value.kind === "list") return items === undefined && includes(type, "array");
  const isOpen = properties === undefined && additionalProperties === undefined && patternProperties === undefined;
  return value.kind === "map" && isOpen && includes(type, "object");
}

function isKnownBelow(around: Around, value: Value): boolean {
  if (value.kind === "list") return value.items.every((item) => judge(around, ANY, item) === true);
  if (value.kind === "map") for (const { value: inner } of value.members.values()) if (judge(around, ANY, inner) !== true) return false;
  return true;
}

function wordsOf(schema: SchemaObject): readonly string[] {
  return (madeOf(schema).words ??= Object.keys(schema));
}

/** Whether a value is what it is in all scenarios and to everybody. */
function isOrdinary(state: State, value: Value): boolean {
  if (value.kind === "scalar") {
    if (value.type === "string") return isPlain(state, String(value.value));
    return value.type === "integer" || value.type === "boolean";
  }
  if (value.kind === "list") {
    for (let index = 0; index < value.items.length; index += 1) {
      const item = value.items[index];
      if (item === undefined || !isThere(item)) return false;
    }
    return true;
  }
  if (value.call !== undefined || value.isOpen === true) return false;
  for (const { name, value: inner, isNoText } of value.members.values()) {
    if (isNoText === true || !isThere(inner)) return false;
    if (value.members.size === 1 && (name.startsWith("Fn::") || state.functions.has(name))) return false;
  }
  return true;
}

/** Whether no condition takes a value away. */
function isThere(value: Value): boolean {
  if (value.kind === "scalar") return value.type !== "null";
  return value.kind === "list" || value.call === undefined || (value.call.name !== "Fn::If" && !isNoValue(value));
}

function judgeWord(around: Around, word: string, schema: SchemaObject, value: Value): Verdict {
  switch (word) {
    case "type":
      return isOfTypes(schema.type, value, around.state.isStrict);
    case "$ref":
      return judgeReference(around, schema.$ref ?? "", value);
    case "if": {
      const holds = judge(around, schema.if ?? true, value);
      return holds === undefined ? undefined : judge(around, (holds ? schema.then : schema.else) ?? true, value);
    }
    case "not": {
      const found = judge(around, schema.not ?? true, value);
      return found === undefined ? undefined : !found;
    }
    case "allOf":
      return areAll(around, schema.allOf ?? [], value);
    case "anyOf":
      return isAny(around, schema.anyOf ?? [], value);
    case "oneOf":
      return fitsOne(around, schema.oneOf ?? [], value);
    default:
      if (value.kind === "scalar") return judgeScalar(word, schema, value);
      return value.kind === "list" ? judgeList(around, word, schema, value) : judgeMap(around, word, schema, value);
  }
}

function judgeReference(around: Around, reference: string, value: Value): Verdict {
  const { resolve } = around;
  const found = resolve(reference);
  around.resolve = found.resolve;
  const answer = judge(around, found.schema, value);
  around.resolve = resolve;
  return answer;
}

/** Each is looked at, for one that is not known makes all unknown. */
function areAll(around: Around, schemas: readonly Schema[], value: Value): Verdict {
  let isRight = true;
  for (const schema of schemas) {
    const found = judge(around, schema, value);
    if (found === undefined) return undefined;
    if (!found) isRight = false;
  }
  return isRight;
}

/** One that fits is enough, whatever is known of the others. */
function isAny(around: Around, schemas: readonly Schema[], value: Value): Verdict {
  let isKnown = true;
  for (const schema of schemas) {
    const found = judge(around, schema, value);
    if (found === true) return true;
    if (found === undefined) isKnown = false;
  }
  return isKnown ? false : undefined;
}

function fitsOne(around: Around, schemas: readonly Schema[], value: Value): Verdict {
  let fitting = 0;
  for (const schema of schemas) {
    const found = judge(around, schema, value);
    if (found === undefined) return undefined;
    if (found) fitting += 1;
  }
  return fitting === 1;
}

function isOfTypes(types: SchemaObject["type"], value: Value, isStrict: boolean): Verdict {
  if (value.kind === "list") return includes(types, "array");
  if (value.kind === "map") return includes(types, "object");
  if (includes(types, value.type) || (value.type === "integer" && includes(types, "number"))) return true;
  // text that looks like a number, and the other way round
  return !isStrict && includes(types, "string") ? true : undefined;
}

function includes(types: SchemaObject["type"], type: string): boolean {
  return typeof types === "string" ? types === type : types !== undefined && types.some((one) => one === type);
}

function judgeScalar(word: string, schema: SchemaObject, value: ScalarValue): Verdict {
  const text = value.type === "string" ? String(value.value) : undefined;
  switch (word) {
    case "enum":
      return isOneOf(value, schema.enum ?? []);
    case "const":
      return equals(value, schema.const);
    case "pattern":
      return text === undefined ? undefined : matches(schema.pattern ?? "", text);
    // a character has one or two units
    case "minLength":
      return text === undefined ? undefined : isAtLeast(text.length, schema.minLength ?? 0);
    case "maxLength":
      return text === undefined ? undefined : isAtMost(text.length, schema.maxLength ?? 0);
    case "minimum":
      return value.type === "integer" ? Number(value.value) >= (schema.minimum ?? 0) : undefined;
    case "maximum":
      return value.type === "integer" ? Number(value.value) <= (schema.maximum ?? 0) : undefined;
    default:
      return OF_COLLECTIONS.has(word) ? true : undefined;
  }
}

function isOneOf(value: ScalarValue, allowed: readonly unknown[]): boolean {
  for (let index = 0; index < allowed.length; index += 1) if (equals(value, allowed[index])) return true;
  return false;
}

function isAtLeast(units: number, limit: number): Verdict {
  if (units >= 2 * limit - 1) return true;
  return units < limit ? false : undefined;
}

function isAtMost(units: number, limit: number): Verdict {
  if (units <= limit) return true;
  return units > 2 * limit ? false : undefined;
}

/** Words that say nothing of texts and numbers, and words that say nothing of mappings and lists. */
const OF_COLLECTIONS: ReadonlySet<string> = new Set([
  "additionalProperties", "dependentExcluded", "dependentRequired", "items", "maxItems", "minItems", "patternProperties",
  "prefixItems", "properties", "propertyNames", "required", "requiredOr", "requiredXor", "uniqueItems", "uniqueKeys",
]);
const OF_MAPS: ReadonlySet<string> = new Set([
  "additionalProperties", "dependentExcluded", "dependentRequired", "patternProperties", "properties", "propertyNames",
  "required", "requiredOr", "requiredXor",
]);
const OF_LISTS: ReadonlySet<string> = new Set(["items", "maxItems", "minItems", "prefixItems", "uniqueItems", "uniqueKeys"]);
const OF_SCALARS: ReadonlySet<string> = new Set(["pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]);

function judgeList(around: Around, word: string, schema: SchemaObject, { items }: ListValue): Verdict {
  const prefix = schema.prefixItems ?? [];
  switch (word) {
    case "minItems":
      return items.length >= (schema.minItems ?? 0);
    case "maxItems":
      return items.length <= (schema.maxItems ?? 0);
    case "items":
      if (schema.items === false) return items.length <= prefix.length;
      return judgeItems(around, items, prefix.length, () => schema.items ?? true);
    case "prefixItems":
      return judgeItems(around, items.slice(0, prefix.length), 0, (index) => prefix[index] ?? true);
    case "uniqueItems":
    case "uniqueKeys":
      return items.length < 2 ? true : undefined;
    default:
      return OF_SCALARS.has(word) || OF_MAPS.has(word) ? true : undefined;
  }
}

function judgeItems(around: Around, items: readonly Value[], from: number, schemaAt: (index: number) => Schema): Verdict {
  let isRight = true;
  for (let index = from; index < items.length; index += 1) {
    const item = items[index];
    if (item === undefined) continue;
    const found = judge(around, schemaAt(index), item);
    if (found === undefined) return undefined;
    if (!found) isRight = false;
  }
  return isRight;
}

function judgeMap(around: Around, word: string, schema: SchemaObject, { members }: MapValue): Verdict {
  const has = (name: string) => members.has(name);
  switch (word) {
    case "required":
      return (schema.required ?? []).every(has);
    case "requiredOr":
      return (schema.requiredOr ?? []).some(has);
    case "requiredXor":
      return (schema.requiredXor ?? []).filter(has).length === 1;
    case "dependentExcluded":
      return Object.entries(schema.dependentExcluded ?? {}).every(([name, others]) => !has(name) || !others.some(has));
    case "properties":
      return judgeProperties(around, schema.properties ?? {}, members);
    case "propertyNames":
      return judgeNames(around, schema.propertyNames ?? true, members);
    case "additionalProperties":
      if (schema.additionalProperties === true) return true;
      if (schema.additionalProperties !== false || schema.patternProperties !== undefined) return undefined;
      return hasNoOthers(schema.properties ?? {}, members);
    default:
      return OF_SCALARS.has(word) || OF_LISTS.has(word) ? true : undefined;
  }
}

function judgeProperties(around: Around, properties: Readonly<Record<string, Schema>>, members: MapValue["members"]): Verdict {
  let isRight = true;
  for (const name in properties) {
    const inner = members.get(name)?.value;
    if (inner === undefined) continue;
    const found = judge(around, properties[name] ?? true, inner);
    if (found === undefined) return undefined;
    if (!found) isRight = false;
  }
  return isRight;
}

function judgeNames(around: Around, schema: Schema, members: MapValue["members"]): Verdict {
  let isRight = true;
  for (const name of members.keys()) {
    const found = judge(around, schema, { kind: "scalar", type: "string", value: name, start: 0, end: 0, isMarked: true });
    if (found === undefined) return undefined;
    if (!found) isRight = false;
  }
  return isRight;
}

function hasNoOthers(properties: Readonly<Record<string, Schema>>, members: MapValue["members"]): boolean {
  for (const name of members.keys()) if (!Object.hasOwn(properties, name)) return false;
  return true;
}
