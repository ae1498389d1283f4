import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { BatchGetProjectsCommand, CodeBuildClient } from "@aws-sdk/client-codebuild";
import { CodeCommitClient, ListBranchesCommand } from "@aws-sdk/client-codecommit";
import { CodeDeployClient, GetDeploymentCommand, GetDeploymentGroupCommand, ListDeploymentGroupsCommand } from "@aws-sdk/client-codedeploy";
import { CodePipelineClient, GetPipelineStateCommand } from "@aws-sdk/client-codepipeline";
import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mapSdkError } from "../../../src/aws/errorMapping.ts";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench, Keys } from "./support.ts";

interface Service {
  readonly ask: (options: ReturnType<typeof clientOptions>) => Promise<unknown>;
  /** Name and HTTP status. */
  readonly throttled: readonly [string, number];
  readonly denied: readonly [string, number];
  readonly expired: readonly [string, number];
  readonly wrong: readonly [string, number];
  /** What a refusal names, behind the account; nothing where it names none. */
  readonly resource: string | undefined;
}

const JSON_ERRORS = {
  throttled: ["ThrottlingException", 400],
  denied: ["AccessDeniedException", 400],
  expired: ["ExpiredTokenException", 400],
  wrong: ["InvalidSignatureException", 400],
} as const;
const QUERY_ERRORS = {
  throttled: ["Throttling", 400],
  denied: ["AccessDenied", 403],
  expired: ["ExpiredToken", 403],
  wrong: ["SignatureDoesNotMatch", 403],
} as const;
const window = { StartTime: new Date(0), EndTime: new Date(1000) };

const SERVICES: Record<string, Service> = {
  codepipeline: {
    ...JSON_ERRORS,
    ask: (options) => new CodePipelineClient(options).send(new GetPipelineStateCommand({ name: "parcel-web-release" })),
    resource: "parcel-web-release",
  },
  codebuild: {
    ...JSON_ERRORS,
    ask: (options) => new CodeBuildClient(options).send(new BatchGetProjectsCommand({ names: ["docs-site"] })),
    resource: "project/docs-site",
  },
  codecommit: {
    ...JSON_ERRORS,
    ask: (options) => new CodeCommitClient(options).send(new ListBranchesCommand({ repositoryName: "parcel-web" })),
    resource: "parcel-web",
  },
  codedeploy: {
    ...JSON_ERRORS,
    ask: (options) =>
      new CodeDeployClient(options).send(
        new GetDeploymentGroupCommand({ applicationName: "parcel-web", deploymentGroupName: "parcel-web-production" }),
      ),
    resource: "deploymentgroup:parcel-web/parcel-web-production",
  },
  "codedeploy, an application's": {
    ...JSON_ERRORS,
    ask: (options) => new CodeDeployClient(options).send(new ListDeploymentGroupsCommand({ applicationName: "parcel-web" })),
    resource: "application:parcel-web",
  },
  "codedeploy, a deployment's": {
    ...JSON_ERRORS,
    ask: (options) => new CodeDeployClient(options).send(new GetDeploymentCommand({ deploymentId: "d-ABCDEFGHI" })),
    resource: "deploymentgroup:*/*",
  },
  logs: {
    ...JSON_ERRORS,
    ask: (options) =>
      new CloudWatchLogsClient(options).send(new GetLogEventsCommand({ logGroupName: "a", logStreamName: "b" })),
    resource: "log-group:a:log-stream:b",
  },
  xray: {
    ask: (options) => new XRayClient(options).send(new GetTraceSummariesCommand(window)),
    throttled: ["ThrottledException", 429],
    denied: ["AccessDeniedException", 403],
    expired: ["ExpiredTokenException", 403],
    wrong: ["InvalidSignatureException", 403],
    resource: undefined,
  },
  cloudformation: {
    ...QUERY_ERRORS,
    ask: (options) => new CloudFormationClient(options).send(new DescribeStacksCommand({ StackName: "parcel-web" })),
    resource: "stack/parcel-web/*",
  },
  iam: {
    ...QUERY_ERRORS,
    ask: (options) => new IAMClient(options).send(new ListAccountAliasesCommand({})),
    resource: undefined,
  },
  sts: {
    ...QUERY_ERRORS,
    ask: (options) => new STSClient(options).send(new GetCallerIdentityCommand({})),
    resource: undefined,
  },
};

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** What a call is refused with, and how the extension takes it. */
async function refused(ask: Service["ask"], keys?: Keys) {
  const call = () => ask(clientOptions(bench.simulator, "eu-west-1", keys));
  const { name, status, message } = await refusal(call());
  const error = await call().catch((thrown: unknown) => thrown);
  const { kind } = mapSdkError(error, { service: "Any", operation: "Any", context: "demo" });
  return { shape: [name, status], message, kind };
}

describe("errors have the shape that AWS gives them", () => {
  it.each(Object.entries(SERVICES))("in %s", async (_name, { ask, throttled, denied, expired, wrong, resource }) => {
    const { control, credentials } = bench.simulator;
    const met = async (kind: "throttle" | "denied" | "expired") => {
      await control.addFaults({ kind, times: 2 });
      return refused(ask);
    };
    expect(await met("throttle")).toEqual({ shape: throttled, message: "Rate exceeded", kind: "throttled" });
    expect(await met("expired")).toMatchObject({ shape: expired, kind: "expired" });
    const denial = await met("denied");
    expect(denial).toMatchObject({ shape: denied, kind: "denied" });
    expect(/ on resource: arn:aws:\w+:eu-west-1:418273650912:(\S+) /.exec(denial.message)?.[1]).toBe(resource);
    const other = { ...credentials, secretAccessKey: "wrong" };
    expect(await refused(ask, other)).toMatchObject({ shape: wrong, kind: "expired" });
  });
});
