import { hashText, Random } from "../../random.ts";
import { artifactBucket } from "../../services/artifacts.ts";
import { attribute, imported, ref, sub } from "../../services/cloudformation/blueprint.ts";
import type { OutputBlueprint, ParameterBlueprint, ResourceBlueprint, StackBlueprint, TemplateMap } from "../../services/cloudformation/blueprint.ts";

/** Where a stack stands, and what it begins with. */
export interface StackPlace {
  readonly region: string;
  readonly accountId: string;
  /** In the names of clusters and deployment groups. */
  readonly environment: string;
}

/** The parameter of what is released, before anything is. */
export const VERSION: ParameterBlueprint = { name: "Version", value: "1.0.0", description: "Commit that is deployed" };

/** Where CloudFormation makes up a name: what it ends in. */
export function suffix(of: string): string {
  return new Random(hashText(of)).hex(12).toUpperCase();
}

const TASK_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
const NETWORK_EXPORTS = ["network-VpcId", "network-PrivateSubnets"] as const;

/** Whether a service is rolled out by CodeDeploy, and which log group it has. */
export interface ServiceFacts {
  readonly component: string;
  readonly hasCodeDeploy: boolean;
  readonly logGroup: string | undefined;
}

/** The stack of a service that runs on ECS. */
export function serviceStack({ component, hasCodeDeploy, logGroup }: ServiceFacts, place: StackPlace): StackBlueprint {
  const { region, accountId, environment } = place;
  const cluster = `kestrel-${environment}`;
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
  const group = new Random(hashText(`target group ${region} ${component}`)).hex(16);
  const targetGroup = arn("elasticloadbalancing", `targetgroup/${component.slice(0, 28)}-tg/${group}`);
  const service = arn("ecs", `service/${cluster}/${component}`);
  return {
    name: component,
    description: `${component}: the service, its roles and its way to the load balancer`,
    format: "yaml",
    parameters: [
      VERSION,
      { name: "Environment", value: environment },
      { name: "DesiredCount", value: "3", type: "Number" },
      { name: "DatabasePassword", value: "", noEcho: true, description: "Set by the platform team" },
    ],
    resources: [
      ...logGroupResource(logGroup),
      role("TaskRole", component, "ecs-tasks.amazonaws.com", []),
      role("ExecutionRole", component, "ecs-tasks.amazonaws.com", [TASK_POLICY]),
      {
        logicalId: "TaskDefinition",
        type: "AWS::ECS::TaskDefinition",
        physicalId: arn("ecs", `task-definition/${component}:${20 + (hashText(component) % 60)}`),
        onUpdate: "replaced",
        properties: {
          Family: component,
          Cpu: "512",
          Memory: "1024",
          NetworkMode: "awsvpc",
          RequiresCompatibilities: ["FARGATE"],
          TaskRoleArn: attribute("TaskRole", "Arn"),
          ExecutionRoleArn: attribute("ExecutionRole", "Arn"),
          ContainerDefinitions: [
            {
              Name: component,
              Image: sub(`\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.amazonaws.com/${component}:\${Version}`),
              Environment: [
                { Name: "ENVIRONMENT", Value: ref("Environment") },
                { Name: "DATABASE_PASSWORD", Value: ref("DatabasePassword") },
              ],
              PortMappings: [{ ContainerPort: 8080, Protocol: "tcp" }],
              ...(logGroup === undefined ? {} : { LogConfiguration: logConfiguration(component) }),
            },
          ],
        },
      },
      {
        logicalId: "TargetGroup",
        type: "AWS::ElasticLoadBalancingV2::TargetGroup",
        physicalId: targetGroup,
        properties: { Port: 8080, Protocol: "HTTP", TargetType: "ip", VpcId: imported("network-VpcId") },
      },
      {
        logicalId: "Service",
        type: "AWS::ECS::Service",
        physicalId: service,
        properties: {
          Cluster: cluster,
          ServiceName: component,
          DesiredCount: ref("DesiredCount"),
          TaskDefinition: ref("TaskDefinition"),
          DeploymentController: { Type: hasCodeDeploy ? "CODE_DEPLOY" : "ECS" },
          LaunchType: "FARGATE",
          NetworkConfiguration: {
            AwsvpcConfiguration: { AssignPublicIp: "DISABLED", Subnets: { "Fn::Split": [",", imported("network-PrivateSubnets")] } },
          },
          LoadBalancers: [{ ContainerName: component, ContainerPort: 8080, TargetGroupArn: ref("TargetGroup") }],
        },
      },
      versionParameter(component),
      ...(hasCodeDeploy
        ? codeDeploy(component, environment, "ECS", {
            DeploymentConfigName: "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
            DeploymentStyle: { DeploymentType: "BLUE_GREEN", DeploymentOption: "WITH_TRAFFIC_CONTROL" },
            ECSServices: [{ ClusterName: cluster, ServiceName: component }],
          })
        : []),
    ],
    outputs: [
      { name: "Url", value: `https://${component}.kestrel.example/`, expression: `https://${component}.kestrel.example/` },
      { name: "ServiceArn", value: service, expression: ref("Service"), exportName: `${component}-ServiceArn` },
      { name: "TargetGroupArn", value: targetGroup, expression: ref("TargetGroup"), description: "For dashboards" },
      ...logGroupOutput(logGroup),
    ],
    tags: { team: teamOf(component), service: component, "cost-center": "logistics" },
    capabilities: ["CAPABILITY_IAM"],
    imports: NETWORK_EXPORTS,
  };
}

/** Lines go to streams such as `parcel-web/parcel-web/0123…` (ECS developer guide, "awslogs log driver"). */
function logConfiguration(component: string): TemplateMap {
  const Options = { "awslogs-group": ref("LogGroup"), "awslogs-region": ref("AWS::Region"), "awslogs-stream-prefix": component };
  return { LogDriver: "awslogs", Options };
}

/** The stack of what is deployed to instances in place. */
export function fleetStack(application: string, { environment }: StackPlace): StackBlueprint {
  const profile = `${application}-InstanceProfile-${suffix(`${application} profile`)}`;
  return {
    name: application,
    description: `${application}: what its instances are and how they are deployed to`,
    format: "yaml",
    parameters: [{ name: "Environment", value: environment }],
    resources: [
      role("InstanceRole", application, "ec2.amazonaws.com", ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]),
      {
        logicalId: "InstanceProfile",
        type: "AWS::IAM::InstanceProfile",
        physicalId: profile,
        onUpdate: "modified",
        properties: { Roles: [ref("InstanceRole")] },
      },
      ...codeDeploy(application, environment, "Server", {
        Ec2TagFilters: [{ Key: "application", Value: application, Type: "KEY_AND_VALUE" }],
      }),
    ],
    outputs: [{ name: "InstanceProfileName", value: profile, expression: ref("InstanceProfile") }],
    tags: { team: teamOf(application), service: application },
    capabilities: ["CAPABILITY_IAM"],
  };
}

/** The stack of a Lambda function. */
export function functionStack(name: string, logGroup: string | undefined, place: StackPlace): StackBlueprint {
  const { region, accountId } = place;
  const artifacts = artifactBucket(accountId, region);
  const queue = `${name}-DeadLetters-${suffix(`${region} ${name} queue`)}`;
  const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const queueUrl = `https://sqs.${region}.amazonaws.com/${accountId}/${queue}`;
  return {
    name,
    description: `${name}: the function, what starts it and what becomes of its failures`,
    format: "yaml",
    parameters: [
      VERSION,
      { name: "LogLevel", value: "info" },
      { name: "PartnerApiKey", value: "", noEcho: true },
    ],
    resources: [
      ...logGroupResource(logGroup),
      role("FunctionRole", name, "lambda.amazonaws.com", [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
      ]),
      {
        logicalId: "DeadLetters",
        type: "AWS::SQS::Queue",
        physicalId: queueUrl,
        properties: { MessageRetentionPeriod: 1_209_600 },
      },
      {
        logicalId: "Function",
        type: "AWS::Lambda::Function",
        physicalId: name,
        onUpdate: "modified",
        properties: {
          FunctionName: name,
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          MemorySize: 256,
          Timeout: 30,
          Role: attribute("FunctionRole", "Arn"),
          Code: { S3Bucket: artifacts, S3Key: sub(`${name}/\${Version}.zip`) },
          DeadLetterConfig: { TargetArn: attribute("DeadLetters", "Arn") },
          TracingConfig: { Mode: "Active" },
          Environment: { Variables: { LOG_LEVEL: ref("LogLevel"), PARTNER_API_KEY: ref("PartnerApiKey") } },
        },
      },
      {
        logicalId: "Schedule",
        type: "AWS::Events::Rule",
        physicalId: `${name}-Schedule-${suffix(`${region} ${name} rule`)}`,
        properties: {
          ScheduleExpression: "rate(5 minutes)",
          Targets: [{ Id: "Function", Arn: attribute("Function", "Arn") }],
        },
      },
      {
        logicalId: "SchedulePermission",
        type: "AWS::Lambda::Permission",
        physicalId: `${name}-SchedulePermission-${suffix(`${region} ${name} permission`)}`,
        properties: {
          Action: "lambda:InvokeFunction",
          FunctionName: ref("Function"),
          Principal: "events.amazonaws.com",
          SourceArn: attribute("Schedule", "Arn"),
        },
      },
      versionParameter(name),
    ],
    outputs: [
      { name: "FunctionArn", value: arn, expression: attribute("Function", "Arn"), exportName: `${name}-FunctionArn` },
      { name: "DeadLettersUrl", value: queueUrl, expression: ref("DeadLetters") },
      ...logGroupOutput(logGroup),
    ],
    tags: { team: teamOf(name), service: name, "cost-center": "logistics" },
    capabilities: ["CAPABILITY_IAM"],
  };
}

/** A role that a service takes, under a name that CloudFormation makes up. */
export function role(logicalId: string, stack: string, service: string, policies: readonly string[]): ResourceBlueprint {
  return {
    logicalId,
    type: "AWS::IAM::Role",
    physicalId: `${stack}-${logicalId}-${suffix(`${stack} ${logicalId}`)}`,
    properties: {
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
      },
      ...(policies.length === 0 ? {} : { ManagedPolicyArns: policies }),
    },
  };
}

/** Where others read which commit is deployed. */
function versionParameter(component: string): ResourceBlueprint {
  const name = `/kestrel/${component}/version`;
  return {
    logicalId: "DeployedVersion",
    type: "AWS::SSM::Parameter",
    physicalId: name,
    onUpdate: "modified",
    properties: { Name: name, Type: "String", Value: ref("Version") },
  };
}

export function logGroupResource(name: string | undefined, logicalId = "LogGroup"): ResourceBlueprint[] {
  return name === undefined
    ? []
    : [
        {
          logicalId,
          type: "AWS::Logs::LogGroup",
          physicalId: name,
          properties: { LogGroupName: name, RetentionInDays: 30 },
        },
      ];
}

function logGroupOutput(name: string | undefined): OutputBlueprint[] {
  return name === undefined ? [] : [{ name: "LogGroupName", value: name, expression: ref("LogGroup") }];
}

function codeDeploy(
  application: string,
  environment: string,
  platform: "ECS" | "Server",
  group: TemplateMap,
): ResourceBlueprint[] {
  const policy = platform === "ECS" ? "AWSCodeDeployRoleForECS" : "service-role/AWSCodeDeployRole";
  const name = `${application}-${environment}`;
  return [
    {
      logicalId: "DeploymentApplication",
      type: "AWS::CodeDeploy::Application",
      physicalId: application,
      properties: { ApplicationName: application, ComputePlatform: platform },
    },
    role("DeploymentRole", application, "codedeploy.amazonaws.com", [`arn:aws:iam::aws:policy/${policy}`]),
    {
      logicalId: "DeploymentGroup",
      type: "AWS::CodeDeploy::DeploymentGroup",
      physicalId: name,
      properties: {
        ApplicationName: ref("DeploymentApplication"),
        DeploymentGroupName: name,
        ServiceRoleArn: attribute("DeploymentRole", "Arn"),
        ...group,
      },
    },
  ];
}

/** Which of the company's teams has a component. */
export function teamOf(component: string): string {
  const teams = ["parcels", "fleet", "customers", "finance"] as const;
  return teams[hashText(component) % teams.length] ?? "parcels";
}
