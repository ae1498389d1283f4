import { CloudFormationClient, CreateChangeSetCommand, CreateStackCommand, DescribeChangeSetCommand, DescribeStackResourcesCommand, GetTemplateCommand, UpdateStackCommand, ValidateTemplateCommand } from "@aws-sdk/client-cloudformation";
import { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, refusal, settledStack } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let cloudFormation: CloudFormationClient;
let ssm: SSMClient;
beforeAll(async () => {
  bench = await openBench();
  cloudFormation = new CloudFormationClient(clientOptions(bench.simulator));
  ssm = new SSMClient(clientOptions(bench.simulator));
});
afterAll(async () => {
  for (const client of [cloudFormation, ssm]) client.destroy();
  await bench.close();
});

const TEMPLATE = `Transform: [AWS::LanguageExtensions]
Parameters:
  Depots: { Type: CommaDelimitedList, Default: "north,port-1" }
Conditions:
  Fn::ForEach::Known:
    - Depot
    - !Ref Depots
    - "Has&{Depot}": !Equals [!Ref Depot, north]
Resources:
  Fn::ForEach::Depots:
    - Depot
    - !Ref Depots
    - Fn::ForEach::Settings:
        - Setting
        - [Gate, Lamp]
        - "&{Depot}\${Setting}":
            Type: AWS::SSM::Parameter
            Properties:
              Name: !Sub "/loops/\${Depot}/\${Setting}"
              Fn::ForEach::Texts:
                - Text
                - [Description, Value]
                - "\${Text}": !Join ["-", [!Ref Depot, !Ref Setting, !Ref AWS::Region]]
              Type: !If ["Has&{Depot}", String, StringList]
Outputs:
  Fn::ForEach::Names:
    - Depot
    - !Ref Depots
    - "Gate&{Depot}": { Value: !Ref "&{Depot}Gate" }
`;
const settled = (name: string) => settledStack(bench, cloudFormation, name);
const ask = { StackName: "loops", TemplateBody: TEMPLATE, Capabilities: ["CAPABILITY_AUTO_EXPAND" as const] };
const made = async () => {
  const { Parameters = [] } = await ssm.send(new GetParametersByPathCommand({ Path: "/loops", Recursive: true }));
  return Parameters.map(({ Name, Value, Type }) => `${Name} ${Value} ${Type}`);
};

describe("a template with loops", () => {
  it("makes one of each for each item, in resources, properties, conditions and outputs", async () => {
    await cloudFormation.send(new CreateStackCommand(ask));
    const stack = await settled("loops");
    expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
    expect(await made()).toEqual([
      "/loops/north/Gate north-Gate-eu-west-1 String",
      "/loops/north/Lamp north-Lamp-eu-west-1 String",
      "/loops/port-1/Gate port-1-Gate-eu-west-1 StringList",
      "/loops/port-1/Lamp port-1-Lamp-eu-west-1 StringList",
    ]);
    expect(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])).toEqual([["Gatenorth", "/loops/north/Gate"], ["Gateport1", "/loops/port-1/Gate"]]);
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: "loops" }));
    expect(StackResources.map(({ LogicalResourceId = "" }) => LogicalResourceId).toSorted((a, b) => a.localeCompare(b))).toEqual(["northGate", "northLamp", "port1Gate", "port1Lamp"]);
  });

  it("tells what they made where the template is asked for, and itself where that is", async () => {
    const { TemplateBody = "" } = await cloudFormation.send(new GetTemplateCommand({ StackName: "loops" }));
    expect(Object.keys((JSON.parse(TemplateBody) as { Resources: object }).Resources)).toEqual(["northGate", "northLamp", "port1Gate", "port1Lamp"]);
    const original = await cloudFormation.send(new GetTemplateCommand({ StackName: "loops", TemplateStage: "Original" }));
    expect(original.TemplateBody).toBe(TEMPLATE);
    expect((await cloudFormation.send(new ValidateTemplateCommand({ TemplateBody: TEMPLATE }))).Parameters).toHaveLength(1);
  });

  it("follows its parameters: another item is another resource, one that is gone goes", async () => {
    const Parameters = [{ ParameterKey: "Depots", ParameterValue: "north,hill" }];
    const { TemplateBody: _same, ...kept } = ask;
    await cloudFormation.send(new CreateChangeSetCommand({ ...kept, ChangeSetName: "hill", UsePreviousTemplate: true, Parameters }));
    await bench.simulator.control.advance(60_000);
    const { Changes = [] } = await cloudFormation.send(new DescribeChangeSetCommand({ StackName: "loops", ChangeSetName: "hill" }));
    const changes = Changes.map(({ ResourceChange }) => `${ResourceChange?.Action} ${ResourceChange?.LogicalResourceId}`);
    expect(changes.toSorted()).toEqual(["Add hillGate", "Add hillLamp", "Remove port1Gate", "Remove port1Lamp"]);
    await cloudFormation.send(new UpdateStackCommand({ ...kept, UsePreviousTemplate: true, Parameters }));
    expect((await settled("loops")).StackStatus).toBe("UPDATE_COMPLETE");
    expect((await made()).map((one) => one.split("/")[2])).toEqual(["hill", "hill", "north", "north"]);
  });

  it.each([
    ["without its transform", TEMPLATE.replace("Transform: [AWS::LanguageExtensions]\n", ""), "non alphanumeric"],
    ["that goes over nothing that is a list", TEMPLATE.replace("[Gate, Lamp]", "Gate"), "Fn::ForEach layout is incorrect"],
    ["that makes one thing twice", TEMPLATE.replace("[Gate, Lamp]", "[Gate, Gate]"), "more than once"],
  ])("is refused %s", async (_what, TemplateBody, told) => {
    const { name, message } = await refusal(cloudFormation.send(new CreateStackCommand({ ...ask, StackName: "loops-refused", TemplateBody })));
    expect([name, message]).toEqual(["ValidationError", expect.stringContaining(told)]);
  });
});
