type Members = Readonly<Record<string, unknown>>;

/** A resource of the stack whose properties are changed. */
export interface Before {
  readonly Type: string;
  readonly Properties: Members;
}

const ROLE = "arn:aws:iam::418273650912:role/shown";
const image = (tag: string, more: Members = {}) => [{ Name: "app", Image: `example/app:${tag}`, ...more }];
const trust = (Service: string) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }] });
const definition = (Family: string) => ({
  Type: "AWS::ECS::TaskDefinition",
  Properties: { Family, Cpu: "256", Memory: "512", NetworkMode: "awsvpc", RequiresCompatibilities: ["FARGATE"], ContainerDefinitions: image("1") },
});

/** Every resource as it begins. */
export const BEFORE = {
  Alarm: {
    Type: "AWS::CloudWatch::Alarm",
    Properties: { AlarmName: "shown", Namespace: "Shown", MetricName: "before", ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1, Period: 60, Threshold: 1, Statistic: "Sum" },
  },
  Composite: { Type: "AWS::CloudWatch::CompositeAlarm", Properties: { AlarmName: "shown-composite", AlarmRule: "ALARM(shown)" } },
  Target: {
    Type: "AWS::ApplicationAutoScaling::ScalableTarget",
    Properties: { ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount", ResourceId: "service/kestrel-production/shown", MinCapacity: 1, MaxCapacity: 2 },
  },
  Group: { Type: "AWS::AutoScaling::AutoScalingGroup", Properties: { AutoScalingGroupName: "shown", MinSize: "1", MaxSize: "2", AvailabilityZones: ["eu-west-1a"] } },
  Connection: { Type: "AWS::CodeStarConnections::Connection", Properties: { ConnectionName: "shown", ProviderType: "GitHub" } },
  Instance: { Type: "AWS::EC2::Instance", Properties: { InstanceType: "t3.micro", ImageId: "ami-0123456789abcdef0", AvailabilityZone: "eu-west-1a" } },
  Repository: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: "shown" } },
  Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "shown" } },
  Definition: definition("shown"),
  Other: definition("shown-other"),
  Service: {
    Type: "AWS::ECS::Service",
    Properties: { Cluster: "kestrel-production", ServiceName: "shown", DesiredCount: 1, TaskDefinition: { Ref: "Definition" }, LaunchType: "FARGATE" },
  },
  Application: { Type: "AWS::ElasticBeanstalk::Application", Properties: { ApplicationName: "shown" } },
  Version: {
    Type: "AWS::ElasticBeanstalk::ApplicationVersion",
    Properties: { ApplicationName: { Ref: "Application" }, SourceBundle: { S3Bucket: "shown", S3Key: "before" } },
  },
  Environment: {
    Type: "AWS::ElasticBeanstalk::Environment",
    Properties: { ApplicationName: { Ref: "Application" }, EnvironmentName: "shown", VersionLabel: { Ref: "Version" }, SolutionStackName: "64bit Amazon Linux 2023 v6.4.1 running Node.js 22" },
  },
  Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "shown", AssumeRolePolicyDocument: trust("ecs.amazonaws.com") } },
  Function: {
    Type: "AWS::Lambda::Function",
    Properties: { FunctionName: "shown", Runtime: "nodejs22.x", Handler: "index.handler", MemorySize: 128, Timeout: 3, Role: ROLE, Code: { ZipFile: "1" } },
  },
  Alias: { Type: "AWS::Lambda::Alias", Properties: { FunctionName: { Ref: "Function" }, Name: "shown-live", FunctionVersion: "1" } },
  Mapping: {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: { FunctionName: { Ref: "Function" }, EventSourceArn: "arn:aws:sqs:eu-west-1:418273650912:shown", BatchSize: 10 },
  },
  Secret: { Type: "AWS::SecretsManager::Secret", Properties: { Name: "shown" } },
  Parameter: { Type: "AWS::SSM::Parameter", Properties: { Name: "/shown/one", Type: "String", Value: "x" } },
} satisfies Readonly<Record<string, Before>>;

export type ResourceId = keyof typeof BEFORE;

/** How an answer is asked for that shows a resource. */
export interface Look {
  readonly of: ResourceId;
  readonly input?: (properties: Members, id: string) => Members;
  /** The member that holds the rows, where no rule says it. */
  readonly rows?: string;
  /** The member of the row that holds the resource. */
  readonly inside?: string;
}

const look = (of: ResourceId, input: Look["input"] = () => ({}), more: Omit<Look, "of" | "input"> = {}): Look => ({ of, input, ...more });
/** An alias is replaced with its function. */
const ofAlias = (id: string) => id.split(":").at(-2) ?? "";
const ofFunction = ({ FunctionName }: Members) => ({ FunctionName });

/** By service and operation: every rule whose rows have properties, and handlers that show a resource as well. */
export const LOOKS: Readonly<Record<string, Look | readonly Look[]>> = {
  "application-autoscaling:DescribeScalableTargets": look("Target", ({ ServiceNamespace, ResourceId }) => ({ ServiceNamespace, ResourceIds: [ResourceId] })),
  "autoscaling:DescribeAutoScalingGroups": look("Group", (_properties, id) => ({ AutoScalingGroupNames: [id] })),
  "codestar-connections:ListConnections": look("Connection"),
  "ec2:DescribeInstances": look("Instance", (_properties, id) => ({ InstanceIds: [id] }), { inside: "Instances" }),
  "ec2:DescribeInstanceStatus": look("Instance", (_properties, id) => ({ InstanceIds: [id] })),
  "ecr:DescribeRepositories": look("Repository", (_properties, id) => ({ repositoryNames: [id] })),
  "ecs:DescribeClusters": look("Cluster", (_properties, id) => ({ clusters: [id], include: ["SETTINGS", "CONFIGURATIONS", "TAGS"] })),
  "ecs:DescribeServices": look("Service", ({ ServiceName, Cluster }) => ({ cluster: Cluster, services: [ServiceName], include: ["TAGS"] })),
  "ecs:DescribeTaskDefinition": look("Definition", (_properties, id) => ({ taskDefinition: id })),
  "elasticbeanstalk:DescribeApplications": look("Application", (_properties, id) => ({ ApplicationNames: [id] })),
  "elasticbeanstalk:DescribeApplicationVersions": look("Version", (_properties, id) => ({ VersionLabels: [id] })),
  "elasticbeanstalk:DescribeEnvironments": look("Environment", ({ EnvironmentName }) => ({ EnvironmentNames: [EnvironmentName] })),
  "iam:GetRole": look("Role", (_properties, id) => ({ RoleName: id }), { rows: "Role" }),
  "iam:ListRoles": look("Role", () => ({}), { rows: "Roles" }),
  "iam:GetAccountAuthorizationDetails": look("Role", () => ({ Filter: ["Role"] }), { rows: "RoleDetailList" }),
  "lambda:ListFunctions": look("Function"),
  "lambda:GetFunction": look("Function", ofFunction),
  "lambda:GetFunctionConfiguration": look("Function", ofFunction),
  "lambda:ListVersionsByFunction": look("Function", ofFunction),
  "lambda:ListAliases": look("Alias", (_properties, id) => ({ FunctionName: ofAlias(id) })),
  "lambda:GetAlias": look("Alias", ({ Name }, id) => ({ FunctionName: ofAlias(id), Name })),
  "lambda:GetProvisionedConcurrencyConfig": look("Alias", ({ Name }, id) => ({ FunctionName: ofAlias(id), Qualifier: Name })),
  "lambda:ListEventSourceMappings": look("Mapping"),
  "monitoring:DescribeAlarmsForMetric": look("Alarm", ({ Namespace, MetricName, Dimensions }) => ({ Namespace, MetricName, Dimensions })),
  "monitoring:DescribeAlarms": [
    look("Alarm", (_properties, id) => ({ AlarmNames: [id] }), { rows: "MetricAlarms" }),
    look("Composite", (_properties, id) => ({ AlarmNames: [id], AlarmTypes: ["CompositeAlarm"] }), { rows: "CompositeAlarms" }),
  ],
  "secretsmanager:ListSecrets": look("Secret"),
  "ssm:DescribeParameters": look("Parameter", ({ Name }) => ({ ParameterFilters: [{ Key: "Name", Values: [Name] }] })),
  "ssm:GetParametersByPath": look("Parameter", () => ({ Path: "/shown" })),
  "ssm:GetParameters": look("Parameter", ({ Name }) => ({ Names: [Name] })),
  "ssm:GetParameter": look("Parameter", ({ Name }) => ({ Name }), { rows: "Parameter" }),
};

/** Rules for what no stack makes. */
export const OF_NO_STACK: Readonly<Record<string, string>> = {
  "codestar-connections:ListHosts": "CloudFormation has no type for hosts",
  "ecr:ListImages": "builds push images",
  "ecr:DescribeImages": "builds push images",
  "ecr:DescribeImageScanFindings": "a scan finds them",
  "ecs:DescribeTasks": "a service starts tasks",
  "ecs:ListServiceDeployments": "a service deploys",
  "ecs:DescribeServiceDeployments": "a service deploys",
  "ecs:DescribeServiceRevisions": "a service deploys",
};

/** What is known of a value is that it is another one. */
export const OTHER = { Ref: "another" };

/** What a property is changed to, where a value of its shape alone would not do, and what the answer says then. */
export const CHANGES: Readonly<Record<string, Readonly<Record<string, readonly [value: unknown, shown?: Members]>>>> = {
  "AWS::CloudWatch::Alarm": {
    ComparisonOperator: ["LessThanThreshold"], EvaluationPeriods: [3], DatapointsToAlarm: [2], Period: [120], Statistic: ["Maximum"], TreatMissingData: ["breaching"],
  },
  "AWS::CloudWatch::CompositeAlarm": { AlarmRule: ["OK(shown)"] },
  "AWS::ApplicationAutoScaling::ScalableTarget": {
    ServiceNamespace: ["lambda"], ScalableDimension: ["lambda:function:ProvisionedConcurrency"], ResourceId: ["function:shown:shown-live"],
  },
  "AWS::AutoScaling::AutoScalingGroup": {
    Tags: [[{ Key: "team", Value: "depots", PropagateAtLaunch: true }]],
    MinSize: ["2"], MaxSize: ["9"], DesiredCapacity: ["4"], Cooldown: ["77", { DefaultCooldown: 77 }],
    VPCZoneIdentifier: [["subnet-1", "subnet-2"], { VPCZoneIdentifier: "subnet-1,subnet-2" }],
  },
  "AWS::EC2::Instance": { InstanceType: ["m7g.large"], AvailabilityZone: ["eu-west-1c", { Placement: { AvailabilityZone: "eu-west-1c" } }] },
  "AWS::ECS::Service": { DesiredCount: [3], TaskDefinition: [{ Ref: "Other" }] },
  "AWS::ECS::TaskDefinition": { ContainerDefinitions: [image("2", { Environment: [{ Name: "A", Value: "B" }] })] },
  "AWS::ElasticBeanstalk::Environment": {
    ApplicationName: ["shown-other"], CNAMEPrefix: ["changed", { CNAME: "changed.eu-west-1.elasticbeanstalk.com" }],
    Tier: [{ Name: "WebServer", Type: "Standard", Version: "1.1" }],
  },
  "AWS::IAM::Role": {
    Path: ["/changed/"], MaxSessionDuration: [7200], PermissionsBoundary: ["arn:aws:iam::aws:policy/ReadOnlyAccess", { PermissionsBoundary: { PermissionsBoundaryArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" } }],
    ManagedPolicyArns: [["arn:aws:iam::aws:policy/ReadOnlyAccess"], { AttachedManagedPolicies: [{ PolicyName: "ReadOnlyAccess" }] }],
    Policies: [[{ PolicyName: "own", PolicyDocument: trust("x") }], { RolePolicyList: [{ PolicyName: "own" }] }],
   AssumeRolePolicyDocument: [trust("ec2.amazonaws.com"), { AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust("ec2.amazonaws.com"), undefined, 2)) }] },
  "AWS::Lambda::Function": { PackageType: ["Image"], Code: [{ ZipFile: "2" }, { CodeSha256: OTHER }] },
  "AWS::Lambda::Alias": { FunctionVersion: ["2"] },
  "AWS::Lambda::EventSourceMapping": { Enabled: [false, { State: "Disabled" }] },
  "AWS::SSM::Parameter": { Type: ["StringList"], Tier: ["Advanced"] },
};

/** Properties whose members the hand-written rows of an answer leave out: nothing that asks here reads them. */
export const NOT_SHOWN: readonly string[] = [
  "BlockDeviceMappings", "CpuOptions", "EbsOptimized", "EnclaveOptions", "HibernationOptions", "IamInstanceProfile", "KernelId", "MetadataOptions", "Monitoring",
  "NetworkInterfaces", "PrivateDnsNameOptions", "RamdiskId", "SecurityGroups", "SourceDestCheck",
].map((property) => `AWS::EC2::Instance.${property}`);

/** How many facts a service's rules mark as its standard: what a template may say and mostly does not. */
export const STANDARDS: Readonly<Record<string, number>> = { "codestar-connections": 1, ecs: 12, lambda: 14, ssm: 5 };

const KNOWN_BY = "what it is known by";
const OF_ITSELF = "it stands so by itself";

/** Members that no change of a property changes, moments left out, and why. */
export const CONSTANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "AWS::ApplicationAutoScaling::ScalableTarget": {},
  "AWS::AutoScaling::AutoScalingGroup": { AutoScalingGroupARN: KNOWN_BY, AutoScalingGroupName: KNOWN_BY },
  "AWS::CloudWatch::Alarm": { AlarmArn: KNOWN_BY, AlarmName: KNOWN_BY },
  "AWS::CloudWatch::CompositeAlarm": { AlarmArn: KNOWN_BY, AlarmName: KNOWN_BY },
  "AWS::CodeStarConnections::Connection": {
    ConnectionArn: KNOWN_BY, ConnectionName: KNOWN_BY, OwnerAccountId: "the account's", ConnectionStatus: "somebody has to complete what a template makes",
  },
  "AWS::EC2::Instance": {
    InstanceState: OF_ITSELF, InstanceStatus: OF_ITSELF, State: OF_ITSELF, StateTransitionReason: OF_ITSELF, SystemStatus: OF_ITSELF,
  },
  "AWS::ECR::Repository": {},
  "AWS::ECS::Cluster": {
    activeServicesCount: "nothing is in it", clusterArn: KNOWN_BY, clusterName: KNOWN_BY, pendingTasksCount: "nothing is in it",
    registeredContainerInstancesCount: "no instances are played", runningTasksCount: "nothing is in it", status: OF_ITSELF,
  },
  "AWS::ECS::Service": { clusterArn: "it stays in its cluster", platformFamily: "follows from its image, which is Linux", status: OF_ITSELF },
  "AWS::ECS::TaskDefinition": {
    compatibilities: "both fit what is played", registeredBy: "CloudFormation", revision: "each change is of another family here", status: OF_ITSELF,
  },
  "AWS::ElasticBeanstalk::Application": { ApplicationArn: KNOWN_BY, ApplicationName: KNOWN_BY },
  "AWS::ElasticBeanstalk::ApplicationVersion": { ApplicationVersionArn: KNOWN_BY, VersionLabel: KNOWN_BY },
  "AWS::ElasticBeanstalk::Environment": {
    AbortableOperationInProgress: OF_ITSELF, EndpointURL: KNOWN_BY, EnvironmentArn: KNOWN_BY, EnvironmentId: KNOWN_BY, EnvironmentName: KNOWN_BY, Health: OF_ITSELF, Status: OF_ITSELF,
  },
  "AWS::IAM::Role": { InstanceProfileList: "another resource holds the role", RoleLastUsed: OF_ITSELF },
  "AWS::Lambda::Alias": { Name: KNOWN_BY },
  "AWS::Lambda::EventSourceMapping": { StateTransitionReason: "a person's word" },
  "AWS::Lambda::Function": { CodeSize: "no code is kept", LastUpdateStatus: OF_ITSELF, State: OF_ITSELF, Version: "what is not published" },
  "AWS::SSM::Parameter": { ARN: KNOWN_BY, LastModifiedUser: "CloudFormation", Name: KNOWN_BY },
  "AWS::SecretsManager::Secret": { ARN: KNOWN_BY, Name: KNOWN_BY, SecretVersionsToStages: "a template makes one version" },
};
