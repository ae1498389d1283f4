import {
  GetAlias$,
  GetFunction$,
  GetFunctionConfiguration$,
  GetPolicy$,
  GetProvisionedConcurrencyConfig$,
  InvalidParameterValueException$,
  InvalidRequestContentException$,
  Invoke$,
  LambdaClient,
  ListAliases$,
  ListEventSourceMappings$,
  ListFunctions$,
  ListVersionsByFunction$,
  PreconditionFailedException$,
  ProvisionedConcurrencyConfigNotFoundException$,
  RequestTooLargeException$,
  ResourceNotFoundException$,
  UpdateAlias$,
} from "@aws-sdk/client-lambda";
import { Uint8ArrayBlobAdapter } from "@smithy/core/serde";
import type * as LambdaModule from "@aws-sdk/client-lambda";
import type { AliasRoutingConfiguration, FunctionCodeLocation, FunctionConfiguration, LoggingConfig } from "@aws-sdk/client-lambda";
import { digestOf } from "../../account/images.ts";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { standard } from "../../resources/project.ts";
import type { Facts } from "../../resources/rule.ts";
import { AwsError } from "../../wire/errors.ts";
import { ALIAS, FUNCTION, Functions, MAPPING, VERSION, noFunction } from "./functions.ts";
import { logGroupOf } from "./invocations.ts";

/** Lambda gives at most fifty, whatever is asked for (API reference, ListFunctions). */
const page = { standard: 50, most: 10_000, given: 50 };

const within = { type: FUNCTION, by: "FunctionName", property: "FunctionName", missing: noFunction } as const;

const listed: Facts<FunctionConfiguration, Functions> = {
  FunctionArn: ({ arn }) => arn,
  FunctionName: (one) => text(one, "FunctionName"),
  Version: (one) => text(one, "Version") || "$LATEST",
  CodeSize: ({ name }) => 40_000 + name.length * 1733,
  CodeSha256: (one, functions) => functions.codeHash(one, text(one, "Version") || "$LATEST"),
  LastModified: ({ updated }) => new Date(updated).toISOString().replace("Z", "+0000"),
  PackageType: (one) => (isImage(one) ? "Image" : "Zip"),
  Architectures: standard(["x86_64"]),
  EphemeralStorage: standard({ Size: 512 }),
  LoggingConfig: (one) => ({ LogFormat: "Text" as const, LogGroup: logGroupOf(one), ...(one.properties["LoggingConfig"] as LoggingConfig | undefined) }),
};
/** What no list tells. */
const whole = { ...listed, State: standard("Active" as const), LastUpdateStatus: standard("Successful" as const) };

const isImage = (one: Resource) => text(one, "PackageType") === "Image";

function codeOf(one: Resource): FunctionCodeLocation {
  const { ImageUri = "" } = (one.properties["Code"] ?? {}) as { readonly ImageUri?: string };
  if (!isImage(one)) {
    return { RepositoryType: "S3" };
  }
  return { RepositoryType: "ECR", ImageUri, ResolvedImageUri: `${ImageUri.replace(/:[^:/]*$/, "")}@${digestOf(ImageUri)}` };
}

/** How many environments of an alias wait for calls, started. */
function provisioned({ properties }: Resource): number | undefined {
  return (properties["ProvisionedConcurrencyConfig"] as { readonly ProvisionedConcurrentExecutions: number } | undefined)?.ProvisionedConcurrentExecutions;
}

const aliasFacts = { AliasArn: ({ arn }: Resource) => arn };

/** AWS Lambda. */
export const lambda = describeService<typeof LambdaModule, Functions>({
  name: "lambda",
  types: "AWS::Lambda::",
  invalid: "InvalidParameterValueException",
  schemas: {
    GetAlias$,
    GetFunction$,
    GetFunctionConfiguration$,
    GetPolicy$,
    GetProvisionedConcurrencyConfig$,
    InvalidParameterValueException$,
    InvalidRequestContentException$,
    Invoke$,
    ListAliases$,
    ListEventSourceMappings$,
    ListFunctions$,
    ListVersionsByFunction$,
    PreconditionFailedException$,
    ProvisionedConcurrencyConfigNotFoundException$,
    RequestTooLargeException$,
    ResourceNotFoundException$,
    UpdateAlias$,
  },
  client: (options) => new LambdaClient(options),
  open: (state) => new Functions(state),
  rules: {
    ListFunctions: { type: FUNCTION, rows: "Functions", page, facts: listed },
    GetFunction: {
      type: FUNCTION, rows: "Configuration", by: "FunctionName", missing: noFunction, facts: whole,
      more: ([one]) => ({ Code: one === undefined ? {} : codeOf(one), ...(one === undefined ? {} : { Tags: { function: one.name } }) }),
    },
    GetFunctionConfiguration: { type: FUNCTION, by: "FunctionName", missing: noFunction, facts: whole },
    ListVersionsByFunction: { type: VERSION, rows: "Versions", within, page, facts: listed },
    ListAliases: { type: ALIAS, rows: "Aliases", within, page, facts: aliasFacts },
    GetAlias: {
      type: ALIAS, by: "Name", within, facts: aliasFacts,
      missing: (name) => new AwsError("ResourceNotFoundException", `Cannot find alias: ${name}`, { members: { Type: "User" } }),
    },
    GetProvisionedConcurrencyConfig: {
      type: ALIAS, by: "Qualifier", within, where: (one) => provisioned(one) !== undefined,
      facts: {
        RequestedProvisionedConcurrentExecutions: provisioned,
        AvailableProvisionedConcurrentExecutions: provisioned,
        AllocatedProvisionedConcurrentExecutions: provisioned,
        Status: standard("READY" as const),
      },
      missing: () => new AwsError("ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found for this function", { members: { Type: "User" } }),
    },
    ListEventSourceMappings: {
      type: MAPPING, rows: "EventSourceMappings", within, page: { ...page, standard: 100, given: 100 }, equal: { EventSourceArn: "EventSourceArn" },
      facts: {
        UUID: ({ id }) => id,
        FunctionArn: (one, functions) => functions.arnOf(text(one, "FunctionName")),
        State: (one) => (one.properties["Enabled"] === false ? "Disabled" : "Enabled"),
        StateTransitionReason: standard("USER_INITIATED"),
      },
    },
  },
  handlers: (functions) => ({
    GetPolicy({ FunctionName = "" }, context) {
      const own = functions(context.region).found(FunctionName, context);
      const Statement = functions(context.region).policy(own);
      if (Statement.length === 0) {
        throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", { members: { Type: "User" } });
      }
      return { Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement }) };
    },
    Invoke({ FunctionName = "", Qualifier, InvocationType = "RequestResponse", LogType, Payload }, context) {
      const own = functions(context.region).found(FunctionName, context);
      const version = functions(context.region).drawn(own, Qualifier);
      if (InvocationType === "DryRun") {
        return { StatusCode: 204, ExecutedVersion: version };
      }
      const { isFailed, answer, tail } = functions(context.region).invocations.run(own, version, Payload instanceof Uint8Array ? Payload : undefined);
      if (InvocationType === "Event") {
        return { StatusCode: 202 };
      }
      return {
        StatusCode: 200,
        ExecutedVersion: version,
        Payload: Uint8ArrayBlobAdapter.fromString(answer),
        ...(isFailed ? { FunctionError: "Unhandled" } : {}),
        ...(LogType === "Tail" ? { LogResult: Buffer.from(tail).toString("base64") } : {}),
      };
    },
    UpdateAlias(input, { region }) {
      const alias = functions(region).updateAlias(input);
      const routed = alias.properties["RoutingConfig"] as AliasRoutingConfiguration | undefined;
      return {
        AliasArn: alias.arn,
        Name: alias.name,
        FunctionVersion: text(alias, "FunctionVersion"),
        Description: text(alias, "Description"),
        RevisionId: text(alias, "RevisionId"),
        ...(routed === undefined ? {} : { RoutingConfig: routed }),
      };
    },
  }),
});
