import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { Event, LookupEventsCommandInput } from "@aws-sdk/client-cloudtrail";
import { StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CallLog, MOST_EVENTS } from "../../../src/simulator/services/cloudtrail/calls.ts";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench, Keys } from "./support.ts";

let bench: Bench;
let trail: CloudTrailClient;
beforeAll(async () => {
  bench = await openBench();
  trail = new CloudTrailClient(clientOptions(bench.simulator));
});
beforeEach(async () => {
  await bench.simulator.control.reset();
  await bench.simulator.control.setSpeed(0);
});
afterAll(async () => {
  trail.destroy();
  await bench.close();
});

const options = (keys?: Keys) => clientOptions(bench.simulator, undefined, keys ?? bench.simulator.credentials);

async function events(input: LookupEventsCommandInput = {}): Promise<Event[]> {
  return (await trail.send(new LookupEventsCommand(input))).Events ?? [];
}
const by = (AttributeKey: "EventName" | "ResourceName" | "Username" | "ReadOnly" | "EventId", AttributeValue: string) =>
  events({ LookupAttributes: [{ AttributeKey, AttributeValue }] });

const toldBy = (event: Event | undefined) => JSON.parse(event?.CloudTrailEvent ?? "null") as Record<string, unknown>;

/** Every event, page by page. */
async function walk(input: LookupEventsCommandInput, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<Event[]> {
  const all: Event[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await trail.send(new LookupEventsCommand({ ...input, NextToken }));
    all.push(...(answer.Events ?? []));
    NextToken = answer.NextToken;
    await meanwhile();
  } while (NextToken !== undefined);
  return all;
}

describe("the event history of the simulated account", () => {
  it("has what was called, under the caller's name, with what was asked and no secret of it", async () => {
    const ssm = new SSMClient(options());
    const Name = "/kestrel/production/parcel-web/database/password";
    await ssm.send(new PutParameterCommand({ Name, Type: "SecureString", Value: "hush-hush", Overwrite: true }));
    await refusal(ssm.send(new GetParameterCommand({ Name: "/trail/none" })));
    const [failed, put] = await events({ MaxResults: 2 });
    expect(put).toMatchObject({ EventName: "PutParameter", EventSource: "ssm.amazonaws.com", ReadOnly: "false", AccessKeyId: bench.simulator.credentials.accessKeyId });
    expect(put?.Resources).toEqual([{ ResourceType: "AWS::SSM::Parameter", ResourceName: Name }]);
    const told = toldBy(put);
    expect(told).toMatchObject({
      eventSource: "ssm.amazonaws.com",
      eventName: "PutParameter",
      awsRegion: "eu-west-1",
      sourceIPAddress: "127.0.0.1",
      userAgent: expect.stringContaining("aws-sdk-js") as string,
      requestParameters: { name: Name, type: "SecureString" },
      readOnly: false,
      userIdentity: { type: "IAMUser", accountId: bench.simulator.accountId, userName: put?.Username },
      eventID: put?.EventId,
    });
    expect(put?.CloudTrailEvent).not.toContain("hush-hush");
    expect(failed).toMatchObject({ EventName: "GetParameter", ReadOnly: "true" });
    expect(toldBy(failed)).toMatchObject({ errorCode: "ParameterNotFound", readOnly: true });
    ssm.destroy();
  });

  it("has calls of a role's session under the session's name", async () => {
    const sts = new STSClient(options());
    const role = { RoleArn: `arn:aws:iam::${bench.simulator.accountId}:role/operators`, RoleSessionName: "ada" };
    const { Credentials: keys = {} } = await sts.send(new AssumeRoleCommand(role));
    const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", SessionToken: sessionToken = "" } = keys as Record<string, string>;
    const lambda = new LambdaClient(options({ accessKeyId, secretAccessKey, sessionToken }));
    await lambda.send(new ListFunctionsCommand({}));
    const [event] = await by("Username", "ada");
    expect(event).toMatchObject({ EventName: "ListFunctions20150331", Username: "ada", AccessKeyId: accessKeyId });
    expect(toldBy(event)["userIdentity"]).toMatchObject({ type: "AssumedRole", sessionContext: { sessionIssuer: { type: "Role", userName: "operators" } } });
    expect(JSON.stringify(await events())).not.toContain(sessionToken);
    lambda.destroy();
    sts.destroy();
  });

  it("has calls of global services in their region alone", async () => {
    const iam = new IAMClient(options());
    await iam.send(new ListAccountAliasesCommand({}));
    const home = new CloudTrailClient(clientOptions(bench.simulator, "us-east-1"));
    const ask: LookupEventsCommandInput = { LookupAttributes: [{ AttributeKey: "EventSource", AttributeValue: "iam.amazonaws.com" }] };
    expect(await walk(ask)).toEqual([]);
    const { Events: [first] = [] } = await home.send(new LookupEventsCommand(ask));
    expect(first).toMatchObject({ EventName: "ListAccountAliases", ReadOnly: "true" });
    for (const client of [iam, home]) client.destroy();
  });

  it("has no data events: no objects, no invocations", async () => {
    const [s3, lambda] = [new S3Client({ ...options(), forcePathStyle: true }), new LambdaClient(options())];
    const { Buckets: [bucket] = [] } = await s3.send(new ListBucketsCommand({}));
    await s3.send(new ListObjectsV2Command({ Bucket: bucket?.Name }));
    const { Functions: [one] = [] } = await lambda.send(new ListFunctionsCommand({}));
    await lambda.send(new InvokeCommand({ FunctionName: one?.FunctionName }));
    expect((await events({ MaxResults: 2 })).map(({ EventName }) => EventName)).toEqual(["ListFunctions20150331", "ListBuckets"]);
    s3.destroy();
    lambda.destroy();
  });

  it("finds by one attribute; a service of ECS by its ARN, whatever it was called with", async () => {
    const ecs = new ECSClient(options());
    await ecs.send(new UpdateServiceCommand({ cluster: "kestrel-production", service: "parcel-web", desiredCount: 3 }));
    const arn = `arn:aws:ecs:eu-west-1:${bench.simulator.accountId}:service/kestrel-production/parcel-web`;
    const [found] = await by("ResourceName", arn);
    expect(found).toMatchObject({ EventName: "UpdateService", Resources: expect.arrayContaining([{ ResourceType: "AWS::ECS::Service", ResourceName: arn }]) as unknown });
    expect(await by("EventId", found?.EventId ?? "")).toEqual([found]);
    expect(new Set((await by("ReadOnly", "true")).map(({ ReadOnly }) => ReadOnly))).toEqual(new Set(["true"]));
    expect((await by("EventName", "UpdateService")).every(({ EventName }) => EventName === "UpdateService")).toBe(true);
    expect(await by("ResourceName", "nobody's")).toEqual([]);
    ecs.destroy();
  });

  it("tells what people and roles did before the account was opened, within 90 days, the newest first", async () => {
    const all = await walk({});
    const times = all.map(({ EventTime }) => EventTime?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const { now } = await bench.simulator.control.health();
    expect(Math.min(...times)).toBeGreaterThanOrEqual(now - 90 * 86_400_000 - 1000);
    const names = new Set(all.map(({ EventName }) => EventName));
    for (const name of ["StartPipelineExecution", "PutApprovalResult", "StartBuild", "CreateDeployment", "ExecuteChangeSet", "PutParameter", "AssumeRole"]) expect(names).toContain(name);
    expect(all.filter(({ CloudTrailEvent = "" }) => CloudTrailEvent.includes('"errorCode":"AccessDenied"')).length).toBeGreaterThan(0);
    expect(new Set(all.map(({ Username }) => Username)).size).toBeGreaterThan(5);
  });

  it("has what a pipeline calls with its role, once, when somebody starts it", async () => {
    await events({ MaxResults: 1 });
    await bench.codepipeline.send(new StartPipelineExecutionCommand({ name: "parcel-web-release" }));
    await bench.simulator.control.advance(20 * 60_000);
    const { now } = await bench.simulator.control.health();
    const since = { StartTime: new Date(now - 20 * 60_000 - 1000) };
    const builds = (await walk(since)).filter(({ EventName, CloudTrailEvent = "" }) => EventName === "StartBuild" && CloudTrailEvent.includes("role/codepipeline-parcel-web-release"));
    expect(builds.length).toBeGreaterThan(0);
    expect(builds[0]).toMatchObject({ EventSource: "codebuild.amazonaws.com", Resources: [{ ResourceType: "AWS::CodeBuild::Project" }] });
    expect(toldBy(builds[0])["userIdentity"]).toMatchObject({ type: "AssumedRole", invokedBy: "codepipeline.amazonaws.com" });
    const again = await walk(since);
    expect(again.filter(({ EventId }) => EventId === builds[0]?.EventId)).toEqual([builds[0]]);
    const times = again.map(({ EventTime }) => EventTime?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it.each([1, 7, 50])("pages of %i lose nothing and double nothing, though more is called meanwhile", async (MaxResults) => {
    const { now } = await bench.simulator.control.health();
    const StartTime = new Date(now - 8 * 3_600_000);
    const before = (await walk({ StartTime })).map(({ EventId }) => EventId);
    expect(before.length).toBeGreaterThan(MaxResults);
    const paged = (await walk({ StartTime, MaxResults })).map(({ EventId }) => EventId);
    expect(new Set(paged).size).toBe(paged.length);
    expect(paged.filter((id) => before.includes(id))).toEqual(before);
  });

  it("takes a time with both its ends", async () => {
    const [newest, , third] = await events();
    const found = await walk({ StartTime: third?.EventTime, EndTime: newest?.EventTime });
    expect(found.length).toBeGreaterThan(0);
    for (const { EventTime } of found) {
      expect(EventTime?.getTime()).toBeGreaterThanOrEqual(third?.EventTime?.getTime() ?? 0);
    }
    expect(await events({ StartTime: new Date(Date.now() + 86_400_000) })).toEqual([]);
  });

  it("refuses what the service refuses, by its own codes", async () => {
    const name = { AttributeKey: "EventName", AttributeValue: "PutParameter" } as const;
    const codeOf = async (input: LookupEventsCommandInput) => (await refusal(events(input))).name;
    expect(await codeOf({ LookupAttributes: [name, { AttributeKey: "ReadOnly", AttributeValue: "false" }] })).toBe("InvalidLookupAttributesException");
    expect(await codeOf({ LookupAttributes: [{ AttributeKey: "Colour" as "EventName", AttributeValue: "red" }] })).toBe("InvalidLookupAttributesException");
    expect(await codeOf({ MaxResults: 51 })).toBe("InvalidMaxResultsException");
    expect(await codeOf({ MaxResults: 0 })).toBe("InvalidMaxResultsException");
    expect(await codeOf({ StartTime: new Date(2000), EndTime: new Date(1000) })).toBe("InvalidTimeRangeException");
    expect(await codeOf({ EventCategory: "data" as "insight" })).toBe("InvalidEventCategoryException");
    expect(await codeOf({ NextToken: "nonsense" })).toBe("InvalidNextTokenException");
    const { NextToken } = await trail.send(new LookupEventsCommand({ MaxResults: 1 }));
    expect(await codeOf({ MaxResults: 1, NextToken, LookupAttributes: [name] })).toBe("InvalidNextTokenException");
    expect(await events({ EventCategory: "insight" })).toEqual([]);
    // other SDKs believe this header more than the body, and the service never spoke the query protocol
    const failure = await events({ MaxResults: 0 }).catch((error: { $response?: { headers: Record<string, string> } }) => error);
    expect(failure).toMatchObject({ $response: { headers: { "x-amzn-errortype": "InvalidMaxResultsException" } } });
    expect(failure).not.toHaveProperty("$response.headers.x-amzn-query-error");
  });

  it("keeps a number of events at most, and those the newest", () => {
    const log = new CallLog();
    const caller = { accountId: "1", callerArn: "arn:aws:iam::1:user/a", userId: "A", accessKeyId: "K" };
    for (let at = 0; at < MOST_EVENTS + 10; at += 1) {
      log.record({ at, region: "eu-west-1", service: "ssm", operation: "PutParameter", caller, address: "", agent: "", input: {}, size: 0 });
    }
    const kept = log.newestFirst();
    expect(kept).toHaveLength(MOST_EVENTS);
    expect([kept[0]?.at, kept.at(-1)?.at]).toEqual([MOST_EVENTS + 9, 10]);
    expect(log.first).toBe(0);
  });
});
