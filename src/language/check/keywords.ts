import { type MapValue, type Value, member, printed, textOf } from "../model/value.ts";
import type { Schema, SchemaObject, TypeName } from "../schema/types.ts";
import { areUnique, canonical, equals, listed, shown } from "./compare.ts";
import { isFormat } from "./formats.ts";
import { matches } from "./pattern.ts";
import { type Fault, type Keyword, type Keywords, type State, copyOf, fault, faultAt } from "./state.ts";
import { descend, validate } from "./walk.ts";

const entriesOf = (argument: unknown) => Object.entries(argument as Readonly<Record<string, Schema>>);
const strings = (argument: unknown) => argument as readonly string[];
const numberOf = (argument: unknown) => Number(argument);

/** A keyword about mappings. */
function onMap(check: (state: State, argument: unknown, value: MapValue, schema: SchemaObject, faults: Fault[]) => void): Keyword {
  return (state, argument, value, schema, faults) => {
    if (value.kind === "map") check(state, argument, value, schema, faults);
  };
}

/** A keyword about lists. */
function onList(check: (state: State, argument: unknown, items: readonly Value[], schema: SchemaObject, faults: Fault[]) => void): Keyword {
  return (state, argument, value, schema, faults) => {
    if (value.kind === "list") check(state, argument, value.items, schema, faults);
  };
}

/** A keyword about numbers, also those that are written as text. */
function onNumber(fails: (value: number, limit: number) => boolean, what: string): Keyword {
  return (state, argument, value, _, faults) => {
    if (value.kind !== "scalar" || value.type === "boolean" || value.type === "null" || value.type === "date") return;
    const text = String(value.value).trim();
    const number = text === "" ? Number.NaN : Number(text);
    const limit = numberOf(argument);
    if (!Number.isNaN(number) && fails(number, limit)) faults.push(fault(state, `${shown(value)} is ${what} ${limit}.`));
  };
}

/** The type of a value in the words of schemas; undefined for a date. */
export function typeOf(value: Value): TypeName | undefined {
  if (value.kind !== "scalar") return value.kind === "list" ? "array" : "object";
  return value.type === "date" ? undefined : value.type;
}

/** Whether a value is of a type when `"1"` may be a number. */
export function isOfType(value: Value, type: string, isStrict: boolean): boolean {
  const own = typeOf(value);
  if (own === type || (value.kind === "scalar" && value.type === type)) return true;
  if (type === "number" && own === "integer") return true;
  if (type === "integer" && own === "number" && value.kind === "scalar") {
    if (Number.isInteger(value.value) || !isStrict) return true;
  }
  if (isStrict || value.kind !== "scalar" || own === "null") return false;
  if (type === "string") return true;
  if (own === "boolean") return false;
  const text = String(value.value).trim();
  if (type === "number") return /^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$|^[-+]?(?:inf|infinity|nan)$/i.test(text);
  if (type === "integer") return value.type !== "date" && /^[-+]?\d+(?:_\d+)*$/.test(text);
  return type === "boolean" && /^(?:true|True|TRUE|false|False|FALSE)$/.test(text) && own === "string";
}

const type: Keyword = (state, argument, value, _, faults) => {
  const isRight = typeof argument === "string" ? isOfType(value, argument, state.isStrict) : strings(argument).some((one) => isOfType(value, one, state.isStrict));
  if (!isRight) faults.push(fault(state, `${shown(value)} is not of type ${listed([argument].flat())}.`));
};

const wordLists = new WeakMap<object, readonly string[]>();

/** A list of words, which is the same object each time. */
function kept(owner: object, make: () => readonly string[]): readonly string[] {
  let list = wordLists.get(owner);
  if (list === undefined) wordLists.set(owner, (list = make()));
  return list;
}

const wordsOf = (allowed: readonly unknown[]) => kept(allowed, () => allowed.map(String));
const keysOf = (schemas: Readonly<Record<string, Schema>>) => kept(schemas, () => Object.keys(schemas));

const enumeration: Keyword = (state, argument, value, _, faults) => {
  const allowed = argument as readonly unknown[];
  if (allowed.some((one) => equals(value, one))) return;
  const meant = value.kind === "scalar" ? { meant: { word: String(value.value), among: [{ list: wordsOf(allowed) }] } } : {};
  faults.push(fault(state, `${shown(value)} is not one of ${listed(allowed)}.`, meant));
};

const enumCaseInsensitive: Keyword = (state, argument, value, schema, faults) => {
  const text = textOf(value);
  const allowed = (argument as readonly unknown[]).map((one) => (typeof one === "string" ? one.toLowerCase() : one));
  const lower: Value = text === undefined || value.kind !== "scalar" ? value : { ...value, value: text.toLowerCase() };
  enumeration(state, allowed, lower, schema, faults);
};

const pattern: Keyword = (state, argument, value, _, faults) => {
  if (value.kind !== "scalar" || value.type === "null" || value.type === "date") return;
  const text = value.type === "boolean" ? String(value.value) : printed(value);
  if (!matches(String(argument), text)) faults.push(fault(state, `${shown(value)} does not match ${String(argument)}.`));
};

/** Which of a mapping's keys no property and no pattern takes. */
function furtherKeys(state: State, value: MapValue, schema: SchemaObject): string[] {
  const { properties = {}, patternProperties = {} } = schema;
  const patterns = Object.keys(patternProperties);
  const found: string[] = [];
  for (const { name, isNoText } of value.members.values()) if (isFurther(name, isNoText === true)) found.push(name);
  return found;

  function isFurther(key: string, isNoName: boolean): boolean {
    if (Object.hasOwn(properties, key) || (!isNoName && patterns.some((one) => matches(one, key)))) return false;
    return !(key === "Fn::Transform" && state.functions.has(key));
  }
}

const additionalProperties = onMap((state, argument, value, schema, faults) => {
  if (argument === true) return;
  if (value.call !== undefined && state.functions.has(value.call.name)) return;
  for (const key of furtherKeys(state, value, schema)) {
    if (typeof argument === "object") descendTo(state, argument as Schema, value, key, faults, "*");
    else {
      const message = `${ownerOf(state)} has no property "${key}".`;
      const meant = { word: key, among: [{ list: keysOf(schema.properties ?? {}) }] };
      const { key: written, isNoText } = value.members.get(key) ?? {};
      const mark = written === undefined || isNoText !== true ? {} : { mark: { start: written.start, end: written.end } };
      faults.push(faultAt(state, key, message, { meant, ...mark }));
    }
  }
});

function descendTo(state: State, schema: Schema, value: MapValue, key: string, faults: Fault[], kind: string): void {
  const inner = value.members.get(key)?.value;
  if (inner !== undefined) descend(state, schema, inner, faults, key, kind);
}

const properties = onMap((state, argument, value, _, faults) => {
  const schemas = argument as Readonly<Record<string, Schema>>;
  for (const { name: key, value: inner } of value.members.values()) {
    const schema = Object.hasOwn(schemas, key) ? schemas[key] : undefined;
    if (schema !== undefined) descend(state, schema, inner, faults, key, key);
  }
});

const patternProperties = onMap((state, argument, value, _, faults) => {
  for (const [expression, schema] of entriesOf(argument)) {
    for (const { name: key, value: inner, isNoText } of value.members.values()) {
      if (isNoText !== true && matches(expression, key)) descend(state, schema, inner, faults, key, "*");
    }
  }
});

/** What keys stand in, as messages name it: the type of a resource, or the key of what is within it. */
function ownerOf({ kindPath }: State): string {
  const parts = kindPath.split("/");
  if (parts.length === 2 && parts[1] === "*") return `The ${(parts[0] ?? "").toLowerCase().replace(/s$/, "")}`;
  const name = parts.findLast((part) => part !== "*") ?? "";
  return name === "Properties" ? (parts[1] ?? "") : name;
}

const required = onMap((state, argument, value, _, faults) => {
  if (value.isOpen === true) return;
  for (const name of strings(argument)) {
    if (!value.members.has(name)) faults.push(fault(state, `${ownerOf(state)} requires "${name}".`));
  }
});

const requiredOr = onMap((state, argument, value, _, faults) => {
  if (value.isOpen !== true && !strings(argument).some((name) => value.members.has(name))) {
    faults.push(fault(state, `One of ${listed(strings(argument))} is required here.`));
  }
});

const requiredXor = onMap((state, argument, value, _, faults) => {
  const found = strings(argument).filter((name) => value.members.has(name));
  const message = `Exactly one of ${listed(strings(argument))} is required here.`;
  if (found.length === 0 && value.isOpen !== true) faults.push(fault(state, message));
  else if (found.length > 1) for (const name of found) faults.push(faultAt(state, name, message));
});

const dependentRequired = onMap((state, argument, value, _, faults) => {
  for (const [name, others] of Object.entries(argument as Readonly<Record<string, unknown>>)) {
    if (!value.members.has(name) || !Array.isArray(others) || value.isOpen === true) continue;
    for (const other of strings(others)) {
      if (!value.members.has(other)) faults.push(fault(state, `"${name}" needs "${other}" beside it.`));
    }
  }
});

const dependencies: Keyword = (state, argument, value, schema, faults) => {
  dependentRequired(state, argument, value, schema, faults);
  if (value.kind !== "map") return;
  for (const [name, inner] of entriesOf(argument)) {
    if (!Array.isArray(inner) && value.members.has(name)) validate(state, inner, value, faults);
  }
};

const dependentExcluded = onMap((state, argument, value, _, faults) => {
  for (const [name, others] of Object.entries(argument as Readonly<Record<string, readonly string[]>>)) {
    if (!value.members.has(name)) continue;
    for (const other of others) {
      if (value.members.has(other)) faults.push(faultAt(state, other, `"${other}" cannot stand beside "${name}".`));
    }
  }
});

const items = onList((state, argument, list, schema, faults) => {
  const prefix = schema.prefixItems?.length ?? 0;
  if (argument === false) {
    if (list.length > prefix) faults.push(fault(state, `At most ${prefix} items are expected here, and there are ${list.length}.`));
    return;
  }
  for (const [index, item] of list.entries()) {
    if (index >= prefix) descend(state, argument as Schema, item, faults, index, "*");
  }
});

const prefixItems = onList((state, argument, list, _, faults) => {
  for (const [index, schema] of (argument as readonly Schema[]).entries()) {
    const item = list[index];
    if (item !== undefined) descend(state, schema, item, faults, index, "*");
  }
});

const uniqueItems = onList((state, argument, list, _, faults) => {
  if (argument === true && !areUnique(list)) faults.push(fault(state, "The items of this list have to be different."));
});

const uniqueKeys = onList((state, argument, list, _, faults) => {
  const names = strings(argument);
  const keys = list.flatMap((item) => {
    const found = names.map((name) => member(item, name));
    return found.every((value) => value !== undefined) ? [found.map(canonical).join()] : [];
  });
  if (new Set(keys).size < keys.length) faults.push(fault(state, `The items of this list have to differ in ${listed(names)}.`));
});

const contains = onList((state, argument, list, schema, faults) => {
  let found = 0;
  let unknown = 0;
  for (const item of list) {
    const own: Fault[] = [];
    validate(state, argument as Schema, item, own);
    if (own.length === 0) found += 1;
    else if (own.every(({ isUnknown }) => isUnknown === true)) unknown += 1;
  }
  const least = numberOf(schema["minContains"] ?? 1);
  const most = numberOf(schema["maxContains"] ?? list.length);
  if (found > most) faults.push(fault(state, `At most ${most} of the items may be like this, and there are ${found}.`, { keyword: "maxContains" }));
  else if (found < least && unknown > 0) faults.push(fault(state, "", { isUnknown: true }));
  else if (found < least) faults.push(fault(state, "An item that is needed here is missing."));
});

/** How many items, keys or characters there are, compared with a limit. */
function sized(kind: "list" | "map" | "text", fails: (size: number, limit: number) => boolean, what: string): Keyword {
  return (state, argument, value, _, faults) => {
    const text = textOf(value);
    let size: number | undefined;
    if (kind === "text") size = text === undefined ? undefined : Array.from(text).length;
    else if (kind === "list") size = value.kind === "list" ? value.items.length : undefined;
    else size = value.kind === "map" ? value.members.size : undefined;
    const limit = numberOf(argument);
    if (size !== undefined && fails(size, limit)) faults.push(fault(state, `${what} ${limit}, and there are ${size}.`));
  };
}

const constant: Keyword = (state, argument, value, _, faults) => {
  if (!equals(value, argument)) faults.push(fault(state, `${JSON.stringify(argument)} is expected here.`));
};

const format: Keyword = (state, argument, value, _, faults) => {
  const text = textOf(value);
  if (text !== undefined && !isFormat(String(argument), text)) faults.push(fault(state, `${shown(value)} is no ${String(argument)}.`));
};

const propertyNames = onMap((state, argument, value, _, faults) => {
  for (const [key, { key: range }] of value.members) {
    const name: Value = { kind: "scalar", type: "string", value: key, start: range?.start ?? value.start, end: range?.end ?? value.end, isMarked: true };
    descend(state, argument as Schema, name, faults, key);
  }
});

const reference: Keyword = (state, argument, value, _, faults) => {
  const { schema, resolve } = state.resolve(String(argument));
  if (resolve === state.resolve) {
    validate(state, schema, value, faults);
    return;
  }
  const inside = copyOf(state);
  inside.resolve = resolve;
  validate(inside, schema, value, faults);
};

/** The words of JSON Schema that look at one value; those that compare alternatives stand in alternatives.ts. */
export const STANDARD: Keywords = {
  $ref: reference,
  additionalProperties,
  const: constant,
  contains,
  dependencies,
  dependentRequired,
  dependentExcluded,
  enum: enumeration,
  enumCaseInsensitive,
  exclusiveMaximum: onNumber((value, limit) => value >= limit, "not below"),
  exclusiveMinimum: onNumber((value, limit) => value <= limit, "not above"),
  format,
  items,
  maxItems: sized("list", (size, limit) => size > limit, "The most items are"),
  maxLength: sized("text", (size, limit) => size > limit, "The most characters are"),
  maxProperties: sized("map", (size, limit) => size > limit, "The most keys are"),
  maxUniqueItems: onList((state, argument, list, _, faults) => {
    const size = new Set(list.map(canonical)).size;
    if (size > numberOf(argument)) faults.push(fault(state, `The most different items are ${numberOf(argument)}, and there are ${size}.`));
  }),
  maximum: onNumber((value, limit) => value > limit, "above the maximum of"),
  minItems: sized("list", (size, limit) => size < limit, "The fewest items are"),
  minLength: sized("text", (size, limit) => size < limit, "The fewest characters are"),
  minProperties: sized("map", (size, limit) => size < limit, "The fewest keys are"),
  minimum: onNumber((value, limit) => value < limit, "below the minimum of"),
  multipleOf: onNumber((value, limit) => !Number.isInteger(value / limit), "no multiple of"),
  pattern,
  patternProperties,
  prefixItems,
  properties,
  propertyNames,
  required,
  requiredOr,
  requiredXor,
  type,
  uniqueItems,
  uniqueKeys,
};

