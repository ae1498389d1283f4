import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStackResourcesCommand,
  DescribeTypeCommand,
  DetectStackDriftCommand,
  DetectStackResourceDriftCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import type { Parameter, Stack } from "@aws-sdk/client-cloudformation";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, passUntil, refusal, settledStack, stackNamed } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let cloudFormation: CloudFormationClient;
let ecs: ECSClient;
let lambda: LambdaClient;
let ssm: SSMClient;
beforeAll(async () => {
  bench = await openBench();
  const options = clientOptions(bench.simulator);
  cloudFormation = new CloudFormationClient(options);
  ecs = new ECSClient(options);
  lambda = new LambdaClient(options);
  ssm = new SSMClient(options);
});
afterAll(async () => {
  for (const client of [cloudFormation, ecs, lambda, ssm]) client.destroy();
  await bench.close();
});

const settled = (name: string) => settledStack(bench, cloudFormation, name);

const create = async (StackName: string, TemplateBody: string, Parameters: Parameter[] = []) => {
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, Parameters, Capabilities: ["CAPABILITY_NAMED_IAM"] }));
  return settled(StackName);
};
const update = async (StackName: string, TemplateBody: string, Parameters: Parameter[] = []) => {
  await cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody, Parameters, Capabilities: ["CAPABILITY_NAMED_IAM"] }));
  return settled(StackName);
};
const valueOf = async (Name: string) => (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
/** `LogicalId STATUS`, oldest first; the resources' own. */
const eventsOf = async (StackName: string) => {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.reverse().map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
};
const outputOf = ({ Outputs = [] }: Stack, name: string) => Outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
const parameter = (name: string, value: string, more = "") => `  ${name}:
    Type: AWS::SSM::Parameter
    Properties: { Name: /probe/${name}, Type: String, Value: ${value} }
${more}`;

const FUNCTIONS = `
AWSTemplateFormatVersion: 2010-09-09
Description: Every function
Parameters:
  Level: { Type: String, Default: info, AllowedValues: [info, debug] }
  Zones: { Type: CommaDelimitedList, Default: "a, b" }
  Size: { Type: Number, Default: 3, MinValue: 1 }
Mappings:
  ByLevel:
    info: { days: 7 }
    debug: { days: 30 }
Conditions:
  IsDebug: !Equals [!Ref Level, debug]
  IsEither: !Or [!Condition IsDebug, !Equals [!Ref Size, 3]]
  IsBoth: !And [!Condition IsDebug, !Not [!Equals [!Ref Size, 3]]]
Resources:
  Last:
    Type: AWS::SSM::Parameter
    DependsOn: First
    Properties:
      Name: !Sub "/probe/\${AWS::StackName}/last"
      Type: String
      Value: !Join ["|", [!Ref First, !GetAtt First.Value, !Select [1, !Ref Zones], !FindInMap [ByLevel, !Ref Level, days], !If [IsDebug, yes, no]]]
  First:
    Type: AWS::SSM::Parameter
    Properties:
      Name: !Sub ["/probe/\${Own}/first", { Own: !Ref "AWS::StackName" }]
      Type: String
      Value: !Base64 secret
      Description: !If [IsDebug, told, !Ref "AWS::NoValue"]
  Debug:
    Type: AWS::SSM::Parameter
    Condition: IsDebug
    Properties: { Name: /probe/only-debug, Type: String, Value: "1" }
Outputs:
  Cidr: { Value: !Select [1, !Cidr [10.20.0.0/16, 4, 8]] }
  Zone: { Value: !Select [0, !GetAZs ""] }
  Split: { Value: !Select [2, !Split ["-", a-b-c]] }
  Either: { Condition: IsEither, Value: !Ref Last, Export: { Name: !Sub "\${AWS::StackName}-last" } }
  Both: { Condition: IsBoth, Value: never }
`;

describe("a template", () => {
  it("is made in the order of its dependencies, with every function filled in", async () => {
    const stack = await create("probe-functions", FUNCTIONS);
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    expect(await valueOf("/probe/probe-functions/last")).toBe("/probe/probe-functions/first|c2VjcmV0|b|7|no");
    expect((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])).toEqual([
      ["Cidr", "10.20.1.0/24"],
      ["Zone", "eu-west-1a"],
      ["Split", "c"],
      ["Either", "/probe/probe-functions/last"],
    ]);
    const events = await eventsOf("probe-functions");
    expect(events).toEqual([
      "probe-functions CREATE_IN_PROGRESS",
      ...["First", "Last"].flatMap((one) => [`${one} CREATE_IN_PROGRESS`, `${one} CREATE_IN_PROGRESS`, `${one} CREATE_COMPLETE`]),
      "probe-functions CREATE_COMPLETE",
    ]);
  });

  it("follows its conditions and parameters, in JSON too", async () => {
    const stack = await update("probe-functions", FUNCTIONS, [{ ParameterKey: "Level", ParameterValue: "debug" }]);
    expect(stack.StackStatus).toBe("UPDATE_COMPLETE");
    expect(await valueOf("/probe/probe-functions/last")).toBe("/probe/probe-functions/first|c2VjcmV0|b|30|yes");
    expect(await valueOf("/probe/only-debug")).toBe("1");
    const json = JSON.stringify({ Parameters: { Which: { Type: "String", Default: "functions" } }, Resources: { Only: { Type: "AWS::SSM::Parameter", Properties: { Name: "/probe/json", Type: "String", Value: { "Fn::ImportValue": { "Fn::Sub": "probe-${Which}-last" } } } } } });
    await create("probe-json", json);
    expect(await valueOf("/probe/json")).toBe("/probe/probe-functions/last");
    // What another stack imports stays.
    await cloudFormation.send(new DeleteStackCommand({ StackName: "probe-functions" }));
    expect(await settled("probe-functions")).toMatchObject({
      StackStatus: "DELETE_FAILED",
      StackStatusReason: "Delete canceled. Cannot delete export probe-functions-last as it is in use by probe-json.",
    });
  });

  it.each([
    ["no resources", "Resources: {}", "Template format error: At least one Resources member must be defined."],
    ["a broken text", "Resources: [", "Template format error: YAML not well-formed."],
    ["a name of nothing", `Resources:\n${parameter("A", "!Ref Nothing")}`, "Unresolved resource dependencies [Nothing] in the Resources block"],
    ["a circle", `Resources:\n${parameter("A", "!GetAtt B.Value")}${parameter("B", "!GetAtt A.Value")}`, "Circular dependency between resources: [A, B]"],
    ["a parameter without a value", `Parameters: { P: { Type: String } }\nResources:\n${parameter("A", "!Ref P")}`, "Parameters: [P] must have values"],
    ["a value that is not allowed", FUNCTIONS.replace("Default: info", "Default: loud"), "Parameter 'Level' must be one of AllowedValues"],
  ])("is refused for %s", async (_what, TemplateBody, message) => {
    const refused = await refusal(cloudFormation.send(new CreateStackCommand({ StackName: "probe-refused", TemplateBody })));
    expect(refused.name).toBe("ValidationError");
    expect(refused.message).toContain(message);
    expect((await refusal(stackNamed(cloudFormation, "probe-refused"))).message).toBe("Stack with id probe-refused does not exist");
  });

  it("is no stack's under a name that no stack may have", async () => {
    const refused = await refusal(cloudFormation.send(new CreateStackCommand({ StackName: "1probe", TemplateBody: FUNCTIONS })));
    expect(refused).toMatchObject({ name: "ValidationError", message: expect.stringContaining("at 'stackName'") as string });
  });

  it("that lacks what a type requires is rolled back, and says what", async () => {
    const stack = await create("probe-lacking", `Resources:\n${parameter("A", "x")}  B: { Type: AWS::SSM::Parameter, Properties: { Type: String } }\n`);
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: "probe-lacking" }));
    expect(StackEvents.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED")?.ResourceStatusReason).toContain("required key [Value] not found");
    expect((await refusal(valueOf("/probe/A"))).name).toBe("ParameterNotFound");
  });

  it("of a type that nobody plays is done with a placeholder, and says so", async () => {
    await create("probe-foreign", "Resources:\n  Park: { Type: AWS::IoT::Thing, Properties: { ThingName: swing } }\n");
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: "probe-foreign" }));
    expect(StackResources[0]).toMatchObject({ ResourceStatus: "CREATE_COMPLETE", PhysicalResourceId: "swing" });
    expect(StackResources[0]?.ResourceStatusReason).toContain("not simulated");
  });
});

describe("an update", () => {
  const service = (memory: number, more = "") => `Resources:
  Definition:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: probe-service
      Cpu: "256"
      Memory: "${memory}"
      ContainerDefinitions: [{ Name: app, Image: "example/app:1" }]
  Service:
    Type: AWS::ECS::Service
    Properties: { Cluster: kestrel-production, ServiceName: probe-service, DesiredCount: 2, TaskDefinition: !Ref Definition }
  Worker:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, MemorySize: ${memory}, Role: arn:aws:iam::418273650912:role/probe, Code: { ZipFile: "exports.handler = 1" } }
${more}`;
  const look = async () => {
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster: "kestrel-production", services: ["probe-service"] }));
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: services[0]?.taskDefinition ?? "probe-service" }));
    return { memory: taskDefinition?.memory, revision: taskDefinition?.revision, desired: services[0]?.desiredCount };
  };

  it("replaces what its type says, hands the new id on, and cleans up at the end", async () => {
    await create("probe-service", service(512));
    expect(await look()).toMatchObject({ memory: "512", revision: 1, desired: 2 });
    const before = (await eventsOf("probe-service")).length;
    expect((await update("probe-service", service(1024, parameter("Extra", "x")))).StackStatus).toBe("UPDATE_COMPLETE");
    await bench.simulator.control.advance(60_000);
    expect(await look()).toMatchObject({ memory: "1024", revision: 2 });
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: "probe-service", LogicalResourceId: "Worker" }));
    const FunctionName = StackResources[0]?.PhysicalResourceId ?? "";
    expect(FunctionName).toMatch(/^probe-service-Worker-[0-9A-F]{12}$/);
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).toMatchObject({ MemorySize: 1024, FunctionName });
    const events = (await eventsOf("probe-service")).slice(before);
    expect(events.slice(events.indexOf("probe-service UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))).toEqual([
      "probe-service UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "Definition DELETE_IN_PROGRESS", "Definition DELETE_COMPLETE", "probe-service UPDATE_COMPLETE",
    ]);
    expect(events.indexOf("Definition UPDATE_COMPLETE")).toBeLessThan(events.indexOf("Service UPDATE_IN_PROGRESS"));
    expect(await valueOf("/probe/Extra")).toBe("x");
  });

  it("deletes what its template no longer has, and refuses to do nothing", async () => {
    await update("probe-service", service(1024));
    expect((await refusal(valueOf("/probe/Extra"))).name).toBe("ParameterNotFound");
    const nothing = await refusal(cloudFormation.send(new UpdateStackCommand({ StackName: "probe-service", UsePreviousTemplate: true })));
    expect(nothing.message).toBe("No updates are to be performed.");
  });

  it("that fails is rolled back: what was changed is as it was, what was added is gone", async () => {
    const broken = service(2048, `${parameter("Extra", "x")}  Bad: { Type: AWS::SSM::Parameter, DependsOn: [Service, Worker, Extra], Properties: { Type: String } }\n`);
    const before = (await eventsOf("probe-service")).length;
    const stack = await update("probe-service", broken);
    expect(stack).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
    const events = (await eventsOf("probe-service")).slice(before);
    expect(events).toEqual(expect.arrayContaining(["Bad CREATE_FAILED", "probe-service UPDATE_ROLLBACK_IN_PROGRESS", "probe-service UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "Extra DELETE_COMPLETE"]));
    expect(await look()).toMatchObject({ memory: "1024", revision: 2 });
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: "probe-service" }));
    const idOf = (name: string) => StackResources.find(({ LogicalResourceId }) => LogicalResourceId === name)?.PhysicalResourceId;
    expect(idOf("Definition")).toMatch(/probe-service:2$/);
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: idOf("Worker") }))).toMatchObject({ MemorySize: 1024 });
    expect((await refusal(valueOf("/probe/Extra"))).name).toBe("ParameterNotFound");
    const { TemplateBody } = await cloudFormation.send(new GetTemplateCommand({ StackName: "probe-service" }));
    expect(TemplateBody).toBe(service(1024));
    await cloudFormation.send(new UpdateTerminationProtectionCommand({ StackName: "probe-service", EnableTerminationProtection: true }));
    const refused = await refusal(cloudFormation.send(new DeleteStackCommand({ StackName: "probe-service" })));
    expect(refused.message).toBe("Stack [probe-service] cannot be deleted while TerminationProtection is enabled");
  });

  it("changes what the account began with: its template is what it was made of", async () => {
    const { TemplateBody = "" } = await cloudFormation.send(new GetTemplateCommand({ StackName: "label-printer" }));
    const stack = await stackNamed(cloudFormation, "label-printer");
    const kept = (stack.Parameters ?? []).map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true }));
    await update("label-printer", TemplateBody.replace("MemorySize: 256", "MemorySize: 640"), kept);
    const functionNow = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "label-printer" }));
    expect(functionNow.MemorySize).toBe(640);
  });
});

describe("a change set", () => {
  const StackName = "probe-changes";
  const TEMPLATE = `Parameters: { Value: { Type: String, Default: one } }
Resources:
${parameter("Kept", "!Ref Value")}${parameter("Gone", "x")}`;
  const computed = (ChangeSetName: string) =>
    passUntil(bench, async () => {
      const answer = await cloudFormation.send(new DescribeChangeSetCommand({ StackName, ChangeSetName, IncludePropertyValues: true }));
      return answer.Status?.startsWith("CREATE_") === true && answer.Status !== "CREATE_COMPLETE" ? undefined : answer;
    });

  it("makes a stack that is in review until it is executed", async () => {
    await cloudFormation.send(new CreateChangeSetCommand({ StackName, ChangeSetName: "first", ChangeSetType: "CREATE", TemplateBody: TEMPLATE }));
    expect((await stackNamed(cloudFormation, StackName)).StackStatus).toBe("REVIEW_IN_PROGRESS");
    const { Changes = [], ExecutionStatus } = await computed("first");
    expect(ExecutionStatus).toBe("AVAILABLE");
    expect(Changes.map(({ ResourceChange }) => [ResourceChange?.Action, ResourceChange?.LogicalResourceId])).toEqual([["Add", "Kept"], ["Add", "Gone"]]);
    await cloudFormation.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: "first" }));
    expect((await settled(StackName)).StackStatus).toBe("CREATE_COMPLETE");
  });

  it("tells each property, before and after, what causes it, and whether it replaces", async () => {
    const next = TEMPLATE.replace("/probe/Gone", "/probe/Renamed").replace("Default: one", "Default: two");
    const Parameters = [{ ParameterKey: "Value", ParameterValue: "two" }];
    await cloudFormation.send(new CreateChangeSetCommand({ StackName, ChangeSetName: "second", TemplateBody: next, Parameters }));
    await cloudFormation.send(new CreateChangeSetCommand({ StackName, ChangeSetName: "third", TemplateBody: next, Parameters }));
    const { Changes = [] } = await computed("second");
    await computed("third");
    expect(Changes.map(({ ResourceChange }) => ResourceChange)).toMatchObject([
      {
        Action: "Modify", LogicalResourceId: "Kept", Replacement: "False", Scope: ["Properties"],
        Details: [{ Target: { Name: "Value", Path: "/Properties/Value", BeforeValue: "one", AfterValue: "two", RequiresRecreation: "Never" }, ChangeSource: "ParameterReference", CausingEntity: "Value" }],
      },
      { Action: "Modify", LogicalResourceId: "Gone", Replacement: "True", Details: [{ Target: { Name: "Name", RequiresRecreation: "Always" }, ChangeSource: "DirectModification" }] },
    ]);
    expect(await valueOf("/probe/Kept")).toBe("one");
    await cloudFormation.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: "second" }));
    await settled(StackName);
    expect(await valueOf("/probe/Kept")).toBe("two");
    expect(await valueOf("/probe/Renamed")).toBe("x");
    expect((await refusal(valueOf("/probe/Gone"))).name).toBe("ParameterNotFound");
    expect((await cloudFormation.send(new ListChangeSetsCommand({ StackName }))).Summaries).toEqual([]);
  });

  it("without changes fails, and one that is deleted is not there", async () => {
    await cloudFormation.send(new CreateChangeSetCommand({ StackName, ChangeSetName: "empty", UsePreviousTemplate: true, Parameters: [{ ParameterKey: "Value", UsePreviousValue: true }] }));
    const { Status, StatusReason } = await computed("empty");
    expect([Status, StatusReason]).toEqual(["FAILED", expect.stringContaining("didn't contain changes")]);
    expect((await refusal(cloudFormation.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: "empty" })))).name).toBe("InvalidChangeSetStatusException");
    await cloudFormation.send(new DeleteChangeSetCommand({ StackName, ChangeSetName: "empty" }));
    expect((await refusal(cloudFormation.send(new DescribeChangeSetCommand({ StackName, ChangeSetName: "empty" })))).name).toBe("ChangeSetNotFoundException");
  });
});

describe("drift", () => {
  const StackName = "probe-drift";

  it("is what somebody changed behind the stack's back", async () => {
    await create(StackName, `Resources:\n${parameter("Same", "x")}${parameter("Edited", "x")}${parameter("Deleted", "x")}`);
    const edit = (resource: string, properties: Record<string, unknown> | null) =>
      bench.simulator.control.editResource({ region: "eu-west-1", stack: StackName, resource, properties });
    await edit("Edited", { Value: "y" });
    await edit("Deleted", null);
    expect(await valueOf("/probe/Edited")).toBe("y");
    expect((await refusal(valueOf("/probe/Deleted"))).name).toBe("ParameterNotFound");
    const { StackDriftDetectionId } = await cloudFormation.send(new DetectStackDriftCommand({ StackName }));
    const status = () => cloudFormation.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
    expect((await status()).DetectionStatus).toBe("DETECTION_IN_PROGRESS");
    const found = await passUntil(bench, async () => {
      const answer = await status();
      return answer.DetectionStatus === "DETECTION_COMPLETE" ? answer : undefined;
    });
    expect(found).toMatchObject({ StackDriftStatus: "DRIFTED", DriftedStackResourceCount: 2 });
    const { StackResourceDrifts = [] } = await cloudFormation.send(new DescribeStackResourceDriftsCommand({ StackName }));
    expect(StackResourceDrifts.map((one) => [one.LogicalResourceId, one.StackResourceDriftStatus, one.PropertyDifferences])).toEqual([
      ["Same", "IN_SYNC", []],
      ["Edited", "MODIFIED", [{ PropertyPath: "/Value", ExpectedValue: "x", ActualValue: "y", DifferenceType: "NOT_EQUAL" }]],
      ["Deleted", "DELETED", []],
    ]);
    expect((await stackNamed(cloudFormation, StackName)).DriftInformation?.StackDriftStatus).toBe("DRIFTED");
    await edit("Edited", { Value: "x" });
    const { StackResourceDrift } = await cloudFormation.send(new DetectStackResourceDriftCommand({ StackName, LogicalResourceId: "Edited" }));
    expect(StackResourceDrift?.StackResourceDriftStatus).toBe("IN_SYNC");
  });
});

describe("a type", () => {
  it("tells what identifies it, is required and replaces; one that is nobody's is not found", async () => {
    const type = (TypeName: string) => cloudFormation.send(new DescribeTypeCommand({ Type: "RESOURCE", TypeName }));
    const { Schema = "", Visibility } = await type("AWS::SSM::Parameter");
    expect(Visibility).toBe("PUBLIC");
    expect(JSON.parse(Schema)).toMatchObject({ required: ["Type", "Value"], createOnlyProperties: ["/properties/Name"] });
    expect((await refusal(type("Nobody::Has::This"))).name).toBe("TypeNotFoundException");
    expect((await refusal(type("AWS::IoT::Thing"))).message).toContain("not simulated");
  });
});

describe("a template that is no stack's", () => {
  it("is summarised and judged", async () => {
    const summary = await cloudFormation.send(new GetTemplateSummaryCommand({ TemplateBody: FUNCTIONS }));
    expect(summary).toMatchObject({ Description: "Every function", ResourceTypes: ["AWS::SSM::Parameter"] });
    expect(summary.Parameters).toContainEqual(expect.objectContaining({ ParameterKey: "Level", DefaultValue: "info", ParameterConstraints: { AllowedValues: ["info", "debug"] } }));
    const valid = await cloudFormation.send(new ValidateTemplateCommand({ TemplateBody: FUNCTIONS }));
    expect(valid.Parameters?.map(({ ParameterKey }) => ParameterKey)).toEqual(["Level", "Zones", "Size"]);
    expect(outputOf(await stackNamed(cloudFormation, "probe-functions"), "Split")).toBe("c");
  });
});
