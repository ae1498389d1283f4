import {
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from "@aws-sdk/client-codepipeline";
import type { PipelineExecutionSummary } from "@aws-sdk/client-codepipeline";
import { BatchGetBuildsCommand } from "@aws-sdk/client-codebuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actionNamed, openBench, passUntil, refusal, stageNamed, stagesOf } from "./support.ts";
import type { Bench } from "./support.ts";

const RELEASE = "parcel-web-release";
const FAILING = "tracking-api-release";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

async function start(name: string, token?: string): Promise<string> {
  const command = new StartPipelineExecutionCommand({
    name,
    ...(token === undefined ? {} : { clientRequestToken: token }),
  });
  const { pipelineExecutionId = "" } = await bench.codepipeline.send(command);
  return pipelineExecutionId;
}

async function executionsOf(pipelineName: string): Promise<PipelineExecutionSummary[]> {
  const listed = await bench.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName }));
  return listed.pipelineExecutionSummaries ?? [];
}

async function statusOf(pipelineName: string, pipelineExecutionId: string): Promise<string | undefined> {
  const { pipelineExecution } = await bench.codepipeline.send(
    new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }),
  );
  return pipelineExecution?.status;
}

/** Lets time pass until an execution waits for approval; gives the token. */
function approvalToken(name: string): Promise<string> {
  return passUntil(
    bench,
    async () => actionNamed(stageNamed(await stagesOf(bench, name), "Approve"), "Approve").latestExecution?.token,
  );
}

async function answer(pipelineName: string, token: string, status: "Approved" | "Rejected"): Promise<void> {
  const result = { status, summary: "seen" };
  await bench.codepipeline.send(
    new PutApprovalResultCommand({ pipelineName, stageName: "Approve", actionName: "Approve", token, result }),
  );
}

describe("the account's pipelines", () => {
  it("are some forty in two regions, as a company's are, and other regions are empty", async () => {
    const { pipelines = [] } = await bench.codepipeline.send(new ListPipelinesCommand({}));
    const other = await openBench("us-east-1");
    const american = await other.codepipeline.send(new ListPipelinesCommand({}));
    await other.close();
    const empty = await openBench("ap-southeast-2");
    const none = await empty.codepipeline.send(new ListPipelinesCommand({}));
    await empty.close();
    expect(pipelines).toHaveLength(28);
    expect(american.pipelines).toHaveLength(12);
    expect(none.pipelines).toEqual([]);
    expect(new Set(pipelines.map((pipeline) => pipeline.pipelineType))).toEqual(new Set(["V1", "V2"]));
  });

  it("stand at first as the catalogue says: some run, one waits, two have failed, one is new, most have succeeded", async () => {
    const { pipelines = [] } = await bench.codepipeline.send(new ListPipelinesCommand({}));
    const latest = new Map<string, string | undefined>();
    const everything = new Set<string | undefined>();
    for (const { name = "" } of pipelines) {
      const executions = await executionsOf(name);
      latest.set(name, executions[0]?.status);
      executions.forEach((execution) => everything.add(execution.status));
    }
    expect(latest.get(RELEASE)).toBe("Succeeded");
    expect(latest.get(FAILING)).toBe("Succeeded");
    expect(latest.get("fleet-dashboard-deploy")).toBe("InProgress");
    expect(latest.get("geo-lookup-release")).toBe("InProgress");
    expect(latest.get("billing-service-release")).toBe("InProgress");
    expect(latest.get("route-optimizer-release")).toBe("Failed");
    expect(latest.get("returns-service-release")).toBe("Failed");
    expect([...latest.values()].filter((status) => status === "Succeeded")).toHaveLength(22);
    expect(latest.get("warehouse-sync-deploy")).toBeUndefined();
    expect(everything).toEqual(new Set(["Succeeded", "Failed", "Stopped", "Superseded", "InProgress"]));
    expect(await approvalToken("billing-service-release")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("have a history whose every execution came to its end, in the order of time", async () => {
    const { pipelines = [] } = await bench.codepipeline.send(new ListPipelinesCommand({}));
    for (const { name = "" } of pipelines) {
      const [newest, ...older] = await executionsOf(name);
      if (name !== "warehouse-sync-deploy") expect(newest?.startTime).toBeInstanceOf(Date);
      const starts = [newest, ...older].map((execution) => execution?.startTime?.getTime() ?? 0);
      expect(starts).toEqual([...starts].sort((a, b) => b - a));
      expect(older.filter(({ status }) => status === "InProgress" || status === "Stopping")).toEqual([]);
    }
  });

  it("are given in pages, none twice and none missing", async () => {
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page: { pipelines?: { name?: string | undefined }[] | undefined; nextToken?: string | undefined } =
        await bench.codepipeline.send(new ListPipelinesCommand({ maxResults: 5, nextToken }));
      expect(page.pipelines?.length).toBeLessThanOrEqual(5);
      names.push(...(page.pipelines ?? []).map((pipeline) => pipeline.name));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(names).toHaveLength(28);
    expect(new Set(names).size).toBe(28);
    const bad = await refusal(bench.codepipeline.send(new ListPipelinesCommand({ nextToken: "bogus" })));
    expect(bad.name).toBe("InvalidNextTokenException");
  });
});

describe("an execution that is started", () => {
  it("is in the state and by its id at once, in the list a moment later", async () => {
    const id = await start(RELEASE);
    const [before] = await executionsOf(RELEASE);
    expect(before?.pipelineExecutionId).not.toBe(id);
    expect(await statusOf(RELEASE, id)).toBe("InProgress");
    await bench.simulator.control.advance(1000);
    const [newest] = await executionsOf(RELEASE);
    const source = stageNamed(await stagesOf(bench, RELEASE), "Source");
    expect(newest).toMatchObject({ pipelineExecutionId: id, status: "InProgress" });
    expect(newest?.trigger?.triggerType).toBe("StartPipelineExecution");
    expect(source.latestExecution).toMatchObject({ pipelineExecutionId: id, status: "InProgress" });
    expect(await statusOf(RELEASE, id)).toBe("InProgress");
  });

  it("moves through its stages in order, waits for approval, and succeeds when it is given", async () => {
    const id = await start(RELEASE);
    const order = ["Source", "Build", "Approve", "Deploy"];
    let furthest = -1;
    const seen = new Set<string>();
    const follow = async () => {
      const stages = await stagesOf(bench, RELEASE);
      const mine = stages.filter((stage) => stage.latestExecution?.pipelineExecutionId === id);
      // Never a stage before the one in front of it, and never back.
      expect(mine.map((stage) => stage.stageName)).toEqual(order.slice(0, mine.length));
      expect(mine.length - 1).toBeGreaterThanOrEqual(furthest);
      expect(mine.slice(0, -1).every((stage) => stage.latestExecution?.status === "Succeeded")).toBe(true);
      furthest = mine.length - 1;
      mine.forEach((stage) => seen.add(`${stage.stageName} ${stage.latestExecution?.status}`));
      const status = await statusOf(RELEASE, id);
      const approval = actionNamed(stageNamed(stages, "Approve"), "Approve").latestExecution;
      if (approval?.token !== undefined && mine.length === 3) {
        await answer(RELEASE, approval.token, "Approved");
      }
      return status === "InProgress" ? undefined : status;
    };
    expect(await passUntil(bench, follow)).toBe("Succeeded");
    expect([...seen]).toEqual(order.flatMap((stage) => [`${stage} InProgress`, `${stage} Succeeded`]));
  });

  it("runs the actions of one run order side by side, and fails when one of them fails", async () => {
    const id = await start(FAILING);
    const together = await passUntil(bench, async () => {
      const { actionStates = [], latestExecution } = stageNamed(await stagesOf(bench, FAILING), "Test");
      return latestExecution?.pipelineExecutionId === id
        ? actionStates.map((action) => action.latestExecution?.status)
        : undefined;
    });
    expect(together).toEqual(["InProgress", "InProgress", "InProgress"]);
    await passUntil(bench, async () => ((await statusOf(FAILING, id)) === "Failed" ? true : undefined));
    const test = stageNamed(await stagesOf(bench, FAILING), "Test");
    expect(test.latestExecution?.status).toBe("Failed");
    expect(test.actionStates?.map((action) => [action.actionName, action.latestExecution?.status])).toEqual([
      ["unit", "Succeeded"],
      ["integration", "Failed"],
      ["lint", "Succeeded"],
    ]);
    const failed = actionNamed(test, "integration").latestExecution;
    expect(failed?.errorDetails).toMatchObject({ code: "JobFailed" });
    const { builds } = await bench.codebuild.send(
      new BatchGetBuildsCommand({ ids: [failed?.externalExecutionId ?? ""] }),
    );
    expect(builds?.[0]).toMatchObject({ buildStatus: "FAILED", initiator: `codepipeline/${FAILING}` });
  });

  it("goes on when its failed stage is retried: only the failed action runs again", async () => {
    const id = await start(FAILING);
    await passUntil(bench, async () => ((await statusOf(FAILING, id)) === "Failed" ? true : undefined));
    const retry = (stageName: string, execution: string) =>
      bench.codepipeline.send(
        new RetryStageExecutionCommand({
          pipelineName: FAILING,
          stageName,
          pipelineExecutionId: execution,
          retryMode: "FAILED_ACTIONS",
        }),
      );
    expect((await refusal(retry("Nowhere", id))).name).toBe("StageNotFoundException");
    expect((await refusal(retry("Build", id))).name).toBe("StageNotRetryableException");
    expect((await refusal(retry("Deploy", id))).name).toBe("NotLatestPipelineExecutionException");
    await retry("Test", id);
    expect(await statusOf(FAILING, id)).toBe("InProgress");
    expect((await refusal(retry("Test", id))).name).toBe("StageNotRetryableException");
    await answer(FAILING, await approvalToken(FAILING), "Approved");
    await passUntil(bench, async () => ((await statusOf(FAILING, id)) === "Succeeded" ? true : undefined));
    const { actionExecutionDetails = [] } = await bench.codepipeline.send(
      new ListActionExecutionsCommand({ pipelineName: FAILING, filter: { pipelineExecutionId: id } }),
    );
    const runs = actionExecutionDetails.map((run) => `${run.actionName} ${run.status}`);
    expect(runs.filter((run) => run.startsWith("integration"))).toEqual([
      "integration Succeeded",
      "integration Failed",
    ]);
    expect(runs.filter((run) => run.startsWith("unit"))).toEqual(["unit Succeeded"]);
  });

  it("fails when its approval is refused, and an approval counts once", async () => {
    const id = await start(RELEASE);
    const token = await approvalToken(RELEASE);
    expect((await refusal(answer(RELEASE, "11111111-1111-4111-8111-111111111111", "Approved"))).name).toBe(
      "InvalidApprovalTokenException",
    );
    await answer(RELEASE, token, "Rejected");
    expect(await statusOf(RELEASE, id)).toBe("Failed");
    expect((await refusal(answer(RELEASE, token, "Approved"))).name).toBe("ApprovalAlreadyCompletedException");
  });

  it("takes variables and source revisions, and starts once for a token", async () => {
    const revisionValue = "0123456789abcdef0123456789abcdef01234567";
    const command = new StartPipelineExecutionCommand({
      name: RELEASE,
      variables: [{ name: "LOG_LEVEL", value: "debug" }],
      sourceRevisions: [{ actionName: "Source", revisionType: "COMMIT_ID", revisionValue }],
      clientRequestToken: "once",
    });
    const first = await bench.codepipeline.send(command);
    expect(await start(RELEASE, "once")).toBe(first.pipelineExecutionId);
    await bench.simulator.control.advance(5000);
    const { pipelineExecution } = await bench.codepipeline.send(
      new GetPipelineExecutionCommand({ pipelineName: RELEASE, pipelineExecutionId: first.pipelineExecutionId }),
    );
    expect(pipelineExecution?.variables).toContainEqual({ name: "LOG_LEVEL", resolvedValue: "debug" });
    expect(pipelineExecution?.artifactRevisions?.[0]?.revisionId).toBe(revisionValue);
    await bench.simulator.control.reset();
    expect(await statusOf(RELEASE, await start(RELEASE, "once"))).toBe("InProgress");
    const wrong = new StartPipelineExecutionCommand({ name: RELEASE, variables: [{ name: "NOPE", value: "1" }] });
    expect((await refusal(bench.codepipeline.send(wrong))).name).toBe("ValidationException");
  });
});

describe("stopping", () => {
  const stop = (id: string, abandon: boolean) =>
    bench.codepipeline.send(
      new StopPipelineExecutionCommand({ pipelineName: RELEASE, pipelineExecutionId: id, abandon, reason: "enough" }),
    );

  it("waits for the running action, refuses a second time, and then is final", async () => {
    const id = await start(RELEASE);
    await bench.simulator.control.advance(6000);
    await stop(id, false);
    expect(await statusOf(RELEASE, id)).toBe("Stopping");
    expect((await refusal(stop(id, false))).name).toBe("DuplicatedStopRequestException");
    await passUntil(bench, async () => ((await statusOf(RELEASE, id)) === "Stopped" ? true : undefined));
    const build = stageNamed(await stagesOf(bench, RELEASE), "Build");
    expect(build.latestExecution?.status).toBe("Stopped");
    expect(actionNamed(build, "Build").latestExecution?.status).toBe("Succeeded");
    expect((await refusal(stop(id, true))).name).toBe("PipelineExecutionNotStoppableException");
    expect((await executionsOf(RELEASE))[0]?.stopTrigger?.reason).toBe("enough");
  });

  it("stops at once when the actions are abandoned", async () => {
    const id = await start(RELEASE);
    await bench.simulator.control.advance(6000);
    await stop(id, true);
    expect(await statusOf(RELEASE, id)).toBe("Stopped");
    const build = stageNamed(await stagesOf(bench, RELEASE), "Build");
    expect(actionNamed(build, "Build").latestExecution?.status).toBe("Abandoned");
  });
});

describe("executions that meet", () => {
  it("supersede the one that waits, never the one that runs", async () => {
    const first = await start(RELEASE);
    await approvalToken(RELEASE);
    const second = await start(RELEASE);
    await bench.simulator.control.advance(60_000);
    const third = await start(RELEASE);
    await bench.simulator.control.advance(60_000);
    expect(await statusOf(RELEASE, first)).toBe("InProgress");
    expect(await statusOf(RELEASE, second)).toBe("Superseded");
    expect(await statusOf(RELEASE, third)).toBe("InProgress");
    const approve = stageNamed(await stagesOf(bench, RELEASE), "Approve");
    expect(approve.latestExecution?.pipelineExecutionId).toBe(first);
    expect(approve.inboundExecution?.pipelineExecutionId).toBe(third);
  });

  it("queue in a queued pipeline, and go in order", async () => {
    const name = "fleet-telemetry-release";
    const first = await start(name);
    const token = await approvalToken(name);
    const ids = [await start(name), await start(name)];
    await bench.simulator.control.advance(120_000);
    expect(
      stageNamed(await stagesOf(bench, name), "Approve").inboundExecutions?.map((one) => one.pipelineExecutionId),
    ).toEqual(ids);
    await answer(name, token, "Approved");
    expect(stageNamed(await stagesOf(bench, name), "Approve").latestExecution?.pipelineExecutionId).toBe(ids[0]);
    expect(await statusOf(name, first)).toBe("InProgress");
  });

  it("wait before a closed transition until it is opened", async () => {
    const target = { pipelineName: RELEASE, stageName: "Build", transitionType: "Inbound" as const };
    await bench.codepipeline.send(new DisableStageTransitionCommand({ ...target, reason: "freeze" }));
    const id = await start(RELEASE);
    await bench.simulator.control.advance(60_000);
    const closed = stageNamed(await stagesOf(bench, RELEASE), "Build");
    expect(closed.inboundExecution?.pipelineExecutionId).toBe(id);
    expect(closed.inboundTransitionState).toMatchObject({ enabled: false, disabledReason: "freeze" });
    await bench.codepipeline.send(new EnableStageTransitionCommand(target));
    expect(stageNamed(await stagesOf(bench, RELEASE), "Build").latestExecution?.pipelineExecutionId).toBe(id);
  });
});

describe("what is not there", () => {
  it("is answered in CodePipeline's words", async () => {
    const missing = await refusal(bench.codepipeline.send(new GetPipelineCommand({ name: "nope" })));
    expect(missing).toMatchObject({
      name: "PipelineNotFoundException",
      message: "Account '418273650912' does not have a pipeline with name 'nope'",
      status: 400,
    });
    const execution = refusal(statusOf(RELEASE, "00000000-0000-4000-8000-000000000000"));
    expect((await execution).name).toBe("PipelineExecutionNotFoundException");
  });

  it("is refused when a required member is missing", async () => {
    const without = new ListPipelineExecutionsCommand({ pipelineName: undefined });
    expect(await refusal(bench.codepipeline.send(without))).toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value null at 'pipelineName' failed to satisfy constraint: " +
        "Member must not be null",
    });
    const approval = new PutApprovalResultCommand({
      pipelineName: RELEASE,
      stageName: "Approve",
      actionName: "Approve",
      token: undefined,
      result: { status: "Approved", summary: undefined },
    });
    const { message } = await refusal(bench.codepipeline.send(approval));
    expect(message).toContain("2 validation errors detected: Value null at 'result.summary'");
    expect(message).toContain("Value null at 'token'");
  });
});
