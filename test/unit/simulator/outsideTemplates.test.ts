import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, passUntil, refusal, settledStack, stackNamed } from "./support.ts";
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
  cloudFormation.destroy();
  ssm.destroy();
  await bench.close();
});

const settled = (name: string) => settledStack(bench, cloudFormation, name);

describe("What a template takes from other services", () => {
  const template = (more = "") => `
Parameters:
  Level: { Type: "AWS::SSM::Parameter::Value<String>", Default: /kestrel/outside/level }
Resources:
  Copy:
    Type: AWS::SSM::Parameter
    Properties: { Name: /kestrel/outside/copy, Type: String, Value: !Ref Level${more} }
`;
  const put = (Value: string, Name = "/kestrel/outside/level") => ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));
  const copied = async () => (await ssm.send(new GetParameterCommand({ Name: "/kestrel/outside/copy" }))).Parameter?.Value;

  it("is a parameter of the Parameter Store, as it is at each update, or the reason why nothing begins", async () => {
    await put("info");
    await cloudFormation.send(new CreateStackCommand({ StackName: "outside-level", TemplateBody: template() }));
    const made = await settled("outside-level");
    expect(made.Parameters).toEqual([{ ParameterKey: "Level", ParameterValue: "/kestrel/outside/level", ResolvedValue: "info" }]);
    expect(await copied()).toBe("info");
    await put("warn");
    await cloudFormation.send(new UpdateStackCommand({ StackName: "outside-level", UsePreviousTemplate: true, Parameters: [{ ParameterKey: "Level", UsePreviousValue: true }] }));
    expect((await settled("outside-level")).Parameters?.[0]?.ResolvedValue).toBe("warn");
    expect(await copied()).toBe("warn");
    const missing = cloudFormation.send(new CreateStackCommand({ StackName: "outside-none", TemplateBody: template(), Parameters: [{ ParameterKey: "Level", ParameterValue: "/none" }] }));
    expect(await refusal(missing)).toMatchObject({ name: "ValidationError", message: "Unable to fetch parameters [/none] from parameter store for this account." });
    expect(await refusal(stackNamed(cloudFormation, "outside-none"))).toMatchObject({ name: "ValidationError" });
  });

  it("is a template in a bucket, by both ways of its address", async () => {
    const s3 = new S3Client({ ...clientOptions(bench.simulator), forcePathStyle: true });
    const Bucket = "kestrel-scratch-eu-west-1";
    await s3.send(new PutObjectCommand({ Bucket, Key: "templates/level.yaml", Body: template(", Description: From a bucket") }));
    s3.destroy();
    await put("debug");
    const set = await cloudFormation.send(new CreateChangeSetCommand({
      StackName: "outside-level", ChangeSetName: "from-bucket", TemplateURL: `https://${Bucket}.s3.eu-west-1.amazonaws.com/templates/level.yaml`, Parameters: [{ ParameterKey: "Level", UsePreviousValue: true }],
    }));
    const { Changes = [] } = await passUntil(bench, async () => {
      const told = await cloudFormation.send(new DescribeChangeSetCommand({ ChangeSetName: set.Id }));
      return told.Status === "CREATE_COMPLETE" ? told : undefined;
    });
    expect(Changes.map(({ ResourceChange: one }) => [one?.LogicalResourceId, one?.Details?.map(({ Target }) => Target?.Name).toSorted()])).toEqual([["Copy", ["Description", "Value"]]]);
    const valid = await cloudFormation.send(new ValidateTemplateCommand({ TemplateURL: `https://s3.eu-west-1.amazonaws.com/${Bucket}/templates/level.yaml` }));
    expect(valid.Parameters?.map(({ ParameterKey }) => ParameterKey)).toEqual(["Level"]);
    const refused = (TemplateURL: string) => refusal(cloudFormation.send(new ValidateTemplateCommand({ TemplateURL })));
    expect(await refused(`https://${Bucket}.s3.amazonaws.com/none.yaml`)).toMatchObject({ name: "ValidationError", message: expect.stringMatching(/^S3 error: The specified key does not exist/) as string });
    expect(await refused("https://example.com/level.yaml")).toMatchObject({ name: "ValidationError", message: "TemplateURL must be a supported URL." });
  });
});
