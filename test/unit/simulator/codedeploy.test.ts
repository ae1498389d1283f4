import {
  BatchGetApplicationRevisionsCommand,
  BatchGetApplicationsCommand,
  BatchGetDeploymentGroupsCommand,
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  CreateDeploymentCommand,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  ListApplicationsCommand,
  ListDeploymentGroupsCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import type { DeploymentInfo, DeploymentTarget, ListDeploymentsInput } from "@aws-sdk/client-codedeploy";
import { GetPipelineCommand, PutApprovalResultCommand, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actionNamed, clientOptions, openBench, passUntil, refusal, stageNamed, stagesOf } from "./support.ts";
import type { Bench } from "./support.ts";

const RELEASE = "parcel-web-release";
const WEB = { applicationName: "parcel-web", deploymentGroupName: "parcel-web-production" };
const LINES = { applicationName: "sorting-line-agent", deploymentGroupName: "all-lines" };

let bench: Bench;
let client: CodeDeployClient;
beforeEach(async () => {
  bench = await openBench();
  client = new CodeDeployClient(clientOptions(bench.simulator));
});
afterEach(async () => {
  client.destroy();
  await bench.close();
});

async function applicationNames(): Promise<string[]> {
  return (await client.send(new ListApplicationsCommand({}))).applications ?? [];
}

async function idsOf(input: Partial<ListDeploymentsInput>): Promise<string[]> {
  return (await client.send(new ListDeploymentsCommand(input))).deployments ?? [];
}

async function deployment(deploymentId: string): Promise<DeploymentInfo> {
  const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
  if (deploymentInfo === undefined) {
    throw new Error(`No deployment ${deploymentId}`);
  }
  return deploymentInfo;
}

async function deployments(deploymentIds: string[]): Promise<DeploymentInfo[]> {
  const found: DeploymentInfo[] = [];
  for (let first = 0; first < deploymentIds.length; first += 25) {
    const command = new BatchGetDeploymentsCommand({ deploymentIds: deploymentIds.slice(first, first + 25) });
    found.push(...((await client.send(command)).deploymentsInfo ?? []));
  }
  return found;
}

async function targets(deploymentId: string): Promise<DeploymentTarget[]> {
  const { targetIds = [] } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }));
  const found: DeploymentTarget[] = [];
  for (let first = 0; first < targetIds.length; first += 25) {
    const command = new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: targetIds.slice(first, first + 25) });
    found.push(...((await client.send(command)).deploymentTargets ?? []));
  }
  return found;
}

/** Starts the release pipeline, approves, and gives the deployment that its deploy action runs as. */
async function release(): Promise<string> {
  await bench.codepipeline.send(new StartPipelineExecutionCommand({ name: RELEASE }));
  const token = await passUntil(
    bench,
    async () => actionNamed(stageNamed(await stagesOf(bench, RELEASE), "Approve"), "Approve").latestExecution?.token,
  );
  const before = await idsOf(WEB);
  const result = { status: "Approved", summary: "" } as const;
  await bench.codepipeline.send(
    new PutApprovalResultCommand({ pipelineName: RELEASE, stageName: "Approve", actionName: "Approve", token, result }),
  );
  return passUntil(bench, async () => (await idsOf(WEB)).find((id) => !before.includes(id)));
}

async function deployAction() {
  return actionNamed(stageNamed(await stagesOf(bench, RELEASE), "Deploy"), "Deploy").latestExecution;
}

/** Lets time pass until a deployment is over. */
function ended(id: string): Promise<DeploymentInfo> {
  return passUntil(bench, async () => {
    const found = await deployment(id);
    return found.completeTime === undefined ? undefined : found;
  });
}

const greenOf = (target: DeploymentTarget | undefined) =>
  target?.ecsTarget?.taskSetsInfo?.find(({ taskSetLabel }) => taskSetLabel === "Green");

describe("what the account has", () => {
  it("are applications of each platform, and every deploy action of a pipeline has its group", async () => {
    const names = await applicationNames();
    const { applicationsInfo = [] } = await client.send(new BatchGetApplicationsCommand({ applicationNames: names }));
    expect(names).toEqual([...names].sort());
    expect(new Set(applicationsInfo.map(({ computePlatform }) => computePlatform))).toEqual(new Set(["ECS", "Lambda", "Server"]));
    for (const name of [RELEASE, "parcel-web-deploy", "fleet-dashboard-deploy"]) {
      const { pipeline } = await bench.codepipeline.send(new GetPipelineCommand({ name }));
      const { configuration } = pipeline?.stages?.at(-1)?.actions?.at(-1) ?? {};
      const command = new ListDeploymentGroupsCommand({ applicationName: configuration?.["ApplicationName"] });
      expect((await client.send(command)).deploymentGroups).toContain(configuration?.["DeploymentGroupName"]);
    }
  });

  it("are deployments of the past, of which some failed and were rolled back, some were stopped, and one runs", async () => {
    const found = await deployments(await idsOf({}));
    const statuses = new Set(found.map(({ status }) => status));
    expect(statuses).toEqual(new Set(["Succeeded", "Failed", "Stopped", "InProgress"]));
    const failed = found.filter(({ status, rollbackInfo }) => status === "Failed" && rollbackInfo?.rollbackDeploymentId !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    for (const { deploymentId, rollbackInfo, errorInformation } of failed) {
      expect(errorInformation?.code).toMatch(/^(HEALTH_CONSTRAINTS|HOOK_EXECUTION_FAILURE)$/);
      const rollback = await deployment(rollbackInfo?.rollbackDeploymentId ?? "");
      expect(rollback).toMatchObject({ creator: "codeDeployRollback", rollbackInfo: { rollbackTriggeringDeploymentId: deploymentId } });
    }
    const running = found.filter(({ status }) => status === "InProgress");
    expect(running.map(({ applicationName }) => applicationName)).toContain(LINES.applicationName);
  });

  it("tells of a group its latest deployment, the last that succeeded, and nothing where there was none", async () => {
    const [newest] = await idsOf(LINES);
    const command = new BatchGetDeploymentGroupsCommand({ applicationName: LINES.applicationName, deploymentGroupNames: ["all-lines", "lab", "none"] });
    const { deploymentGroupsInfo = [], errorMessage } = await client.send(command);
    expect(errorMessage).toContain("none");
    const [lines, lab] = deploymentGroupsInfo;
    expect(lines?.lastAttemptedDeployment).toMatchObject({ deploymentId: newest, status: "InProgress" });
    expect(lines?.lastSuccessfulDeployment?.status).toBe("Succeeded");
    expect(lab?.lastAttemptedDeployment).toBeUndefined();
  });

  it("keeps the contents of an AppSpec for those who ask for the revision", async () => {
    const [id = ""] = await idsOf(WEB);
    const { revision } = await deployment(id);
    expect(revision?.appSpecContent?.content).toBeUndefined();
    const { applicationName } = WEB;
    const one = await client.send(new GetApplicationRevisionCommand({ applicationName, revision }));
    expect(one.revision?.appSpecContent?.content).toContain("task-definition/parcel-web:");
    const many = await client.send(new BatchGetApplicationRevisionsCommand({ applicationName, revisions: revision === undefined ? [] : [revision] }));
    expect(many.revisions?.[0]?.revisionLocation).toEqual(one.revision);
  });

  it("has the predefined configurations", async () => {
    const named = async (deploymentConfigName: string) =>
      (await client.send(new GetDeploymentConfigCommand({ deploymentConfigName }))).deploymentConfigInfo;
    expect(await named("CodeDeployDefault.HalfAtATime")).toMatchObject({ minimumHealthyHosts: { type: "FLEET_PERCENT", value: 50 } });
    expect(await named("CodeDeployDefault.LambdaLinear10PercentEvery1Minute")).toMatchObject({
      trafficRoutingConfig: { type: "TimeBasedLinear", timeBasedLinear: { linearPercentage: 10, linearInterval: 1 } },
    });
    expect((await refusal(named("CodeDeployDefault.Sometimes"))).name).toBe("DeploymentConfigDoesNotExistException");
  });
});

describe("lists", () => {
  it("are given newest first, filtered by status, group and time", async () => {
    const all = await deployments(await idsOf({}));
    const times = all.map(({ createTime }) => createTime?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const failed = await deployments(await idsOf({ includeOnlyStatuses: ["Failed", "Stopped"] }));
    expect(failed.length).toBeGreaterThan(1);
    expect(failed.every(({ status }) => status === "Failed" || status === "Stopped")).toBe(true);
    const [, second, third] = await idsOf(LINES);
    const start = (await deployment(third ?? "")).createTime;
    const end = (await deployment(second ?? "")).createTime;
    expect(await idsOf({ ...LINES, createTimeRange: { start, end } })).toEqual([second, third]);
  });

  it("come in pages, none twice and none missing", async () => {
    const ids: string[] = [];
    let nextToken: string | undefined;
    let pages = 0;
    do {
      const page: { deployments?: string[] | undefined; nextToken?: string | undefined } = await client.send(
        new ListDeploymentsCommand({ nextToken }),
      );
      ids.push(...(page.deployments ?? []));
      nextToken = page.nextToken;
      pages += 1;
    } while (nextToken !== undefined);
    expect(pages).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain((await idsOf(WEB)).at(-1));
    expect((await refusal(client.send(new ListDeploymentsCommand({ nextToken: "x" })))).name).toBe("InvalidNextTokenException");
  });

  it("are refused as CodeDeploy refuses", async () => {
    const name = async (promise: Promise<unknown>) => (await refusal(promise)).name;
    expect(await name(idsOf({ applicationName: "parcel-web" }))).toBe("DeploymentGroupNameRequiredException");
    expect(await name(idsOf({ deploymentGroupName: "x" }))).toBe("ApplicationNameRequiredException");
    expect(await name(idsOf({ applicationName: "nothing", deploymentGroupName: "x" }))).toBe("ApplicationDoesNotExistException");
    expect(await name(idsOf({ ...WEB, deploymentGroupName: "x" }))).toBe("DeploymentGroupDoesNotExistException");
    expect(await name(deployment("d-123"))).toBe("InvalidDeploymentIdException");
    expect(await name(deployment("d-AAAAAAAAA"))).toBe("DeploymentDoesNotExistException");
    const many = Array.from({ length: 26 }, () => "d-AAAAAAAAA");
    expect(await name(client.send(new BatchGetDeploymentsCommand({ deploymentIds: many })))).toBe("BatchLimitExceededException");
    const range = { start: new Date(2000), end: new Date(1000) };
    expect(await name(idsOf({ createTimeRange: range }))).toBe("InvalidTimeRangeException");
  });
});

describe("a deployment of a pipeline", () => {
  it("is what the deploy action runs as, shifts traffic step by step, and ends the action when it has succeeded", async () => {
    const id = await release();
    await bench.simulator.control.advance(1000);
    expect(await deployAction()).toMatchObject({ status: "InProgress", externalExecutionId: id });
    expect((await deployAction())?.externalExecutionUrl).toContain(id);
    const weights = new Set<number | undefined>();
    const seen = new Map<string, Set<string | undefined>>();
    const began = (await deployment(id)).createTime?.getTime() ?? 0;
    const end = await passUntil(bench, async () => {
      const [target] = await targets(id);
      weights.add(greenOf(target)?.trafficWeight);
      for (const event of target?.ecsTarget?.lifecycleEvents ?? []) {
        const statuses = seen.get(event.lifecycleEventName ?? "") ?? new Set();
        seen.set(event.lifecycleEventName ?? "", statuses.add(event.status));
      }
      const found = await deployment(id);
      return found.completeTime === undefined ? undefined : found;
    });
    expect(end).toMatchObject({ status: "Succeeded", deploymentOverview: { Succeeded: 1, InProgress: 0 } });
    expect([...seen.keys()]).toEqual([
      "BeforeInstall", "Install", "AfterInstall", "AllowTestTraffic", "AfterAllowTestTraffic", "BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic",
    ]);
    expect(seen.get("AllowTraffic")).toEqual(new Set(["Pending", "InProgress", "Succeeded"]));
    expect([...weights].filter((weight) => weight !== undefined)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    const took = (end.completeTime?.getTime() ?? 0) - began;
    expect(took).toBeGreaterThan(20_000);
    expect(took).toBeLessThan(40_000);
    await passUntil(bench, async () => ((await deployAction())?.status === "Succeeded" ? true : undefined));
  });

  it("fails the action when it is stopped, and is rolled back when that was asked for", async () => {
    const id = await release();
    await bench.simulator.control.advance(22_000);
    const shifted = greenOf((await targets(id))[0])?.trafficWeight ?? 0;
    expect(shifted).toBeGreaterThan(0);
    expect(shifted).toBeLessThan(100);
    const command = new StopDeploymentCommand({ deploymentId: id, autoRollbackEnabled: true });
    expect((await client.send(command)).status).toBe("Succeeded");
    const stopped = await deployment(id);
    expect(stopped).toMatchObject({ status: "Stopped", errorInformation: { code: "MANUAL_STOP" } });
    expect(await deployAction()).toMatchObject({ status: "Failed", errorDetails: { code: "JobFailed" } });
    expect((await deployAction())?.errorDetails?.message).toContain(`${id} was stopped`);
    const rollback = await ended(stopped.rollbackInfo?.rollbackDeploymentId ?? "");
    expect(rollback).toMatchObject({ status: "Succeeded", creator: "codeDeployRollback", revision: stopped.previousRevision ?? {} });
    expect((await refusal(client.send(command))).name).toBe("DeploymentAlreadyCompletedException");
  });

  it("stopped without a rollback leaves the traffic where it is", async () => {
    const id = await release();
    await bench.simulator.control.advance(22_000);
    const weight = greenOf((await targets(id))[0])?.trafficWeight;
    await client.send(new StopDeploymentCommand({ deploymentId: id }));
    await bench.simulator.control.advance(60_000);
    expect(greenOf((await targets(id))[0])?.trafficWeight).toBe(weight);
    expect((await deployment(id)).rollbackInfo).toBeUndefined();
    expect((await idsOf(WEB))[0]).toBe(id);
  });
});

describe("instances in place", () => {
  it("are deployed to batch by batch", async () => {
    const [id = ""] = await idsOf(LINES);
    const running = new Set<number>();
    await passUntil(bench, async () => {
      const { deploymentOverview: overview, completeTime } = await deployment(id);
      running.add(overview?.InProgress ?? 0);
      return completeTime;
    });
    expect(Math.max(...running)).toBe(10);
    const all = await targets(id);
    expect(all).toHaveLength(30);
    expect(all.every(({ instanceTarget }) => instanceTarget?.status === "Succeeded")).toBe(true);
    expect(all[0]?.instanceTarget?.lifecycleEvents?.map(({ lifecycleEventName }) => lifecycleEventName)).toEqual([
      "ApplicationStop", "DownloadBundle", "BeforeInstall", "Install", "AfterInstall", "ApplicationStart", "ValidateService",
    ]);
    const filters = { deploymentId: id, targetFilters: { TargetStatus: ["Failed"] } };
    expect((await client.send(new ListDeploymentTargetsCommand(filters))).targetIds).toEqual([]);
  });

  it("that failed tell the script with the tail of its log, and what comes behind is skipped", async () => {
    const failed = (await deployments(await idsOf({ includeOnlyStatuses: ["Failed"] }))).find(
      ({ computePlatform }) => computePlatform === "Server",
    );
    const all = await targets(failed?.deploymentId ?? "");
    const [first] = all;
    const events = first?.instanceTarget?.lifecycleEvents ?? [];
    const broken = events.findIndex(({ status }) => status === "Failed");
    expect(broken).toBeGreaterThan(0);
    expect(events[broken]?.diagnostics?.logTail).toContain("Script - deploy/");
    expect(events.slice(broken + 1).every(({ status }) => status === "Skipped")).toBe(true);
    expect(all.at(-1)?.instanceTarget?.status).toBe("Skipped");
  });
});

describe("a deployment by hand", () => {
  it("puts an earlier revision back, one at a time", async () => {
    const [newest = "", ...older] = await idsOf(WEB);
    const earlier = await deployment(older.at(-1) ?? "");
    expect((await deployment(newest)).revision).not.toEqual(earlier.revision);
    const { revision } = await client.send(
      new GetApplicationRevisionCommand({ applicationName: WEB.applicationName, revision: earlier.revision }),
    );
    const { deploymentId = "" } = await client.send(new CreateDeploymentCommand({ ...WEB, revision, description: "back" }));
    expect(deploymentId).toMatch(/^d-[A-Z0-9]{9}$/);
    expect(await deployment(deploymentId)).toMatchObject({ status: "Created", description: "back" });
    expect((await refusal(targets(deploymentId))).name).toBe("DeploymentNotStartedException");
    const second = await refusal(client.send(new CreateDeploymentCommand({ ...WEB, revision })));
    expect(second.name).toBe("DeploymentLimitExceededException");
    expect(second.message).toContain(deploymentId);
    expect((await ended(deploymentId)).revision).toEqual(earlier.revision);
  });

  it("of a function tells the new version's traffic in per cent", async () => {
    const group = { applicationName: "address-cleanup", deploymentGroupName: "address-cleanup-live" };
    const [latest = ""] = await idsOf(group);
    const { revision: location } = await deployment(latest);
    const { revision } = await client.send(new GetApplicationRevisionCommand({ applicationName: group.applicationName, revision: location }));
    const { deploymentId = "" } = await client.send(new CreateDeploymentCommand({ ...group, revision }));
    await bench.simulator.control.advance(5_000);
    expect((await targets(deploymentId))[0]?.lambdaTarget?.lambdaFunctionInfo?.targetVersionWeight).toBe(10);
    await ended(deploymentId);
    expect((await targets(deploymentId))[0]?.lambdaTarget?.lambdaFunctionInfo?.targetVersionWeight).toBe(100);
  });

  it("needs a revision with its contents and a configuration of the platform", async () => {
    const { revision } = await deployment((await idsOf(WEB))[0] ?? "");
    const name = async (input: object) => (await refusal(client.send(new CreateDeploymentCommand({ ...WEB, ...input })))).name;
    expect(await name({})).toBe("RevisionRequiredException");
    expect(await name({ revision })).toBe("InvalidRevisionException");
    expect(await name({ revision, deploymentConfigName: "CodeDeployDefault.OneAtATime" })).toBe("InvalidDeploymentConfigNameException");
  });
});
