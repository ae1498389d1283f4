import {
  GetAlias$,
  GetFunction$,
  GetFunctionConfiguration$,
  InvalidParameterValueException$,
  LambdaClient,
  ListAliases$,
  ListEventSourceMappings$,
  ListFunctions$,
  ListVersionsByFunction$,
  ResourceNotFoundException$,
} from "@aws-sdk/client-lambda";
import type * as LambdaModule from "@aws-sdk/client-lambda";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import type { Facts } from "../../resources/rule.ts";
import { AwsError } from "../../wire/errors.ts";
import type { CallContext } from "../../wire/types.ts";
import { ALIAS, FUNCTION, Functions, logGroupOf, MAPPING, VERSION } from "./functions.ts";

/** Lambda gives at most fifty, whatever is asked for (API reference, ListFunctions). */
const page = { standard: 50, most: 10_000, given: 50 };

const missing = (name: string, { region, accountId }: Pick<CallContext, "region" | "accountId">) => {
  const arn = name.startsWith("arn:") ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  return new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, { members: { Type: "User" } });
};
const within = { type: FUNCTION, by: "FunctionName", property: "Function", missing } as const;

const listed: Facts<FunctionConfiguration, Functions> = {
  FunctionArn: ({ arn }) => arn,
  FunctionName: (one) => text(one, "FunctionName"),
  Version: (one) => text(one, "Version") || "$LATEST",
  CodeSize: ({ name }) => 40_000 + name.length * 1733,
  CodeSha256: (one, functions) => functions.codeHash(one, text(one, "Version") || "$LATEST"),
  LastModified: ({ updated }) => new Date(updated).toISOString().replace("Z", "+0000"),
  PackageType: () => "Zip",
  Architectures: () => ["x86_64"],
  EphemeralStorage: () => ({ Size: 512 }),
  LoggingConfig: (one) => ({ LogFormat: "Text", LogGroup: logGroupOf(one) }),
};
/** What no list tells. */
const whole = { ...listed, State: () => "Active" as const, LastUpdateStatus: () => "Successful" as const };

/** AWS Lambda. */
export const lambda = describeService<typeof LambdaModule, Functions>({
  name: "lambda",
  types: "AWS::Lambda::",
  invalid: "InvalidParameterValueException",
  schemas: {
    GetAlias$,
    GetFunction$,
    GetFunctionConfiguration$,
    InvalidParameterValueException$,
    ListAliases$,
    ListEventSourceMappings$,
    ListFunctions$,
    ListVersionsByFunction$,
    ResourceNotFoundException$,
  },
  client: (options) => new LambdaClient(options),
  open: (state) => new Functions(state),
  rules: {
    ListFunctions: { type: FUNCTION, rows: "Functions", page, facts: listed },
    GetFunction: {
      type: FUNCTION, rows: "Configuration", by: "FunctionName", missing, facts: whole,
      more: ([one]) => ({ Code: { RepositoryType: "S3" }, ...(one === undefined ? {} : { Tags: { function: one.name } }) }),
    },
    GetFunctionConfiguration: { type: FUNCTION, by: "FunctionName", missing, facts: whole },
    ListVersionsByFunction: { type: VERSION, rows: "Versions", within, page, facts: listed },
    ListAliases: { type: ALIAS, rows: "Aliases", within, page, facts: { AliasArn: ({ arn }) => arn } },
    GetAlias: {
      type: ALIAS, by: "Name", within, facts: { AliasArn: ({ arn }) => arn },
      missing: (name) => new AwsError("ResourceNotFoundException", `Cannot find alias: ${name}`, { members: { Type: "User" } }),
    },
    ListEventSourceMappings: {
      type: MAPPING, rows: "EventSourceMappings", within, page: { ...page, standard: 100, given: 100 },
      where: (one: Resource, { EventSourceArn }) => EventSourceArn === undefined || text(one, "EventSourceArn") === EventSourceArn,
    },
  },
});
