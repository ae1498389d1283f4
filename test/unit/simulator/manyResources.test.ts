import { AutoScalingClient, DescribeAutoScalingGroupsCommand, SetDesiredCapacityCommand } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeParametersCommand, GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { clientOptions, openBench, passUntil, stackNamed } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const make = (type: string, count: number, properties?: Record<string, unknown>) =>
  bench.simulator.control.makeResources({ region: "eu-west-1", type, count, ...(properties && { properties }) });

/** All items, page by page. */
async function whole<T>(send: (token: string | undefined) => Promise<[items: T[] | undefined, token: string | undefined]>): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const [items = [], next] = await send(token);
    found.push(...items);
    token = next;
  } while (token !== undefined);
  return found;
}

describe("a control makes many of a type", () => {
  it("functions, each once in all pages and found by its name", async () => {
    const lambda = new LambdaClient(clientOptions(bench.simulator));
    const all = () =>
      whole(async (Marker) => {
        const { Functions, NextMarker } = await lambda.send(new ListFunctionsCommand({ Marker }));
        return [Functions, NextMarker];
      });
    const before = await all();
    await make("AWS::Lambda::Function", 2000, { Runtime: "java21" });
    const after = await all();
    expect(after).toHaveLength(before.length + 2000);
    expect(new Set(after.map(({ FunctionArn }) => FunctionArn)).size).toBe(after.length);
    expect(after.filter(({ Runtime }) => Runtime === "java21")).toHaveLength(2000);
    lambda.destroy();
  });

  it("parameters, which are sorted once, however many pages are asked for", async () => {
    const ssm = new SSMClient(clientOptions(bench.simulator));
    await make("AWS::SSM::Parameter", 3000, { Value: "sorted" });
    const sorted = vi.spyOn(Array.prototype, "toSorted");
    const names: string[] = [];
    let NextToken: string | undefined;
    for (let pages = 0; pages < 6; pages += 1) {
      const answer = await ssm.send(new DescribeParametersCommand({ MaxResults: 50, NextToken }));
      names.push(...(answer.Parameters ?? []).map(({ Name = "" }) => Name));
      ({ NextToken } = answer);
    }
    const large = sorted.mock.contexts.filter((list) => Array.isArray(list) && list.length > 1000);
    sorted.mockRestore();
    expect(large.length).toBeLessThanOrEqual(1);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toHaveLength(300);
    ssm.destroy();
  });

  it("images of one repository, each with a digest and a tag of its own", async () => {
    const ecr = new ECRClient(clientOptions(bench.simulator));
    const all = () =>
      whole(async (nextToken) => {
        const answer = await ecr.send(new DescribeImagesCommand({ repositoryName: "tracking-api", maxResults: 1000, nextToken }));
        return [answer.imageDetails, answer.nextToken];
      });
    const before = await all();
    await make("AWS::ECR::Image", 10_000, { repositoryName: "tracking-api" });
    const after = await all();
    expect(after).toHaveLength(before.length + 10_000);
    expect(new Set(after.map(({ imageDigest }) => imageDigest)).size).toBe(after.length);
    expect(new Set(after.flatMap(({ imageTags = [] }) => imageTags)).size).toBeGreaterThanOrEqual(10_000);
    ecr.destroy();
  });

  it("groups of instances, as well as a stack does", async () => {
    const client = new AutoScalingClient(clientOptions(bench.simulator));
    const all = () =>
      whole(async (NextToken) => {
        const answer = await client.send(new DescribeAutoScalingGroupsCommand({ NextToken, MaxRecords: 100 }));
        return [answer.AutoScalingGroups, answer.NextToken];
      });
    const before = await all();
    await make("AWS::AutoScaling::AutoScalingGroup", 300, { MinSize: 0, MaxSize: 2, DesiredCapacity: 1 });
    const stacks = new CloudFormationClient(clientOptions(bench.simulator));
    const Properties = { AutoScalingGroupName: "of-a-stack", MinSize: "2", MaxSize: "4", AvailabilityZones: ["eu-west-1a"] };
    const TemplateBody = JSON.stringify({ Resources: { Group: { Type: "AWS::AutoScaling::AutoScalingGroup", Properties } } });
    await stacks.send(new CreateStackCommand({ StackName: "with-a-group", TemplateBody }));
    await passUntil(bench, async () => ((await stackNamed(stacks, "with-a-group")).StackStatus === "CREATE_COMPLETE" ? true : undefined));
    const after = await all();
    expect(after).toHaveLength(before.length + 301);
    const ofStack = after.find(({ AutoScalingGroupName }) => AutoScalingGroupName === "of-a-stack");
    expect(ofStack).toMatchObject({ MinSize: 2, MaxSize: 4, DesiredCapacity: 2, DefaultCooldown: 300, HealthCheckType: "EC2" });
    expect(ofStack?.Instances).toHaveLength(2);
    await client.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: "of-a-stack", DesiredCapacity: 3 }));
    expect((await all()).find(({ AutoScalingGroupName }) => AutoScalingGroupName === "of-a-stack")).toMatchObject({ DesiredCapacity: 3 });
    for (const one of [client, stacks]) one.destroy();
  });

  it.each([
    "AWS::EKS::Cluster", "AWS::EKS::Nodegroup", "AWS::Logs::LogGroup", "AWS::CodePipeline::Pipeline", "AWS::CodeBuild::Project", "AWS::CodeCommit::Repository",
    "AWS::CodeDeploy::Application", "AWS::CloudFormation::Stack", "AWS::Nothing::Here",
  ])("but not of %s, which no list would show", async (type) => {
    await expect(make(type, 3)).rejects.toThrow(`${type} is not made in numbers: no list of the simulated account would show what was made so.`);
  });

  it("roles, composite alarms and buckets, whose lists no rule answers", async () => {
    const [iam, cloudwatch, s3] = [new IAMClient(clientOptions(bench.simulator)), new CloudWatchClient(clientOptions(bench.simulator)), new S3Client(clientOptions(bench.simulator))];
    const names = async () => ({
      roles: (await iam.send(new ListRolesCommand({ MaxItems: 1000 }))).Roles?.length ?? 0,
      alarms: (await cloudwatch.send(new DescribeAlarmsCommand({ AlarmTypes: ["CompositeAlarm"], MaxRecords: 100 }))).CompositeAlarms?.length ?? 0,
      buckets: (await s3.send(new ListBucketsCommand({}))).Buckets?.length ?? 0,
    });
    const before = await names();
    for (const type of ["AWS::IAM::Role", "AWS::CloudWatch::CompositeAlarm", "AWS::S3::Bucket"]) await make(type, 7);
    expect(await names()).toEqual({ roles: before.roles + 7, alarms: before.alarms + 7, buckets: before.buckets + 7 });
    for (const client of [iam, cloudwatch, s3]) client.destroy();
  });

  it("parameters, the last one too", async () => {
    const ssm = new SSMClient(clientOptions(bench.simulator));
    await make("AWS::SSM::Parameter", 2000, { Value: "many" });
    const all = await whole(async (NextToken) => {
      const { Parameters, NextToken: next } = await ssm.send(new DescribeParametersCommand({ NextToken, MaxResults: 50 }));
      return [Parameters, next];
    });
    const made = all.map(({ Name = "" }) => Name).filter((name) => name.endsWith("-2000"));
    expect(made).toHaveLength(1);
    expect((await ssm.send(new GetParameterCommand({ Name: made[0] }))).Parameter?.Value).toBe("many");
    ssm.destroy();
  });
});
