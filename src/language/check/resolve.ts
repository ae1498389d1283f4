import { isRegional, PSEUDO_PARAMETERS, pseudoValue, regionalValues } from "../model/pseudo.ts";
import { type ListValue, type MapValue, type Value, callOf, jsonOf, member, printed, text, textOf } from "../model/value.ts";
import { equals, listed, shown } from "./compare.ts";
import { type Fault, type State, copyOf, faultAt, within } from "./state.ts";

/** What a function can give: a value with the state in which it does, or why it gives none. */
export interface Outcome {
  readonly value?: Value;
  readonly state: State;
  readonly fault?: Fault;
}

type Outcomes = Generator<Outcome, void, undefined>;

/** A value can come out of a function in so many ways before the rest is left alone. */
const MOST_OUTCOMES = 512;

/** All that a value can be. What is no function is itself; what cannot be known is nothing. */
export function* resolve(state: State, value: Value): Outcomes {
  const call = value.kind === "map" ? value.call : undefined;
  if (call === undefined) {
    yield { value, state };
    return;
  }
  const resolver = Object.hasOwn(RESOLVERS, call.name) ? RESOLVERS[call.name] : undefined;
  if (resolver === undefined) return;
  let count = 0;
  for (const argument of resolve(state, call.argument)) {
    if (argument.fault !== undefined || argument.value === undefined) continue;
    for (const outcome of resolver(argument.state, argument.value)) {
      if (outcome.fault !== undefined) {
        yield outcome;
        continue;
      }
      for (const regional of inRegions(outcome.state)) {
        const allowed = regional.names.conditions.allows(regional.scenario, regional.bound);
        if (allowed === undefined) return;
        if (!allowed) continue;
        count += 1;
        if (count > MOST_OUTCOMES) return;
        const given = copyOf(regional);
        given.isResolved = true;
        yield { value: outcome.value ?? value, state: given };
      }
    }
  }
}

/** The state in each of the regions. */
function* inRegions(state: State): Generator<State> {
  if (state.bound.has("AWS::Region") || !state.pseudo.has("AWS::Region")) yield state;
  else for (const region of state.regions) yield inRegion(state, region);
}

function inRegion(state: State, region: string): State {
  const bound = new Map(state.bound);
  for (const [name, value] of regionalValues(region)) bound.set(name, value);
  const regional = copyOf(state);
  regional.bound = bound;
  regional.regions = [region];
  return regional;
}

/** What a name can stand for. */
export function* refValues(state: State, name: string): Generator<{ readonly value: Value; readonly state: State }> {
  const isPseudo = PSEUDO_PARAMETERS.has(name);
  if (isPseudo && (!state.resolvesPseudo || !state.pseudo.has(name))) return;
  const known = state.bound.get(name);
  if (known !== undefined) {
    yield { value: known, state };
    return;
  }
  if (isPseudo && isRegional(name)) {
    for (const region of state.regions) {
      const regional = inRegion(state, region);
      const value = regional.bound.get(name);
      if (value !== undefined) yield { value, state: regional };
    }
  } else if (isPseudo) {
    const value = pseudoValue(name, "");
    if (value !== undefined) yield { value, state: { ...state, bound: new Map([...state.bound, [name, value]]) } };
  } else {
    for (const { value, path } of state.names.parameter(name)?.values ?? []) {
      const given = copyOf(state);
      given.bound = new Map(state.bound).set(name, value);
      given.isFromParameter = true;
      given.origin = ["Parameters", name, ...path];
      yield { value, state: given };
    }
  }
}

function* ref(state: State, argument: Value): Outcomes {
  for (const name of resolve(state, argument)) {
    const written = textOf(name.value);
    if (written === undefined) continue;
    yield* refValues(name.state, written);
    return;
  }
}

/** The items of an argument that is a list of so many. */
function itemsOf(argument: Value, ...sizes: number[]): readonly Value[] {
  return argument.kind === "list" && sizes.includes(argument.items.length) ? argument.items : [];
}

function* join(state: State, argument: Value): Outcomes {
  const [separators, lists] = itemsOf(argument, 2);
  if (separators === undefined || lists === undefined) return;
  for (const separator of resolve(state, separators)) {
    const between = textOf(separator.value);
    if (between === undefined) continue;
    for (const list of resolve(separator.state, lists)) {
      if (list.value?.kind !== "list" || list.value.items.length === 0) continue;
      for (const { parts, state: joined } of combinations(list.state, list.value.items)) {
        yield { value: text(parts.join(between), argument), state: { ...joined, origin: [] } };
      }
    }
  }
}

function* combinations(state: State, items: readonly Value[]): Generator<{ readonly parts: readonly string[]; readonly state: State }> {
  const [first, ...rest] = items;
  if (first === undefined) {
    yield { parts: [], state };
    return;
  }
  for (const outcome of resolve(state, first)) {
    // a list among the texts ends it, as a fault that others report
    if (outcome.fault !== undefined || outcome.value?.kind !== "scalar" || outcome.value.type === "null") return;
    const shownAs = printed(outcome.value);
    for (const further of combinations(outcome.state, rest)) yield { parts: [shownAs, ...further.parts], state: further.state };
  }
}

function* select(state: State, argument: Value): Outcomes {
  const [indexes, lists] = itemsOf(argument, 2);
  if (indexes === undefined || lists === undefined) return;
  for (const index of resolve(state, indexes)) {
    const at = index.value?.kind === "scalar" ? Number(index.value.value) : Number.NaN;
    if (!Number.isInteger(at)) continue;
    for (const list of resolve(state, lists)) {
      const item = list.value?.kind === "list" ? list.value.items[at] : undefined;
      if (item !== undefined) yield* resolve(list.state, item);
    }
  }
}

function* split(state: State, argument: Value): Outcomes {
  const [separators, sources] = itemsOf(argument, 2);
  if (separators === undefined || sources === undefined) return;
  for (const separator of resolve(state, separators)) {
    for (const source of resolve(state, sources)) {
      const [at, whole] = [textOf(separator.value), textOf(source.value)];
      if (at === undefined || at === "" || whole === undefined) continue;
      const { start, end } = argument;
      const items = whole.split(at).map((part) => text(part, argument));
      yield { value: { kind: "list", items, start, end, isMarked: false }, state: source.state };
    }
  }
}

function* zones(state: State, argument: Value): Outcomes {
  const byRegion = state.names.schemas.table("zones") as Readonly<Record<string, readonly string[]>>;
  for (const region of resolve(state, argument)) {
    const name = textOf(region.value);
    if (name === undefined) continue;
    for (const one of name === "" ? region.state.regions : [name]) {
      const known = byRegion[one];
      if (known === undefined) continue;
      const { start, end } = argument;
      yield { value: { kind: "list", items: known.map((zone) => text(zone, argument)), start, end, isMarked: false }, state: region.state };
    }
  }
}

/** Whether a text has a variable. */
export function hasVariable(written: string): boolean {
  return eachVariable(written, () => true);
}

/** The variables of a text: the names within `${}`, without those of `${!}`. */
export function variablesIn(written: string): string[] {
  const found: string[] = [];
  eachVariable(written, (name) => {
    found.push(name);
    return false;
  });
  return found;
}

/** Shows the variables of a text one by one, up to the one that is enough; true where there is such. */
function eachVariable(written: string, isEnough: (name: string) => boolean): boolean {
  let from = 0;
  for (let at = written.indexOf("${"); at !== -1; at = written.indexOf("${", from)) {
    const end = written.indexOf("}", at);
    if (end === -1) break;
    from = end + 1;
    const name = written.slice(at + 2, end).trim();
    if (name !== "" && !name.startsWith("!") && !name.includes("\n") && isEnough(name)) return true;
  }
  return false;
}

function* sub(state: State, argument: Value): Outcomes {
  const [template, variables] = argument.kind === "list" ? itemsOf(argument, 2) : [argument];
  const written = textOf(template);
  if (written === undefined || (variables !== undefined && variables.kind !== "map")) return;
  const own = new Map<string, Value>([...(variables?.members ?? [])].map(([name, { value }]) => [name, value]));
  for (const name of variablesIn(written)) if (!own.has(name)) own.set(name, readOf(name, argument));
  for (const { values, state: bound } of bindings(state, [...own])) {
    const filled = fill(written, values);
    if (filled === undefined) continue;
    // what is put together stands where the function does, wherever its parts are from
    const given = copyOf(bound);
    given.origin = state.origin;
    yield { value: text(filled, argument), state: given };
  }
}

/** What a variable reads: an attribute where there is a dot. */
export function readOf(name: string, range: { readonly start: number; readonly end: number }): MapValue {
  const dot = name.indexOf(".");
  if (dot === -1) return callOf("Ref", text(name, range), range);
  const items = [text(name.slice(0, dot), range), text(name.slice(dot + 1), range)];
  return callOf("Fn::GetAtt", { kind: "list", items, start: range.start, end: range.end, isMarked: false }, range);
}

function* bindings(
  state: State,
  variables: readonly (readonly [string, Value])[],
): Generator<{ readonly values: ReadonlyMap<string, Value>; readonly state: State }> {
  const [first, ...rest] = variables;
  if (first === undefined) {
    yield { values: new Map(), state };
    return;
  }
  const [name, value] = first;
  for (const outcome of resolve(state, value)) {
    if (outcome.value === undefined) continue;
    // a parameter keeps the value that it has here
    for (const further of bindings(outcome.state, rest)) {
      yield { values: new Map([[name, outcome.value], ...further.values]), state: further.state };
    }
  }
}

function fill(written: string, values: ReadonlyMap<string, Value>): string | undefined {
  let result = "";
  let from = 0;
  for (let at = written.indexOf("${"); at !== -1; at = written.indexOf("${", from)) {
    const end = written.indexOf("}", at);
    if (end === -1) break;
    const name = written.slice(at + 2, end).trim();
    result += written.slice(from, at);
    from = end + 1;
    if (name.startsWith("!")) {
      result += written.slice(at, from);
      continue;
    }
    const value = values.get(name);
    if (value?.kind !== "scalar") return undefined;
    result += printed(value);
  }
  return result + written.slice(from);
}

function* choose(state: State, argument: Value): Outcomes {
  const [name, ...branches] = itemsOf(argument, 3);
  const condition = textOf(name);
  if (condition === undefined) return;
  for (const [index, branch] of branches.entries()) {
    for (const outcome of resolve(state, branch)) {
      const scenario = outcome.state.names.conditions.with(outcome.state.scenario, [[condition, index === 0]]);
      if (scenario !== undefined) yield { ...outcome, state: { ...outcome.state, scenario, origin: [] } };
    }
  }
}

function* toJson(state: State, argument: Value): Outcomes {
  for (const outcome of resolve(state, argument)) {
    if (outcome.value !== undefined) yield { ...outcome, value: text(JSON.stringify(jsonOf(outcome.value)), argument) };
  }
}

const isPseudo = (value: Value | undefined) =>
  value?.kind === "map" && value.call?.name === "Ref" && PSEUDO_PARAMETERS.has(textOf(value.call.argument) ?? "");

function* findInMap(state: State, argument: Value): Outcomes {
  const [maps, tops, seconds, options] = itemsOf(argument, 3, 4);
  if (maps === undefined || tops === undefined || seconds === undefined || isPseudo(maps)) return;
  const fallback = member(options, "DefaultValue");
  if (fallback !== undefined) yield* resolve(state, fallback);
  const own = within(state, "Fn::FindInMap");
  const failures: Outcome[] = [];
  let hasFound = false;
  const fail = (at: State, index: number, message: string) => {
    if (fallback === undefined) failures.push({ state: at, fault: faultAt(own, index, message) });
  };
  const isOpen = state.names.source.isOpen || state.names.source.body("Mappings", "Fn::Transform") !== undefined;
  for (const map of resolve(state, maps)) {
    const name = textOf(map.value);
    if (name === undefined) continue;
    const body = state.names.source.body("Mappings", name);
    if (body === undefined) {
      if (!isOpen) fail(map.state, 0, `There is no mapping "${name}".`);
      continue;
    }
    if (member(body, "Fn::Transform") !== undefined || isPseudo(seconds)) continue;
    const keys = body.kind === "map" ? [...body.members.keys()] : [];
    if (body.kind === "map" && isPseudo(tops)) {
      const outcomes: Outcome[] = [...ofAccountOrRegion(own, body, tops, seconds, name)].map((one) => ({ ...one, state: { ...one.state, path: state.path } }));
      hasFound ||= outcomes.some(({ fault }) => fault === undefined);
      yield* outcomes.filter(({ fault }) => fault === undefined || fallback === undefined);
      continue;
    }
    for (const top of resolve(state, tops)) {
      const key = top.value?.kind === "scalar" && ["string", "integer"].includes(top.value.type) ? printed(top.value) : undefined;
      if (key === undefined) continue;
      const row = keyOf(body, key);
      if (row === undefined) {
        fail(top.state, 1, `The mapping "${name}" has no key ${shown(text(key, argument))}: it has ${listed(keys)}.`);
        continue;
      }
      if (row.kind === "map" && row.members.has("Fn::Transform")) continue;
      for (const second of resolve({ ...top.state, resolvesPseudo: false }, seconds)) {
        const column = second.value?.kind === "scalar" && ["string", "integer"].includes(second.value.type) ? printed(second.value) : undefined;
        if (column === undefined) continue;
        const found = keyOf(row, column);
        if (found === undefined || !isMapped(found)) {
          const columns = row.kind === "map" ? [...row.members].flatMap(([one, { value }]) => (isMapped(value) ? one : [])) : [];
          fail(second.state, 2, `"${key}" of the mapping "${name}" has no key "${column}" with a value: it has ${listed(columns)}.`);
          continue;
        }
        hasFound = true;
        const origin = ["Mappings", name, key, column];
        yield { value: found, state: { ...second.state, resolvesPseudo: state.resolvesPseudo, origin } };
      }
    }
  }
  if (!hasFound) yield* failures;
}

/** Whether a mapping can give this: a text, a number or a list. */
function isMapped(value: Value): boolean {
  return value.kind === "list" || (value.kind === "scalar" && value.type !== "null");
}

function keyOf(map: Value, key: string): Value | undefined {
  if (map.kind !== "map") return undefined;
  const exact = map.members.get(key);
  if (exact !== undefined) return exact.value;
  for (const [name, { value }] of map.members) if (equals(text(key, map), name)) return value;
  return undefined;
}

/** What a mapping has for an account or a region that is not known: all that can be one. */
function* ofAccountOrRegion(state: State, body: MapValue, tops: Value, seconds: Value, name: string): Outcomes {
  const column = textOf(seconds);
  if (column === undefined || tops.kind !== "map") return;
  const pseudo = textOf(tops.call?.argument);
  const regions = new Set(Object.keys(state.names.schemas.table("zones") as object));
  const rows = [...body.members].filter(([key]) => {
    if (pseudo === "AWS::AccountId") return /^\d{12}$/.test(key);
    return pseudo !== "AWS::Region" || regions.has(key);
  });
  if (rows.length === 0) {
    yield { state, fault: faultAt(state, 1, `The mapping "${name}" has no key for ${pseudo ?? ""}.`) };
    return;
  }
  const found = rows.flatMap(([key, { value: row }]) => {
    const value = member(row, column);
    return value === undefined ? [] : [{ value, state: { ...state, origin: ["Mappings", name, key, column] } }];
  });
  if (found.length > 0) yield* found;
  else yield { state, fault: faultAt(state, 2, `No key of the mapping "${name}" has a key "${column}".`) };
}

const RESOLVERS: Readonly<Record<string, (state: State, argument: Value) => Outcomes>> = {
  Ref: ref,
  "Fn::FindInMap": findInMap,
  "Fn::GetAZs": zones,
  "Fn::If": choose,
  "Fn::Join": join,
  "Fn::Select": select,
  "Fn::Split": split,
  "Fn::Sub": sub,
  "Fn::ToJsonString": toJson,
};

/** A list of values that are written nowhere. */
export function listValue(items: readonly Value[], { start, end }: { readonly start: number; readonly end: number }): ListValue {
  return { kind: "list", items, start, end, isMarked: false };
}
