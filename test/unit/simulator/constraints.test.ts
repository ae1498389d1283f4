import { ApplicationAutoScalingClient, DescribeScalingPoliciesCommand } from "@aws-sdk/client-application-auto-scaling";
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  ListTypesCommand,
  ListStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeLogStreamsCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { BatchGetProjectsCommand, ListProjectsCommand, StartBuildCommand } from "@aws-sdk/client-codebuild";
import { BatchGetCommitsCommand, CodeCommitClient, GetBranchCommand, GetRepositoryCommand, ListRepositoriesCommand } from "@aws-sdk/client-codecommit";
import { BatchGetApplicationRevisionsCommand, CodeDeployClient, GetDeploymentCommand, ListDeploymentsCommand } from "@aws-sdk/client-codedeploy";
import { DisableStageTransitionCommand, GetPipelineCommand, GetPipelineStateCommand, ListPipelinesCommand } from "@aws-sdk/client-codepipeline";
import { EC2Client, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { ECSClient, ListTasksCommand } from "@aws-sdk/client-ecs";
import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand } from "@aws-sdk/client-sts";
import { GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulatedServices } from "../../../src/simulator/services/services.ts";
import { CONSTRAINTS } from "../../../src/simulator/tables/constraints.gen.ts";
import { patternOf } from "../../../src/simulator/tables/constraints.ts";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let codecommit: CodeCommitClient;
let codedeploy: CodeDeployClient;
let cloudformation: CloudFormationClient;
let ec2: EC2Client;
let ecs: ECSClient;
let scaling: ApplicationAutoScalingClient;
let iam: IAMClient;
let xray: XRayClient;
beforeAll(async () => {
  bench = await openBench();
  const options = clientOptions(bench.simulator);
  codecommit = new CodeCommitClient(options);
  codedeploy = new CodeDeployClient(options);
  cloudformation = new CloudFormationClient(options);
  ec2 = new EC2Client(options);
  ecs = new ECSClient(options);
  scaling = new ApplicationAutoScalingClient(options);
  iam = new IAMClient(options);
  xray = new XRayClient(options);
});
afterAll(async () => {
  for (const client of [codecommit, codedeploy, cloudformation, ec2, ecs, scaling, iam, xray]) client.destroy();
  await bench.close();
});

const code = async (asked: Promise<unknown>) => (await refusal(asked)).name;
/** What no caller with the SDK's types could write. */
const wrong = (value: unknown) => value as never;

describe("an input that the model forbids", () => {
  const transition = { pipelineName: "auth-service-release", stageName: "Build", reason: "Just so" };
  const role = { RoleArn: "arn:aws:iam::418273650912:role/kestrel-deploy", RoleSessionName: "somebody" };
  const rows: [string, string, () => Promise<unknown>][] = [
    ["a direction that is none", "ValidationException", () => bench.codepipeline.send(new DisableStageTransitionCommand({ ...transition, transitionType: wrong("Sideways") }))],
    ["a size that is no number", "SerializationException", () => bench.codepipeline.send(new ListPipelinesCommand({ maxResults: wrong("x") }))],
    ["a version that is no number", "SerializationException", () => bench.codepipeline.send(new GetPipelineCommand({ name: "auth-service-release", version: wrong("abc") }))],
    ["a name of a pipeline with a blank", "ValidationException", () => bench.codepipeline.send(new GetPipelineStateCommand({ name: "no such" }))],
    ["an order of projects", "InvalidInputException", () => bench.codebuild.send(new ListProjectsCommand({ sortBy: wrong("BOGUS") }))],
    ["a minute for a build", "InvalidInputException", () => bench.codebuild.send(new StartBuildCommand({ projectName: "docs-site", timeoutInMinutesOverride: 1 }))],
    ["too short a session", "ValidationError", () => bench.sts.send(new AssumeRoleCommand({ ...role, DurationSeconds: 899 }))],
    ["too short a name of a session", "ValidationError", () => bench.sts.send(new AssumeRoleCommand({ ...role, RoleSessionName: "a" }))],
    ["an order of repositories", "InvalidSortByException", () => codecommit.send(new ListRepositoriesCommand({ sortBy: wrong("BOGUS") }))],
    ["a name that no branch can have", "InvalidBranchNameException", () => codecommit.send(new GetBranchCommand({ repositoryName: "auth-service", branchName: "bad..name" }))],
    ["an order of streams", "InvalidParameterException", () => bench.logs.send(new DescribeLogStreamsCommand({ logGroupName: "/ecs/auth-service", orderBy: wrong("BOGUS") }))],
    ["too long a pattern", "InvalidParameterException", () => bench.logs.send(new FilterLogEventsCommand({ logGroupName: "/ecs/auth-service", filterPattern: "a".repeat(1025) }))],
    ["a status of stacks", "ValidationError", () => cloudformation.send(new ListStacksCommand({ StackStatusFilter: [wrong("BOGUS")] }))],
    ["a type of a revision", "InvalidRevisionException", () => codedeploy.send(new BatchGetApplicationRevisionsCommand({ applicationName: "customer-portal", revisions: [{ revisionType: wrong("Bogus") }] }))],
    ["a namespace of what scales", "ValidationException", () => scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: wrong("BOGUS") }))],
    ["a status of deployments", "InvalidDeploymentStatusException", () => codedeploy.send(new ListDeploymentsCommand({ includeOnlyStatuses: [wrong("Bogus")] }))],
    ["an empty page", "ValidationError", () => iam.send(new ListAccountAliasesCommand({ MaxItems: 0 }))],
    ["a status of tasks", "InvalidParameterException", () => ecs.send(new ListTasksCommand({ cluster: "kestrel-production", desiredStatus: wrong("BOGUS") }))],
  ];
  it.each(rows)("%s is refused with %s", async (_what, expected, send) => {
    expect(await code(send())).toBe(expected);
  });

  it("changes nothing, and is told with its place and what it may be", async () => {
    const send = new DisableStageTransitionCommand({ ...transition, transitionType: wrong("Sideways") });
    expect((await refusal(bench.codepipeline.send(send))).message).toBe(
      "1 validation error detected: Value 'Sideways' at 'transitionType' failed to satisfy constraint: Member must satisfy enum value set: [Inbound, Outbound]",
    );
    const { stageStates = [] } = await bench.codepipeline.send(new GetPipelineStateCommand({ name: "auth-service-release" }));
    expect(stageStates.map(({ inboundTransitionState }) => inboundTransitionState?.enabled)).not.toContain(false);
  });
});

describe("an input that lacks what is required", () => {
  const rows: [string, () => Promise<unknown>][] = [
    ["ValidationError", () => cloudformation.send(new DescribeStackEventsCommand({ StackName: wrong(undefined) }))],
    ["RepositoryNameRequiredException", () => codecommit.send(new GetRepositoryCommand({ repositoryName: wrong(undefined) }))],
    ["DeploymentIdRequiredException", () => codedeploy.send(new GetDeploymentCommand({ deploymentId: wrong(undefined) }))],
    ["CommitIdsListRequiredException", () => codecommit.send(new BatchGetCommitsCommand({ repositoryName: "auth-service", commitIds: wrong(undefined) }))],
    ["MissingParameter", () => ec2.send(new StopInstancesCommand({ InstanceIds: wrong(undefined) }))],
    ["InvalidInputException", () => bench.codebuild.send(new BatchGetProjectsCommand({ names: wrong(undefined) }))],
  ];
  it.each(rows)("is refused with %s", async (expected, send) => {
    expect(await code(send())).toBe(expected);
  });
});

describe("what is right and not played", () => {
  const now = new Date();
  const rows: [string, () => Promise<unknown>][] = [
    ["a pattern by columns", () => bench.logs.send(new FilterLogEventsCommand({ logGroupName: "/ecs/auth-service", filterPattern: "[ip, user, status = 4*]" }))],
    ["traces of a group", () => xray.send(new GetTraceSummariesCommand({ StartTime: new Date(now.getTime() - 60_000), EndTime: now, FilterExpression: 'group.name = "x"' }))],
    ["traces by a segment's id", () => xray.send(new GetTraceSummariesCommand({ StartTime: new Date(now.getTime() - 60_000), EndTime: now, FilterExpression: 'id(name: "x")' }))],
    ["a list of published types", () => cloudformation.send(new ListTypesCommand({ Visibility: "PUBLIC", Type: "RESOURCE" }))],
    ["keys for a web identity", () => bench.sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: "arn:aws:iam::418273650912:role/kestrel-deploy", RoleSessionName: "somebody", WebIdentityToken: "token" }))],
  ];
  it.each(rows)("says so: %s", async (_what, send) => {
    expect(await refusal(send())).toMatchObject({ message: expect.stringContaining("not simulated") });
  });
});

describe("the table", () => {
  it("knows every operation that is played, and its patterns can be matched", () => {
    const all = Object.entries(CONSTRAINTS);
    expect(all.flatMap(([service, { unknown }]) => unknown.map((name) => `${service}:${name}`))).toEqual([]);
    const nowhere = (): never => {
      throw new Error("No region is looked at here");
    };
    const played = simulatedServices(nowhere, { clock: wrong(undefined), keys: wrong(undefined), accountIds: [], endpoint: nowhere });
    const names = played.flatMap(({ name, handlers }) => [...handlers.keys()].map((operation) => `${name}:${operation}`));
    const judged = all.flatMap(([service, { inputs, free }]) => [...Object.keys(inputs), ...free].map((operation) => `${service}:${operation}`));
    expect(judged.toSorted(), "node scripts/tables/derive.mjs").toEqual(names.toSorted());
    const patterns = all.flatMap(([, { shapes }]) => shapes.flatMap(({ pattern }) => pattern ?? []));
    expect(patterns.length).toBeGreaterThan(20);
    expect(patterns.filter((pattern) => patternOf(pattern) === undefined)).toEqual([]);
  });

  it("is small", () => {
    const operations = Object.values(CONSTRAINTS).flatMap(({ inputs }) => Object.keys(inputs)).length;
    expect(JSON.stringify(CONSTRAINTS).length / operations).toBeLessThan(400);
  });
});
