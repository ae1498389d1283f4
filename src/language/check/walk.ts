import { PSEUDO_PARAMETERS } from "../model/pseudo.ts";
import { FUNCTIONS, type ListValue, type MapValue, type Member, type Value, isNoValue, textOf, withMembers } from "../model/value.ts";
import { SERVERLESS_VARIABLE } from "../model/summary.ts";
import type { Schema, SchemaObject } from "../schema/types.ts";
import type { Scenario } from "../model/conditions.ts";
import { isRightLeaf } from "./leaf.ts";
import { isRightBelow, isRightInParts } from "./right.ts";
import { type Parts, type Plan, madeOf } from "./made.ts";
import { READ } from "./site.ts";
import { type Fault, type Keywords, type State, copyOf, fault, leadsThrough, within } from "./state.ts";

/** Words about which keys or items there are: they are judged in each scenario of the conditions, without what is not there. */
const PRESENCE: ReadonlySet<string> = new Set([
  "dependencies", "dependentExcluded", "dependentRequired", "else", "if", "maxItems", "maxProperties", "minItems",
  "minProperties", "required", "requiredOr", "requiredXor", "then", "uniqueItems",
]);

const ANY = { type: ["array", "boolean", "integer", "number", "object", "string"] } as const satisfies SchemaObject;

function partsOf(schema: SchemaObject): Parts {
  const made = madeOf(schema);
  if (made.parts !== undefined) return made.parts;
  const entries = Object.entries(schema);
  const ofPresence = entries.filter(([word]) => PRESENCE.has(word));
  const standard: Record<string, unknown> = Object.fromEntries(entries.filter(([word]) => !PRESENCE.has(word)));
  const types = [schema.type ?? []].flat();
  // what is free holds values of any kind, in which functions are judged nevertheless
  const isFree = ["properties", "additionalProperties", "patternProperties"].every((word) => standard[word] === undefined);
  if (types.includes("object") && isFree) standard["patternProperties"] = { ".*": ANY };
  if (types.includes("array") && standard["items"] === undefined) standard["items"] = ANY;
  const found = { standard, presence: ofPresence.length === 0 ? undefined : Object.fromEntries(ofPresence) };
  made.parts = found;
  return found;
}

/** Judges a value by a schema, in the order and with the exceptions that cfn-lint has for what functions give. */
export function validate(state: State, schema: Schema, value: Value, faults: Fault[]): void {
  if (schema === true) return;
  if (schema === false) {
    faults.push(fault(state, "Nothing may stand here.", { value, schema }));
    return;
  }
  if (schema["cfnContext"] !== undefined) {
    run(state, schema, value, faults);
    return;
  }
  const written = textOf(value);
  if (isFilledIn(state, value, written)) return;
  if (written !== undefined && standsForOther(state, schema, written, value, faults)) return;
  if (state.functions.size === 0) {
    run(state, schema, value, faults);
    return;
  }
  const inBranch = state.path?.key === "Fn::If";
  const { standard, presence } = inBranch ? { standard: schema, presence: undefined } : partsOf(schema);
  const hooked = !inBranch && state.hasHooks && standard.$ref === undefined && state.hooks.has(state.kindPath);
  const own = hooked ? withHook(standard, state.kindPath) : standard;
  const isRest = !inBranch && value.kind !== "scalar" && isRightInParts(state, schema, value);
  if (presence !== undefined && !(isRest && planOf(presence, state.keywords).rest.length === 0)) judgePresence(state, presence, value, faults, isRest);
  if (value.kind === "map" && (value.call !== undefined || value.members.size === 1)) {
    const name = value.call?.name ?? value.members.keys().next().value ?? "";
    if (state.functions.has(name)) {
      const keyword = keywordOf(name);
      run(state, asArgument(keyword, own), value, faults);
      return;
    }
  }
  run(state, own, value, faults, isRest);
}

/** Judges which keys or items there are, in each scenario of the conditions that decide it. */
function judgePresence(state: State, schema: SchemaObject, value: Value, faults: Fault[], isRest: boolean): void {
  const names = conditionsIn(value, true);
  if (names.size === 0) {
    const present = inScenario(value, state.scenario, true, state);
    if (present !== undefined) run(state, schema, present, faults, isRest);
    return;
  }
  for (const scenario of state.names.conditions.scenarios([...names], state.scenario)) {
    const present = inScenario(value, scenario, true, state);
    if (present === undefined) continue;
    const inside = copyOf(state);
    inside.scenario = scenario;
    run(inside, schema, present, faults, isRest);
  }
}

/** A schema of one word, which is a function's: made once, so that its words are read once. */
function asArgument(keyword: string, schema: SchemaObject): SchemaObject {
  const known = (madeOf(schema).ofFunctions ??= new Map());
  let found = known.get(keyword);
  if (found === undefined) known.set(keyword, (found = { [keyword]: schema }));
  return found;
}

/** The word for a function: `fn_getatt`. */
export function keywordOf(name: string): string {
  return name.replace("::", "_").toLowerCase();
}

/** Whether a tool replaces a value before anybody else reads it: Rain its functions, the Serverless Framework its variables. */
function isFilledIn(state: State, value: Value, written: string | undefined): boolean {
  if (written !== undefined) return state.names.source.isServerless && SERVERLESS_VARIABLE.test(written);
  if (value.kind !== "map" || value.call !== undefined || value.members.size !== 1) return false;
  const [name = ""] = value.members.keys();
  return name.startsWith("Fn::Rain::");
}

/** The words of a schema that mean something here. */
function planOf(schema: SchemaObject, keywords: Keywords): Plan {
  const made = madeOf(schema);
  if (made.plan?.keywords === keywords) return made.plan;
  const steps = Object.entries(schema).flatMap(([word, argument]) => {
    const keyword = keywords[word];
    return keyword === undefined ? [] : { word, argument, keyword };
  });
  return (made.plan = { keywords, steps, rest: steps.filter(({ word }) => !READ.has(word)) });
}

/** Judges a value by each word of a schema. @param isRest whether it is right by the words that are read in right.ts */
function run(state: State, schema: SchemaObject, value: Value, faults: Fault[], isRest = false): void {
  const { steps, rest } = planOf(schema, state.keywords);
  for (const { word, argument, keyword } of isRest ? rest : steps) {
    const before = faults.length;
    keyword(state, argument, value, schema, faults);
    for (let index = before; index < faults.length; index += 1) {
      const found = faults[index];
      if (found === undefined) continue;
      found.keyword ??= word;
      found.value ??= value;
      found.schema ??= schema;
    }
  }
}

/** Judges what stands below a key, and by that key. */
export function descend(
  state: State,
  schema: Schema,
  value: Value,
  faults: Fault[],
  key: string | number,
  kind?: string,
): void {
  if (value.kind === "scalar") {
    if (isRightLeaf(state, schema, value, kind)) return;
  } else if (key !== "Fn::If" && isRightBelow(state, schema, value, kind)) return;
  validate(within(state, key, kind), schema, value, faults);
}

/** A schema that has rules run for a path, too. */
function withHook(schema: SchemaObject, path: string): SchemaObject {
  const byPath = (madeOf(schema).hooked ??= new Map());
  let found = byPath.get(path);
  if (found === undefined) {
    const own = [schema["cfnLint"] ?? []].flat();
    found = { ...schema, cfnLint: [...own, path] };
    byPath.set(path, found);
  }
  return found;
}

/** Text that stands for something else: a dynamic reference, or a pseudo parameter whose `Ref` was forgotten. */
function standsForOther(state: State, schema: SchemaObject, written: string, value: Value, faults: Fault[]): boolean {
  if (state.readsDynamic && written.includes("{{")) {
    if (dynamicReference(written) !== undefined) {
      const others = { has: (key: string) => key !== "Fn::If" && FUNCTIONS.has(key) };
      if (!leadsThrough(state.path, others)) run(state, { dynamicReference: schema }, value, faults);
      return true;
    }
    if (/\{\{\s+resolve\s*:\s*(?:ssm|ssm-secure|secretsmanager)\s*:/.test(written)) {
      run(state, { dynamicReferenceSpaces: schema }, value, faults);
      return true;
    }
  }
  if (!PSEUDO_PARAMETERS.has(written) || leadsThrough(state.path, { has: (key) => key === "Ref" })) return false;
  run(state, { rawPseudoParameter: schema }, value, faults);
  return true;
}

/** The last dynamic reference of a text of one line, from `resolve:` up to the last braces; undefined where there is none. */
export function dynamicReference(written: string): string | undefined {
  const line = written.endsWith("\n") ? written.slice(0, -1) : written;
  if (line.includes("\n")) return undefined;
  const end = line.lastIndexOf("}}");
  const start = end === -1 ? -1 : line.lastIndexOf("{{resolve:", end);
  return start === -1 || start + "{{resolve:".length >= end ? undefined : line.slice(start + 2, end);
}

const NONE: ReadonlySet<string> = new Set();

/** The conditions of the `Fn::If` that decide what keys or items a value has. */
export function conditionsIn(value: Value, isRoot: boolean): ReadonlySet<string> {
  return collectConditions(value, isRoot, undefined) ?? NONE;
}

// most values have none: then nothing is made
function collectConditions(value: Value, isRoot: boolean, known: Set<string> | undefined): Set<string> | undefined {
  let found = known;
  if (value.kind === "list") {
    for (const item of value.items) if (item.kind !== "scalar") found = collectConditions(item, false, found);
    return found;
  }
  if (value.kind !== "map") return found;
  const branches = branchesOf(value);
  if (branches !== undefined) {
    found = (found ?? new Set<string>()).add(branches.condition);
    found = collectConditions(branches.whenTrue, isRoot, found);
    found = collectConditions(branches.whenFalse, isRoot, found);
  } else if (isRoot && value.call?.name !== "Fn::If") {
    for (const { value: inner } of value.members.values()) if (inner.kind !== "scalar") found = collectConditions(inner, false, found);
  }
  return found;
}

/** An `Fn::If` that is one. */
export function branchesOf(value: Value): { readonly condition: string; readonly whenTrue: Value; readonly whenFalse: Value } | undefined {
  if (value.kind !== "map" || value.call?.name !== "Fn::If" || value.call.argument.kind !== "list") return undefined;
  const [name, whenTrue, whenFalse, ...more] = value.call.argument.items;
  const condition = textOf(name);
  if (condition === undefined || whenTrue === undefined || whenFalse === undefined || more.length > 0) return undefined;
  return { condition, whenTrue, whenFalse };
}

/** A value as it is in a scenario, without what is not there; undefined where it is not there itself. */
export function inScenario(value: Value, scenario: Scenario, isRoot: boolean, state: Pick<State, "functions">): Value | undefined {
  if (value.kind === "list") {
    return itemsInScenario(value, scenario, state);
  }
  // nothing, and null, count as none
  if (value.kind === "scalar") return value.type === "null" ? undefined : value;
  const branches = state.functions.has("Fn::If") ? branchesOf(value) : undefined;
  if (branches !== undefined) {
    const holds = scenario.get(branches.condition);
    // a condition that does not exist is told elsewhere: nothing is known then
    if (holds === undefined) return isRoot ? undefined : value;
    return inScenario(holds ? branches.whenTrue : branches.whenFalse, scenario, isRoot, state);
  }
  if (isNoValue(value) && state.functions.has("Ref")) return undefined;
  return isRoot ? membersInScenario(value, scenario, state) : value;
}

// each item is looked at once: twice would be doubled by each list within a list
function itemsInScenario(value: ListValue, scenario: Scenario, state: Pick<State, "functions">): ListValue {
  let changed: Value[] | undefined;
  for (const [index, item] of value.items.entries()) {
    const present = inScenario(item, scenario, false, state);
    if (present !== item) changed ??= value.items.slice(0, index);
    if (present !== undefined) changed?.push(present);
  }
  return changed === undefined ? value : { ...value, items: changed };
}

function membersInScenario(value: MapValue, scenario: Scenario, state: Pick<State, "functions">): MapValue {
  let changed: Map<string, Member> | undefined;
  for (const member of value.members.values()) {
    const present = inScenario(member.value, scenario, false, state);
    if (present === member.value) continue;
    changed ??= new Map(value.members);
    if (present === undefined) changed.delete(member.name);
    else changed.set(member.name, { ...member, value: present });
  }
  return changed === undefined ? value : withMembers(value, changed);
}
