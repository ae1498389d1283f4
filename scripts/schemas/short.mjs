// The short form in which schemas are committed: the words of JSON Schema that stand everywhere are letters there.

/** @typedef {import("../../src/language/schema/types.ts").Schema} Schema */

/** What a schema holds besides text and numbers, by its word: schemas by names of the user's, one schema, or a list of them. */
const NAMED = new Set(["properties", "patternProperties", "definitions"]);
const ONE = new Set(["items", "additionalProperties", "propertyNames", "if", "then", "else", "not", "contains", "schema"]);
const MANY = new Set(["oneOf", "anyOf", "allOf", "prefixItems"]);

/** @type {Readonly<Record<string, string>>} */
const LETTERS = {
  type: "t",
  properties: "p",
  patternProperties: "P",
  definitions: "d",
  additionalProperties: "a",
  items: "i",
  required: "r",
  enum: "e",
  pattern: "x",
  format: "f",
  minLength: "n",
  maxLength: "m",
  minItems: "N",
  maxItems: "M",
  minimum: "l",
  maximum: "h",
  uniqueItems: "u",
  $ref: "$",
  readOnlyProperties: "R",
  createOnlyProperties: "C",
  primaryIdentifier: "I",
};
const WORDS = Object.fromEntries(Object.entries(LETTERS).map(([word, letter]) => [letter, word]));

const POINTERS = new Set(["readOnlyProperties", "createOnlyProperties", "primaryIdentifier", "conditionalCreateOnlyProperties"]);
const POINTER = "/properties/";
const REFERENCE = "#/definitions/";

/** @type {Readonly<Record<string, string>>} */
const TYPES = { string: "s", integer: "i", number: "n", boolean: "b", object: "o", array: "a" };
const TYPE_NAMES = Object.fromEntries(Object.entries(TYPES).map(([name, letter]) => [letter, name]));

/**
 * @param {unknown} schema
 * @param {(key: string) => string} name
 * @param {(word: string, value: unknown) => unknown} leaf
 * @param {(key: string) => string} wordOf
 * @returns {unknown}
 */
function map(schema, name, leaf, wordOf) {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  /** @param {unknown} inner */
  const inside = (inner) => map(inner, name, leaf, wordOf);
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const word = wordOf(key);
      if (NAMED.has(word)) return [name(key), Object.fromEntries(Object.entries(value).map(([own, inner]) => [own, inside(inner)]))];
      if (ONE.has(word)) return [name(key), inside(value)];
      if (MANY.has(word) && Array.isArray(value)) return [name(key), value.map(inside)];
      return [name(key), leaf(word, value)];
    }),
  );
}

/** @param {unknown} schema */
export function shortened(schema) {
  return map(
    schema,
    (word) => LETTERS[word] ?? word,
    (word, value) => {
      if (word === "type") return typeof value === "string" ? (TYPES[value] ?? value) : value;
      if (word === "$ref" && typeof value === "string" && value.startsWith(REFERENCE)) return value.slice(REFERENCE.length);
      if (!POINTERS.has(word) || !Array.isArray(value)) return value;
      return value.map((one) => (String(one).startsWith(POINTER) ? String(one).slice(POINTER.length) : `!${one}`));
    },
    (word) => word,
  );
}

/** @param {unknown} schema @returns {Schema} */
export function lengthened(schema) {
  const whole = map(
    schema,
    (key) => WORDS[key] ?? key,
    (word, value) => {
      if (word === "type") return typeof value === "string" ? (TYPE_NAMES[value] ?? value) : value;
      if (word === "$ref" && typeof value === "string") return /[#/]/.test(value) ? value : `${REFERENCE}${value}`;
      if (!POINTERS.has(word) || !Array.isArray(value)) return value;
      return value.map((one) => (String(one).startsWith("!") ? String(one).slice(1) : `${POINTER}${one}`));
    },
    (key) => WORDS[key] ?? key,
  );
  return /** @type {Schema} */ (whole);
}
