import * as applicationAutoscaling from "@aws-sdk/client-application-auto-scaling";
import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as cloudtrail from "@aws-sdk/client-cloudtrail";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as codebuild from "@aws-sdk/client-codebuild";
import * as codecommit from "@aws-sdk/client-codecommit";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as connections from "@aws-sdk/client-codestar-connections";
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
import * as xray from "@aws-sdk/client-xray";

export type Members = Readonly<Record<string, unknown>>;

/** A paged operation: what is asked for, and what its service says to a token that it never gave. */
export interface Paged {
  readonly input?: Members;
  readonly badToken: string;
  /** The smallest page that the service gives. */
  readonly smallest?: number;
  /** What is not there, and what its service says to that. */
  readonly absent?: readonly [input: Members, code: string];
}

const paged = (badToken: string, input: Members = {}, absent?: readonly [Members, string], smallest?: number): Paged => ({
  badToken, input, ...(absent && { absent }), ...(smallest && { smallest }),
});

const cluster = "kestrel-production";
const artifacts = "kestrel-pipeline-artifacts-418273650912-eu-west-1";
const ROLES = "arn:aws:iam::418273650912:role";
const stack = (StackName: string): readonly [Members, string] => [{ StackName }, "ValidationError"];
const day = 86_400_000;

/** By the name that the service signs as: its client's module, and its paged operations. */
export const SERVICES: Readonly<Record<string, readonly [module: object, operations: Readonly<Record<string, Paged>>]>> = {
  "application-autoscaling": [applicationAutoscaling, {
    DescribeScalableTargets: paged("InvalidNextTokenException", { ServiceNamespace: "ecs" }),
    DescribeScalingPolicies: paged("InvalidNextTokenException", { ServiceNamespace: "ecs" }),
    DescribeScheduledActions: paged("InvalidNextTokenException", { ServiceNamespace: "ecs" }),
    DescribeScalingActivities: paged("InvalidNextTokenException", { ServiceNamespace: "ecs" }),
  }],
  autoscaling: [autoscaling, {
    DescribeAutoScalingGroups: paged("InvalidNextToken"),
    DescribePolicies: paged("InvalidNextToken", {}, [{ AutoScalingGroupName: "none" }, "ValidationError"]),
    DescribeScalingActivities: paged("InvalidNextToken", {}, [{ AutoScalingGroupName: "none" }, "ValidationError"]),
    DescribeScheduledActions: paged("InvalidNextToken", {}, [{ AutoScalingGroupName: "none" }, "ValidationError"]),
    DescribeInstanceRefreshes: paged("InvalidNextToken", { AutoScalingGroupName: "parcel-sorters" }, [{ AutoScalingGroupName: "none" }, "ValidationError"]),
  }],
  cloudformation: [cloudformation, {
    DescribeStacks: paged("ValidationError", {}, stack("none")),
    ListStacks: paged("ValidationError"),
    ListExports: paged("ValidationError"),
    ListTypes: paged("CFNRegistryException"),
    ListImports: paged("ValidationError", { ExportName: "network-PrivateSubnets" }, [{ ExportName: "none" }, "ValidationError"]),
    DescribeStackEvents: paged("ValidationError", { StackName: "label-printer" }, stack("none")),
    ListStackResources: paged("ValidationError", { StackName: "customer-portal" }, stack("none")),
    ListChangeSets: paged("ValidationError", { StackName: "dispatch-board" }, stack("none")),
    DescribeStackResourceDrifts: paged("ValidationError", { StackName: "customer-portal" }, stack("none")),
    DescribeChangeSet: paged("ValidationError", { StackName: "dispatch-board", ChangeSetName: "named-dead-letters" }, [{ ChangeSetName: "none" }, "ChangeSetNotFoundException"]),
  }],
  cloudtrail: [cloudtrail, {
    LookupEvents: paged("InvalidNextTokenException", { LookupAttributes: [{ AttributeKey: "EventSource", AttributeValue: "codebuild.amazonaws.com" }], StartTime: new Date(Date.now() - day / 4) }),
  }],
  monitoring: [cloudwatch, {
    DescribeAlarms: paged("InvalidNextToken"),
    DescribeAlarmHistory: paged("InvalidNextToken"),
    ListMetrics: paged("InvalidParameterValueException", { Namespace: "AWS/Lambda" }),
  }],
  logs: [logs, {
    DescribeLogGroups: paged("InvalidParameterException", { logGroupNamePrefix: "/ecs" }),
    DescribeLogStreams: paged("InvalidParameterException", { logGroupName: "/aws/codebuild/depot-scheduler-build" }, [{ logGroupName: "none" }, "ResourceNotFoundException"]),
    FilterLogEvents: paged("InvalidParameterException", { logGroupName: "/ecs/auth-service", startTime: Date.now() - 4000 }, [{ logGroupName: "none" }, "ResourceNotFoundException"]),
  }],
  codebuild: [codebuild, {
    ListProjects: paged("InvalidInputException"),
    ListBuilds: paged("InvalidInputException"),
    ListBuildsForProject: paged("InvalidInputException", { projectName: "fleet-telemetry-unit" }, [{ projectName: "none" }, "ResourceNotFoundException"]),
  }],
  codecommit: [codecommit, {
    ListRepositories: paged("InvalidContinuationTokenException"),
    ListBranches: paged("InvalidContinuationTokenException", { repositoryName: "auth-service" }, [{ repositoryName: "none" }, "RepositoryDoesNotExistException"]),
  }],
  codedeploy: [codedeploy, {
    ListApplications: paged("InvalidNextTokenException"),
    ListDeployments: paged("InvalidNextTokenException"),
    ListDeploymentGroups: paged("InvalidNextTokenException", { applicationName: "customer-portal" }, [{ applicationName: "none" }, "ApplicationDoesNotExistException"]),
  }],
  codepipeline: [codepipeline, {
    ListPipelines: paged("InvalidNextTokenException"),
    ListActionExecutions: paged("InvalidNextTokenException", { pipelineName: "sms-gateway-deploy" }, [{ pipelineName: "none" }, "PipelineNotFoundException"]),
    ListPipelineExecutions: paged("InvalidNextTokenException", { pipelineName: "webhook-relay-release" }, [{ pipelineName: "none" }, "PipelineNotFoundException"]),
  }],
  "codestar-connections": [connections, { ListConnections: paged("InvalidInputException"), ListHosts: paged("InvalidInputException") }],
  ec2: [ec2, {
    DescribeInstances: paged("InvalidParameterValue", {}, [{ InstanceIds: ["i-0123456789abcdef0"] }, "InvalidInstanceID.NotFound"], 5),
    DescribeInstanceStatus: paged("InvalidParameterValue", {}, [{ InstanceIds: ["i-0123456789abcdef0"] }, "InvalidInstanceID.NotFound"], 5),
  }],
  ecr: [ecr, {
    DescribeRepositories: paged("InvalidParameterException", {}, [{ repositoryNames: ["none"] }, "RepositoryNotFoundException"]),
    DescribeImages: paged("InvalidParameterException", { repositoryName: "customs-documents" }, [{ repositoryName: "none" }, "RepositoryNotFoundException"]),
    ListImages: paged("InvalidParameterException", { repositoryName: "customs-documents" }, [{ repositoryName: "none" }, "RepositoryNotFoundException"]),
  }],
  ecs: [ecs, {
    ListClusters: paged("InvalidParameterException"),
    ListTaskDefinitionFamilies: paged("InvalidParameterException"),
    ListTaskDefinitions: paged("InvalidParameterException", { familyPrefix: "webhook-relay" }),
    ListServices: paged("InvalidParameterException", { cluster }, [{ cluster: "none" }, "ClusterNotFoundException"]),
    ListTasks: paged("InvalidParameterException", { cluster }, [{ cluster: "none" }, "ClusterNotFoundException"]),
    ListServiceDeployments: paged("InvalidParameterException", { cluster, service: "webhook-relay" }, [{ service: "none" }, "ServiceNotFoundException"]),
  }],
  eks: [eks, {
    ListClusters: paged("InvalidParameterException"),
    DescribeAddonVersions: paged("InvalidParameterException"),
    DescribeClusterVersions: paged("InvalidParameterException"),
    ListUpdates: paged("InvalidParameterException", { name: "kestrel-platform" }, [{ name: "none" }, "ResourceNotFoundException"]),
    ListNodegroups: paged("InvalidParameterException", { clusterName: "kestrel-platform" }, [{ clusterName: "none" }, "ResourceNotFoundException"]),
    ListFargateProfiles: paged("InvalidParameterException", { clusterName: "kestrel-platform" }, [{ clusterName: "none" }, "ResourceNotFoundException"]),
    ListAddons: paged("InvalidParameterException", { clusterName: "kestrel-platform" }, [{ clusterName: "none" }, "ResourceNotFoundException"]),
    ListAccessEntries: paged("InvalidParameterException", { clusterName: "kestrel-batch" }, [{ clusterName: "none" }, "ResourceNotFoundException"]),
    ListAssociatedAccessPolicies: paged("InvalidParameterException", { clusterName: "kestrel-batch", principalArn: `${ROLES}/kestrel-developer` }, [{ principalArn: `${ROLES}/none` }, "ResourceNotFoundException"]),
  }],
  elasticbeanstalk: [beanstalk, {
    DescribeApplicationVersions: paged("InvalidParameterValue"),
    DescribeEnvironments: paged("InvalidParameterValue"),
    DescribeEvents: paged("InvalidParameterValue"),
    DescribeInstancesHealth: paged("InvalidParameterValue", { EnvironmentName: "developer-portal-blue", AttributeNames: ["All"] }, [{ EnvironmentName: "none" }, "InvalidParameterValue"]),
  }],
  iam: [iam, {
    GetAccountAuthorizationDetails: paged("ValidationError", { Filter: ["Role"] }),
    ListRoles: paged("ValidationError"),
    ListAccountAliases: paged("ValidationError"),
    ListAttachedRolePolicies: paged("ValidationError", { RoleName: "batch-instances" }, [{ RoleName: "none" }, "NoSuchEntityException"]),
    ListInstanceProfilesForRole: paged("ValidationError", { RoleName: "batch-instances" }, [{ RoleName: "none" }, "NoSuchEntityException"]),
    ListRolePolicies: paged("ValidationError", { RoleName: "batch-instances" }, [{ RoleName: "none" }, "NoSuchEntityException"]),
    SimulatePrincipalPolicy: paged("ValidationError", { PolicySourceArn: `${ROLES}/batch-instances`, ActionNames: ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "ecs:RunTask"] }, [{ PolicySourceArn: `${ROLES}/none` }, "NoSuchEntityException"]),
  }],
  lambda: [lambda, {
    ListFunctions: paged("InvalidParameterValueException"),
    ListEventSourceMappings: paged("InvalidParameterValueException"),
    ListAliases: paged("InvalidParameterValueException", { FunctionName: "label-printer" }, [{ FunctionName: "none" }, "ResourceNotFoundException"]),
    ListVersionsByFunction: paged("InvalidParameterValueException", { FunctionName: "label-printer" }, [{ FunctionName: "none" }, "ResourceNotFoundException"]),
  }],
  s3: [s3, {
    ListBuckets: paged("InvalidArgument"),
    ListObjectsV2: paged("InvalidArgument", { Bucket: artifacts, Delimiter: "/" }, [{ Bucket: "none-of-that-name" }, "NoSuchBucket"]),
  }],
  secretsmanager: [secrets, {
    ListSecrets: paged("InvalidNextTokenException"),
    ListSecretVersionIds: paged("InvalidNextTokenException", { SecretId: "kestrel/production/auth-service/database", IncludeDeprecated: true }, [{ SecretId: "none" }, "ResourceNotFoundException"]),
  }],
  ssm: [ssm, {
    DescribeParameters: paged("InvalidNextToken"),
    GetParametersByPath: paged("InvalidNextToken", { Path: "/", Recursive: true }),
    GetParameterHistory: paged("InvalidNextToken", { Name: "/kestrel/parcel-web/version" }, [{ Name: "/none" }, "ParameterNotFound"]),
    ListDocuments: paged("InvalidNextToken"),
    DescribeAutomationExecutions: paged("InvalidNextToken"),
  }],
  xray: [xray, { GetTraceSummaries: paged("InvalidRequestException", { StartTime: new Date(Date.now() - day / 24 / 60), EndTime: new Date() }) }],
};

/** Beside those with pages: what shows how one thing stands. */
export const ONE_THING: Readonly<Record<string, Readonly<Record<string, Members>>>> = {
  cloudformation: { GetTemplate: { StackName: "label-printer" }, DescribeStackResources: { StackName: "label-printer" }, DescribeStackResource: { StackName: "parcel-web", LogicalResourceId: "TaskDefinition" } },
  codebuild: { BatchGetProjects: { names: ["parcel-api-build"] } },
  codecommit: { GetBranch: { repositoryName: "auth-service", branchName: "main" } },
  codedeploy: { BatchGetDeploymentGroups: { applicationName: "customer-portal", deploymentGroupNames: ["customer-portal-production"] } },
  codepipeline: { GetPipelineState: { name: "auth-service-release" }, GetPipeline: { name: "auth-service-release" } },
  ecs: { DescribeServices: { cluster, services: ["webhook-relay", "parcel-web"] } },
  monitoring: {
    GetMetricData: {
      StartTime: new Date(Date.now() - day / 24), EndTime: new Date(),
      MetricDataQueries: [{ Id: "a", MetricStat: { Metric: { Namespace: "AWS/Lambda", MetricName: "Errors", Dimensions: [{ Name: "FunctionName", Value: "label-printer" }] }, Period: 60, Stat: "Sum" } }],
    },
  },
};

type Call = new (input: Members) => never;
interface Client { send(command: never): Promise<Members>; destroy(): void }

/** A client of a module of the SDK, whose commands are called by the names of their operations. */
export function clientOf(module: object, options: object) {
  // Of a client's module, the one whose name ends so, and which is not the one that it is built on.
  const [, Client] = Object.entries(module).find(([key]) => /[a-z0-9]Client$/i.test(key) && key !== "__Client") ?? [];
  const client = new (Client as new (options: object) => Client)({ ...options, forcePathStyle: true });
  return {
    send(operation: string, input: Members): Promise<Members> {
      const Command = (module as Record<string, Call>)[`${operation}Command`];
      if (Command === undefined) throw new Error(`No operation ${operation}`);
      return client.send(new Command(input));
    },
    destroy: () => client.destroy(),
  };
}
