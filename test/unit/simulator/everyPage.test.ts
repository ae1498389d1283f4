import { AutoScalingClient, paginateDescribeAutoScalingGroups, paginateDescribePolicies, paginateDescribeScalingActivities } from "@aws-sdk/client-auto-scaling";
import { CloudFormationClient, paginateDescribeStackEvents, paginateDescribeStacks, paginateListExports, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import { CloudTrailClient, paginateLookupEvents } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, paginateDescribeAlarmHistory, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, paginateDescribeLogGroups, paginateDescribeLogStreams } from "@aws-sdk/client-cloudwatch-logs";
import { CodeBuildClient, paginateListBuilds, paginateListBuildsForProject, paginateListProjects } from "@aws-sdk/client-codebuild";
import { CodeCommitClient, paginateListBranches, paginateListRepositories } from "@aws-sdk/client-codecommit";
import { CodeDeployClient, paginateListApplications, paginateListDeploymentGroups, paginateListDeployments } from "@aws-sdk/client-codedeploy";
import { CodePipelineClient, paginateListActionExecutions, paginateListPipelineExecutions, paginateListPipelines } from "@aws-sdk/client-codepipeline";
import { CodeStarConnectionsClient, paginateListConnections, paginateListHosts } from "@aws-sdk/client-codestar-connections";
import { EC2Client, paginateDescribeInstanceStatus, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import { DescribeImagesCommand, ECRClient, paginateDescribeImageScanFindings, paginateDescribeImages, paginateDescribeRepositories, paginateListImages } from "@aws-sdk/client-ecr";
import { ECSClient, paginateListClusters, paginateListServices, paginateListTaskDefinitionFamilies, paginateListTaskDefinitions, paginateListTasks } from "@aws-sdk/client-ecs";
import {
  EKSClient,
  paginateDescribeAddonVersions,
  paginateDescribeClusterVersions,
  paginateListAccessEntries,
  paginateListAddons,
  paginateListAssociatedAccessPolicies,
  paginateListClusters as paginateListEksClusters,
  paginateListFargateProfiles,
  paginateListNodegroups,
  paginateListUpdates,
} from "@aws-sdk/client-eks";
import { ElasticBeanstalkClient, paginateDescribeEvents } from "@aws-sdk/client-elastic-beanstalk";
import { IAMClient, paginateGetAccountAuthorizationDetails, paginateListRoles } from "@aws-sdk/client-iam";
import { LambdaClient, paginateListAliases, paginateListEventSourceMappings, paginateListFunctions, paginateListVersionsByFunction } from "@aws-sdk/client-lambda";
import { S3Client, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { SecretsManagerClient, paginateListSecretVersionIds, paginateListSecrets } from "@aws-sdk/client-secrets-manager";
import {
  SSMClient,
  paginateDescribeAutomationExecutions,
  paginateDescribeParameters,
  paginateGetParameterHistory,
  paginateGetParametersByPath,
  paginateListDocuments,
} from "@aws-sdk/client-ssm";
import { XRayClient, paginateGetTraceSummaries } from "@aws-sdk/client-xray";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningSimulator, startSimulator } from "../../../src/simulator/simulator.ts";
import { clientOptions, refusal } from "./support.ts";

// Every list in use, in the smallest pages that its service gives, in threes and in its own: nothing is lost, nothing is
// given twice, and a token that nobody gave is refused with the service's own code.

/** What the SDK's paginators take beside their client. */
interface Asked {
  readonly pageSize?: number;
  readonly startingToken?: string;
}
type Names = readonly (string | undefined)[];
interface Listed {
  readonly name: string;
  /** The names of each page. */
  readonly pages: (asked: Asked) => AsyncIterable<Names>;
  /** How a token is refused that is none. */
  readonly badToken: string;
  /** The smallest page; undefined: the service takes no size. */
  readonly smallest: number | undefined;
}

let simulator: RunningSimulator;
const clients: { destroy(): void }[] = [];
/** A client that is made with the first list of it. */
function lazily<C extends { destroy(): void }>(Client: new (options: ReturnType<typeof clientOptions>) => C): () => C {
  let client: C | undefined;
  return () => {
    if (client === undefined) {
      client = new Client(clientOptions(simulator));
      clients.push(client);
    }
    return client;
  };
}

/** The lists of a service. @param smallest undefined: it takes no size */
function service(badToken: string, smallest: number | undefined) {
  return <Page>(name: string, paginate: (asked: Asked) => AsyncIterable<Page>, namesOf: (page: Page) => Names | undefined, least = smallest): Listed => ({
    name,
    badToken,
    smallest: least,
    async *pages(asked) {
      for await (const page of paginate(asked)) yield namesOf(page) ?? [];
    },
  });
}

const [autoscaling, cloudformation, cloudtrail] = [lazily(AutoScalingClient), lazily(CloudFormationClient), lazily(CloudTrailClient)];
const [cloudwatch, logs, codebuild] = [lazily(CloudWatchClient), lazily(CloudWatchLogsClient), lazily(CodeBuildClient)];
const [codecommit, codedeploy, codepipeline] = [lazily(CodeCommitClient), lazily(CodeDeployClient), lazily(CodePipelineClient)];
const [connections, ec2, ecr, ecs, eks] = [lazily(CodeStarConnectionsClient), lazily(EC2Client), lazily(ECRClient), lazily(ECSClient), lazily(EKSClient)];
const [beanstalk, iam, lambda, s3] = [lazily(ElasticBeanstalkClient), lazily(IAMClient), lazily(LambdaClient), lazily(S3Client)];
const [secrets, ssm, xray] = [lazily(SecretsManagerClient), lazily(SSMClient), lazily(XRayClient)];

const [ofPipelines, ofBuilds, ofRepositories] = [service("InvalidNextTokenException", 1), service("InvalidInputException", undefined), service("InvalidContinuationTokenException", undefined)];
const [ofDeployments, ofLogs, ofStacks] = [service("InvalidNextTokenException", undefined), service("InvalidParameterException", 1), service("ValidationError", undefined)];
const [ofGroups, ofAlarms, ofInstances, ofConnections] = [service("InvalidNextToken", 1), service("InvalidNextToken", 1), service("InvalidParameterValue", 5), service("InvalidInputException", 1)];
const [ofContainers, ofHistory, ofEnvironments] = [service("InvalidParameterException", 1), service("InvalidNextTokenException", 1), service("InvalidParameterValue", 1)];
const [ofRoles, ofFunctions, ofObjects, ofSecrets, ofParameters] = [
  service("ValidationError", 1),
  service("InvalidParameterValueException", 1),
  service("InvalidArgument", 1),
  service("InvalidNextTokenException", 1),
  service("InvalidNextToken", 1),
];

// Each list gets an input of its own: the SDK's paginators write their token into it.
const PIPELINE = { pipelineName: "auth-service-release" };
const CLUSTER = { cluster: "kestrel-production" };
const EKS = { clusterName: "kestrel-platform" };
const BUCKET = { Bucket: "kestrel-rates-inbox" };

const LISTS: readonly Listed[] = [
  ofPipelines("pipelines", (asked) => paginateListPipelines({ client: codepipeline(), ...asked }, {}), ({ pipelines }) => pipelines?.map(({ name }) => name)),
  ofPipelines("executions", (asked) => paginateListPipelineExecutions({ client: codepipeline(), ...asked }, { ...PIPELINE }), (page) => page.pipelineExecutionSummaries?.map((one) => one.pipelineExecutionId)),
  ofPipelines("actions", (asked) => paginateListActionExecutions({ client: codepipeline(), ...asked }, { ...PIPELINE }), (page) => page.actionExecutionDetails?.map((one) => one.actionExecutionId)),
  ofBuilds("projects", (asked) => paginateListProjects({ client: codebuild(), ...asked }, {}), ({ projects }) => projects),
  ofBuilds("builds", (asked) => paginateListBuilds({ client: codebuild(), ...asked }, {}), ({ ids }) => ids),
  ofBuilds("builds of a project", (asked) => paginateListBuildsForProject({ client: codebuild(), ...asked }, { projectName: "auth-service-build" }), ({ ids }) => ids),
  ofRepositories("repositories of code", (asked) => paginateListRepositories({ client: codecommit(), ...asked }, {}), (page) => page.repositories?.map((one) => one.repositoryName)),
  ofRepositories("branches", (asked) => paginateListBranches({ client: codecommit(), ...asked }, { repositoryName: "parcel-web" }), ({ branches }) => branches),
  ofDeployments("applications", (asked) => paginateListApplications({ client: codedeploy(), ...asked }, {}), ({ applications }) => applications),
  ofDeployments("deployments", (asked) => paginateListDeployments({ client: codedeploy(), ...asked }, {}), ({ deployments }) => deployments),
  ofDeployments("deployment groups", (asked) => paginateListDeploymentGroups({ client: codedeploy(), ...asked }, { applicationName: "parcel-web" }), (page) => page.deploymentGroups),
  ofLogs("log groups", (asked) => paginateDescribeLogGroups({ client: logs(), ...asked }, {}), ({ logGroups }) => logGroups?.map(({ arn }) => arn)),
  ofLogs("log streams", (asked) => paginateDescribeLogStreams({ client: logs(), ...asked }, { logGroupName: "/ecs/parcel-web" }), ({ logStreams }) => logStreams?.map(({ arn }) => arn)),
  ofStacks("stacks", (asked) => paginateDescribeStacks({ client: cloudformation(), ...asked }, {}), ({ Stacks }) => Stacks?.map(({ StackId }) => StackId)),
  ofStacks("events of a stack", (asked) => paginateDescribeStackEvents({ client: cloudformation(), ...asked }, { StackName: "parcel-web" }), (page) => page.StackEvents?.map(({ EventId }) => EventId)),
  ofStacks("resources of a stack", (asked) => paginateListStackResources({ client: cloudformation(), ...asked }, { StackName: "parcel-web" }), (page) => page.StackResourceSummaries?.map((one) => one.LogicalResourceId)),
  ofStacks("exports", (asked) => paginateListExports({ client: cloudformation(), ...asked }, {}), ({ Exports }) => Exports?.map(({ Name }) => Name)),
  ofGroups("Auto Scaling groups", (asked) => paginateDescribeAutoScalingGroups({ client: autoscaling(), ...asked }, {}), (page) => page.AutoScalingGroups?.map((one) => one.AutoScalingGroupName)),
  ofGroups("policies", (asked) => paginateDescribePolicies({ client: autoscaling(), ...asked }, { AutoScalingGroupName: "parcel-sorters" }), (page) => page.ScalingPolicies?.map((one) => one.PolicyARN)),
  ofGroups("activities", (asked) => paginateDescribeScalingActivities({ client: autoscaling(), ...asked }, { AutoScalingGroupName: "parcel-sorters" }), (page) => page.Activities?.map((one) => one.ActivityId)),
  ofAlarms("alarms", (asked) => paginateDescribeAlarms({ client: cloudwatch(), ...asked }, {}), (page) => [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map(({ AlarmArn }) => AlarmArn)),
  ofAlarms("alarms' history", (asked) => paginateDescribeAlarmHistory({ client: cloudwatch(), ...asked }, {}), (page) => page.AlarmHistoryItems?.map((one) => `${one.AlarmName} ${String(one.Timestamp?.getTime())} ${one.HistorySummary}`)),
  ofInstances("instances", (asked) => paginateDescribeInstances({ client: ec2(), ...asked }, {}), (page) => page.Reservations?.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId))),
  ofInstances("checks of instances", (asked) => paginateDescribeInstanceStatus({ client: ec2(), ...asked }, {}), (page) => page.InstanceStatuses?.map(({ InstanceId }) => InstanceId)),
  ofConnections("connections", (asked) => paginateListConnections({ client: connections(), ...asked }, {}), ({ Connections }) => Connections?.map((one) => one.ConnectionArn)),
  ofConnections("hosts", (asked) => paginateListHosts({ client: connections(), ...asked }, {}), ({ Hosts }) => Hosts?.map(({ HostArn }) => HostArn)),
  ofContainers("repositories of images", (asked) => paginateDescribeRepositories({ client: ecr(), ...asked }, {}), (page) => page.repositories?.map((one) => one.repositoryArn)),
  ofContainers("images", (asked) => paginateDescribeImages({ client: ecr(), ...asked }, { repositoryName: "parcel-web" }), (page) => page.imageDetails?.map((one) => one.imageDigest)),
  ofContainers("tags of images", (asked) => paginateListImages({ client: ecr(), ...asked }, { repositoryName: "parcel-web" }), (page) => page.imageIds?.map((one) => one.imageDigest)),
  ofContainers("findings", findings, (page) => [...(page.imageScanFindings?.findings ?? []).map(({ name }) => name), ...(page.imageScanFindings?.enhancedFindings ?? []).map(({ title }) => title)]),
  ofContainers("clusters", (asked) => paginateListClusters({ client: ecs(), ...asked }, {}), ({ clusterArns }) => clusterArns),
  ofContainers("services", (asked) => paginateListServices({ client: ecs(), ...asked }, { ...CLUSTER }), ({ serviceArns }) => serviceArns),
  ofContainers("tasks", (asked) => paginateListTasks({ client: ecs(), ...asked }, { ...CLUSTER }), ({ taskArns }) => taskArns),
  ofContainers("families", (asked) => paginateListTaskDefinitionFamilies({ client: ecs(), ...asked }, {}), ({ families }) => families),
  ofContainers("task definitions", (asked) => paginateListTaskDefinitions({ client: ecs(), ...asked }, { familyPrefix: "parcel-web" }), (page) => page.taskDefinitionArns),
  ofContainers("clusters of Kubernetes", (asked) => paginateListEksClusters({ client: eks(), ...asked }, {}), ({ clusters }) => clusters),
  ofContainers("node groups", (asked) => paginateListNodegroups({ client: eks(), ...asked }, { ...EKS }), ({ nodegroups }) => nodegroups),
  ofContainers("Fargate profiles", (asked) => paginateListFargateProfiles({ client: eks(), ...asked }, { ...EKS }), (page) => page.fargateProfileNames),
  ofContainers("add-ons", (asked) => paginateListAddons({ client: eks(), ...asked }, { ...EKS }), ({ addons }) => addons),
  ofContainers("versions of add-ons", (asked) => paginateDescribeAddonVersions({ client: eks(), ...asked }, {}), ({ addons }) => addons?.map(({ addonName }) => addonName)),
  ofContainers("versions of Kubernetes", (asked) => paginateDescribeClusterVersions({ client: eks(), ...asked }, {}), (page) => page.clusterVersions?.map((one) => one.clusterVersion)),
  ofContainers("access entries", (asked) => paginateListAccessEntries({ client: eks(), ...asked }, { ...EKS }), ({ accessEntries }) => accessEntries),
  ofContainers("access policies", accessPolicies, (page) => page.associatedAccessPolicies?.map(({ policyArn }) => policyArn)),
  ofContainers("updates", (asked) => paginateListUpdates({ client: eks(), ...asked }, { name: EKS.clusterName }), ({ updateIds }) => updateIds),
  ofHistory("events of an account", (asked) => paginateLookupEvents({ client: cloudtrail(), ...asked }, { LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "UpdateService" }] }), (page) => page.Events?.map(({ EventId }) => EventId)),
  ofEnvironments("events of environments", (asked) => paginateDescribeEvents({ client: beanstalk(), ...asked }, {}), (page) => page.Events?.map((one) => `${one.EnvironmentName} ${String(one.EventDate?.getTime())} ${one.Message}`)),
  ofRoles("roles", (asked) => paginateListRoles({ client: iam(), ...asked }, {}), ({ Roles }) => Roles?.map(({ Arn }) => Arn)),
  ofRoles("roles with documents", (asked) => paginateGetAccountAuthorizationDetails({ client: iam(), ...asked }, { Filter: ["Role"] }), (page) => page.RoleDetailList?.map(({ Arn }) => Arn)),
  ofFunctions("functions", (asked) => paginateListFunctions({ client: lambda(), ...asked }, {}), ({ Functions }) => Functions?.map(({ FunctionArn }) => FunctionArn)),
  ofFunctions("aliases", (asked) => paginateListAliases({ client: lambda(), ...asked }, { FunctionName: "label-printer" }), ({ Aliases }) => Aliases?.map(({ AliasArn }) => AliasArn)),
  ofFunctions("versions", (asked) => paginateListVersionsByFunction({ client: lambda(), ...asked }, { FunctionName: "label-printer" }), ({ Versions }) => Versions?.map(({ Version }) => Version)),
  ofFunctions("triggers", (asked) => paginateListEventSourceMappings({ client: lambda(), ...asked }, {}), (page) => page.EventSourceMappings?.map(({ UUID }) => UUID)),
  ofObjects("objects", (asked) => paginateListObjectsV2({ client: s3(), ...asked }, { ...BUCKET }), ({ Contents }) => Contents?.map(({ Key }) => Key)),
  ofSecrets("secrets", (asked) => paginateListSecrets({ client: secrets(), ...asked }, {}), ({ SecretList }) => SecretList?.map(({ ARN }) => ARN)),
  ofSecrets("versions of a secret", (asked) => paginateListSecretVersionIds({ client: secrets(), ...asked }, { SecretId: "kestrel/production/auth-service/database", IncludeDeprecated: true }), (page) => page.Versions?.map(({ VersionId }) => VersionId)),
  ofParameters("parameters", (asked) => paginateDescribeParameters({ client: ssm(), ...asked }, {}), ({ Parameters }) => Parameters?.map(({ Name }) => Name)),
  ofParameters("parameters of a path", (asked) => paginateGetParametersByPath({ client: ssm(), ...asked }, { Path: "/kestrel", Recursive: true }), ({ Parameters }) => Parameters?.map(({ Name }) => Name)),
  ofParameters("versions of a parameter", parameterHistory, ({ Parameters }) => Parameters?.map(({ Version }) => String(Version))),
  ofParameters("documents", (asked) => paginateListDocuments({ client: ssm(), ...asked }, {}), (page) => page.DocumentIdentifiers?.map(({ Name }) => Name)),
  ofParameters("executions of runbooks", (asked) => paginateDescribeAutomationExecutions({ client: ssm(), ...asked }, {}), (page) => page.AutomationExecutionMetadataList?.map((one) => one.AutomationExecutionId)),
  service("InvalidRequestException", undefined)("traces", traces, ({ TraceSummaries }) => TraceSummaries?.map(({ Id }) => Id)),
];

/** Of the first image that was scanned and has some. */
async function* findings(asked: Asked) {
  for await (const { repositories = [] } of paginateDescribeRepositories({ client: ecr() }, {})) {
    for (const { repositoryName } of repositories) {
      const { imageDetails = [] } = await ecr().send(new DescribeImagesCommand({ repositoryName }));
      const found = imageDetails.find(({ imageScanFindingsSummary }) => Object.keys(imageScanFindingsSummary?.findingSeverityCounts ?? {}).length > 2);
      if (found === undefined) continue;
      yield* paginateDescribeImageScanFindings({ client: ecr(), ...asked }, { repositoryName, imageId: { imageDigest: found.imageDigest } });
      return;
    }
  }
}

/** Of the first who may enter and has some. */
async function* accessPolicies(asked: Asked) {
  for await (const { accessEntries = [] } of paginateListAccessEntries({ client: eks() }, { ...EKS })) {
    for (const principalArn of accessEntries) yield* paginateListAssociatedAccessPolicies({ client: eks(), ...asked }, { ...EKS, principalArn });
  }
}

async function* parameterHistory(asked: Asked) {
  for await (const { Parameters = [] } of paginateDescribeParameters({ client: ssm() }, {})) {
    const changed = Parameters.find(({ Version = 0 }) => Version > 3);
    if (changed === undefined) continue;
    yield* paginateGetParameterHistory({ client: ssm(), ...asked }, { Name: changed.Name });
    return;
  }
}

async function* traces(asked: Asked) {
  const { now } = await simulator.control.health();
  yield* paginateGetTraceSummaries({ client: xray(), ...asked }, { StartTime: new Date(now - 600_000), EndTime: new Date(now) });
}

beforeAll(async () => {
  simulator = await startSimulator();
  await simulator.control.setSpeed(0);
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await simulator.close();
});

/** All names of a list, and the sizes of its pages. */
async function whole(pages: AsyncIterable<Names>): Promise<{ names: readonly string[]; sizes: readonly number[] }> {
  const names: string[] = [];
  const sizes: number[] = [];
  for await (const page of pages) {
    names.push(...page.map((name) => name ?? ""));
    sizes.push(page.length);
  }
  return { names, sizes };
}

describe.each(LISTS.map((list) => [list.name, list] as const))("The list of %s", (_name, { pages, smallest, badToken }) => {
  it("is the same in pages of every size, and refuses a token that is none", async () => {
    const { names } = await whole(pages({}));
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names).size, "given twice").toBe(names.length);
    expect(names).not.toContain("");
    for (const pageSize of smallest === undefined ? [] : [smallest, Math.max(3, smallest)]) {
      const small = await whole(pages({ pageSize }));
      expect([...small.names].sort(), `in pages of ${pageSize}`).toEqual([...names].sort());
      expect(Math.max(...small.sizes), "a page's size").toBeLessThanOrEqual(pageSize);
    }
    expect((await refusal(whole(pages({ startingToken: "nobody-gave-this" })))).name).toBe(badToken);
  });
});
