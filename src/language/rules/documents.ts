import { type Frame, judgeBy } from "../check/frame.ts";
import { STANDARD } from "../check/keywords.ts";
import { resolverOf } from "../check/resolver.ts";
import { type Fault, type State, fault, within } from "../check/state.ts";
import { type Value, jsonOf, member, textOf, valueOf, valueOfJson } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import { parse } from "../syntax/parse.ts";
import type { PathRule } from "./rule.ts";

const NO_FUNCTIONS: ReadonlySet<string> = new Set();

/** Texts longer than a service takes are not read. */
const LONGEST = 1_000_000;

/** A document that is written as a text, in JSON or YAML; undefined where it cannot be read as a mapping. */
function documentIn(value: Value, text: string): Value | undefined {
  if (text.length > LONGEST) return undefined;
  const { root, problems } = parse(text.trimStart().startsWith("{") ? "json" : "yaml", text);
  return problems.length > 0 || root.kind !== "mapping" ? undefined : valueOfJson(jsonOf(valueOf(root)), value);
}

/** Documents of Systems Manager; from "Schemas, features, and examples" of its user guide. */
const systemsManager: PathRule = {
  code: "E3051",
  paths: ["Resources/AWS::SSM::Document/Properties/Content"],
  check(state, value, _, faults) {
    const text = textOf(value);
    const schema = state.names.schemas.table("other/ssm/document") as SchemaObject;
    const inside: State = { ...state, isStrict: true, resolve: resolverOf(schema) };
    if (text === undefined) {
      judgeBy({ code: "E3051" }, inside, schema, value, faults);
      return;
    }
    const document = documentIn(value, text);
    if (document === undefined) faults.push(fault(state, "This text is no document in JSON or YAML.", { code: "E3051" }));
    else judgeBy({ code: "E3051" }, { ...inside, functions: NO_FUNCTIONS }, schema, document, faults);
  },
};

const MACHINE: Frame = { code: "E3601" };

/** Whether a text is nothing but a variable that is filled in when the machine is made. */
function isSubstituted(value: Value | undefined, names: ReadonlySet<string>): boolean {
  const text = textOf(value);
  return text !== undefined && text.startsWith("${") && text.endsWith("}") && names.has(text.slice(2, -1).trim());
}

/** `StartAt` names a state beside it, also in branches and in what maps run; from "State machine structure" of the language. */
function judgeStart(state: State, machine: Value, faults: Fault[]): void {
  const states = member(machine, "States");
  const name = textOf(member(machine, "StartAt"));
  if (states?.kind !== "map" || states.call !== undefined || name === undefined) return;
  if (!states.members.has(name) && states.isOpen !== true) {
    const meant = { word: name, among: [{ list: [...states.members.keys()] }] };
    faults.push(fault(within(state, "StartAt"), `There is no state "${name}" to start at.`, { code: MACHINE.code, value: member(machine, "StartAt") ?? machine, keyword: "enum", meant }));
  }
  for (const [key, { value: one }] of states.members) {
    const at = within(within(state, "States"), key);
    const branches = member(one, "Branches");
    if (branches?.kind === "list") {
      for (const [index, branch] of branches.items.entries()) judgeStart(within(within(at, "Branches"), index), branch, faults);
    }
    for (const processor of ["ItemProcessor", "Iterator"]) {
      const inner = member(one, processor);
      if (inner !== undefined) judgeStart(within(at, processor), inner, faults);
    }
  }
}

const inJsonata = new WeakMap<SchemaObject, SchemaObject>();

/** What JSONPath alone has, from "Transforming data with JSONata" of Step Functions' developer guide. */
const WITHOUT_PATHS = { InputPath: false, OutputPath: false, Parameters: false, ResultPath: false, ResultSelector: false };

/** What a choice in JSONata is. */
const CHOICES: SchemaObject = {
  items: {
    type: "object",
    additionalProperties: false,
    required: ["Condition", "Next"],
    properties: {
      Assign: { type: "object" },
      Comment: { type: "string" },
      Condition: { type: "string" },
      Next: { type: "string", pattern: "^.{1,128}$" },
      Output: { type: ["string", "object"] },
    },
  },
};

/** The schema of definitions whose queries are JSONata; made once. */
function jsonataSchema(schema: SchemaObject): SchemaObject {
  const known = inJsonata.get(schema);
  if (known !== undefined) return known;
  const definitions = Object.fromEntries(Object.entries(schema.definitions ?? {}).map(([name, one]) => {
    const own: SchemaObject = typeof one === "object" ? one : {};
    if (name === "common") return [name, { ...own, allOf: [{ properties: { QueryLanguage: { const: "JSONata" }, ...WITHOUT_PATHS } }] }];
    const more = {
      ...(name === "wait" ? { Seconds: { type: ["number", "string"], minimum: 0, maximum: 99_999_999 } } : {}),
      ...(name === "map" ? { ItemsPath: false, MaxConcurrencyPath: false } : {}),
      ...(STATES.has(name) ? { Arguments: { type: ["string", "object"] } } : {}),
    };
    const changed = { ...own, ...(Object.keys(more).length === 0 ? {} : { properties: { ...own.properties, ...more } }) };
    return [name, name === "choice" ? { ...changed, allOf: [{ properties: { Choices: CHOICES } }] } : changed];
  })) as NonNullable<SchemaObject["definitions"]>;
  const made = { ...schema, definitions };
  inJsonata.set(schema, made);
  return made;
}

/** The states that may take arguments. */
const STATES: ReadonlySet<string> = new Set(["choice", "fail", "map", "parallel", "pass", "task", "wait"]);

/** Definitions of state machines, as they are or as a text in JSON. */
const stateMachine: PathRule = {
  code: MACHINE.code,
  paths: ["Resources/AWS::StepFunctions::StateMachine/Properties"],
  check(state, value, _, faults) {
    const given = member(value, "DefinitionSubstitutions");
    const names = new Set(given?.kind === "map" ? given.members.keys() : []);
    const inPaths = state.names.schemas.table("other/step_functions/statemachine") as SchemaObject;
    for (const key of ["Definition", "DefinitionString"]) {
      const written = member(value, key);
      const text = textOf(written);
      if (written === undefined || (text === undefined && written.kind !== "list" && (written.kind !== "map" || written.call !== undefined))) continue;
      if (text !== undefined && !text.trimStart().startsWith("{")) continue;
      const definition = text === undefined ? written : documentIn(written, text);
      if (definition === undefined) continue;
      const keywords = { ...state.keywords, type: STANDARD["type"] ?? (() => undefined) };
      const plain = text === undefined ? {} : { functions: NO_FUNCTIONS };
      const language = member(definition, "QueryLanguage");
      const isJsonata = textOf(language) === "JSONata";
      const schema = isJsonata ? jsonataSchema(inPaths) : inPaths;
      const inside: State = { ...within(state, key), keywords, resolve: resolverOf(schema), ...plain };
      const found: Fault[] = [];
      if (language === undefined || isJsonata || textOf(language) === "JSONPath") judgeBy(MACHINE, inside, schema, definition, found);
      judgeStart(inside, definition, found);
      // what a parameter gives is judged as if it stood there; faults of functions are theirs
      for (const one of found) if (one.keyword?.startsWith("fn") !== true) one.code = MACHINE.code;
      faults.push(...found.filter((one) => one.isUnknown !== true && !isSubstituted(one.value, names)));
    }
  },
};

/** Rules about documents of other services within templates. */
export const DOCUMENT_RULES: readonly PathRule[] = [systemsManager, stateMachine];
