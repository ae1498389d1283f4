// Most of a template is right, and to see that takes no states, paths and faults: a value is compared with what its schema
// asks, read once. What is not right for certain by this is judged word by word, as walk.ts does, which alone can tell what is
// wrong. Whatever is said to be right here must be so there.
import { type ListValue, type MapValue, type Value, isNoValue, textOf } from "../model/value.ts";
import type { Schema, SchemaObject } from "../schema/types.ts";
import { areUnique } from "./compare.ts";
import { fits, isPlain } from "./leaf.ts";
import { matches } from "./pattern.ts";
import { isRightCall } from "./rightCall.ts";
import { type Below, type Site, siteOf } from "./site.ts";
import { type State, kindBelow } from "./state.ts";
import { verdict } from "./verdict.ts";

/**
 * Whether a mapping or a list below a state is right for certain, and so is all that is in it, and no rule looks at any of
 * it. One of which this was not certain is not asked about again, so that the time is that of one look at each value.
 */
export function isRightBelow(state: State, schema: Schema, value: MapValue | ListValue, kind: string | undefined): boolean {
  if (typeof schema !== "object" || state.hasOwnWords || state.functions.size === 0) return false;
  return isRightAt(siteOf(schema, kindBelow(state.kindPath, kind), state), state, value);
}

/**
 * Whether a mapping or a list is right for certain by all words that are read here, and so is what is below it: then the
 * schema's other words are left to be judged, and the rules that look at its place.
 */
export function isRightInParts(state: State, schema: SchemaObject, value: MapValue | ListValue): boolean {
  if (state.hasOwnWords || (value.kind === "map" && value.call !== undefined)) return false;
  const site = siteOf(schema, state.kindPath, state);
  return value.kind === "list" ? isRightList(site, state, value) : isRightMap(site, state, value);
}

/** Whether a value is right at a site. */
export function isRightAt(site: Site, state: State, value: Value): boolean {
  if (site.isContext || (site.isHooked && state.hasHooks)) return false;
  if (value.kind === "scalar") {
    if (value.type === "string" && !isPlain(state, String(value.value))) return false;
    return site.leaf !== undefined && fits(site.leaf, value, state.isStrict) && isRightByReference(site, state, value);
  }
  const isCall = value.kind === "map" && value.call !== undefined;
  if ((!isCall && !site.isReadable) || state.names.uncertain.has(value)) return false;
  const isRight = (value.kind === "list" ? isRightList(site, state, value) : isRightMap(site, state, value)) && keepsChoices(site, state, value);
  if (!isRight) state.names.uncertain.add(value);
  return isRight;
}

function keepsChoices({ choices, resolve }: Site, state: State, value: Value): boolean {
  return choices === undefined || (value.kind === "map" && value.call !== undefined) || verdict(state, choices, value, resolve) === true;
}

function isRightByReference(site: Site, state: State, value: Value): boolean {
  if (site.leaf?.reference === undefined && site.schema.$ref === undefined) return true;
  const { reference } = site;
  return typeof reference === "boolean" ? reference : isRightAt(reference, state, value);
}

function isRightList(site: Site, state: State, value: ListValue): boolean {
  const { items } = value;
  if (!site.takesList || site.schema.items === false || items.length < site.minItems || items.length > site.maxItems) return false;
  if (!isRightByReference(site, state, value)) return false;
  const below = site.items;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (item === undefined || !isRightInside(below, state, item)) return false;
  }
  if (site.uniqueKeys !== undefined && !differIn(items, site.uniqueKeys)) return false;
  return !site.isOfUnique || areUnique(items);
}

function isRightMap(site: Site, state: State, value: MapValue): boolean {
  if (value.call !== undefined) return isRightCall(site, state, value.call, isRightAt);
  if (!site.takesMap || value.isOpen === true) return false;
  const { members } = value;
  if (!hasItsKeys(site, members) || !isRightByReference(site, state, value)) return false;
  const { patterns } = site;
  for (const { name: key, value: inner, isNoText } of members.values()) {
    // functions that are none elsewhere, and what tools fill in
    if (isNoText === true || (members.size === 1 && (key.startsWith("Fn::") || state.functions.has(key)))) return false;
    const below = site.property(key);
    let isTaken = below !== undefined;
    if (below !== undefined && !isRightInside(below, state, inner)) return false;
    for (let index = 0; index < patterns.length; index += 1) {
      const pattern = patterns[index];
      if (pattern === undefined || (pattern[0] !== ".*" && !matches(pattern[0], key))) continue;
      isTaken = true;
      if (!isRightInside(pattern[1], state, inner)) return false;
    }
    if (!isTaken && !isRightInside(site.further, state, inner)) return false;
  }
  return true;
}

/** What stands below a key, or in a list. Where it may be taken away it decides what is there. */
function isRightInside(below: Below, state: State, value: Value): boolean {
  if (value.kind === "scalar" && value.type === "null") return false;
  if (typeof below === "boolean") return below && (value.kind !== "map" || (value.call?.name !== "Fn::If" && !isNoValue(value)));
  return isRightAt(below, state, value);
}

function hasItsKeys(site: Site, members: MapValue["members"]): boolean {
  const has = (name: string) => members.has(name);
  if (site.required.length > 0 && !site.required.every(has)) return false;
  if (site.requiredOr !== undefined && !site.requiredOr.some(has)) return false;
  if (site.requiredXor !== undefined && site.requiredXor.filter(has).length !== 1) return false;
  if (site.dependentRequired.some(([name, others]) => has(name) && !others.every(has))) return false;
  return !site.dependentExcluded.some(([name, others]) => has(name) && others.some(has));
}

/** Whether no two items agree in some keys: told only where these are texts. */
function differIn(items: readonly Value[], names: readonly string[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    let id = "";
    for (const name of names) {
      const text = item.kind === "map" ? textOf(item.members.get(name)?.value) : undefined;
      // "True" and "true" are the same
      if (text === undefined || text.length === 4 || text.length === 5) return false;
      id = names.length === 1 ? text : `${id}${text.length}:${text}`;
    }
    seen.add(id);
  }
  return seen.size === items.length;
}
