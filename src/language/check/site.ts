import type { Schema, SchemaObject } from "../schema/types.ts";
import { leafOf } from "./leaf.ts";
import { type Leaf, madeOf } from "./made.ts";
import { type State, kindBelow } from "./state.ts";
import { ALL, areCompatible, isConstraining, typesOf } from "./taken.ts";

/** What stands below: judged by a site, or by nothing, or it may not be there. */
export type Below = Site | boolean;

/** Words of mappings and lists that are read here. They mean the same wherever no rule gives words a meaning of its own. */
export const READ: ReadonlySet<string> = new Set([
  "$ref", "type", "properties", "patternProperties", "additionalProperties", "required", "requiredOr", "requiredXor",
  "dependentRequired", "dependentExcluded", "items", "minItems", "maxItems", "uniqueItems", "uniqueKeys",
]);

/** Words that compare alternatives: see verdict.ts. */
const CHOICES: readonly string[] = ["allOf", "anyOf", "oneOf", "not", "if"];

/** Words that go with those, and words that say nothing of mappings and lists. */
const BESIDE: ReadonlySet<string> = new Set([...CHOICES, "then", "else", "pattern", "format"]);

/** Words about which keys there are: a function has none of them. */
const OF_KEYS: readonly string[] = [
  "dependencies", "dependentExcluded", "dependentRequired", "else", "if", "maxProperties", "minProperties", "required", "requiredOr",
  "requiredXor", "then",
];

const ANYTHING: SchemaObject = { type: [...ALL] };

/** What a schema's words mean depends on this. */
type Around = Pick<State, "resolve" | "keywords" | "hooks">;

/** Types of resources are named by people. */
const MOST_PLACES = 2_000;

/**
 * A schema at a place, in terms of types: what it asks is read once and not at each value. What the words mean and which rules
 * look at the place is part of it. See `right.ts`.
 */
export class Site {
  readonly schema: SchemaObject;
  readonly kindPath: string;
  readonly resolve: State["resolve"];
  readonly keywords: State["keywords"];
  readonly hooks: State["hooks"];
  /** Whether a rule looks at what stands here. */
  readonly isHooked: boolean;
  /** Whether it says what may be named within, so that nothing of it can be told here. */
  readonly isContext: boolean;
  /** What is asked of texts and numbers; undefined where that depends on more than the value. */
  readonly leaf: Leaf | undefined;
  /** Whether all that is asked of mappings and lists stands here. */
  readonly isReadable: boolean;
  /** Alternatives and conditions that a mapping or a list has to keep, as a schema of their own. */
  readonly choices: SchemaObject | undefined;
  readonly takesMap: boolean;
  readonly takesList: boolean;
  readonly required: readonly string[];
  readonly requiredOr: readonly string[] | undefined;
  readonly requiredXor: readonly string[] | undefined;
  readonly dependentRequired: readonly (readonly [string, readonly string[]])[];
  readonly dependentExcluded: readonly (readonly [string, readonly string[]])[];
  readonly minItems: number;
  readonly maxItems: number;
  readonly isOfUnique: boolean;
  readonly uniqueKeys: readonly string[] | undefined;
  /** Whether functions can give what is taken: any of them, and those that give text. */
  readonly takesAny: boolean;
  readonly takesText: boolean;
  readonly types: readonly string[];
  readonly isConstraining: boolean;
  /** Whether keys are asked for, which a call does not have. */
  readonly asksForKeys: boolean;
  readonly #properties = new Map<string, Below | undefined>();
  #patterns: readonly (readonly [string, Below])[] | undefined;
  #further: Below | undefined;
  #items: Below | undefined;
  #reference: Below | undefined;

  constructor(schema: SchemaObject, kindPath: string, { resolve, keywords, hooks }: Around) {
    this.schema = schema;
    this.kindPath = kindPath;
    this.resolve = resolve;
    this.keywords = keywords;
    this.hooks = hooks;
    this.isHooked = hooks.has(kindPath);
    this.isContext = schema["cfnContext"] !== undefined;
    this.leaf = leafOf(schema);
    const words = Object.keys(schema).filter((word) => keywords[word] !== undefined);
    this.isReadable = words.every((word) => READ.has(word) || BESIDE.has(word)) && schema.items !== false;
    const chosen = Object.entries(schema).filter(([word]) => CHOICES.includes(word) || word === "then" || word === "else");
    this.choices = chosen.length === 0 ? undefined : Object.fromEntries(chosen);
    const own = schema.type === undefined ? undefined : [schema.type].flat();
    this.takesMap = own?.includes("object") ?? true;
    this.takesList = own?.includes("array") ?? true;
    this.required = schema.required ?? [];
    this.requiredOr = schema.requiredOr;
    this.requiredXor = schema.requiredXor;
    this.dependentRequired = Object.entries(schema.dependentRequired ?? {}).filter(([, others]) => Array.isArray(others));
    this.dependentExcluded = Object.entries(schema.dependentExcluded ?? {});
    this.minItems = schema.minItems ?? 0;
    this.maxItems = schema.maxItems ?? Number.POSITIVE_INFINITY;
    this.isOfUnique = schema.uniqueItems !== undefined;
    this.uniqueKeys = schema.uniqueKeys;
    this.types = typesOf({ resolve }, schema);
    this.takesAny = this.types.length === 0 || areCompatible(ALL, this.types);
    this.takesText = this.types.length === 0 || areCompatible(["string"], this.types);
    this.isConstraining = isConstraining(schema);
    this.asksForKeys = OF_KEYS.some((word) => schema[word] !== undefined);
  }

  /** What `$ref` leads to; true where there is none. */
  get reference(): Below {
    if (this.#reference === undefined) {
      const { $ref } = this.schema;
      const found = $ref === undefined ? undefined : this.resolve($ref);
      this.#reference = found === undefined ? true : this.#below(found.schema, undefined, found.resolve);
    }
    return this.#reference;
  }

  /** What a property is judged by; undefined for what is none. */
  property(key: string): Below | undefined {
    const known = this.#properties.get(key);
    if (known !== undefined) return known;
    const { properties } = this.schema;
    const schema = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (schema === undefined) return undefined;
    const found = this.#below(schema, key);
    this.#properties.set(key, found);
    return found;
  }

  /** Patterns of keys with what stands below such keys. What is free takes any. */
  get patterns(): readonly (readonly [string, Below])[] {
    if (this.#patterns === undefined) {
      const { type, properties, additionalProperties, patternProperties } = this.schema;
      const isFree = properties === undefined && additionalProperties === undefined && patternProperties === undefined;
      const all = isFree && type !== undefined && this.takesMap ? { ".*": ANYTHING } : (patternProperties ?? {});
      this.#patterns = Object.entries(all).map(([pattern, schema]) => [pattern, this.#below(schema, "*")]);
    }
    return this.#patterns;
  }

  /** What keys are judged by that are no properties, and that no pattern takes. */
  get further(): Below {
    return (this.#further ??= this.#below(this.schema.additionalProperties ?? true, "*"));
  }

  get items(): Below {
    const { type, items } = this.schema;
    return (this.#items ??= this.#below(items ?? (type !== undefined && this.takesList ? ANYTHING : true), "*"));
  }

  #below(schema: Schema, kind: string | undefined, resolve = this.resolve): Below {
    if (typeof schema === "boolean") return schema;
    const { keywords, hooks } = this;
    return siteOf(schema, kindBelow(this.kindPath, kind), { resolve, keywords, hooks });
  }
}

/** The site of a schema at a place, which is the same object each time. */
export function siteOf(schema: SchemaObject, kindPath: string, around: Around): Site {
  const sites = (madeOf(schema).sites ??= new Map<string, Site>());
  let found = sites.get(kindPath);
  if (found === undefined || found.resolve !== around.resolve || found.keywords !== around.keywords || found.hooks !== around.hooks) {
    if (sites.size >= MOST_PLACES) sites.clear();
    found = new Site(schema, kindPath, around);
    sites.set(kindPath, found);
  }
  return found;
}
