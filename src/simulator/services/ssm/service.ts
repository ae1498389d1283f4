import {
  DescribeParameters$,
  GetParameter$,
  GetParameters$,
  GetParametersByPath$,
  InvalidFilterKey$,
  InvalidNextToken$,
  ParameterNotFound$,
  SSMClient,
} from "@aws-sdk/client-ssm";
import type * as SsmModule from "@aws-sdk/client-ssm";
import type { Parameter, ParameterMetadata, ParameterStringFilter } from "@aws-sdk/client-ssm";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import type { Facts } from "../../resources/rule.ts";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";
import { PARAMETER, Parameters } from "./parameters.ts";

const metadata = {
  ARN: ({ arn }: Resource) => arn,
  Version: (one: Resource, parameters: Parameters) => parameters.version(one),
  LastModifiedDate: ({ updated }: Resource) => new Date(updated),
  LastModifiedUser: (one: Resource, parameters: Parameters) => parameters.editor(one),
  Tier: () => "Standard" as const,
  DataType: () => "text",
  Policies: () => [],
} satisfies Facts<ParameterMetadata, Parameters>;
const parameter: Facts<Parameter, Parameters, { readonly WithDecryption?: boolean | undefined }> = {
  ARN: metadata.ARN,
  Version: metadata.Version,
  LastModifiedDate: metadata.LastModifiedDate,
  DataType: () => "text",
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

const notFound = () => new AwsError("ParameterNotFound", "");

/** AWS Systems Manager: the Parameter Store. */
export const ssm = describeService<typeof SsmModule, Parameters>({
  name: "ssm",
  types: "AWS::SSM::",
  invalid: "ValidationException",
  schemas: { DescribeParameters$, GetParameter$, GetParameters$, GetParametersByPath$, InvalidFilterKey$, InvalidNextToken$, ParameterNotFound$ },
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
    GetParameter: { type: PARAMETER, rows: "Parameter", by: "Name", facts: parameter, missing: notFound },
  },
});
