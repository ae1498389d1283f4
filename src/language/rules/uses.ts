import { shown } from "../check/compare.ts";
import { SECURE_STRINGS } from "../check/special.ts";
import { propertyAt } from "../check/resolver.ts";
import { hasVariable, variablesIn } from "../check/resolve.ts";
import { schemaOfResource } from "../check/attributes.ts";
import { type State, below, fault, faultAt, leadsThrough, listOf } from "../check/state.ts";
import { FUNCTIONS, type Value, canBe, jsonOf, member, textOf } from "../model/value.ts";
import { attributePointer } from "../schema/pack.ts";
import type { SchemaObject } from "../schema/types.ts";
import type { UseRule } from "./rule.ts";

/** Whether an item of a join can stand in the text of `Fn::Sub`. */
function canBeVariable(item: Value): boolean {
  if (item.kind !== "map" || item.members.size !== 1) return true;
  const [[name, { value }] = ["", { value: item }]] = item.members;
  return name === "Fn::Sub" ? textOf(value) !== undefined : name === "Ref" || name === "Fn::GetAtt";
}

const subInsteadOfJoin: UseRule = {
  code: "I1022",
  uses: ["Fn::Join"],
  check(state, { value }, faults) {
    const list = value.kind === "map" ? value.members.get("Fn::Join")?.value : undefined;
    const [separator, items] = list?.kind === "list" ? list.items : [];
    if (textOf(separator) !== "" || items?.kind !== "list" || state.names.source.isMade || !items.items.every(canBeVariable)) return;
    faults.push({ message: "Fn::Sub says this more simply than Fn::Join with nothing between.", path: below(below(state.path, "Fn::Join"), 0) });
  },
};

const TRANSFORMED = ["AWS::Serverless-2016-10-31", "AWS::LanguageExtensions"];

const needlessSub: UseRule = {
  code: "W1020",
  uses: ["Fn::Sub"],
  isSilent: (_, __, ___, text) => hasVariable(text),
  check(state, { value }, faults) {
    // a transform replaces it
    if (TRANSFORMED.some((name) => state.names.hasTransform(name)) || hasVariable(textOf(value) ?? "")) return;
    faults.push(fault(state, "Fn::Sub is not needed: there is no variable in this text."));
  },
};

const unusedVariable: UseRule = {
  code: "W1019",
  uses: ["Fn::Sub"],
  // a text alone has no list of variables
  isSilent: () => true,
  check(state, { value, parts: [variables] = [] }, faults) {
    if (variables?.kind !== "map" || variables.call !== undefined || variables.isOpen === true) return;
    const used = new Set(variablesIn(textOf(value) ?? ""));
    for (const [name, { key }] of variables.members) {
      if (used.has(name) || name.includes("${")) continue;
      const message = `The text does not have the variable "${name}".`;
      faults.push({ message, path: below(below(state.path, 1), name), ...(key === undefined ? {} : { mark: { start: key.start, end: key.end } }) });
    }
  },
};

const shownSecret: UseRule = {
  code: "W2010",
  uses: ["Ref"],
  isSilent: (names, _, __, name) => names.parameter(name)?.isSecret !== true,
  check(state, { value }, faults) {
    const name = textOf(value);
    if (name === undefined || state.names.parameter(name)?.isSecret !== true) return;
    const [section, , attribute] = listOf(state.path);
    const isShown = section === "Metadata" || section === "Outputs" || (section === "Resources" && attribute === "Metadata");
    if (isShown) faults.push(faultAt(state, "Ref", `"${name}" is hidden by NoEcho, and is shown here.`));
  },
};

const notIf = { has: (key: string) => key !== "Fn::If" && FUNCTIONS.has(key) };

const secretParameter: UseRule = {
  code: "W1011",
  uses: ["Ref"],
  isSilent: (names, kindPath, _, name) => names.parameter(name) === undefined || !SECURE_STRINGS.includes(kindPath),
  check(state, { value }, faults) {
    const name = textOf(value);
    if (name === undefined || !SECURE_STRINGS.includes(state.kindPath) || leadsThrough(state.path, notIf)) return;
    if (state.names.parameter(name) !== undefined) faults.push(fault(state, "A dynamic reference keeps a secret better than a parameter."));
  },
};

const IMAGE_TYPES = ["AWS::EC2::Image::Id", "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"];

/** Properties that take the id of an image. */
const IMAGES: ReadonlySet<string> = new Set(
  [
    "AWS::AutoScaling::LaunchConfiguration/Properties/ImageId",
    "AWS::Batch::ComputeEnvironment/Properties/ComputeResources/ImageId",
    "AWS::Cloud9::EnvironmentEC2/Properties/ImageId",
    "AWS::EC2::Instance/Properties/ImageId",
    "AWS::EC2::LaunchTemplate/Properties/LaunchTemplateData/ImageId",
    "AWS::EC2::SpotFleet/Properties/SpotFleetRequestConfigData/LaunchSpecifications/*/ImageId",
    "AWS::ImageBuilder::Image/Properties/ImageId",
  ].map((path) => `Resources/${path}`),
);

const imageParameter: UseRule = {
  code: "W2506",
  uses: ["Ref"],
  isSilent: (_, kindPath) => !IMAGES.has(kindPath),
  check(state, { value }, faults) {
    const name = textOf(value);
    if (name === undefined || !IMAGES.has(state.kindPath) || leadsThrough(state.path, FUNCTIONS)) return;
    const type = state.names.parameter(name)?.type;
    if (type === undefined || IMAGE_TYPES.includes(type)) return;
    const message = `A parameter for an image is of type ${IMAGE_TYPES.join(" or ")}, so that CloudFormation checks it.`;
    faults.push(fault(state, message, { override: ["Parameters", name, "Type"] }));
  },
};

/** Types whose attributes are whatever the user makes them. */
const OPEN_TYPES: ReadonlySet<string> = new Set([
  "AWS::CloudFormation::CustomResource",
  "AWS::CloudFormation::Stack",
  "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
]);

/** The formats that a schema has, those of its alternatives included. */
function formatsOf(schema: SchemaObject): string[] {
  const own = schema.format === undefined ? [] : [schema.format];
  return [...own, ...(schema.anyOf ?? []).flatMap((one) => (typeof one === "object" && one.format !== undefined ? [one.format] : []))];
}

/** Why what is given cannot be what is taken; undefined where it can. */
function mismatch(taken: SchemaObject, given: SchemaObject): string | undefined {
  if (taken.format === undefined) return undefined;
  const formats = formatsOf(given);
  if (formats.includes(taken.format)) return undefined;
  return formats.length === 0 ? `This is no ${taken.format}.` : `This is ${formats.join(" or ")}, and no ${taken.format}.`;
}

const attributeFormat: UseRule = {
  code: "E1040",
  uses: ["GetAttFormat"],
  isSilent: (_, __, schema) => schema.format === undefined,
  check(state, { schema, parts = [] }, faults) {
    const [resource, attribute] = parts.map(textOf);
    if (schema.format === undefined || resource === undefined || attribute === undefined) return;
    const known = schemaOfResource(state, resource);
    if (known === undefined || OPEN_TYPES.has(known.name) || (known.name === "AWS::SSM::Parameter" && attribute === "Value")) return;
    const pointer = attributePointer(known, attribute);
    const given = pointer === undefined ? undefined : propertyAt(known.schema, pointer);
    const message = given === undefined ? undefined : mismatch(schema, given);
    if (message !== undefined) faults.push(fault(state, message, { code: "E1040" }));
  },
};

const refFormat: UseRule = {
  code: "E1041",
  uses: ["Ref"],
  isSilent: (_, __, schema) => schema.format === undefined,
  check(state, { value, schema }, faults) {
    const name = textOf(value);
    if (schema.format === undefined || name === undefined || state.names.parameter(name) !== undefined) return;
    const known = schemaOfResource(state, name);
    const [identifier, ...more] = known?.schema.primaryIdentifier ?? [];
    if (known === undefined || identifier === undefined) return;
    const given = more.length > 0 ? { type: "string" as const } : givenBy(state, name, known.name, propertyAt(known.schema, identifier));
    const message = given === undefined ? undefined : mismatch(schema, given);
    if (message !== undefined) faults.push(fault(state, message, { code: "E1041" }));
  },
};

/** A security group is its id in a VPC, and its name elsewhere. */
function givenBy(state: State, name: string, type: string, schema: SchemaObject | undefined): SchemaObject | undefined {
  if (type !== "AWS::EC2::SecurityGroup" || schema === undefined) return schema;
  const body = state.names.source.body("Resources", name);
  if (body === undefined) return undefined;
  const vpc = member(member(body, "Properties"), "VpcId");
  return { type: "string", format: vpc !== undefined && canBe(vpc) ? "AWS::EC2::SecurityGroup.Id" : "AWS::EC2::SecurityGroup.Name" };
}

const importInOutput: UseRule = {
  code: "W6001",
  uses: ["Fn::ImportValue"],
  check(state, _, faults) {
    const [section, , attribute] = listOf(state.path);
    if (section === "Outputs" && attribute === "Value") faults.push(faultAt(state, "Fn::ImportValue", "This output is the output of another stack."));
  },
};

/** A side of a comparison as text, where it is a text or a number. */
function asText(value: Value | undefined): string | undefined {
  return value?.kind === "scalar" ? String(value.value) : undefined;
}

const constantComparison: UseRule = {
  code: "W8003",
  uses: ["Fn::Equals"],
  check(state, { value }, faults) {
    const [first, second] = value.kind === "list" ? value.items : [];
    if (first === undefined || second === undefined) return;
    if (JSON.stringify(jsonOf(first)) === JSON.stringify(jsonOf(second))) {
      faults.push(fault(state, "This compares something with itself: it is always true."));
      return;
    }
    const [one, other] = [asText(first), asText(second)];
    if (one !== undefined && other !== undefined) faults.push(fault(state, `This is always ${one === other}: ${shown(first)} and ${shown(second)} are compared.`));
  },
};

/** The name of a mapping is judged also where it does not matter what is in it. */
const unknownMapping: UseRule = {
  code: "E1011",
  uses: ["Fn::FindInMap"],
  check(state, { value }, faults) {
    const list = value.kind === "map" ? value.call?.argument : undefined;
    const [map, , , options] = list?.kind === "list" ? list.items : [];
    const name = textOf(map);
    const { source } = state.names;
    if (name === undefined || map === undefined || member(options, "DefaultValue") !== undefined || source.body("Mappings", name) !== undefined) return;
    if (source.isOpen || source.body("Mappings", "Fn::Transform") !== undefined) return;
    const path = below(below(state.path, "Fn::FindInMap"), 0);
    faults.push({ message: `There is no mapping "${name}".`, path, keyword: "fn_findinmap", mark: { start: map.start, end: map.end }, meant: { word: name, among: [source.names("Mappings")] } });
  },
};

export const USE_RULES: readonly UseRule[] = [
  unknownMapping,
  subInsteadOfJoin,
  needlessSub,
  unusedVariable,
  shownSecret,
  secretParameter,
  imageParameter,
  attributeFormat,
  refFormat,
  importInOutput,
  constantComparison,
];
