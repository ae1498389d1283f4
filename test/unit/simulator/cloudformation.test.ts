import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from "@aws-sdk/client-cloudformation";
import type { Stack, StackEvent, StackSummary } from "@aws-sdk/client-cloudformation";
import { BatchGetProjectsCommand } from "@aws-sdk/client-codebuild";
import { CodeDeployClient, ListApplicationsCommand } from "@aws-sdk/client-codedeploy";
import { CodeCommitClient, ListRepositoriesCommand } from "@aws-sdk/client-codecommit";
import { GetPipelineCommand } from "@aws-sdk/client-codepipeline";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSchemaPack } from "../../../scripts/schemaPack.mjs";
import { check } from "../../../src/language/check.ts";
import { isTemplate } from "../../../src/language/detect.ts";
import { SchemaFile } from "../../../src/server/schemaFile.ts";
import { clientOptions, openBench, refusal, stackNamed } from "./support.ts";
import type { Bench } from "./support.ts";

const STACK = "parcel-web";

let bench: Bench;
let cloudformation: CloudFormationClient;
beforeAll(async () => {
  bench = await openBench();
  cloudformation = new CloudFormationClient(clientOptions(bench.simulator));
});
afterAll(async () => {
  cloudformation.destroy();
  await bench.close();
});

/** Every stack that is there, page by page; tells the pages too. */
async function allStacks(): Promise<{ stacks: Stack[]; pages: number }> {
  const stacks: Stack[] = [];
  let pages = 0;
  let NextToken: string | undefined;
  do {
    const page: { Stacks?: Stack[] | undefined; NextToken?: string | undefined } = await cloudformation.send(
      new DescribeStacksCommand({ NextToken }),
    );
    stacks.push(...(page.Stacks ?? []));
    pages += 1;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { stacks, pages };
}

/** Newest first. */
async function eventsOf(StackName: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page: { StackEvents?: StackEvent[] | undefined; NextToken?: string | undefined } = await cloudformation.send(
      new DescribeStackEventsCommand({ StackName, NextToken }),
    );
    expect(page.StackEvents?.length).toBeLessThanOrEqual(100);
    events.push(...(page.StackEvents ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return events;
}

describe("the account's stacks", () => {
  it("fill several pages, each once, newest first, and none that was deleted", async () => {
    const { stacks, pages } = await allStacks();
    expect(stacks.length).toBeGreaterThan(50);
    expect(pages).toBeGreaterThan(2);
    expect(new Set(stacks.map(({ StackId }) => StackId)).size).toBe(stacks.length);
    const created = stacks.map(({ CreationTime }) => CreationTime?.getTime() ?? 0);
    expect(created).toEqual(created.toSorted((a, b) => b - a));
    expect(stacks.map(({ StackName }) => StackName)).not.toContain("legacy-quotes");
    for (const name of [STACK, "notification-service", "platform-network", "delivery-parcel-web-release", "kestrel-data"]) {
      expect(stacks.map(({ StackName }) => StackName)).toContain(name);
    }
    const bad = await refusal(cloudformation.send(new DescribeStacksCommand({ NextToken: "bogus" })));
    expect(bad).toMatchObject({ name: "ValidationError", status: 400 });
  });

  it("are listed with those that were deleted, or by status", async () => {
    const summaries: StackSummary[] = [];
    let NextToken: string | undefined;
    do {
      const page: { StackSummaries?: StackSummary[] | undefined; NextToken?: string | undefined } =
        await cloudformation.send(new ListStacksCommand({ NextToken }));
      summaries.push(...(page.StackSummaries ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(summaries).toHaveLength((await allStacks()).stacks.length + 2);
    const filtered = await cloudformation.send(new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }));
    expect(filtered.StackSummaries).toMatchObject([
      { StackName: expect.stringMatching(/^returns-desk-Storage-/) as string, StackStatus: "DELETE_COMPLETE" },
      { StackName: "legacy-quotes", StackStatus: "DELETE_COMPLETE" },
    ]);
  });

  it("are found by name and by id; one that was deleted by its id alone", async () => {
    const stack = await stackNamed(cloudformation, STACK);
    expect(stack.StackId).toMatch(/^arn:aws:cloudformation:eu-west-1:418273650912:stack\/parcel-web\/[0-9a-f-]{36}$/);
    expect(await stackNamed(cloudformation, stack.StackId ?? "")).toEqual(stack);
    const deleted = await cloudformation.send(new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }));
    const [gone] = deleted.StackSummaries ?? [];
    expect(await stackNamed(cloudformation, gone?.StackId ?? "")).toMatchObject({ StackStatus: "DELETE_COMPLETE", Outputs: [] });
    expect((await stackNamed(cloudformation, gone?.StackId ?? "")).DeletionTime).toBeInstanceOf(Date);
    for (const name of ["legacy-quotes", "no-such"]) {
      const refused = await refusal(stackNamed(cloudformation, name));
      expect(refused).toEqual({ name: "ValidationError", message: `Stack with id ${name} does not exist`, status: 400 });
    }
  });

  it("hide NoEcho values, export outputs, and carry tags", async () => {
    const stack = await stackNamed(cloudformation, STACK);
    const value = (name: string) => stack.Parameters?.find(({ ParameterKey }) => ParameterKey === name)?.ParameterValue;
    expect(value("DatabasePassword")).toBe("****");
    expect(value("Version")).toMatch(/^[0-9a-f]{40}$/);
    expect(stack.Tags).toContainEqual({ Key: "service", Value: STACK });
    expect(stack.Outputs).toContainEqual({ OutputKey: "Url", OutputValue: "https://parcel-web.kestrel.example/" });
    const { Exports = [] } = await cloudformation.send(new ListExportsCommand({}));
    expect(Exports.map(({ Name }) => Name)).toContain("parcel-web-ServiceArn");
    const { Imports = [] } = await cloudformation.send(new ListImportsCommand({ ExportName: "network-VpcId" }));
    expect(Imports).toContain(STACK);
    const unused = await refusal(cloudformation.send(new ListImportsCommand({ ExportName: "parcel-web-ServiceArn" })));
    expect(unused.message).toBe("Export 'parcel-web-ServiceArn' is not imported by any stack.");
  });

  it("know their nested stacks, and those their parent and root", async () => {
    const { stacks } = await allStacks();
    const data = await stackNamed(cloudformation, "kestrel-data");
    const orders = stacks.find(({ ParentId }) => ParentId === data.StackId);
    const alarms = stacks.find(({ ParentId }) => ParentId === orders?.StackId);
    expect(orders?.RootId).toBe(data.StackId);
    expect(alarms?.RootId).toBe(data.StackId);
    const { StackResources = [] } = await cloudformation.send(new DescribeStackResourcesCommand({ StackName: "kestrel-data" }));
    expect(StackResources).toContainEqual(
      expect.objectContaining({ ResourceType: "AWS::CloudFormation::Stack", PhysicalResourceId: orders?.StackId }),
    );
  });

  it("have resources that their services know, each in one stack", async () => {
    const { stacks } = await allStacks();
    const byType = new Map<string, string[]>();
    const everything: string[] = [];
    for (const { StackName } of stacks) {
      const { StackResourceSummaries = [] } = await cloudformation.send(new ListStackResourcesCommand({ StackName }));
      for (const { ResourceType = "", PhysicalResourceId, ResourceStatus } of StackResourceSummaries) {
        if (PhysicalResourceId !== undefined && ResourceStatus !== "DELETE_COMPLETE") {
          byType.set(ResourceType, [...(byType.get(ResourceType) ?? []), PhysicalResourceId]);
          everything.push(`${ResourceType} ${PhysicalResourceId}`);
        }
      }
    }
    expect(everything.filter((one, index) => everything.indexOf(one) !== index)).toEqual([]);
    const pipelines = byType.get("AWS::CodePipeline::Pipeline") ?? [];
    expect(pipelines).toHaveLength(28);
    for (const name of pipelines) {
      await bench.codepipeline.send(new GetPipelineCommand({ name }));
    }
    const names = byType.get("AWS::CodeBuild::Project") ?? [];
    const { projectsNotFound } = await bench.codebuild.send(new BatchGetProjectsCommand({ names: names.slice(0, 100) }));
    expect(projectsNotFound).toEqual([]);
    const codecommit = new CodeCommitClient(clientOptions(bench.simulator));
    const { repositories = [] } = await codecommit.send(new ListRepositoriesCommand({}));
    codecommit.destroy();
    const ids = repositories.map(({ repositoryId }) => repositoryId);
    const own = byType.get("AWS::CodeCommit::Repository") ?? [];
    expect(own.length).toBeGreaterThan(20);
    expect(own.filter((id) => !ids.includes(id))).toEqual([]);
    const groups = byType.get("AWS::Logs::LogGroup") ?? [];
    expect(groups).toContain("/ecs/parcel-web");
    for (const logGroupNamePrefix of groups) {
      const { logGroups = [] } = await bench.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
      expect(logGroups.map(({ logGroupName }) => logGroupName)).toContain(logGroupNamePrefix);
    }
    const codedeploy = new CodeDeployClient(clientOptions(bench.simulator));
    const { applications = [] } = await codedeploy.send(new ListApplicationsCommand({}));
    codedeploy.destroy();
    const deployed = byType.get("AWS::CodeDeploy::Application") ?? [];
    expect(deployed).toContain("parcel-web");
    expect(deployed.filter((name) => !applications.includes(name))).toEqual([]);
  });

  it("tell single resources, and refuse what is not there", async () => {
    const { StackResourceDetail } = await cloudformation.send(
      new DescribeStackResourceCommand({ StackName: STACK, LogicalResourceId: "Service" }),
    );
    expect(StackResourceDetail?.PhysicalResourceId).toBe(
      "arn:aws:ecs:eu-west-1:418273650912:service/kestrel-production/parcel-web",
    );
    const none = await refusal(
      cloudformation.send(new DescribeStackResourceCommand({ StackName: STACK, LogicalResourceId: "Nothing" })),
    );
    expect(none.message).toBe("Resource Nothing does not exist for stack parcel-web");
    const owner = await cloudformation.send(new DescribeStackResourcesCommand({ PhysicalResourceId: "parcel-web-build" }));
    expect(owner.StackResources?.[0]?.StackName).toBe("delivery-parcel-web-deploy");
    expect((await refusal(eventsOf("no-such"))).message).toBe("Stack [no-such] does not exist");
  });

  it("went wrong where the catalogue says, and say why", async () => {
    expect((await stackNamed(cloudformation, "label-archive")).StackStatus).toBe("ROLLBACK_COMPLETE");
    const created = await eventsOf("label-archive");
    expect(created.find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED")).toMatchObject({
      LogicalResourceId: "Bucket",
      ResourceStatusReason: "kestrel-labels already exists",
    });
    expect((await stackNamed(cloudformation, "dispatch-board")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const updated = await eventsOf("dispatch-board");
    expect(updated.find(({ ResourceStatus }) => ResourceStatus === "UPDATE_FAILED")?.ResourceStatusReason).toContain(
      "The specified key does not exist.",
    );
    expect(updated.find(({ ResourceStatus }) => ResourceStatus === "UPDATE_ROLLBACK_IN_PROGRESS")?.ResourceStatusReason).toBe(
      "The following resource(s) failed to update: [Function]. ",
    );
  });

  it("have templates that the language server finds nothing wrong with", async () => {
    const folder = path.join(import.meta.dirname, "../../../dist/schemas");
    await writeSchemaPack(folder);
    const schemas = new SchemaFile(folder);
    const { stacks } = await allStacks();
    for (const { StackName } of stacks) {
      const { TemplateBody = "" } = await cloudformation.send(new GetTemplateCommand({ StackName }));
      const isJson = TemplateBody.startsWith("{");
      expect(isTemplate(TemplateBody), StackName).toBe(true);
      expect(isJson, StackName).toBe(/^(us-)?(platform|edge)-/.test(StackName ?? ""));
      const wrong = check(isJson ? "json" : "yaml", TemplateBody, schemas).filter(({ code }) => code.startsWith("E"));
      expect(wrong, `${StackName}\n${TemplateBody}`).toEqual([]);
      const summary = await cloudformation.send(new GetTemplateSummaryCommand({ StackName }));
      for (const type of summary.ResourceTypes ?? []) {
        expect(TemplateBody).toContain(type);
      }
    }
    schemas.close();
  });
});
