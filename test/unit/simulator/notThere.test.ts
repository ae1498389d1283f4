import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as codebuild from "@aws-sdk/client-codebuild";
import * as codecommit from "@aws-sdk/client-codecommit";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as eks from "@aws-sdk/client-eks";
import * as beanstalk from "@aws-sdk/client-elastic-beanstalk";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as secrets from "@aws-sdk/client-secrets-manager";
import * as ssm from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

type Members = Readonly<Record<string, unknown>>;

const cluster = "kestrel-production";
const ROLES = "arn:aws:iam::418273650912:role";

/** An operation that lists what something has, asked of what is not there, and what its service says to that. */
const ROWS: readonly (readonly [module: object, operation: string, input: Members, code: string])[] = [
  [autoscaling, "DescribePolicies", { AutoScalingGroupName: "none" }, "ValidationError"],
  [autoscaling, "DescribeScalingActivities", { AutoScalingGroupName: "none" }, "ValidationError"],
  [autoscaling, "DescribeScheduledActions", { AutoScalingGroupName: "none" }, "ValidationError"],
  [autoscaling, "DescribeInstanceRefreshes", { AutoScalingGroupName: "none" }, "ValidationError"],
  [cloudformation, "DescribeStacks", { StackName: "none" }, "ValidationError"],
  [cloudformation, "ListImports", { ExportName: "none" }, "ValidationError"],
  [cloudformation, "DescribeStackEvents", { StackName: "none" }, "ValidationError"],
  [cloudformation, "ListStackResources", { StackName: "none" }, "ValidationError"],
  [cloudformation, "ListChangeSets", { StackName: "none" }, "ValidationError"],
  [cloudformation, "DescribeStackResourceDrifts", { StackName: "none" }, "ValidationError"],
  [cloudformation, "DescribeChangeSet", { StackName: "dispatch-board", ChangeSetName: "none" }, "ChangeSetNotFoundException"],
  [logs, "DescribeLogStreams", { logGroupName: "none" }, "ResourceNotFoundException"],
  [logs, "FilterLogEvents", { startTime: Date.now() - 4000, logGroupName: "none" }, "ResourceNotFoundException"],
  [codebuild, "ListBuildsForProject", { projectName: "none" }, "ResourceNotFoundException"],
  [codecommit, "ListBranches", { repositoryName: "none" }, "RepositoryDoesNotExistException"],
  [codedeploy, "ListDeploymentGroups", { applicationName: "none" }, "ApplicationDoesNotExistException"],
  [codepipeline, "ListActionExecutions", { pipelineName: "none" }, "PipelineNotFoundException"],
  [codepipeline, "ListPipelineExecutions", { pipelineName: "none" }, "PipelineNotFoundException"],
  [ec2, "DescribeInstances", { InstanceIds: ["i-0123456789abcdef0"] }, "InvalidInstanceID.NotFound"],
  [ec2, "DescribeInstanceStatus", { InstanceIds: ["i-0123456789abcdef0"] }, "InvalidInstanceID.NotFound"],
  [ecr, "DescribeRepositories", { repositoryNames: ["none"] }, "RepositoryNotFoundException"],
  [ecr, "DescribeImages", { repositoryName: "none" }, "RepositoryNotFoundException"],
  [ecr, "ListImages", { repositoryName: "none" }, "RepositoryNotFoundException"],
  [ecs, "ListServices", { cluster: "none" }, "ClusterNotFoundException"],
  [ecs, "ListTasks", { cluster: "none" }, "ClusterNotFoundException"],
  [ecs, "ListServiceDeployments", { cluster, service: "none" }, "ServiceNotFoundException"],
  [eks, "ListUpdates", { name: "none" }, "ResourceNotFoundException"],
  [eks, "ListNodegroups", { clusterName: "none" }, "ResourceNotFoundException"],
  [eks, "ListFargateProfiles", { clusterName: "none" }, "ResourceNotFoundException"],
  [eks, "ListAddons", { clusterName: "none" }, "ResourceNotFoundException"],
  [eks, "ListAccessEntries", { clusterName: "none" }, "ResourceNotFoundException"],
  [eks, "ListAssociatedAccessPolicies", { clusterName: "kestrel-batch", principalArn: `${ROLES}/none` }, "ResourceNotFoundException"],
  [beanstalk, "DescribeInstancesHealth", { AttributeNames: ["All"], EnvironmentName: "none" }, "InvalidParameterValue"],
  [iam, "ListAttachedRolePolicies", { RoleName: "none" }, "NoSuchEntityException"],
  [iam, "ListInstanceProfilesForRole", { RoleName: "none" }, "NoSuchEntityException"],
  [iam, "ListRolePolicies", { RoleName: "none" }, "NoSuchEntityException"],
  [iam, "SimulatePrincipalPolicy", { ActionNames: ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "ecs:RunTask"], PolicySourceArn: `${ROLES}/none` }, "NoSuchEntityException"],
  [lambda, "ListAliases", { FunctionName: "none" }, "ResourceNotFoundException"],
  [lambda, "ListVersionsByFunction", { FunctionName: "none" }, "ResourceNotFoundException"],
  [s3, "ListObjectsV2", { Delimiter: "/", Bucket: "none-of-that-name" }, "NoSuchBucket"],
  [secrets, "ListSecretVersionIds", { IncludeDeprecated: true, SecretId: "none" }, "ResourceNotFoundException"],
  [ssm, "GetParameterHistory", { Name: "/none" }, "ParameterNotFound"],
];

type Call = new (input: Members) => never;
interface Client { send(command: never): Promise<unknown>; destroy(): void }

let bench: Bench;
const clients = new Map<object, Client>();
beforeAll(async () => {
  bench = await openBench();
  for (const module of new Set(ROWS.map(([one]) => one))) {
    // A module has its client, and the plain one that it is built on.
    const found = Object.entries(module).find(([name]) => name.endsWith("Client") && name !== "__Client");
    if (found === undefined) throw new Error("A module without a client");
    const ServiceClient = found[1] as new (options: object) => Client;
    clients.set(module, new ServiceClient({ ...clientOptions(bench.simulator), forcePathStyle: true }));
  }
});
afterAll(async () => {
  for (const client of clients.values()) client.destroy();
  await bench.close();
});

describe("what is not there", () => {
  it.each(ROWS.map(([module, operation, input, code]) => [operation, input, code, module] as const))("%s of %j is refused with %s", async (operation, input, code, module) => {
    const Command = (module as Readonly<Record<string, Call>>)[`${operation}Command`];
    const client = clients.get(module);
    if (Command === undefined || client === undefined) throw new Error(`No ${operation}`);
    expect((await refusal(client.send(new Command(input)))).name).toBe(code);
  });
});
