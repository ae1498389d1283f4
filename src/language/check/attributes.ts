import { type Value, textOf } from "../model/value.ts";
import { attributePointer } from "../schema/pack.ts";
import type { ResourceSchema, SchemaObject } from "../schema/types.ts";
import { listed, shown } from "./compare.ts";
import { resolve } from "./resolve.ts";
import { propertyAt } from "./resolver.ts";
import { type Fault, type State, below, leniently } from "./state.ts";

/** Types of which any attribute may be asked, because the user, a module or a transform decides what there is. */
const ANY_ATTRIBUTE = /^(?:Custom::|AWS::CloudFormation::CustomResource$|AWS::Serverless::|(?!AWS::|Alexa::))|::MODULE$/;

/** What SAM makes under the name of a resource, from "Generated CloudFormation resources" of its developer guide. */
const MADE_BY_SAM: ReadonlyMap<string, string> = new Map([
  ["AWS::Serverless::Api", "AWS::ApiGateway::RestApi"],
  ["AWS::Serverless::Application", "AWS::CloudFormation::Stack"],
  ["AWS::Serverless::Function", "AWS::Lambda::Function"],
  ["AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api"],
  ["AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table"],
  ["AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"],
]);

/** What SAM makes beside them, which is asked for behind a point: `Function.Version`, `Api.Stage`. */
const MADE_BESIDE = /^(?:Alias|ApiKey|Deployment|Destination(?:Queue|Topic)|DomainName|Role|Stage|UsagePlan(?:Key)?|Version)(?:\.|$)/;

/** The schema of a resource by its name; undefined where no schema is known that could be relied on. */
export function schemaOfResource(state: State, name: string): ResourceSchema | undefined {
  const written = state.names.resource(name)?.type;
  const type = written === undefined ? undefined : (MADE_BY_SAM.get(written) ?? written);
  return type === undefined || ANY_ATTRIBUTE.test(type) ? undefined : state.names.schemas.get(type);
}

/**
 * Whether the resource and the attribute that `Fn::GetAtt` asks for exist, and give what may stand here.
 * @param parts the name and the attribute
 * @param isList whether they are written as a list, so that each has a place of its own
 */
export function judgeAttribute(state: State, schema: SchemaObject, value: Value, parts: readonly Value[], isList: boolean, faults: Fault[]): boolean {
  const [resourcePart, attributePart] = parts;
  if (resourcePart === undefined || attributePart === undefined) return true;
  const from = faults.length;
  const path = below(state.path, "Fn::GetAtt");
  for (const resource of resolve(leniently(state), resourcePart)) {
    const name = textOf(resource.value);
    if (name === undefined) continue;
    const named = state.hasResources ? state.names.resource(name) : undefined;
    if (named === undefined) {
      if (state.hasResources && (state.names.source.isOpen || state.names.source.isGenerated(name))) continue;
      const message = `There is no resource "${name}" here.`;
      faults.push({ message, path: isList ? below(path, 0) : path, keyword: "fn_getatt", mark: { start: resourcePart.start, end: resourcePart.end, word: name }, meant: { word: name, among: [state.names.source.names("Resources")] } });
      continue;
    }
    const known = schemaOfResource(state, name);
    if (known === undefined) continue;
    const isOfSam = named.type.startsWith("AWS::Serverless::");
    for (const attribute of resolve(leniently(state), attributePart)) {
      const asked = textOf(attribute.value);
      if (asked === undefined || (isOfSam && MADE_BESIDE.test(asked))) continue;
      judgeOne(state, schema, value, known, { asked, at: attributePart }, faults);
    }
  }
  return faults.length === from;
}

function judgeOne(state: State, schema: SchemaObject, value: Value, known: ResourceSchema, attribute: { readonly asked: string; readonly at: Value }, faults: Fault[]): void {
  const { asked, at } = attribute;
  const path = below(state.path, "Fn::GetAtt");
  const pointer = attributePointer(known, asked);
  if (pointer === undefined) {
    const message = `${known.name} has no attribute "${asked}".`;
    // cfn-lint tells the place of the second part also where there is one text
    faults.push({ message, path: below(path, 1), keyword: "fn_getatt", mark: { start: at.start, end: at.end, word: asked }, meant: { word: asked, among: [{ list: attributeNames(known) }] } });
    return;
  }
  const given = typesOfAttribute(known, pointer, asked);
  const taken = takenBy(schema);
  if (areOfOneType(given, taken)) return;
  faults.push({ message: `${shown(value)} is of type ${listed(given)}, and not of type ${listed(taken)}.`, path, keyword: "fn_getatt" });
}

const takenBy = ({ type }: SchemaObject): readonly string[] => (type === undefined ? [] : typeof type === "string" ? [type] : type);

function areOfOneType(given: readonly string[], taken: readonly string[]): boolean {
  if (given.length === 0 || taken.length === 0 || taken.includes("boolean") || taken.includes("integer")) return true;
  return given.some((type) => taken.includes(type));
}

/** Whether a resource has an attribute, and that is of a type that may stand where the schema does. */
export function givesAttribute(known: ResourceSchema, schema: SchemaObject, asked: string): boolean {
  let types = attributeTypes.get(known);
  if (types === undefined) attributeTypes.set(known, (types = new Map()));
  let given = types.get(asked);
  if (given === undefined) {
    const pointer = attributePointer(known, asked);
    if (pointer === undefined) return false;
    types.set(asked, (given = typesOfAttribute(known, pointer, asked)));
  }
  return areOfOneType(given, takenBy(schema));
}

/** The types of attributes that exist. */
const attributeTypes = new WeakMap<ResourceSchema, Map<string, readonly string[]>>();

const attributeLists = new WeakMap<ResourceSchema, readonly string[]>();

function attributeNames(known: ResourceSchema): readonly string[] {
  let list = attributeLists.get(known);
  if (list === undefined) attributeLists.set(known, (list = [...known.attributes.keys()]));
  return list;
}

function typesOfAttribute(known: ResourceSchema, pointer: string, asked: string): readonly string[] {
  // the one attribute that is text where the property of its name is a number
  if (known.name === "AWS::DocDB::DBCluster" && asked === "Port") return ["string"];
  const type = propertyAt(known.schema, pointer)?.type;
  return type === undefined ? [] : [type].flat();
}
