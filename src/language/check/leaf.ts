import type { ScalarValue } from "../model/value.ts";
import { SERVERLESS_VARIABLE } from "../model/summary.ts";
import type { Schema, SchemaObject } from "../schema/types.ts";
import { isPseudo } from "./known.ts";
import { type Leaf, madeOf } from "./made.ts";
import { matches } from "./pattern.ts";
import { type State, kindBelow } from "./state.ts";

/** Words that say nothing about texts and numbers. */
const NOT_OF_SCALARS: ReadonlySet<string> = new Set([
  "$comment", "default", "dependentExcluded", "dependentRequired", "description", "examples", "items", "maxItems",
  "maxProperties", "minItems", "minProperties", "prefixItems", "required", "requiredOr", "requiredXor", "title",
  "uniqueItems", "uniqueKeys",
]);

/**
 * What a schema asks of a text or a number; undefined where it has words whose answer depends on more than the value. The
 * words that are read here mean the same in all parts of a template, as far as a value is right by them.
 */
export function leafOf(schema: SchemaObject): Leaf | undefined {
  const made = madeOf(schema);
  if (made.leaf === undefined) made.leaf = readLeaf(schema) ?? null;
  return made.leaf ?? undefined;
}

function readLeaf(schema: SchemaObject): Leaf | undefined {
  const { type, enum: texts, pattern, minLength, maxLength, minimum, maximum, $ref } = schema;
  const read = new Set(["type", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "$ref"]);
  if (!Object.keys(schema).every((word) => read.has(word) || NOT_OF_SCALARS.has(word))) return undefined;
  return {
    ...(type === undefined ? {} : { types: [type].flat() }),
    ...(texts === undefined ? {} : { texts }),
    ...(pattern === undefined ? {} : { pattern }),
    minLength: minLength ?? 0,
    maxLength: maxLength ?? Number.POSITIVE_INFINITY,
    minimum: minimum ?? Number.NEGATIVE_INFINITY,
    maximum: maximum ?? Number.POSITIVE_INFINITY,
    ...($ref === undefined ? {} : { reference: $ref }),
    isOfTexts: texts !== undefined || pattern !== undefined || minLength !== undefined || maxLength !== undefined,
    isOfNumbers: minimum !== undefined || maximum !== undefined,
  };
}

/** Whether a text is what it is everywhere: no dynamic reference, pseudo parameter or variable of a tool. */
export function isPlain(state: State, text: string): boolean {
  if (isPseudo(text) || text.includes("{{")) return false;
  return !state.names.source.isServerless || !SERVERLESS_VARIABLE.test(text);
}

/**
 * Whether a text or a number below a state is right for certain, and no rule looks at it: most are, and for them no state
 * needs to be made. Where this is false all is judged as ever.
 */
export function isRightLeaf(state: State, schema: Schema, value: ScalarValue, kind: string | undefined): boolean {
  if (typeof schema !== "object" || (value.type === "string" && !isPlain(state, String(value.value)))) return false;
  if (state.hasHooks && state.hooks.has(kindBelow(state.kindPath, kind))) return false;
  let { resolve } = state;
  let leaf = leafOf(schema);
  for (let hops = 0; leaf !== undefined && fits(leaf, value, state.isStrict); hops += 1) {
    if (leaf.reference === undefined) return true;
    if (hops === 8) return false;
    const found = resolve(leaf.reference);
    if (typeof found.schema !== "object") return found.schema;
    ({ resolve } = found);
    leaf = leafOf(found.schema);
  }
  return false;
}

/** Whether a text or a number is what is asked, as far as that is told here. */
export function fits(leaf: Leaf, value: ScalarValue, isStrict: boolean): boolean {
  const { types } = leaf;
  switch (value.type) {
    case "string": {
      const text = value.value;
      if (typeof text !== "string" || leaf.isOfNumbers || (types !== undefined && !types.includes("string"))) return false;
      if (!leaf.isOfTexts) return true;
      // a character has one or two units
      if (text.length > leaf.maxLength || text.length < 2 * leaf.minLength - 1) return false;
      return (leaf.texts?.includes(text) ?? true) && (leaf.pattern === undefined || matches(leaf.pattern, text));
    }
    case "boolean":
      return !leaf.isOfTexts && (types === undefined || types.includes("boolean") || (!isStrict && types.includes("string")));
    case "integer":
      if (leaf.isOfTexts || Number(value.value) < leaf.minimum || Number(value.value) > leaf.maximum) return false;
      return types === undefined || types.includes("integer") || types.includes("number") || (!isStrict && types.includes("string"));
    case "number":
    case "date":
    case "null":
      return false;
  }
}
