import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import type { LookupAttributeKey } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CodeCommitClient, GetRepositoryCommand } from "@aws-sdk/client-codecommit";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GitBench, ownAddress } from "./git.ts";
import { clientOptions, openBench, passUntil, refusal, stackNamed } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let git: GitBench;
let trail: CloudTrailClient;
beforeAll(async () => {
  bench = await openBench();
  git = new GitBench();
  trail = new CloudTrailClient(clientOptions(bench.simulator));
});
afterAll(async () => {
  trail.destroy();
  git.remove();
  await bench.close();
});

const lookup = async (AttributeKey: LookupAttributeKey, AttributeValue: string) => {
  const { Events = [] } = await trail.send(new LookupEventsCommand({ LookupAttributes: [{ AttributeKey, AttributeValue }] }));
  return Events.map(({ CloudTrailEvent = "{}", ...event }) => ({ ...event, told: JSON.parse(CloudTrailEvent) as Record<string, unknown> }));
};

describe("CloudTrail", () => {
  it("has a push by git, with what was moved and by whom", async () => {
    const folder = await git.clone(bench.simulator, "parcel-web");
    writeFileSync(path.join(git.folder, folder, "new.txt"), "new\n");
    await git.must(folder, "add", ".");
    await git.must(folder, "commit", "--quiet", "-m", "New");
    await git.must(folder, "push", "--quiet", ownAddress(bench.simulator, "parcel-web"), "HEAD:refs/heads/trail");
    const commit = await git.must(folder, "rev-parse", "HEAD");
    const codecommit = new CodeCommitClient(clientOptions(bench.simulator));
    const { repositoryMetadata } = await codecommit.send(new GetRepositoryCommand({ repositoryName: "parcel-web" }));
    codecommit.destroy();

    const [event, ...others] = await lookup("EventName", "GitPush");
    expect(others).toEqual([]);
    expect(event).toMatchObject({ EventSource: "codecommit.amazonaws.com", ReadOnly: "false", AccessKeyId: bench.simulator.credentials.accessKeyId });
    expect(event?.Resources).toEqual([{ ResourceType: "AWS::CodeCommit::Repository", ResourceName: repositoryMetadata?.Arn }]);
    expect(event?.told).toMatchObject({
      requestParameters: { references: [{ commit, ref: "refs/heads/trail" }] },
      responseElements: null,
      additionalEventData: { protocol: "HTTP", dataTransferred: true, repositoryName: "parcel-web", repositoryId: repositoryMetadata?.repositoryId },
      resources: [{ type: "AWS::CodeCommit::Repository", ARN: repositoryMetadata?.Arn }],
      userAgent: expect.stringMatching(/^git\//) as string,
    });
  });

  it("has what a stack calls, by CloudFormation's role", async () => {
    const cloudFormation = new CloudFormationClient(clientOptions(bench.simulator));
    const TemplateBody = JSON.stringify({ Resources: { Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/trail/of/stack" } } } });
    await cloudFormation.send(new CreateStackCommand({ StackName: "trailed", TemplateBody }));
    await passUntil(bench, async () => ((await stackNamed(cloudFormation, "trailed")).StackStatus === "CREATE_COMPLETE" ? true : undefined));
    await cloudFormation.send(new DeleteStackCommand({ StackName: "trailed" }));
    const calls = await passUntil(bench, async () => {
      const events = await lookup("ResourceName", "/trail/of/stack");
      return events.length > 1 ? events : undefined;
    });
    cloudFormation.destroy();
    expect(calls.map(({ EventName }) => EventName)).toEqual(["DeleteLogGroup", "CreateLogGroup"]);
    expect(calls[1]?.told).toMatchObject({
      eventSource: "logs.amazonaws.com",
      sourceIPAddress: "cloudformation.amazonaws.com",
      requestParameters: { logGroupName: "/trail/of/stack" },
      userIdentity: { type: "AssumedRole", invokedBy: "cloudformation.amazonaws.com" },
    });
  });
});

describe("a simulated denial", () => {
  it("names the action as a policy does, not as the service signs", async () => {
    await bench.simulator.control.addFaults({ kind: "denied", service: "monitoring", operation: "DescribeAlarms", times: 1 });
    const cloudwatch = new CloudWatchClient(clientOptions(bench.simulator));
    const denied = await refusal(cloudwatch.send(new DescribeAlarmsCommand({})));
    cloudwatch.destroy();
    expect(denied.message).toContain("is not authorized to perform: cloudwatch:DescribeAlarms because no identity-based policy allows the cloudwatch:DescribeAlarms action");
  });
});
