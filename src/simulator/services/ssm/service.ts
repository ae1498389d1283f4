import {
  AutomationDefinitionNotFoundException$,
  AutomationExecutionNotFoundException$,
  DescribeAutomationExecutions$,
  DescribeAutomationStepExecutions$,
  DescribeDocument$,
  DeleteParameter$,
  DescribeParameters$,
  GetAutomationExecution$,
  GetDocument$,
  GetParameter$,
  GetParameterHistory$,
  GetParameters$,
  GetParametersByPath$,
  InvalidAutomationExecutionParametersException$,
  InvalidAutomationSignalException$,
  InvalidAutomationStatusUpdateException$,
  InvalidDocument$,
  InvalidDocumentVersion$,
  InvalidFilterKey$,
  InvalidNextToken$,
  ListDocuments$,
  ParameterAlreadyExists$,
  ParameterNotFound$,
  ParameterVersionNotFound$,
  PutParameter$,
  SendAutomationSignal$,
  SSMClient,
  StartAutomationExecution$,
  StopAutomationExecution$,
} from "@aws-sdk/client-ssm";
import type * as SsmModule from "@aws-sdk/client-ssm";
import type { Parameter, ParameterMetadata, ParameterStringFilter, ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { standard } from "../../resources/project.ts";
import type { Facts } from "../../resources/rule.ts";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { Automation } from "./automation.ts";
import { automationHandlers } from "./automationHandlers.ts";
import { PARAMETER, Parameters } from "./parameters.ts";

/** What Systems Manager has in a region. */
interface World {
  readonly parameters: Parameters;
  readonly automation: Automation;
}

const metadata = {
  ARN: ({ arn }: Resource) => arn,
  Version: (one: Resource, { parameters }: World) => parameters.version(one),
  LastModifiedDate: (one: Resource, { parameters }: World) => new Date(parameters.changed(one)),
  LastModifiedUser: (one: Resource, { parameters }: World) => parameters.editor(one),
  Tier: standard("Standard" as const),
  DataType: standard("text"),
  Policies: standard([]),
} satisfies Facts<ParameterMetadata, World>;
const parameter: Facts<Parameter, World, { readonly WithDecryption?: boolean | undefined }> = {
  ARN: metadata.ARN,
  Version: metadata.Version,
  LastModifiedDate: metadata.LastModifiedDate,
  DataType: standard("text"),
  Value: (one, { parameters }, { WithDecryption }) => parameters.value(one, WithDecryption === true),
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

/** AWS Systems Manager: the Parameter Store, and Automation. */
export const ssm = describeService<typeof SsmModule, World>({
  name: "ssm",
  types: "AWS::SSM::",
  invalid: "ValidationException",
  schemas: {
    AutomationDefinitionNotFoundException$,
    AutomationExecutionNotFoundException$,
    DescribeAutomationExecutions$,
    DescribeAutomationStepExecutions$,
    DescribeDocument$,
    DeleteParameter$,
    DescribeParameters$,
    GetAutomationExecution$,
    GetDocument$,
    GetParameter$,
    GetParameterHistory$,
    GetParameters$,
    GetParametersByPath$,
    InvalidAutomationExecutionParametersException$,
    InvalidAutomationSignalException$,
    InvalidAutomationStatusUpdateException$,
    InvalidDocument$,
    InvalidDocumentVersion$,
    InvalidFilterKey$,
    InvalidNextToken$,
    ListDocuments$,
    ParameterAlreadyExists$,
    ParameterNotFound$,
    ParameterVersionNotFound$,
    PutParameter$,
    SendAutomationSignal$,
    StartAutomationExecution$,
    StopAutomationExecution$,
  },
  client: (options) => new SSMClient(options),
  open: (state) => ({ parameters: new Parameters(state), automation: new Automation(state) }),
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
  handlers: (world) => ({
    ...automationHandlers((region) => world(region).automation),
    GetParameter({ Name = "", WithDecryption }, { region }) {
      const [name, selector] = parts(Name);
      const one = world(region).parameters.find(name);
      const versions = world(region).parameters.versions(one);
      const version = selector === undefined ? versions.at(-1) : versions.find((candidate) => String(candidate.version) === selector);
      if (version === undefined) {
        throw new AwsError("ParameterVersionNotFound", `Systems Manager could not find version ${selector} of ${name}.`);
      }
      const facts = { Name: one.name, ARN: one.arn, Type: text(one, "Type") as ParameterType, DataType: text(one, "DataType") || "text" };
      const Value = world(region).parameters.value(one, WithDecryption === true, version.value);
      return { Parameter: { ...facts, Value, Version: version.version, LastModifiedDate: new Date(version.at), ...(selector === undefined ? {} : { Selector: `:${selector}` }) } };
    },
    GetParameterHistory({ Name = "", WithDecryption, MaxResults, NextToken }, { region }) {
      const one = world(region).parameters.find(Name);
      const { items, nextToken } = page([...world(region).parameters.versions(one)], ({ version }) => String(version), {
        nextToken: NextToken,
        size: pageSize(MaxResults, "maxResults", { standard: 50, most: 50 }, "ValidationException"),
        badToken: () => new AwsError("InvalidNextToken", "The specified token isn't valid."),
      });
      const rows = items.map(({ version, value, at, by }) => ({
        Name: one.name,
        Type: text(one, "Type") as ParameterType,
        Value: world(region).parameters.value(one, WithDecryption === true, value),
        Version: version,
        LastModifiedDate: new Date(at),
        LastModifiedUser: by,
        Labels: [],
        Tier: (text(one, "Tier") || "Standard") as ParameterTier,
        DataType: text(one, "DataType") || "text",
        Policies: [],
      }));
      return { Parameters: rows, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
    },
    DeleteParameter({ Name = "" }, { region }) {
      world(region).parameters.delete(world(region).parameters.find(Name));
      return {};
    },
    PutParameter({ Name = "", Value = "", Type, KeyId, Description, Overwrite }, { region, callerArn }) {
      const one = world(region).parameters.known(Name);
      if (one === undefined) {
        if (Type === undefined) {
          throw new AwsError("ValidationException", "A parameter type is required when you create a parameter.");
        }
        world(region).parameters.create({ Name, Type, Value, ...(KeyId && { KeyId }), ...(Description && { Description }) }, callerArn);
        return { Version: 1, Tier: "Standard" as const };
      }
      if (Overwrite !== true) {
        throw new AwsError("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
      }
      return { Version: world(region).parameters.put(one, Value, callerArn), Tier: "Standard" as const };
    },
  }),
});
