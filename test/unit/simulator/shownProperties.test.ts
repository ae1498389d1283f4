import { CloudFormationClient, CreateStackCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { GetAliasCommand, GetFunctionConfigurationCommand, LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { DescribeParametersCommand, GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, passUntil, stackNamed } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let cloudFormation: CloudFormationClient;
let ecr: ECRClient;
let ecs: ECSClient;
let lambda: LambdaClient;
let ssm: SSMClient;
beforeAll(async () => {
  bench = await openBench();
  const options = clientOptions(bench.simulator);
  cloudFormation = new CloudFormationClient(options);
  ecr = new ECRClient(options);
  ecs = new ECSClient(options);
  lambda = new LambdaClient(options);
  ssm = new SSMClient(options);
});
afterAll(async () => {
  for (const client of [cloudFormation, ecr, ecs, lambda, ssm]) client.destroy();
  await bench.close();
});

type Properties = Readonly<Record<string, unknown>>;

const ROLE = "arn:aws:iam::418273650912:role/shown";
const container = (more: Properties) => [{ Name: "app", Image: "example/app:1", ...more }];
/** Every resource as it begins. */
const BEFORE: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>> = {
  Repository: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: "shown" } },
  Definition: {
    Type: "AWS::ECS::TaskDefinition",
    Properties: { Family: "shown", Cpu: "256", Memory: "512", NetworkMode: "awsvpc", RequiresCompatibilities: ["FARGATE"], ContainerDefinitions: container({}) },
  },
  Service: {
    Type: "AWS::ECS::Service",
    Properties: { Cluster: "kestrel-production", ServiceName: "shown", DesiredCount: 1, TaskDefinition: { Ref: "Definition" }, LaunchType: "FARGATE" },
  },
  Function: {
    Type: "AWS::Lambda::Function",
    Properties: { FunctionName: "shown", Runtime: "nodejs22.x", Handler: "index.handler", MemorySize: 128, Timeout: 3, Role: ROLE, Code: { ZipFile: "1" } },
  },
  Alias: { Type: "AWS::Lambda::Alias", Properties: { FunctionName: { Ref: "Function" }, Name: "shown-live", FunctionVersion: "1" } },
  Mapping: {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: { FunctionName: { Ref: "Function" }, EventSourceArn: "arn:aws:sqs:eu-west-1:418273650912:shown", BatchSize: 10 },
  },
  Parameter: { Type: "AWS::SSM::Parameter", Properties: { Name: "/shown", Type: "String", Value: "x" } },
};

const definition = async () => (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "shown" }))).taskDefinition;
const service = async () => (await ecs.send(new DescribeServicesCommand({ cluster: "kestrel-production", services: ["shown"] }))).services?.[0];
const config = () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "shown" }));
const mapping = async () => (await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: "shown" }))).EventSourceMappings?.find(({ EventSourceArn }) => EventSourceArn?.endsWith(":shown"));
const alias = () => lambda.send(new GetAliasCommand({ FunctionName: "shown", Name: "shown-live" }));
const metadata = async () =>
  (await ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Values: ["/shown"] }] }))).Parameters?.[0];
const value = async () => (await ssm.send(new GetParameterCommand({ Name: "/shown" }))).Parameter;
const repository = async () => (await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ["shown"] }))).repositories?.[0];

/** A property that a rule shows: what an update makes of it, and where the answer has it. */
const SHOWN: readonly (readonly [resource: string, change: Properties, look: () => Promise<unknown>, shown: object])[] = [
  ["Repository", { ImageTagMutability: "IMMUTABLE" }, repository, { imageTagMutability: "IMMUTABLE" }],
  ["Repository", { ImageScanningConfiguration: { ScanOnPush: true } }, repository, { imageScanningConfiguration: { scanOnPush: true } }],
  ["Definition", { Cpu: "1024" }, definition, { cpu: "1024" }],
  ["Definition", { Memory: "4096" }, definition, { memory: "4096" }],
  ["Definition", { NetworkMode: "bridge" }, definition, { networkMode: "bridge" }],
  ["Definition", { RequiresCompatibilities: ["EC2"] }, definition, { requiresCompatibilities: ["EC2"] }],
  ["Definition", { ExecutionRoleArn: ROLE }, definition, { executionRoleArn: ROLE }],
  ["Definition", { TaskRoleArn: ROLE }, definition, { taskRoleArn: ROLE }],
  ["Definition", { ContainerDefinitions: container({ Image: "example/app:2" }) }, definition, { containerDefinitions: [{ image: "example/app:2" }] }],
  ["Definition", { ContainerDefinitions: container({ Environment: [{ Name: "A", Value: "B" }] }) }, definition, { containerDefinitions: [{ environment: [{ name: "A", value: "B" }] }] }],
  ["Service", { DesiredCount: 4 }, service, { desiredCount: 4 }],
  ["Service", { HealthCheckGracePeriodSeconds: 77 }, service, { healthCheckGracePeriodSeconds: 77 }],
  ["Service", { EnableExecuteCommand: true }, service, { enableExecuteCommand: true }],
  ["Service", { PropagateTags: "SERVICE" }, service, { propagateTags: "SERVICE" }],
  ["Function", { Runtime: "python3.13" }, config, { Runtime: "python3.13" }],
  ["Function", { Handler: "main.handler" }, config, { Handler: "main.handler" }],
  ["Function", { MemorySize: 2048 }, config, { MemorySize: 2048 }],
  ["Function", { Timeout: 90 }, config, { Timeout: 90 }],
  ["Function", { Role: `${ROLE}-2` }, config, { Role: `${ROLE}-2` }],
  ["Function", { Description: "told" }, config, { Description: "told" }],
  ["Function", { Environment: { Variables: { A: "B" } } }, config, { Environment: { Variables: { A: "B" } } }],
  ["Function", { TracingConfig: { Mode: "Active" } }, config, { TracingConfig: { Mode: "Active" } }],
  ["Function", { Architectures: ["arm64"] }, config, { Architectures: ["arm64"] }],
  ["Function", { EphemeralStorage: { Size: 2048 } }, config, { EphemeralStorage: { Size: 2048 } }],
  ["Function", { PackageType: "Image" }, config, { PackageType: "Image" }],
  ["Alias", { FunctionVersion: "2" }, alias, { FunctionVersion: "2" }],
  ["Alias", { Description: "told" }, alias, { Description: "told" }],
  ["Mapping", { BatchSize: 5 }, mapping, { BatchSize: 5 }],
  ["Mapping", { Enabled: false }, mapping, { State: "Disabled" }],
  ["Parameter", { Value: "y" }, value, { Value: "y" }],
  ["Parameter", { Type: "StringList" }, metadata, { Type: "StringList" }],
  ["Parameter", { Description: "told" }, metadata, { Description: "told" }],
  ["Parameter", { AllowedPattern: "[xy]" }, metadata, { AllowedPattern: "[xy]" }],
  ["Parameter", { Tier: "Advanced" }, metadata, { Tier: "Advanced" }],
  ["Parameter", { DataType: "aws:ec2:image" }, metadata, { DataType: "aws:ec2:image" }],
];

const settled = () =>
  passUntil(bench, async () => {
    const { StackStatus, StackStatusReason } = await stackNamed(cloudFormation, "shown");
    return StackStatus?.endsWith("_IN_PROGRESS") === true ? undefined : `${StackStatus} ${StackStatusReason ?? ""}`.trim();
  });

describe("what a rule shows", () => {
  it("begins as the stack's template says", async () => {
    await cloudFormation.send(new CreateStackCommand({ StackName: "shown", TemplateBody: JSON.stringify({ Resources: BEFORE }) }));
    expect(await settled()).toBe("CREATE_COMPLETE");
    for (const [resource, change, look, shown] of SHOWN) {
      expect(await look(), `${resource} ${JSON.stringify(change)}`).not.toMatchObject(shown);
    }
  });

  it.each(SHOWN)("follows an update of the stack: %s %j", async (resource, change, look, shown) => {
    const { Type = "", Properties = {} } = BEFORE[resource] ?? {};
    // A function of another packaging is another function, and two do not share a name.
    const name = "PackageType" in change ? { FunctionName: "shown-image" } : {};
    const Resources = { ...BEFORE, [resource]: { Type, Properties: { ...Properties, ...change, ...name } } };
    await cloudFormation.send(new UpdateStackCommand({ StackName: "shown", TemplateBody: JSON.stringify({ Resources }) }));
    expect(await settled()).toBe("UPDATE_COMPLETE");
    const found = "PackageType" in change ? await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "shown-image" })) : await look();
    expect(found).toMatchObject(shown);
  });
});
