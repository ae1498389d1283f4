import { type Value, member, printed, text, textOf } from "./value.ts";

/** What a parameter can be. */
export interface Parameter {
  readonly type: string;
  /** The value stays hidden. */
  readonly isSecret: boolean;
  /** Whether the value comes from a parameter of Systems Manager, so that what is written is a name. */
  readonly isStored: boolean;
  readonly isList: boolean;
  readonly allowedValues: readonly string[] | undefined;
  /** The values that are known, each with where it is written below the parameter. */
  readonly values: readonly { readonly value: Value; readonly path: readonly (string | number)[] }[];
  /** The same values alone: they are asked for at each use. */
  readonly standsFor: readonly Value[];
}

const SINGLE_TYPES = [
  "AWS::EC2::AvailabilityZone::Name", "AWS::EC2::Image::Id", "AWS::EC2::Instance::Id", "AWS::EC2::KeyPair::KeyName",
  "AWS::EC2::SecurityGroup::GroupName", "AWS::EC2::SecurityGroup::Id", "AWS::EC2::Subnet::Id", "AWS::EC2::VPC::Id",
  "AWS::EC2::Volume::Id", "AWS::Route53::HostedZone::Id",
];
const LIST_ITEMS = [...SINGLE_TYPES.filter((type) => !type.includes("KeyPair")), "Number", "String"];
const STORED_ITEMS = [...SINGLE_TYPES, "AWS::SSM::Parameter::Name", "Number", "String"];

/** The types of parameters that are a list, from "CloudFormation-supplied parameter types". */
export const LIST_TYPES: ReadonlySet<string> = new Set([
  "CommaDelimitedList",
  ...LIST_ITEMS.map((type) => `List<${type}>`),
  "AWS::SSM::Parameter::Value<CommaDelimitedList>",
  ...LIST_ITEMS.map((type) => `AWS::SSM::Parameter::Value<List<${type}>>`),
]);

/** All types of parameters that are documented. */
export const PARAMETER_TYPES: ReadonlySet<string> = new Set([
  ...STORED_ITEMS,
  ...STORED_ITEMS.map((type) => `AWS::SSM::Parameter::Value<${type}>`),
  ...LIST_TYPES,
]);

/** Reads a parameter; undefined where it says no type. */
export function readParameter(body: Value | undefined): Parameter | undefined {
  const type = textOf(member(body, "Type"));
  if (body === undefined || type === undefined) return undefined;
  const isStored = type.startsWith("AWS::SSM::Parameter::");
  const isList = type === "CommaDelimitedList" || type.startsWith("List<");
  const noEcho = member(body, "NoEcho");
  const isSecret = noEcho?.kind === "scalar" && (noEcho.value === true || /^(?:true|True|TRUE)$/.test(String(noEcho.value)));
  const allowed = member(body, "AllowedValues");
  const allowedItems = allowed?.kind === "list" && !isStored ? allowed.items : [];
  const allowedValues = allowedItems.flatMap((item) => (item.kind === "scalar" ? printed(item) : []));
  const valueOf = (given: Value) => (isList ? listOf(given) : textValue(given));
  const values = allowedItems.flatMap((item, index) => {
    const value = valueOf(item);
    return value === undefined ? [] : [{ value, path: ["AllowedValues", index] }];
  });
  // the default is taken for one of the allowed values
  if (!isStored && values.length === 0) {
    for (const key of ["Default", "MinValue", "MaxValue"]) {
      const given = member(body, key);
      const value = given === undefined || (isList && key !== "Default") ? undefined : valueOf(given);
      if (value !== undefined) values.push({ value, path: [key] });
    }
  }
  const standsFor = values.map(({ value }) => value);
  return { type, isSecret, isStored, isList, allowedValues: allowedValues.length === 0 ? undefined : allowedValues, values, standsFor };
}

function textValue(given: Value): Value | undefined {
  return given.kind === "scalar" && given.type !== "null" ? text(printed(given), given) : undefined;
}

function listOf(given: Value): Value | undefined {
  if (given.kind !== "scalar" || given.type === "null") return undefined;
  const { start, end } = given;
  const items = printed(given).split(",").map((part) => text(part.trim(), { start, end }));
  return { kind: "list", items, start, end, isMarked: false };
}
