import type { Range } from "../syntax/tree.ts";
import { type MapValue, type Member, type Value, callOf, member, printed, text, textOf, valueOfJson, withMembers, withOpenMembers } from "../model/value.ts";

/** What a loop makes of one of its items: an entry of its own, as far as rules can tell. */
export interface Made {
  readonly name: string;
  readonly key: Range;
  readonly value: Value;
}

/** What the variables of loops stand for; undefined where that cannot be known. */
type Bound = ReadonlyMap<string, string | undefined>;

/** The items of a collection; undefined where they cannot be known. */
export type Collection = (value: Value) => readonly string[] | undefined;

/** A loop makes so many things that are judged; what is behind them is the same in other words. */
const MOST_ITEMS = 20;

export const isLoop = (key: string) => key.startsWith("Fn::ForEach::");

/** A loop that is one: `[identifier, collection, { key: value }]`. */
function partsOf(value: Value): { readonly variable: string; readonly collection: Value; readonly body: MapValue } | undefined {
  if (value.kind !== "list" || value.items.length !== 3) return undefined;
  const [first, collection, body] = value.items;
  const variable = textOf(first);
  return variable === undefined || collection === undefined || body?.kind !== "map" ? undefined : { variable, collection, body };
}

/** Why something that is called a loop is none, and where: the transform refuses it. */
export function faultOfLoop(value: Value): { readonly message: string; readonly at?: number } | undefined {
  const form = "A loop is a list of three: a name, what it goes over, and what it makes.";
  if (value.kind !== "list" || value.items.length !== 3) return { message: form };
  const [first, collection, body] = value.items;
  if (textOf(first) === undefined) return { message: "The name of a loop's variable is a text.", at: 0 };
  if (collection?.kind === "scalar") return { message: "A loop goes over a list, or what a function gives.", at: 1 };
  return body?.kind === "map" ? undefined : { message: "What a loop makes is a mapping.", at: 2 };
}

/** The values of a loop's variable, with those of the loops around it. One that is unknown is one. */
function bindings(value: Value, bound: Bound, read: Collection): { readonly bound: Bound; readonly body: MapValue }[] {
  const parts = partsOf(value);
  if (parts === undefined) return [];
  const items = read(substituted(parts.collection, bound, read)) ?? [undefined];
  return items.slice(0, MOST_ITEMS).map((item) => ({ bound: new Map([...bound, [parts.variable, item]]), body: parts.body }));
}

/** The variables of the loops in a value: where one stays, its value is not known. */
export function variablesIn(value: Value, found = new Set<string>()): Set<string> {
  if (value.kind === "list") for (const item of value.items) variablesIn(item, found);
  if (value.kind !== "map") return found;
  for (const [key, one] of value.members) {
    const parts = isLoop(key) ? partsOf(one.value) : undefined;
    if (parts !== undefined) found.add(parts.variable);
    variablesIn(one.value, found);
  }
  return found;
}

/** What stands for a variable whose value is not known: a parameter. */
export function unknownVariable(range: Range): Value {
  return valueOfJson({ Type: "String" }, range);
}

/** What a loop below a section makes. */
export function madeBy(value: Value, read: Collection, bound: Bound = new Map()): Made[] {
  return bindings(value, bound, read).flatMap(({ bound: inner, body }) =>
    [...body.members].flatMap(([key, one]) => {
      if (isLoop(key)) return madeBy(one.value, read, inner);
      return one.key === undefined ? [] : [{ name: filled(key, inner) ?? key.replaceAll(VARIABLE, "X"), key: one.key, value: substituted(one.value, inner, read) }];
    }),
  );
}

/** The names of the variables in a text, in both their forms. */
const VARIABLE = /[$&]\{([^${}]*)\}/g;

/** A text with the variables of loops in it; undefined where one is not known. */
function filled(written: string, bound: Bound): string | undefined {
  let isKnown = true;
  const result = written.replaceAll(VARIABLE, (all, name: string) => {
    if (!bound.has(name)) return all;
    const value = bound.get(name);
    isKnown &&= value !== undefined;
    return value ?? all;
  });
  return isKnown ? result : undefined;
}

/** A value with the variables of loops replaced, and the loops in it by what they make. */
export function substituted(value: Value, bound: Bound, read: Collection): Value {
  if (value.kind === "scalar") return scalar(value, bound);
  if (value.kind === "list") {
    const items = value.items.map((item) => substituted(item, bound, read));
    return items.every((item, index) => item === value.items[index]) ? value : { ...value, items };
  }
  const named = textOf(member(value, "Ref"));
  if (named !== undefined && value.members.size === 1 && bound.has(named)) {
    const known = bound.get(named);
    return known === undefined ? value : text(known, value, value.isMarked);
  }
  // a text in which a variable is unknown stays one of Fn::Sub
  const sub = value.members.size === 1 ? textOf(member(value, "Fn::Sub")) : undefined;
  if (sub !== undefined) {
    const result = filled(sub, bound);
    if (result === undefined) return value;
    if (result !== sub && !result.includes("${")) return text(result, value, value.isMarked);
  }
  return map(value, bound, read);
}

function scalar(value: Value, bound: Bound): Value {
  const written = textOf(value);
  if (written === undefined || bound.size === 0) return value;
  const result = filled(written, bound);
  if (result === written) return value;
  return result === undefined ? callOf("Fn::Sub", text(written.replaceAll("&{", "${"), value), value) : text(result, value, value.kind === "scalar" && value.isMarked);
}

function map(value: MapValue, bound: Bound, read: Collection): Value {
  const members = new Map<string, Member>();
  let isOpen = value.isOpen === true;
  let hasChanged = false;
  const add = (key: string, one: Member, inner: Bound) => {
    const name = filled(key, inner);
    const changed = substituted(one.value, inner, read);
    hasChanged ||= name !== key || changed !== one.value;
    if (name === undefined) isOpen = true;
    else members.set(name, changed === one.value && name === key ? one : { ...one, name, value: changed });
  };
  const addLoop = (loop: Value, outer: Bound): void => {
    hasChanged = true;
    const found = bindings(loop, outer, read);
    if (found.length === 0) isOpen = true;
    for (const { bound: inner, body } of found) {
      for (const [key, one] of body.members) {
        if (isLoop(key)) addLoop(one.value, inner);
        else add(key, one, inner);
      }
    }
  };
  for (const [key, one] of value.members) {
    if (isLoop(key)) addLoop(one.value, bound);
    else add(key, one, bound);
  }
  if (!hasChanged) return value;
  return isOpen ? withOpenMembers(value, members) : withMembers(value, members);
}

/** The items of a collection that is written, or the default of a parameter: what cannot be known is not guessed. */
export function collectionReader(parameter: (name: string) => Value | undefined): Collection {
  const read: Collection = (value) => {
    const named = textOf(member(value, "Ref"));
    if (named !== undefined) {
      const given = member(parameter(named), "Default");
      const isList = textOf(member(parameter(named), "Type")) === "CommaDelimitedList";
      if (given?.kind !== "scalar") return undefined;
      return isList ? printed(given).split(",").map((item) => item.trim()) : [printed(given)];
    }
    if (value.kind !== "list") return undefined;
    const items = value.items.map((item) => (item.kind === "scalar" ? [printed(item)] : read(item)));
    return items.includes(undefined) ? undefined : items.flatMap((item) => item ?? []);
  };
  return read;
}
