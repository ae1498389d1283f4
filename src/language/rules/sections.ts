import { keysIn } from "../check/calls.ts";
import { type Frame, judgeBy, withWords } from "../check/frame.ts";
import { matches } from "../check/pattern.ts";
import { resolverOf } from "../check/resolver.ts";
import { type Fault, type State, below, fault, faultAt, stateWith } from "../check/state.ts";
import { judgeGlobals, judgeIgnored } from "./serverless.ts";
import type { Facts } from "../model/facts.ts";
import type { Entry } from "../document/entry.ts";
import type { Finding } from "../finding.ts";
import type { NameSource } from "../model/names.ts";
import { FUNCTIONS, type Value, member, textOf, withMembers } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import type { EntryRule } from "./rule.ts";
import { findingsOf, stateOf } from "./run.ts";
import { FREE } from "./properties.ts";
import { collectionReader, faultOfLoop, isLoop, madeBy, substituted, unknownVariable, variablesIn } from "./loops.ts";
import { sourceOf, valueOfEntry } from "./source.ts";
import { WORDS } from "./words.ts";

/** A section of a template, whose entries keep one schema. */
interface Section {
  readonly name: string;
  /** The table of its schema. */
  readonly table: string;
  readonly frame: Frame;
  /** The codes for a name that is too long, and nearly. */
  readonly lengthCodes?: readonly [string, string];
  /** Changes the state in which entries are judged. */
  readonly inside?: (state: State) => Partial<State>;
}

const CONDITION_FUNCTIONS: ReadonlySet<string> = new Set(["Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals", "Condition"]);

/** Names near this share of the allowed length are told. */
const NEARLY = 0.9;

const SECTIONS: readonly Section[] = [
  { name: "Resources", table: "other/resources/configuration", frame: { code: "E3001" }, lengthCodes: ["E3001", "I3012"] },
  {
    name: "Outputs",
    table: "other/outputs/configuration",
    frame: { code: "E6001", words: { propertyNames: "E6011", maxLength: "E6011", pattern: "E6004", required: "E6002", type: "E6003" } },
    lengthCodes: ["E6011", "I6011"],
    inside: () => ({ isStrict: false }),
  },
  {
    name: "Parameters",
    table: "other/parameters/configuration",
    frame: { code: "E2001", words: { maxLength: "E2011", pattern: "E2003", enum: "E2002" } },
    lengthCodes: ["E2011", "I2011"],
    inside: (state) => ({
      ...withWords(state, { propertyNames: propertyNames }),
      isStrict: false,
    }),
  },
  {
    name: "Conditions",
    table: "other/conditions/conditions",
    frame: { code: "E8001" },
    inside: () => ({ functions: CONDITION_FUNCTIONS, hasResources: false, isStrict: false, hasHooks: false }),
  },
  {
    name: "Mappings",
    table: "other/mappings/configuration",
    frame: { code: "E7001", words: { maxLength: "E7002", maxProperties: "E7010" } },
    lengthCodes: ["E7002", "I7002"],
    inside: () => ({ isStrict: false, hasHooks: false }),
  },
  { name: "Metadata", table: "other/metadata/configuration", frame: { code: "E4002" }, inside: () => ({ hasHooks: false }) },
  {
    name: "Rules",
    table: "other/rules/configuration",
    frame: { code: "E1700" },
    inside: () => ({ hasResources: false, isStrict: false }),
  },
];

/** Which keys a parameter has is told as its own fault, and not as that of its type. */
const propertyNames: State["keywords"][string] = (state, argument, value, schema, faults) => {
  const from = faults.length;
  WORDS["propertyNames"]?.(state, argument, value, schema, faults);
  for (const found of faults.slice(from)) found.code = "E2001";
};

/** Whether Rain puts a module in the place of something. */
const isOfRain = (value: Value | undefined) => member(value, "Fn::Rain::Module") !== undefined;

/** What resources may have besides in serverless templates, from SAM's specification; the transform takes it away. */
const SAM_ATTRIBUTES: ReadonlySet<string> = new Set(["Connectors", "IgnoreGlobals"]);

function withoutMembers(value: Value, names: ReadonlySet<string>): Value {
  if (value.kind !== "map" || ![...names].some((name) => value.members.has(name))) return value;
  return withMembers(value, new Map([...value.members].filter(([name]) => !names.has(name))));
}

/** Judges an entry by the schema of its section. */
function judgeEntry(section: Section, key: string, facts: Facts, state: State, written: Value, faults: Fault[]): void {
  let value = written;
  if (isOfRain(value) || isOfRain(member(value, "Type"))) return;
  if (section.name === "Resources" && facts.template.dialect === "sam") {
    judgeIgnored(state, value, faults);
    value = withoutMembers(value, SAM_ATTRIBUTES);
  }
  const schema = facts.schemas.table(section.table) as SchemaObject;
  const inside = stateWith(state, { resolve: resolverOf(schema), ...section.inside?.(state) });
  judgeLength(section, key, schema, inside, faults);
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, key)) {
    judgeBy(section.frame, stateWith(inside, { kindPath: `${section.name}/${key}` }), schema.properties[key] as SchemaObject, value, faults);
    return;
  }
  if (section.name === "Conditions") judgeNothing(inside, value, faults);
  const patterns = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => matches(pattern, key));
  for (const [, found] of patterns) judgeBy(section.frame, inside, found as SchemaObject, value, faults);
  if (patterns.length > 0) return;
  if (typeof schema.additionalProperties === "object") judgeBy(section.frame, inside, schema.additionalProperties, value, faults);
  else faults.push(fault(inside, `"${key}" is no name that may stand here: letters and digits are allowed.`, { code: section.frame.code }));
}

const isNothing = (value: Value) => value.kind === "scalar" && value.type === "null";

/** A condition is there, and so is what it asks about. */
function judgeNothing(state: State, value: Value, faults: Fault[]): void {
  if (isNothing(value)) faults.push(fault(state, "A condition is a function.", { code: "E1001" }));
  if (value.kind !== "map" || value.call === undefined) return;
  const { name, argument } = value.call;
  if (isNothing(argument)) faults.push(faultAt(state, name, `${name} has no argument.`, { code: "E1001" }));
  if (name !== "Fn::Equals" || argument.kind !== "list" || !argument.items.some(isNothing)) return;
  faults.push(faultAt(state, name, "Nothing can be compared with nothing.", { code: "E1001" }));
}

function judgeLength({ lengthCodes }: Section, key: string, { propertyNames: names }: SchemaObject, state: State, faults: Fault[]): void {
  const most = typeof names === "object" ? names.maxLength : undefined;
  if (lengthCodes === undefined || most === undefined || key.length <= most * NEARLY) return;
  const [tooLong, nearly] = lengthCodes;
  const isTooLong = key.length > most;
  const message = isTooLong ? `This name has ${key.length} characters: at most ${most} are allowed.` : `This name is nearly as long as allowed: ${most} characters.`;
  faults.push(fault(state, message, { code: isTooLong ? tooLong : nearly }));
}

/** What keys of sections may be besides names: macros and loops, whose bodies are judged by themselves. */
const isMacro = (key: string) => key === "Fn::Transform" || isLoop(key);

/** Loops need their transform, and are names that may not stand there without it. */
function judgeMacro({ frame }: Section, key: string, state: State, value: ReturnType<typeof valueOfEntry>, faults: Fault[]): void {
  if (key === "Fn::Transform") return;
  if (state.names.isExtended) {
    const wrong = faultOfLoop(value);
    const at = wrong?.at === undefined ? state.path : below(state.path, wrong.at);
    if (wrong !== undefined) faults.push({ message: wrong.message, path: at, code: "E0001" });
    return;
  }
  const message = `${key} needs "Transform: AWS::LanguageExtensions".`;
  faults.push(fault(state, `"${key}" is no name that may stand here.`, { code: frame.code }), fault(state, message, { code: "E1032" }));
  judgeLoops(state, value, faults);
}

/** Loops within a value, where their transform is not there. */
function judgeLoops(state: State, value: Value, faults: Fault[]): void {
  for (const { key, path } of keysIn(value)) {
    if (!isLoop(key)) continue;
    let at = state.path;
    for (const one of [...path, key]) at = below(at, one);
    faults.push({ message: `${key} needs "Transform: AWS::LanguageExtensions".`, path: at, code: "E1032" });
  }
}

/** One rule a section. */
export const SECTION_RULES: readonly EntryRule[] = SECTIONS.map((section) => ({
  level: "entry",
  sections: [section.name],
  check(entry, facts) {
    const { key = "" } = entry;
    const faults: Fault[] = [];
    const written = valueOfEntry(entry);
    const hasLoops = facts.template.transforms.includes("AWS::LanguageExtensions") && entry.text.includes("Fn::ForEach::");
    const source = hasLoops ? sourceWithin(entry, facts) : sourceOf(facts);
    const state = stateOf(section.name, key, facts, source);
    if (isMacro(key)) {
      judgeMacro(section, key, state, written, faults);
      return [...findingsOf(faults, entry, facts), ...(hasLoops && isLoop(key) ? findingsOfLoop(section, entry, facts, source) : [])];
    }
    if (entry.text.includes("Fn::ForEach::") && !state.names.isExtended) judgeLoops(state, written, faults);
    const value = hasLoops ? substituted(written, new Map(), collectionsOf(facts)) : written;
    judgeEntry(section, key, facts, state, value, faults);
    return findingsOf(faults, entry, facts, { key: entry.keyNode, value });
  },
}));

/** Default values of parameters are what loops can go over. */
function collectionsOf(facts: Facts): ReturnType<typeof collectionReader> {
  return collectionReader((name) => sourceOf(facts).body("Parameters", name));
}

/** The names of the template, and the variables of the entry's loops: as parameters, where their values are not known. */
function sourceWithin(entry: Entry, facts: Facts): NameSource {
  const source = sourceOf(facts);
  const { start, end } = entry.keyNode;
  const own = entry.key ?? "";
  const variables = variablesIn({ kind: "map", members: new Map([[own, { name: own, value: valueOfEntry(entry) }]]), start, end, isMarked: false });
  const unknown = unknownVariable(entry.keyNode);
  return { ...source, body: (section, name) => source.body(section, name) ?? (section === "Parameters" && variables.has(name) ? unknown : undefined) };
}

/** Judges what a loop makes, each thing as if it was written. What is wrong in the same place is told once. */
function findingsOfLoop(section: Section, entry: Entry, facts: Facts, source: NameSource): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const { name, key, value } of madeBy(valueOfEntry(entry), collectionsOf(facts))) {
    const type = textOf(member(value, "Type"));
    const own = { type: type ?? "", condition: textOf(member(value, "Condition")) };
    const state = stateOf(section.name, name, facts, {
      ...source,
      resource: (asked) => (section.name === "Resources" && asked === name ? own : source.resource(asked)),
      body: (asked, one) => (asked === section.name && one === name ? value : source.body(asked, one)),
    });
    const faults: Fault[] = [];
    judgeEntry(section, name, facts, state, value, faults);
    const idOf = ({ code, start, elsewhere }: Finding) => `${code} ${start} ${elsewhere?.key ?? ""}`;
    const found = findingsOf(faults, entry, facts, { key, value }).filter((finding) => !seen.has(idOf(finding)));
    for (const finding of found) seen.add(idOf(finding));
    findings.push(...found);
  }
  return findings;
}

/** A date is what YAML makes of the version, which schemas have no word for. */
const VERSION = { enum: ["2010-09-09"], type: ["string", "date"] } as unknown as SchemaObject;

/** The top-level keys, from "Template anatomy" of the user guide, and what stands below each. */
const TOP_LEVEL: Readonly<Record<string, { readonly frame: Frame; readonly table?: string; readonly schema?: SchemaObject }>> = {
  AWSTemplateFormatVersion: { frame: { code: "E1001" }, schema: VERSION },
  Conditions: { frame: { code: "E1001" }, schema: { type: "object" } },
  Description: { frame: { code: "E1004", words: { maxLength: "E1003" } }, table: "other/template/description" },
  Mappings: { frame: { code: "E7001" }, schema: { type: "object" } },
  Metadata: { frame: { code: "E4002" }, schema: { type: "object" } },
  Outputs: { frame: { code: "E6001", words: { type: "E6003" } }, schema: { type: "object" } },
  Parameters: { frame: { code: "E2001" }, schema: { type: "object" } },
  Resources: { frame: { code: "E3001" }, schema: { type: "object" } },
  Rules: { frame: { code: "E1001" }, schema: { type: "object" } },
  Transform: { frame: { code: "E1005" }, table: "other/transforms/configuration" },
};

/** What SAM adds to the properties of its resources: any properties, in which functions and names are judged. */
export const globals: EntryRule = {
  level: "entry",
  sections: ["Globals"],
  check(entry, facts) {
    const { key = "" } = entry;
    if (facts.template.dialect !== "sam") return [];
    const faults: Fault[] = [];
    const state: State = { ...stateOf("Globals", key, facts), kindPath: `Globals/${key}`, functions: FUNCTIONS, isStrict: false };
    judgeBy({ code: "E1001" }, state, FREE, valueOfEntry(entry), faults);
    judgeGlobals(state, key, valueOfEntry(entry), faults);
    return findingsOf(faults, entry, facts);
  },
};

/** The top-level keys that transforms and tools take away before CloudFormation sees a template. */
const TAKEN_AWAY: ReadonlySet<string> = new Set(["Fn::Transform", "Hooks", "Modules", "Constants", "Packages", "Rain"]);

/** Top-level keys. */
export const topLevel: EntryRule = {
  level: "section",
  check(entry, facts) {
    const { section } = entry;
    if (TAKEN_AWAY.has(section) || (section === "Globals" && facts.template.dialect === "sam")) return [];
    const known = TOP_LEVEL[section];
    const faults: Fault[] = [];
    const state: State = { ...stateOf(section, undefined, facts), hasHooks: false };
    if (known === undefined) {
      const meant = { word: section, among: [{ list: TOP_LEVEL_NAMES }] };
      faults.push(fault(state, `"${section}" is no section of a template.`, { code: "E1001", meant }));
      return findingsOf(faults, entry, facts);
    }
    const value = valueOfEntry(entry);
    const schema = known.schema ?? (facts.schemas.table(known.table ?? "") as SchemaObject);
    const inside: State = section === "Transform" ? { ...state, functions: new Set(), isStrict: true } : state;
    judgeBy(known.frame, { ...inside, resolve: resolverOf(schema) }, schema, value, faults);
    if (section === "Conditions" && value.kind !== "map") faults.push(fault(state, "Conditions are a mapping.", { code: "E8001" }));
    if (section === "Rules" && value.kind !== "map") faults.push(fault(state, "Rules are a mapping.", { code: "E1700" }));
    if (section === "Description" && faults.length === 0 && value.kind === "scalar" && String(value.value).length > 1024 * NEARLY) {
      faults.push(fault(state, "The description is nearly as long as allowed: 1024 characters.", { code: "I1003" }));
    }
    return findingsOf(faults, entry, facts);
  },
};

const TOP_LEVEL_NAMES = Object.keys(TOP_LEVEL);

/** Functions that resources and outputs may use. */
export const VALUE_FUNCTIONS: ReadonlySet<string> = FUNCTIONS;
