import { type Member, type Value, jsonOf, printed, valueOfJson, withMembers } from "../model/value.ts";
import type { Schema } from "../schema/types.ts";
import { type Fault, type Keyword, type State, below, listOf } from "./state.ts";
import { resourceNamed, valuesAt } from "./values.ts";
import { validate } from "./walk.ts";

/** Where a property is: a path, or a path with what it is when nothing stands there. */
type PropertyPath = string | { readonly path?: string; readonly default?: unknown };

/** Some properties of the resource itself, or of one that a property of it names. */
interface Group {
  readonly reference?: string;
  readonly filter?: { readonly type?: string };
  readonly properties?: Readonly<Record<string, PropertyPath>>;
}

interface Gathering {
  readonly gather?: Readonly<Record<string, Group>>;
  readonly schema?: Schema;
}

const partsOf = (path: string) => (path === "" || path === "." ? [] : path.replace(/^\/|\/$/g, "").split("/"));
const pathOf = (spec: PropertyPath) => partsOf(typeof spec === "string" ? spec : (spec.path ?? ""));

/** A group of properties, with where each is. */
interface Gathered {
  readonly values: ReadonlyMap<string, Value>;
  readonly group: Group;
  /** The other resource that they are of. */
  readonly resource?: string;
}

/** Judges properties of several resources together, one of which names the others. */
export const cfnGather: Keyword = (state, argument, value, _, faults) => {
  const { gather = {}, schema = {} } = argument as Gathering;
  const groups = Object.entries(gather);
  const remote = groups.filter(([, group]) => group.reference !== undefined);
  const local = groups.filter(([, group]) => group.reference === undefined);
  const [first] = remote;
  const ownOf = (at: State) => local.map(([name, group]) => [name, gatherFrom(at, value, group)] as const);
  if (first === undefined) {
    judge(state, new Map(ownOf(state)), schema, value, faults);
    return;
  }
  for (const { value: named, state: at } of valuesAt(state, value, partsOf(first[1].reference ?? ""))) {
    if (named === undefined) continue;
    const name = resourceNamed(named);
    if (name === undefined) {
      if (named.kind !== "map") judge({ ...at, path: state.path }, new Map(ownOf(at)), schema, value, faults);
      continue;
    }
    if (!fits(state, name, first[1])) continue;
    const gathered = new Map(ownOf(at));
    for (const [key, group] of remote) {
      const other = group === first[1] ? name : firstNamed(at, value, group);
      if (other !== undefined) gathered.set(key, gatherFrom(at, state.names.source.body("Resources", other), group, other));
    }
    judge({ ...at, path: state.path }, gathered, schema, value, faults);
  }
};

function fits(state: State, name: string, { filter }: Group): boolean {
  const type = state.names.resource(name)?.type;
  return type !== undefined && (filter?.type === undefined || filter.type === type);
}

function firstNamed(state: State, value: Value, group: Group): string | undefined {
  for (const { value: named } of valuesAt(state, value, partsOf(group.reference ?? ""))) {
    const name = resourceNamed(named);
    if (name !== undefined && fits(state, name, group)) return name;
  }
  return undefined;
}

function gatherFrom(state: State, source: Value | undefined, group: Group, resource?: string): Gathered {
  const values = new Map<string, Value>();
  for (const [key, spec] of Object.entries(group.properties ?? {})) {
    if (spec === "$type") {
      const type = resource === undefined ? undefined : state.names.resource(resource)?.type;
      if (type !== undefined) values.set(key, valueOfJson(type, { start: 0, end: 0 }));
      continue;
    }
    const path = resource === undefined ? pathOf(spec) : ["Properties", ...pathOf(spec)];
    let found: Value | undefined;
    for (const { value } of valuesAt(state, source, path)) if ((found = value) !== undefined) break;
    if (found !== undefined) values.set(key, found);
    else if (typeof spec === "object" && "default" in spec) values.set(key, valueOfJson(spec.default, { start: 0, end: 0 }));
  }
  return { values, group, ...(resource === undefined ? {} : { resource }) };
}

/** Judges what was gathered as one mapping, and tells what is wrong where it stands. */
function judge(state: State, gathered: ReadonlyMap<string, Gathered>, schema: Schema, value: Value, faults: Fault[]): void {
  const place = { start: value.start, end: value.start };
  const mapOf = (members: ReadonlyMap<string, Member>): Value =>
    withMembers({ kind: "map", members, ...place, isMarked: false }, members);
  const whole = mapOf(
    new Map([...gathered].map(([name, { values }]) => [name, { name, value: mapOf(membersOf(values)) }])),
  );
  const found: Fault[] = [];
  validate(state, resolved(schema, gathered), whole, found);
  for (const one of found) faults.push(moved(one, state, gathered));
}

function membersOf(values: ReadonlyMap<string, Value>): ReadonlyMap<string, Member> {
  return new Map([...values].map(([name, value]) => [name, { name, value }]));
}

function moved(fault: Fault, state: State, gathered: ReadonlyMap<string, Gathered>): Fault {
  const context = fault.context === undefined ? {} : { context: fault.context.map((one) => moved(one, state, gathered)) };
  const [name, key, ...rest] = listOf(fault.path).slice(state.path?.length ?? 0);
  const owner = name === undefined ? undefined : gathered.get(String(name));
  if (owner === undefined) return { ...fault, ...context };
  const spec = key === undefined ? undefined : owner.group.properties?.[String(key)];
  const own = [...(spec === undefined ? (key === undefined ? [] : [key]) : pathOf(spec)), ...rest];
  if (owner.resource !== undefined) return { ...fault, ...context, override: ["Resources", owner.resource, "Properties", ...own] };
  let { path } = state;
  for (const one of own) path = below(path, one);
  return { ...fault, ...context, path };
}

const NUMBERS: ReadonlySet<string> = new Set(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]);
const SIZES: ReadonlySet<string> = new Set(["minLength", "maxLength", "minItems", "maxItems"]);
const VALUES: ReadonlySet<string> = new Set(["const", "enum", "pattern"]);

/** A schema in which what refers to gathered data is that data; words whose data is no number or text are left out. */
function resolved(schema: Schema, gathered: ReadonlyMap<string, Gathered>): Schema {
  return rewritten(schema, gathered) as Schema;
}

function rewritten(node: unknown, gathered: ReadonlyMap<string, Gathered>): unknown {
  if (Array.isArray(node)) return node.map((one) => rewritten(one, gathered));
  if (typeof node !== "object" || node === null) return node;
  const result: Record<string, unknown> = {};
  for (const [word, inner] of Object.entries(node)) {
    const isNumber = NUMBERS.has(word) || SIZES.has(word);
    if (!isNumber && !VALUES.has(word)) {
      result[word] = rewritten(inner, gathered);
      continue;
    }
    const data = dataOf(inner, gathered);
    const number = isNumber ? Number(data) : Number.NaN;
    if (data === undefined || (isNumber && Number.isNaN(number)) || (word === "pattern" && typeof data !== "string")) continue;
    result[word] = isNumber ? number : data;
  }
  return result;
}

function dataOf(node: unknown, gathered: ReadonlyMap<string, Gathered>): unknown {
  if (typeof node !== "object" || node === null) return node;
  if ("$lookup" in node) {
    const { key, map = {} } = node.$lookup as { readonly key?: unknown; readonly map?: Readonly<Record<string, unknown>> };
    const found = dataOf(key, gathered);
    return typeof found === "string" && Object.hasOwn(map, found) ? map[found] : undefined;
  }
  if (!("$data" in node) || typeof node.$data !== "string") return node;
  const [name = "", key = ""] = partsOf(node.$data);
  const value = gathered.get(name)?.values.get(key);
  if (value === undefined) return undefined;
  return value.kind === "scalar" && value.type === "date" ? printed(value) : jsonOf(value);
}

