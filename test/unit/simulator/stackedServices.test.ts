import { CloudFormationClient, CreateStackCommand, DeleteStackCommand, DescribeStackResourcesCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { BatchGetProjectsCommand, ListProjectsCommand } from "@aws-sdk/client-codebuild";
import { CodeCommitClient, GetRepositoryCommand } from "@aws-sdk/client-codecommit";
import { BatchGetDeploymentGroupsCommand, CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand, ListApplicationsCommand, ListDeploymentGroupsCommand } from "@aws-sdk/client-codedeploy";
import { GetPipelineCommand, ListPipelineExecutionsCommand, ListPipelinesCommand } from "@aws-sdk/client-codepipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, passUntil, refusal, settledStack } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let cloudFormation: CloudFormationClient;
let codecommit: CodeCommitClient;
let codedeploy: CodeDeployClient;
beforeAll(async () => {
  bench = await openBench();
  cloudFormation = new CloudFormationClient(clientOptions(bench.simulator));
  codecommit = new CodeCommitClient(clientOptions(bench.simulator));
  codedeploy = new CodeDeployClient(clientOptions(bench.simulator));
});
afterAll(async () => {
  for (const client of [cloudFormation, codecommit, codedeploy]) client.destroy();
  await bench.close();
});

const settled = (name: string) => settledStack(bench, cloudFormation, name);
const group = async (logGroupNamePrefix: string) => (await bench.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }))).logGroups?.[0];
const project = async (name: string) => (await bench.codebuild.send(new BatchGetProjectsCommand({ names: [name] }))).projects?.[0];

const stage = (name: string, category: string, provider: string, configuration: object) => ({
  Name: name,
  Actions: [
    {
      Name: name,
      ActionTypeId: { Category: category, Owner: "AWS", Provider: provider, Version: "1" },
      Configuration: configuration,
      ...(category === "Source" ? { OutputArtifacts: [{ Name: "Code" }] } : { InputArtifacts: [{ Name: "Code" }] }),
    },
  ],
});
const template = ({ days, image, approve }: { readonly days: number; readonly image: string; readonly approve: boolean }) =>
  JSON.stringify({
    Resources: {
      Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/depot/doors", RetentionInDays: days } },
      Code: { Type: "AWS::CodeCommit::Repository", Properties: { RepositoryName: "depot-doors", RepositoryDescription: `Kept ${days} days` } },
      Build: {
        Type: "AWS::CodeBuild::Project",
        Properties: {
          Name: "depot-doors-build",
          ServiceRole: "arn:aws:iam::418273650912:role/doors",
          Source: { Type: "CODECOMMIT", Location: { "Fn::GetAtt": ["Code", "CloneUrlHttp"] } },
          Artifacts: { Type: "NO_ARTIFACTS" },
          Environment: { Type: "LINUX_CONTAINER", ComputeType: "BUILD_GENERAL1_SMALL", Image: image, EnvironmentVariables: [{ Name: "LOG", Value: { Ref: "Log" } }] },
        },
      },
      Doors: { Type: "AWS::CodeDeploy::Application", Properties: { ApplicationName: "depot-doors", ComputePlatform: "Lambda" } },
      Release: {
        Type: "AWS::CodePipeline::Pipeline",
        Properties: {
          Name: "depot-doors-release",
          RoleArn: "arn:aws:iam::418273650912:role/doors",
          ArtifactStore: { Type: "S3", Location: "kestrel-artifacts" },
          Stages: [
            stage("Source", "Source", "CodeCommit", { RepositoryName: { "Fn::GetAtt": ["Code", "Name"] }, BranchName: "main" }),
            ...(approve ? [stage("Approve", "Approval", "Manual", {})] : []),
            stage("Build", "Build", "CodeBuild", { ProjectName: { Ref: "Build" } }),
          ],
        },
      },
    },
  });

describe("a stack's resource of a service without rules", () => {
  it("is there, follows its template, and goes with its stack", async () => {
    const before = template({ days: 7, image: "aws/codebuild/standard:6.0", approve: false });
    await cloudFormation.send(new CreateStackCommand({ StackName: "doors", TemplateBody: before }));
    expect(await settled("doors")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: "doors" }));
    expect(StackResources.map(({ ResourceStatusReason }) => ResourceStatusReason)).toEqual(StackResources.map(() => undefined));

    expect(await group("/depot/doors")).toMatchObject({ retentionInDays: 7 });
    const { repositoryMetadata } = await codecommit.send(new GetRepositoryCommand({ repositoryName: "depot-doors" }));
    expect(repositoryMetadata?.repositoryDescription).toBe("Kept 7 days");
    // Ref gives the repository's id, GetAtt its name and address
    expect(StackResources.find(({ LogicalResourceId }) => LogicalResourceId === "Code")?.PhysicalResourceId).toBe(repositoryMetadata?.repositoryId);
    expect((await bench.codebuild.send(new ListProjectsCommand({}))).projects).toContain("depot-doors-build");
    expect(await project("depot-doors-build")).toMatchObject({
      arn: "arn:aws:codebuild:eu-west-1:418273650912:project/depot-doors-build",
      serviceRole: "arn:aws:iam::418273650912:role/doors",
      source: { type: "CODECOMMIT", location: "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/depot-doors" },
      environment: { image: "aws/codebuild/standard:6.0", environmentVariables: [{ name: "LOG", value: "/depot/doors" }] },
    });
    expect((await codedeploy.send(new ListApplicationsCommand({}))).applications).toContain("depot-doors");
    const { pipeline } = await bench.codepipeline.send(new GetPipelineCommand({ name: "depot-doors-release" }));
    expect(pipeline).toMatchObject({ version: 1, stages: [{ name: "Source" }, { name: "Build" }] });
    expect(pipeline?.stages?.[0]?.actions?.[0]?.configuration).toEqual({ RepositoryName: "depot-doors", BranchName: "main" });
    // a new pipeline runs at once
    const { pipelineExecutionSummaries = [] } = await bench.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: "depot-doors-release" }));
    expect(pipelineExecutionSummaries.map(({ trigger }) => trigger?.triggerType)).toEqual(["CreatePipeline"]);

    const after = template({ days: 30, image: "aws/codebuild/standard:7.0", approve: true });
    await cloudFormation.send(new UpdateStackCommand({ StackName: "doors", TemplateBody: after }));
    expect(await settled("doors")).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
    expect(await group("/depot/doors")).toMatchObject({ retentionInDays: 30 });
    expect((await project("depot-doors-build"))?.environment?.image).toBe("aws/codebuild/standard:7.0");
    const changed = await bench.codepipeline.send(new GetPipelineCommand({ name: "depot-doors-release" }));
    expect(changed.pipeline).toMatchObject({ version: 2, stages: [{ name: "Source" }, { name: "Approve" }, { name: "Build" }] });

    await cloudFormation.send(new DeleteStackCommand({ StackName: "doors" }));
    await passUntil(bench, async () => ((await group("/depot/doors")) === undefined ? true : undefined));
    expect(await project("depot-doors-build")).toBeUndefined();
    expect(await refusal(codecommit.send(new GetRepositoryCommand({ repositoryName: "depot-doors" })))).toMatchObject({ name: "RepositoryDoesNotExistException" });
    expect((await codedeploy.send(new ListApplicationsCommand({}))).applications).not.toContain("depot-doors");
    expect((await bench.codepipeline.send(new ListPipelinesCommand({}))).pipelines?.map(({ name }) => name)).not.toContain("depot-doors-release");
  });

  it("is as it was after an update that was rolled back, and is refused where its name is taken", async () => {
    const log = (days: number, more = {}) =>
      JSON.stringify({ Resources: { Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/depot/gates", RetentionInDays: days } }, ...more } });
    await cloudFormation.send(new CreateStackCommand({ StackName: "gates", TemplateBody: log(7) }));
    await settled("gates");
    const taken = { Type: "AWS::Logs::LogGroup", DependsOn: "Log", Properties: { LogGroupName: "/kestrel/bulk" } };
    await cloudFormation.send(new UpdateStackCommand({ StackName: "gates", TemplateBody: log(30, { Taken: taken }) }));
    expect(await settled("gates")).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
    expect(await group("/depot/gates")).toMatchObject({ retentionInDays: 7 });
    // what was another's stays
    expect(await group("/kestrel/bulk")).toBeDefined();
  });
});

describe("a stack's deployment group", () => {
  const grouped = (config: string, enabled: boolean, more: object = {}) =>
    JSON.stringify({
      Resources: {
        Barriers: { Type: "AWS::CodeDeploy::Application", Properties: { ApplicationName: "barriers", ComputePlatform: "Server" } },
        North: {
          Type: "AWS::CodeDeploy::DeploymentGroup",
          Properties: {
            ApplicationName: { Ref: "Barriers" },
            DeploymentGroupName: "north",
            DeploymentConfigName: config,
            ServiceRoleArn: "arn:aws:iam::418273650912:role/barriers",
            Ec2TagFilters: [{ Key: "depot", Value: "north", Type: "KEY_AND_VALUE" }],
            AutoRollbackConfiguration: { Enabled: enabled, Events: ["DEPLOYMENT_FAILURE"] },
          },
        },
        ...more,
      },
    });
  const ask = { applicationName: "barriers", deploymentGroupNames: ["north"] };
  const look = async () => (await codedeploy.send(new BatchGetDeploymentGroupsCommand(ask))).deploymentGroupsInfo?.[0];

  it("is the service's own: it is listed, deploys, follows its template and keeps its deployments, and goes", async () => {
    const { StackId = "" } = await cloudFormation.send(new CreateStackCommand({ StackName: "barriers", TemplateBody: grouped("CodeDeployDefault.AllAtOnce", false) }));
    expect(await settled("barriers")).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: "barriers" }));
    expect(StackResources.find(({ LogicalResourceId }) => LogicalResourceId === "North")).toMatchObject({ PhysicalResourceId: "north" });
    expect((await codedeploy.send(new ListDeploymentGroupsCommand({ applicationName: "barriers" }))).deploymentGroups).toEqual(["north"]);
    expect(await look()).toMatchObject({
      deploymentConfigName: "CodeDeployDefault.AllAtOnce",
      serviceRoleArn: "arn:aws:iam::418273650912:role/barriers",
      ec2TagFilters: [{ Key: "depot", Value: "north", Type: "KEY_AND_VALUE" }],
      autoRollbackConfiguration: { enabled: false },
    });
    const revision = { revisionType: "S3" as const, s3Location: { bucket: "b", key: "k.zip", bundleType: "zip" as const } };
    const { deploymentId = "" } = await codedeploy.send(new CreateDeploymentCommand({ applicationName: "barriers", deploymentGroupName: "north", revision }));
    await passUntil(bench, async () => {
      const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
      return deploymentInfo?.status === "Succeeded" ? true : undefined;
    });

    await cloudFormation.send(new UpdateStackCommand({ StackName: "barriers", TemplateBody: grouped("CodeDeployDefault.HalfAtATime", true) }));
    expect(await settled("barriers")).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
    expect(await look()).toMatchObject({
      deploymentConfigName: "CodeDeployDefault.HalfAtATime",
      autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_FAILURE"] },
      lastSuccessfulDeployment: { deploymentId },
    });

    const stray = { South: { Type: "AWS::CodeDeploy::DeploymentGroup", DependsOn: "North", Properties: { ApplicationName: "no-such", ServiceRoleArn: "arn:aws:iam::418273650912:role/barriers" } } };
    await cloudFormation.send(new UpdateStackCommand({ StackName: "barriers", TemplateBody: grouped("CodeDeployDefault.OneAtATime", true, stray) }));
    expect(await settled("barriers")).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
    expect(await look()).toMatchObject({ deploymentConfigName: "CodeDeployDefault.HalfAtATime" });

    await cloudFormation.send(new DeleteStackCommand({ StackName: "barriers" }));
    expect(await settled(StackId)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
    expect(await refusal(codedeploy.send(new ListDeploymentGroupsCommand({ applicationName: "barriers" })))).toMatchObject({ name: "ApplicationDoesNotExistException" });
  });
});
