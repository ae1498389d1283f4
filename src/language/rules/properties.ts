import { named } from "../check/frame.ts";
import { resolverOf } from "../check/resolver.ts";
import { type Fault, type State, below, fault, faultAt, stateWith } from "../check/state.ts";
import { branchesOf, conditionsIn, validate } from "../check/walk.ts";
import type { Scenario } from "../model/conditions.ts";
import { FUNCTIONS, type MapValue, type Value, isNoValue, member, textOf } from "../model/value.ts";
import type { SchemaObject } from "../schema/types.ts";
import type { PathRule } from "./rule.ts";
import { PROPERTY_WORDS } from "./words.ts";

/** The codes for what the schemas of resource types say. */
const PROPERTIES = {
  code: "E3002",
  words: {
    additionalProperties: "E3002",
    anyOf: "E3017",
    properties: "E3002",
    dependentExcluded: "E3020",
    dependentRequired: "E3021",
    required: "E3003",
    requiredOr: "E3058",
    requiredXor: "E3014",
    enum: "E3030",
    enumCaseInsensitive: "E3030",
    type: "E3012",
    minLength: "E3033",
    maxLength: "E3033",
    uniqueItems: "E3037",
    maximum: "E3034",
    minimum: "E3034",
    exclusiveMaximum: "E3034",
    exclusiveMinimum: "E3034",
    maxItems: "E3032",
    minItems: "E3032",
    pattern: "E3031",
    prefixItems: "E3008",
    oneOf: "E3018",
    cfnLint: "E1101",
    tagging: "E3024",
    lifecycle: "E3710",
  },
};

/** The functions that properties and outputs may use, in all regions. */
const EVERYWHERE = FUNCTIONS;

/** The name of the schema that a type has to keep; undefined where none is known that could be relied on. */
export function schemaName(type: string): string | undefined {
  if (type.startsWith("Custom::")) return "AWS::CloudFormation::CustomResource";
  // the published schemas of serverless types lag years behind what the transform takes
  return type.startsWith("AWS::Serverless::") || type.endsWith("::MODULE") ? undefined : type;
}

/** Any properties, in which functions and names are judged nevertheless; of some the rules know more. */
export const FREE: SchemaObject = {
  type: "object",
  properties: { Runtime: { type: "string" } },
  additionalProperties: { type: ["array", "boolean", "integer", "number", "object", "string"] },
};

/** What SAM hands to a Lambda function as it stands, from "AWS::Serverless::Function" of its developer guide. */
const HANDED_ON = [
  "Architectures", "CodeSigningConfigArn", "Description", "Environment", "EphemeralStorage", "FileSystemConfigs", "FunctionName", "Handler",
  "ImageConfig", "KmsKeyArn", "Layers", "LoggingConfig", "MemorySize", "RecursiveLoop", "ReservedConcurrentExecutions",
  "RuntimeManagementConfig", "SnapStart", "Timeout", "VpcConfig",
];

const serverless = new WeakMap<SchemaObject, SchemaObject>();

/** What is known of the properties of a serverless function: those that a Lambda function has, too. @param lambda its schema */
function serverlessFunction(lambda: SchemaObject): SchemaObject {
  const known = serverless.get(lambda);
  if (known !== undefined) return known;
  const handed = HANDED_ON.flatMap((name) => {
    const schema = lambda.properties?.[name];
    return schema === undefined ? [] : [[name, schema] as const];
  });
  const definitions = lambda.definitions === undefined ? {} : { definitions: lambda.definitions };
  const made: SchemaObject = { ...FREE, ...definitions, properties: { ...FREE.properties, ...Object.fromEntries(handed) } };
  serverless.set(lambda, made);
  return made;
}

/**
 * A transform makes a function of another: of what stands in its properties by itself the place is lost, so that it is told
 * where the function begins. Editors mark the value nevertheless.
 */
function tellAtBeginning(state: State, faults: Fault[], from: number): void {
  for (const found of faults.slice(from)) {
    const { value, path } = found;
    if (value?.kind !== "scalar" || path === undefined || path.length !== (state.path?.length ?? 0) + 2) continue;
    found.path = state.path;
    found.mark ??= { start: value.start, end: value.end };
  }
}

/** The properties of a resource, by the schema of its type. */
export const properties: PathRule = {
  code: "E3002",
  paths: ["Resources/*"],
  check(state, value, _, faults) {
    const type = textOf(member(value, "Type"));
    if (value.kind !== "map" || type === undefined) return;
    const condition = textOf(member(value, "Condition"));
    const scenario = condition === undefined ? state.scenario : (state.names.conditions.with(state.scenario, [[condition, true]]) ?? state.scenario);
    const name = schemaName(type);
    const known = name === undefined ? undefined : state.names.schemas.get(name);
    const isServerless = type === "AWS::Serverless::Function";
    const lambda = isServerless ? state.names.schemas.get("AWS::Lambda::Function")?.schema : undefined;
    const schemaOfType = lambda === undefined ? (known?.schema ?? FREE) : serverlessFunction(lambda);
    const from = faults.length;
    const inside = stateWith(state, {
      path: below(state.path, "Properties"),
      kindPath: `Resources/${type}/Properties`,
      functions: EVERYWHERE,
      keywords: PROPERTY_WORDS,
      hasOwnWords: false,
      resolve: resolverOf(schemaOfType),
      isStrict: false,
      hasHooks: true,
      scenario,
    });
    const written = value.members.has("Properties") ? member(value, "Properties") : emptyMap(value);
    if (written === undefined) return;
    const schema = value.isOpen === true ? lenient(schemaOfType) : schemaOfType;
    if (isNoValue(written)) {
      judge(inside, schema, emptyMap(value), faults);
    } else if (written.kind !== "map") {
      faults.push(faultAt(state, "Properties", "Properties are a mapping.", { code: "E3012" }));
    } else {
      judge(inside, schema, written, faults);
      judgeWithout(inside, schema, written, faults);
    }
    if (isServerless) tellAtBeginning(state, faults, from);
  },
};

function judge(state: State, schema: SchemaObject, value: Value, faults: Fault[]): void {
  const from = faults.length;
  validate(state, schema, value, faults);
  named(PROPERTIES, faults, from);
}

/** Where an `Fn::If` takes all properties away, those that are required are missing. */
function judgeWithout(state: State, schema: SchemaObject, written: MapValue, faults: Fault[]): void {
  if (written.call?.name !== "Fn::If") return;
  const taken = [...state.names.conditions.scenarios([...conditionsIn(written, true)], state.scenario)].find((scenario) => isTaken(written, scenario));
  if (taken !== undefined) judge({ ...state, scenario: taken, hasHooks: false }, schema, emptyMap(written), faults);
}

/** Whether nothing is left of a value in a scenario. */
function isTaken(value: Value, scenario: Scenario): boolean {
  const branches = branchesOf(value);
  if (branches === undefined) return isNoValue(value);
  const holds = scenario.get(branches.condition);
  return holds !== undefined && isTaken(holds ? branches.whenTrue : branches.whenFalse, scenario);
}

function emptyMap({ start, end }: Value): MapValue {
  return { kind: "map", members: new Map(), start, end, isMarked: false };
}

/** What a macro brings to a resource cannot be known: then nothing is missing. */
function lenient(schema: SchemaObject): SchemaObject {
  const { required: _, requiredOr: __, requiredXor: ___, ...rest } = schema;
  return rest;
}

/** Modules, which are replaced by what they hold. */
const isModule = (type: string) => type.endsWith("::MODULE");

/** Resource types that do not exist, or not in a region. */
export const resourceTypes: PathRule = {
  code: "E3006",
  paths: ["Resources/*"],
  check(state, value, _, faults) {
    const type = textOf(member(value, "Type"));
    if (type === undefined || type === "AWS::CDK::Metadata" || isModule(type) || type.startsWith("Custom::")) return;
    const condition = textOf(member(value, "Condition"));
    const { schemas, conditions } = state.names;
    if (isFilledIn(type) || (isPrivate(type) && !isMisspelt(type, schemas.names))) return;
    if (type.startsWith("AWS::Serverless::")) return;
    for (const region of state.regions) {
      if (schemas.isAvailable(type, region)) continue;
      if (condition !== undefined && !conditions.inRegion(condition, region).includes(true)) continue;
      const message = schemas.names.has(type) ? `${type} does not exist in ${region}.` : `There is no resource type "${type}".`;
      const meant = schemas.names.has(type) ? {} : { meant: { word: type, among: [{ list: schemas.names }] } };
      faults.push(faultAt(state, "Type", message, { code: "E3006", ...markOf(member(value, "Type")), ...meant }));
    }
  },
};

/** The value itself is marked. */
const markOf = (value: Value | undefined) => (value === undefined ? {} : { mark: { start: value.start, end: value.end } });

/** Whether a loop, the Serverless Framework or Rain makes a type of this. */
const isFilledIn = (type: string) => /[$&]\{|^\$/.test(type);

/** Whether a type can be one that a company or the registry publishes: it has three parts, the first of which is none of Amazon's. */
function isPrivate(type: string): boolean {
  return !/^(?:AWS|Alexa|Amazon)::/.test(type) && /^[A-Za-z0-9]{2,64}(?:::[A-Za-z0-9]{2,64}){2}$/.test(type);
}

/** Whether a namespace is `AWS` with a letter more, less, changed or exchanged with its neighbour. */
const isNearlyAws = (namespace: string) => /^(?:A?W?S|A.?W.?S|.AWS|AWS.|.WS|A.S|AW.|WAS|ASW)$/i.test(namespace);

/** What is left of a type without case, colons and the namespace that most have. */
function plain(type: string): string {
  return type.replaceAll(":", "").toLowerCase().replace(/^aws/, "");
}

const plainNames = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

/** Whether a type differs from a published one in nothing but case, colons or the namespace. */
function isMisspelt(type: string, names: ReadonlySet<string>): boolean {
  let plains = plainNames.get(names);
  if (plains === undefined) plainNames.set(names, (plains = new Set([...names].map(plain))));
  const [namespace = "", ...rest] = type.split("::");
  return plains.has(plain(type)) || (isNearlyAws(namespace) && plains.has(plain(`AWS::${rest.join("::")}`)));
}

/** Serverless types need their transform. */
export const serverlessTypes: PathRule = {
  code: "E3038",
  paths: ["Resources/*/Type"],
  check(state, value, _, faults) {
    const type = textOf(value);
    if (type?.startsWith("AWS::Serverless::") !== true || state.names.hasTransform("AWS::Serverless-2016-10-31")) return;
    faults.push(fault(state, `${type} needs "Transform: AWS::Serverless-2016-10-31" at the top of the template.`, markOf(value)));
  },
};
