import {
  DescribeParameters$,
  GetParameter$,
  GetParameterHistory$,
  GetParameters$,
  GetParametersByPath$,
  InvalidFilterKey$,
  InvalidNextToken$,
  ParameterAlreadyExists$,
  ParameterNotFound$,
  ParameterVersionNotFound$,
  PutParameter$,
  SSMClient,
} from "@aws-sdk/client-ssm";
import type * as SsmModule from "@aws-sdk/client-ssm";
import type { Parameter, ParameterMetadata, ParameterStringFilter, ParameterType } from "@aws-sdk/client-ssm";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { standard } from "../../resources/project.ts";
import type { Facts } from "../../resources/rule.ts";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { PARAMETER, Parameters } from "./parameters.ts";

const metadata = {
  ARN: ({ arn }: Resource) => arn,
  Version: (one: Resource, parameters: Parameters) => parameters.version(one),
  LastModifiedDate: (one: Resource, parameters: Parameters) => new Date(parameters.changed(one)),
  LastModifiedUser: (one: Resource, parameters: Parameters) => parameters.editor(one),
  Tier: standard("Standard" as const),
  DataType: standard("text"),
  Policies: standard([]),
} satisfies Facts<ParameterMetadata, Parameters>;
const parameter: Facts<Parameter, Parameters, { readonly WithDecryption?: boolean | undefined }> = {
  ARN: metadata.ARN,
  Version: metadata.Version,
  LastModifiedDate: metadata.LastModifiedDate,
  DataType: standard("text"),
  Value: (one, parameters, { WithDecryption }) => parameters.value(one, WithDecryption === true),
};

/** Whether a name stands below a path, directly or at any depth. */
function isBelow(name: string, path: string, isDeep: boolean): boolean {
  const base = path.endsWith("/") ? path : `${path}/`;
  return name.startsWith(base) && (isDeep || !name.slice(base.length).includes("/"));
}

/** One of the filters of DescribeParameters (API reference, ParameterStringFilter). */
function fits(one: Resource, { Key, Option = "Equals", Values = [] }: ParameterStringFilter): boolean {
  switch (Key) {
    case "Path":
      return Values.some((path) => isBelow(one.name, path, Option === "Recursive"));
    case "Name":
      return Values.some((value) =>
        Option === "BeginsWith" ? one.name.startsWith(value) : Option === "Contains" ? one.name.includes(value) : one.name === value,
      );
    case "Type":
      return Values.includes(text(one, "Type"));
    case undefined:
    default:
      throw partNotSimulated(`Filters of parameters by ${Key}`);
  }
}

/** `/app/url:3` names a version; an ARN has colons of its own. */
function parts(name: string): readonly [string, string | undefined] {
  const [, own = "", selector] = /^(.*?)(?::(\d+))?$/.exec(name) ?? [];
  return [own, selector];
}

/** AWS Systems Manager: the Parameter Store. */
export const ssm = describeService<typeof SsmModule, Parameters>({
  name: "ssm",
  types: "AWS::SSM::",
  invalid: "ValidationException",
  schemas: {
    DescribeParameters$,
    GetParameter$,
    GetParameterHistory$,
    GetParameters$,
    GetParametersByPath$,
    InvalidFilterKey$,
    InvalidNextToken$,
    ParameterAlreadyExists$,
    ParameterNotFound$,
    ParameterVersionNotFound$,
    PutParameter$,
  },
  client: (options) => new SSMClient(options),
  open: (state) => new Parameters(state),
  rules: {
    DescribeParameters: {
      type: PARAMETER, rows: "Parameters", page: { standard: 50, most: 50 }, facts: metadata,
      where: (one, { ParameterFilters = [] }) => ParameterFilters.every((filter) => fits(one, filter)),
    },
    GetParametersByPath: {
      type: PARAMETER, rows: "Parameters", page: { standard: 10, most: 10 }, facts: parameter,
      where: (one, { Path = "/", Recursive, ParameterFilters = [] }) =>
        isBelow(one.name, Path, Recursive === true) && ParameterFilters.every((filter) => fits(one, filter)),
    },
    GetParameters: { type: PARAMETER, rows: "Parameters", by: "Names", facts: parameter, failures: { in: "InvalidParameters", row: (name) => name } },
  },
  handlers: (parameters) => ({
    GetParameter({ Name = "", WithDecryption }, { region }) {
      const [name, selector] = parts(Name);
      const one = parameters(region).find(name);
      const versions = parameters(region).versions(one);
      const version = selector === undefined ? versions.at(-1) : versions.find((candidate) => String(candidate.version) === selector);
      if (version === undefined) {
        throw new AwsError("ParameterVersionNotFound", `Systems Manager could not find version ${selector} of ${name}.`);
      }
      const facts = { Name: one.name, ARN: one.arn, Type: text(one, "Type") as ParameterType, DataType: "text" };
      const Value = parameters(region).value(one, WithDecryption === true, version.value);
      return { Parameter: { ...facts, Value, Version: version.version, LastModifiedDate: new Date(version.at), ...(selector === undefined ? {} : { Selector: `:${selector}` }) } };
    },
    GetParameterHistory({ Name = "", WithDecryption, MaxResults, NextToken }, { region }) {
      const one = parameters(region).find(Name);
      const { items, nextToken } = page([...parameters(region).versions(one)], ({ version }) => String(version), {
        nextToken: NextToken,
        size: pageSize(MaxResults, "maxResults", { standard: 50, most: 50 }, "ValidationException"),
        badToken: () => new AwsError("InvalidNextToken", "The specified token isn't valid."),
      });
      const rows = items.map(({ version, value, at, by }) => ({
        Name: one.name,
        Type: text(one, "Type") as ParameterType,
        Value: parameters(region).value(one, WithDecryption === true, value),
        Version: version,
        LastModifiedDate: new Date(at),
        LastModifiedUser: by,
        Labels: [],
        Tier: "Standard" as const,
        DataType: "text",
        Policies: [],
      }));
      return { Parameters: rows, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    },
    PutParameter({ Name = "", Value = "", Overwrite }, { region, callerArn }) {
      const one = parameters(region).find(Name);
      if (Overwrite !== true) {
        throw new AwsError("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
      }
      return { Version: parameters(region).put(one, Value, callerArn), Tier: "Standard" as const };
    },
  }),
});
