import { CloudFormationClient, CreateStackCommand, DeleteStackCommand, DescribeStackEventsCommand, DescribeStackResourcesCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { DeleteObjectCommand, HeadBucketCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, GetParameterHistoryCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, refusal, settledStack } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let cloudFormation: CloudFormationClient;
let s3: S3Client;
let ssm: SSMClient;
beforeAll(async () => {
  bench = await openBench();
  const options = clientOptions(bench.simulator);
  cloudFormation = new CloudFormationClient(options);
  s3 = new S3Client({ ...options, forcePathStyle: true });
  ssm = new SSMClient(options);
});
afterAll(async () => {
  for (const client of [cloudFormation, s3, ssm]) client.destroy();
  await bench.close();
});

const settled = (name: string) => settledStack(bench, cloudFormation, name);
const create = async (StackName: string, resources: object) => {
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: resources }) }));
  return settled(StackName);
};
const update = async (StackName: string, resources: object) => {
  await cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: resources }) }));
  return settled(StackName);
};
const remove = async (StackName: string, id: string, RetainResources?: string[]) => {
  await cloudFormation.send(new DeleteStackCommand({ StackName, ...(RetainResources && { RetainResources }) }));
  return settled(id);
};
const resourcesOf = async (StackName: string) => {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  return Object.fromEntries(StackResources.map(({ LogicalResourceId = "", ResourceStatus }) => [LogicalResourceId, ResourceStatus]));
};

describe("a bucket of a stack", () => {
  const bucket = (BucketName: string, Status?: string) => ({
    Key: { Type: "AWS::KMS::Key", Properties: { KeyPolicy: {} } },
    Bucket: {
      Type: "AWS::S3::Bucket",
      DependsOn: ["Key"],
      Properties: { BucketName, ...(Status && { VersioningConfiguration: { Status } }) },
    },
    Topic: { Type: "AWS::SNS::Topic", DependsOn: ["Bucket"] },
  });

  it("stays while something lies in it, and so does what it needs: the stack is deleted once it is empty", async () => {
    const Bucket = "depot-plans";
    const { StackId = "" } = await create("depot-plans", bucket(Bucket));
    expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: "eu-west-1" });
    await s3.send(new PutObjectCommand({ Bucket, Key: "north.txt", Body: "a plan" }));
    const failed = await remove("depot-plans", StackId);
    expect(failed).toMatchObject({ StackStatus: "DELETE_FAILED", StackStatusReason: "The following resource(s) failed to delete: [Bucket]. " });
    expect(await resourcesOf(StackId)).toEqual({ Topic: "DELETE_COMPLETE", Bucket: "DELETE_FAILED", Key: "CREATE_COMPLETE" });
    const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: StackId }));
    const told = StackEvents.find(({ ResourceStatus, LogicalResourceId }) => ResourceStatus === "DELETE_FAILED" && LogicalResourceId === "Bucket");
    expect(told?.ResourceStatusReason).toContain("The bucket you tried to delete is not empty");

    await s3.send(new DeleteObjectCommand({ Bucket, Key: "north.txt" }));
    expect((await remove("depot-plans", StackId)).StackStatus).toBe("DELETE_COMPLETE");
    const absent = await refusal(s3.send(new HeadBucketCommand({ Bucket })));
    expect(absent).toMatchObject({ name: "NotFound", status: 404 });
    const { StackEvents: all = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: StackId }));
    expect(all.filter(({ ResourceStatus, LogicalResourceId }) => ResourceStatus === "DELETE_COMPLETE" && LogicalResourceId === "Topic")).toHaveLength(1);
  });

  it("that keeps versions is empty when the last of them is gone; or the stack goes without it", async () => {
    const Bucket = "depot-photos";
    const { StackId = "" } = await create("depot-photos", bucket(Bucket, "Enabled"));
    await s3.send(new PutObjectCommand({ Bucket, Key: "south.jpg", Body: "a photo" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "south.jpg" }));
    expect((await remove("depot-photos", StackId)).StackStatus).toBe("DELETE_FAILED");
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect([Versions.length, DeleteMarkers.length]).toEqual([1, 1]);
    expect((await remove("depot-photos", StackId, ["Bucket"])).StackStatus).toBe("DELETE_COMPLETE");
    expect((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toHaveLength(1);
    const again = await create("depot-photos-again", bucket(Bucket));
    expect(again.StackStatus).toBe("ROLLBACK_COMPLETE");
  });

  it("that an update takes out of the template stays behind, and the update is complete all the same", async () => {
    const Bucket = "depot-lists";
    const resources = bucket(Bucket);
    await create("depot-lists", resources);
    await s3.send(new PutObjectCommand({ Bucket, Key: "east.csv", Body: "a list" }));
    expect((await update("depot-lists", { Key: resources.Key })).StackStatus).toBe("UPDATE_COMPLETE");
    const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: "depot-lists" }));
    const last = StackEvents.find(({ LogicalResourceId }) => LogicalResourceId === "Bucket");
    expect(last?.ResourceStatus).toBe("DELETE_FAILED");
    expect(await s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: "eu-west-1" });
  });
});

describe("a parameter of a stack that somebody puts", () => {
  const Name = "/depot/doors/limit";
  const limit = (Value: string) => ({ Limit: { Type: "AWS::SSM::Parameter", Properties: { Name, Type: "String", Value } } });
  const look = async () => {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
    return [Parameter?.Version, Parameter?.Value];
  };

  it("has what was said last: by hand, by the stack's next update, and by hand again", async () => {
    const { StackId = "" } = await create("depot-doors-limit", limit("10"));
    expect(await look()).toEqual([1, "10"]);
    await bench.simulator.control.advance(1000);
    await ssm.send(new PutParameterCommand({ Name, Value: "20", Overwrite: true }));
    expect(await look()).toEqual([2, "20"]);
    await update("depot-doors-limit", limit("30"));
    expect(await look()).toEqual([3, "30"]);
    await bench.simulator.control.advance(1000);
    expect((await ssm.send(new PutParameterCommand({ Name, Value: "40", Overwrite: true }))).Version).toBe(4);
    expect(await look()).toEqual([4, "40"]);
    const { Parameters = [] } = await ssm.send(new GetParameterHistoryCommand({ Name }));
    expect(Parameters.map(({ Version, LastModifiedUser }) => [Version, LastModifiedUser?.replace(/^.*\//, "")])).toEqual([
      [1, "AWSCloudFormation"], [2, "mira.okafor"], [3, "AWSCloudFormation"], [4, "mira.okafor"],
    ]);

    await remove("depot-doors-limit", StackId);
    await create("depot-doors-limit", limit("50"));
    expect(await look()).toEqual([1, "50"]);
  });
});
