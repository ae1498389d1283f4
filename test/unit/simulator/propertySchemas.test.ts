import { CloudFormationClient, CreateStackCommand, DescribeStackEventsCommand, DescribeStackResourcesCommand, GetTemplateCommand, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { propertyErrors } from "../../../src/simulator/services/cloudformation/propertyErrors.ts";
import { evaluateMap } from "../../../src/simulator/services/cloudformation/evaluate.ts";
import { readTemplate } from "../../../src/simulator/services/cloudformation/readTemplate.ts";
import { schemaOf } from "../../../src/simulator/tables/propertySchemas.ts";
import { clientOptions, openBench, settledStack } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let cloudFormation: CloudFormationClient;
beforeAll(async () => {
  bench = await openBench();
  cloudFormation = new CloudFormationClient(clientOptions(bench.simulator));
});
afterAll(async () => {
  cloudFormation.destroy();
  await bench.close();
});

let count = 0;
/** What a stack of one resource says of it once it rests. */
async function made(Type: string, Properties: object): Promise<string | undefined> {
  count += 1;
  const StackName = `judged-${count}`;
  const body = JSON.stringify({ Resources: { One: { Type, Properties } } });
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: body, Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"] }));
  const { StackStatus } = await settledStack(bench, cloudFormation, StackName);
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  const failed = StackEvents.find(({ ResourceStatus, LogicalResourceId }) => ResourceStatus === "CREATE_FAILED" && LogicalResourceId === "One");
  if (failed !== undefined) return failed.ResourceStatusReason;
  const { StackResources: [one] = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  return `${StackStatus} ${one?.ResourceStatusReason ?? ""}`.trim();
}
const told = (...errors: string[]) => `Properties validation failed for resource One with message:\n${errors.join("\n")}`;

describe("properties that their type's schema does not know", () => {
  const queue = "AWS::SQS::Queue";
  it.each([
    ["a name that is none", queue, { DelaySecond: 1 }, ["#: extraneous key [DelaySecond] is not permitted"]],
    ["what is required", "AWS::SSM::Parameter", { Type: "String" }, ["#: required key [Value] not found"]],
    ["a value that is none of those", "AWS::KMS::Key", { KeyUsage: "Golden" }, ["#/KeyUsage: Golden is not a valid enum value"]],
    ["a word for a number", queue, { DelaySeconds: "soon" }, ["#/DelaySeconds: expected type: Integer, found: String"]],
    ["a list for a text", queue, { QueueName: ["a", "b"] }, ["#/QueueName: expected type: String, found: JSONArray"]],
    ["a text for a list", "AWS::SNS::Topic", { Subscription: "me" }, ["#/Subscription: expected type: JSONArray, found: String"]],
    ["something deep below", "AWS::SNS::Topic", { Subscription: [{ Protocol: "sqs", Endpoint: "x", Place: "y" }] }, ["#/Subscription/0: extraneous key [Place] is not permitted"]],
    ["more than one thing, of a type that nobody plays", "AWS::Backup::BackupVault", { BackupVaultNam: "a", Notifications: [] }, ["#: required key [BackupVaultName] not found", "#: extraneous key [BackupVaultNam] is not permitted", "#/Notifications: expected type: JSONObject, found: JSONArray"]],
  ])("are refused in CloudFormation's words: %s", async (_what, type, properties, errors) => {
    expect(await made(type, properties)).toBe(told(...errors));
  });

  it.each([
    ["a number as a text, and a truth value", queue, { DelaySeconds: "5", FifoQueue: "false" }, "CREATE_COMPLETE"],
    ["a secret that only the service reads", queue, { DelaySeconds: "{{resolve:ssm:/delay}}" }, "CREATE_COMPLETE"],
    ["a right one of a type that nobody plays", "AWS::Backup::BackupVault", { BackupVaultName: "a" }, "CREATE_COMPLETE not simulated"],
    ["anything of a type that nobody published", "Custom::Gate", { ServiceToken: "arn:aws:lambda:eu-west-1:418273650912:function:x", Anything: { at: ["all"] } }, "CREATE_COMPLETE not simulated"],
  ])("are taken: %s", async (_what, type, properties, status) => {
    expect(await made(type, properties)).toContain(status);
  });

  it("stand in none of the account's own templates", async () => {
    const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({ StackStatusFilter: ["CREATE_COMPLETE", "UPDATE_COMPLETE"] }));
    const wrong = new Set<string>();
    for (const { StackName = "" } of StackSummaries.filter((one) => one.StackName?.startsWith("judged-") === false)) {
      const { TemplateBody = "" } = await cloudFormation.send(new GetTemplateCommand({ StackName }));
      const template = readTemplate(TemplateBody);
      const parameters = new Map([...template.parameters].map(([name, { Default = "1" }]) => [name, typeof Default === "object" ? "1" : String(Default)]));
      const resource = () => ({ type: "AWS::SQS::Queue", physicalId: "x", properties: {} });
      const scope = { region: "eu-west-1", accountId: "418273650912", stackId: "x", stackName: StackName, template, parameters, resource: (name: string) => (template.resources.has(name) ? resource() : undefined), stored: () => "1", exported: () => "x,y" };
      for (const { type, logicalId, properties } of template.resources.values()) {
        const schema = schemaOf(type);
        for (const error of schema === undefined ? [] : propertyErrors(schema, evaluateMap(scope, properties))) wrong.add(`${type} ${error} (${StackName} ${logicalId})`);
      }
    }
    expect([...wrong]).toEqual([]);
  });
});
