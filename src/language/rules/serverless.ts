import { type Fault, type State, fault, faultAt, within } from "../check/state.ts";
import { type MapValue, type Member, type Value, member, textOf } from "../model/value.ts";
import type { PathRule } from "./rule.ts";

const SAM = "AWS::Serverless-2016-10-31";
const PREFIX = "AWS::Serverless::";

/** By name the kinds of value that it may be, a letter each as in `KINDS` (none: any), with `!` where it is needed. */
type Properties = Readonly<Record<string, string>>;

/** The properties of events, by their types. */
type Events = Readonly<Record<string, Properties>>;

/** What SAM's translator takes: see scripts/schemas/sam.json. */
interface SamTable {
  readonly types: Readonly<Record<string, Properties>>;
  readonly functionEvents: Events;
  readonly stateMachineEvents: Events;
  readonly globals: Readonly<Record<string, readonly string[]>>;
  /** The parameters of the policy templates. */
  readonly policies: Readonly<Record<string, readonly string[]>>;
}

const samOf = (state: State) => state.names.schemas.table("sam") as SamTable;

function known<Item>(table: Readonly<Record<string, Item>>, name: string): Item | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A name that nothing has, with those that may be meant. */
function unknownName(state: State, name: string, message: string, names: readonly string[]): Fault {
  return faultAt(state, name, message, { meant: { word: name, among: [{ list: names }] } });
}

const LETTERS: Readonly<Record<string, string>> = { string: "s", boolean: "b", integer: "i", number: "f", null: "" };
const KINDS: Readonly<Record<string, string>> = {
  s: "a text",
  m: "a mapping",
  l: "a list",
  b: "true or false",
  i: "a whole number",
};

/** Whether a value is of a kind that the translator takes; of what a function gives it is not known. */
function isOfKind(value: Value, letters: string): boolean {
  if (letters === "" || (value.kind === "map" && (value.call !== undefined || value.isOpen === true))) return true;
  const letter = value.kind === "map" ? "m" : value.kind === "list" ? "l" : (LETTERS[value.type] ?? "");
  return letter === "" || letters.includes(letter);
}

/** Whether all of a mapping is written, with nothing that a function or a macro brings. */
function isPlain(value: Value | undefined): value is MapValue {
  if (value?.kind !== "map" || value.call !== undefined || value.isOpen === true) return false;
  return ![...value.members.keys()].some((key) => key.startsWith("Fn::"));
}

/**
 * The properties that there are not, that are of another kind, and that are missing.
 * @param owner such as `AWS::Serverless::Api`
 */
function judgeProperties(state: State, owner: string, table: Properties, written: MapValue, faults: Fault[]): void {
  for (const [key, item] of written.members) {
    const told = known(table, key);
    if (told === undefined) {
      faults.push(unknownName(state, key, `${owner} has no property "${key}".`, Object.keys(table)));
    } else {
      const letters = told.replace("!", "");
      if (isOfKind(item.value, letters)) continue;
      const kinds = letters.split("").map((letter) => KINDS[letter]);
      faults.push(faultAt(state, key, `"${key}" is ${kinds.join(" or ")} in ${owner}.`));
    }
  }
  for (const [key, told] of Object.entries(table)) {
    const isMissing = told.endsWith("!") && !written.members.has(key);
    if (isMissing) faults.push(fault(state, `${owner} needs the property "${key}".`));
  }
}

/** What a function needs to run; what all functions have counts, too. */
function judgePackage(state: State, written: MapValue, faults: Fault[]): void {
  const given = state.names.source.body("Globals", "Function");
  const isGiven = (key: string) => given !== undefined && (!isPlain(given) || given.members.has(key));
  const form = member(written, "PackageType");
  if (form !== undefined && textOf(form) === undefined) return;
  if (textOf(form) === "Image") {
    for (const key of ["Runtime", "Handler", "Layers"]) {
      if (written.members.has(key)) faults.push(faultAt(state, key, `A function of an image has no "${key}".`));
    }
    return;
  }
  const missing = ["Handler", "Runtime"].filter((key) => !written.members.has(key) && !isGiven(key));
  if (missing.length === 0) return;
  const names = missing.map((key) => `"${key}"`).join(" and ");
  faults.push(fault(state, `A function needs ${names}, unless its PackageType is Image.`));
}

/** What starts a function or a state machine. */
function judgeEvents(state: State, events: Value | undefined, table: Events, faults: Fault[]): void {
  if (!isPlain(events)) return;
  const inside = within(state, "Events");
  for (const [name, { value: event }] of events.members) {
    if (!isPlain(event)) continue;
    const at = within(inside, name);
    const type = member(event, "Type");
    const word = textOf(type);
    if (type === undefined) faults.push(fault(at, 'An event needs a "Type".'));
    if (word === undefined) continue;
    const properties = known(table, word);
    if (properties === undefined) {
      const mark = { start: type?.start ?? event.start, end: type?.end ?? event.end };
      const meant = { word, among: [{ list: Object.keys(table) }] };
      faults.push(faultAt(at, "Type", `There is no event of the type "${word}" here.`, { mark, meant }));
      continue;
    }
    const written = event.members.get("Properties")?.value ?? { ...event, members: new Map<string, Member>() };
    const place = event.members.has("Properties") ? within(at, "Properties") : at;
    if (isPlain(written)) judgeProperties(place, `An event of the type ${word}`, properties, written, faults);
  }
}

/** Policy templates that are given what they do not take, or not what they need. */
function judgePolicies(state: State, policies: Value | undefined, table: SamTable["policies"], faults: Fault[]): void {
  const place = within(state, "Policies");
  const items = policies?.kind === "list" ? policies.items.map((value, index) => ({ value, at: within(place, index) })) : [];
  for (const { value, at } of policies?.kind === "map" ? [{ value: policies, at: place }] : items) {
    if (!isPlain(value) || value.members.size !== 1) continue;
    const [[name, { value: given }] = ["", { value }]] = value.members;
    const parameters = known(table, name);
    if (parameters === undefined || !isPlain(given)) continue;
    const inside = within(at, name);
    const missing = parameters.filter((key) => !given.members.has(key));
    faults.push(...missing.map((key) => fault(inside, `The policy template ${name} needs "${key}".`)));
  }
}

/** Globals that a resource wants none of, and that there are none of. */
export function judgeIgnored(state: State, resource: Value, faults: Fault[]): void {
  const type = textOf(member(resource, "Type")) ?? "";
  const ignored = member(resource, "IgnoreGlobals");
  const given = type.startsWith(PREFIX) ? state.names.source.body("Globals", type.slice(PREFIX.length)) : undefined;
  if (ignored?.kind !== "list" || !isPlain(given)) return;
  ignored.items.forEach((item, index) => {
    const word = textOf(item);
    if (word === undefined || given.members.has(word)) return;
    const message = `The globals of "${type.slice(PREFIX.length)}" have no "${word}".`;
    const meant = { word, among: [{ list: [...given.members.keys()] }] };
    const mark = { start: item.start, end: item.end };
    faults.push(faultAt(within(state, "IgnoreGlobals"), index, message, { code: "E0001", meant, mark }));
  });
}

/** SAM's resources, as its translator reads them: told where they stand, while cfn-lint tells all in the first line. */
const resources: PathRule = {
  code: "E0001",
  paths: ["Resources/*"],
  check(state, value, _, faults) {
    const type = textOf(member(value, "Type"));
    if (type?.startsWith(PREFIX) !== true || !state.names.hasTransform(SAM)) return;
    if (value.kind !== "map" || value.isOpen === true) return;
    const name = type.slice(PREFIX.length);
    const table = samOf(state);
    const properties = known(table.types, name);
    if (properties === undefined) {
      const { start, end } = member(value, "Type") ?? value;
      const meant = { word: type, among: [{ list: Object.keys(table.types).map((one) => PREFIX + one) }] };
      faults.push(faultAt(state, "Type", `There is no resource type "${type}".`, { mark: { start, end }, meant }));
      return;
    }
    const written = member(value, "Properties") ?? { ...value, members: new Map<string, Member>() };
    if (!isPlain(written)) return;
    const inside = value.members.has("Properties") ? within(state, "Properties") : state;
    judgeProperties(inside, type, properties, written, faults);
    if (name === "Function") {
      judgePackage(inside, written, faults);
      const alias = member(written, "AutoPublishAlias");
      const isGiven = alias?.kind === "map" && alias.call?.name === "Fn::GetAtt";
      if (isGiven) faults.push(faultAt(inside, "AutoPublishAlias", "An alias is a text, or the Ref of a parameter."));
    }
    const events = name === "Function" ? table.functionEvents : table.stateMachineEvents;
    judgeEvents(inside, member(written, "Events"), events, faults);
    judgePolicies(inside, member(written, "Policies"), table.policies, faults);
  },
};

/** What holds for all resources of a kind: of which kinds, and which of their properties. */
export function judgeGlobals(state: State, section: string, value: Value, faults: Fault[]): void {
  const { globals } = samOf(state);
  const properties = known(globals, section);
  if (properties === undefined) {
    const message = `There are no globals of "${section}", only of ${Object.keys(globals).join(", ")}.`;
    faults.push(fault(state, message, { code: "E0001" }));
    return;
  }
  if (!isPlain(value)) return;
  for (const key of value.members.keys()) {
    if (properties.includes(key)) continue;
    const message = `"${key}" cannot be set for all of "${section}".`;
    faults.push({ ...unknownName(state, key, message, properties), code: "E0001" });
  }
}

export const SERVERLESS_RULES: readonly PathRule[] = [resources];
