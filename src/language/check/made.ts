import type { SchemaObject } from "../schema/types.ts";
import type { Site } from "./site.ts";
import type { Keyword, Keywords } from "./state.ts";

/** A schema in its two parts: words about what a value is, and words about which keys or items there are. */
export interface Parts {
  readonly standard: SchemaObject;
  readonly presence: SchemaObject | undefined;
}

/** What a schema asks of a text or a number, where that can be told without its place: see leaf.ts. */
export interface Leaf {
  readonly types?: readonly string[];
  readonly texts?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength: number;
  readonly maxLength: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly reference?: string;
  /** Whether words about texts, and about numbers, stand in it. */
  readonly isOfTexts: boolean;
  readonly isOfNumbers: boolean;
}

/** The words of a schema that mean something, with what they do. */
export interface Plan {
  /** The words that it was made for. */
  readonly keywords: Keywords;
  readonly steps: readonly Step[];
  /** Those of words that right.ts does not read. */
  readonly rest: readonly Step[];
}

export interface Step {
  readonly word: string;
  readonly argument: unknown;
  readonly keyword: Keyword;
}

/** What is made of a schema once. It hangs on the schema: there are so many that weak maps would cost as much as the rules. */
export interface Made {
  plan: Plan | undefined;
  words: readonly string[] | undefined;
  parts: Parts | undefined;
  /** Null where the schema asks more than a leaf can tell. */
  leaf: Leaf | null | undefined;
  isConstraining: boolean | undefined;
  /** Schemas of one word, which is a function's, by what they are about. */
  ofFunctions: Map<string, SchemaObject> | undefined;
  /** What it asks at places, by the place in terms of types: see site.ts. */
  sites: Map<string, Site> | undefined;
  /** With rules for a path, by the path. */
  hooked: Map<string, SchemaObject> | undefined;
}

const MADE = Symbol("made");

export function madeOf(schema: SchemaObject): Made {
  const known = (schema as { [MADE]?: Made })[MADE];
  if (known !== undefined) return known;
  // all fields at once: objects of one shape are read fastest
  const made: Made = {
    plan: undefined,
    words: undefined,
    parts: undefined,
    leaf: undefined,
    isConstraining: undefined,
    ofFunctions: undefined,
    sites: undefined,
    hooked: undefined,
  };
  // a copy of the schema is another one
  Object.defineProperty(schema, MADE, { value: made, enumerable: false });
  return made;
}
