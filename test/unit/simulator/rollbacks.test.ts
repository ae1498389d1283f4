import {
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from "@aws-sdk/client-codepipeline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actionNamed, openBench, passUntil, refusal, stageNamed, stagesOf } from "./support.ts";
import type { Bench } from "./support.ts";

const RELEASE = "parcel-web-release";
const PARALLEL = "webhook-relay-release";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

async function start(name: string): Promise<string> {
  return (await bench.codepipeline.send(new StartPipelineExecutionCommand({ name }))).pipelineExecutionId ?? "";
}

async function executionOf(pipelineName: string, pipelineExecutionId: string | undefined) {
  const command = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId });
  return (await bench.codepipeline.send(command)).pipelineExecution;
}

async function succeeded(pipelineName: string): Promise<string> {
  const filter = { succeededInStage: { stageName: "Deploy" } };
  const answer = await bench.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName, filter }));
  return answer.pipelineExecutionSummaries?.find(({ executionType }) => executionType === "STANDARD")?.pipelineExecutionId ?? "";
}

const rollBack = (pipelineName: string, stageName: string, targetPipelineExecutionId: string) =>
  bench.codepipeline.send(new RollbackStageCommand({ pipelineName, stageName, targetPipelineExecutionId }));

describe("RollbackStage", () => {
  it("makes an execution that enters the one stage alone, with the target's revisions", async () => {
    const target = await succeeded(RELEASE);
    const { pipelineExecutionId: id } = await rollBack(RELEASE, "Build", target);
    const deploy = stageNamed(await stagesOf(bench, RELEASE), "Build");
    expect(deploy.latestExecution).toEqual({ pipelineExecutionId: id, status: "InProgress", type: "ROLLBACK" });
    const done = await passUntil(bench, async () => {
      const execution = await executionOf(RELEASE, id);
      return execution?.status === "Succeeded" ? execution : undefined;
    });
    const old = await executionOf(RELEASE, target);
    expect(done).toMatchObject({
      executionType: "ROLLBACK",
      rollbackMetadata: { rollbackTargetPipelineExecutionId: target },
      trigger: { triggerType: "ManualRollback" },
      artifactRevisions: old?.artifactRevisions?.map(({ revisionId }) => ({ revisionId })),
    });
    const filter = { pipelineExecutionId: id ?? "" };
    const { actionExecutionDetails = [] } = await bench.codepipeline.send(new ListActionExecutionsCommand({ pipelineName: RELEASE, filter }));
    expect(new Set(actionExecutionDetails.map(({ stageName }) => stageName))).toEqual(new Set(["Build"]));
    expect((await refusal(rollBack(RELEASE, "Build", id ?? ""))).name).toBe("UnableToRollbackStageException");
  });

  it("is refused for a source stage, a target that did not get there, a stage in progress, and side by side", async () => {
    const target = await succeeded(RELEASE);
    const unable = "UnableToRollbackStageException";
    expect((await refusal(rollBack(RELEASE, "Source", target))).name).toBe(unable);
    const id = await start(RELEASE);
    expect((await refusal(rollBack(RELEASE, "Deploy", id))).name).toBe(unable);
    expect((await refusal(rollBack(RELEASE, "Deploy", "00000000-0000-4000-8000-000000000000"))).name).toBe("PipelineExecutionNotFoundException");
    await passUntil(bench, async () => (stageNamed(await stagesOf(bench, RELEASE), "Build").latestExecution?.status === "InProgress" ? true : undefined));
    expect((await refusal(rollBack(RELEASE, "Build", target))).name).toBe(unable);
    expect((await refusal(rollBack(PARALLEL, "Deploy", await succeeded(PARALLEL)))).name).toBe(unable);
  });
});

describe("a stage that was stopped", () => {
  it("can be retried, as one that failed", async () => {
    const id = await start(RELEASE);
    await bench.simulator.control.advance(6000);
    await bench.codepipeline.send(new StopPipelineExecutionCommand({ pipelineName: RELEASE, pipelineExecutionId: id, abandon: true }));
    const stage = stageNamed(await stagesOf(bench, RELEASE), "Build");
    expect(stage.latestExecution?.status).toBe("Stopped");
    const retry = { pipelineName: RELEASE, stageName: "Build", pipelineExecutionId: id, retryMode: "FAILED_ACTIONS" as const };
    await bench.codepipeline.send(new RetryStageExecutionCommand(retry));
    expect((await executionOf(RELEASE, id))?.status).toBe("InProgress");
  });
});

describe("an approval", () => {
  it("has no token in the state of executions that run side by side: what the action runs as is it", async () => {
    const id = await start(PARALLEL);
    const approve = { pipelineName: PARALLEL, stageName: "Approve", actionName: "Approve" };
    const waiting = await passUntil(bench, async () => {
      const filter = { pipelineExecutionId: id };
      const { actionExecutionDetails = [] } = await bench.codepipeline.send(new ListActionExecutionsCommand({ pipelineName: PARALLEL, filter }));
      return actionExecutionDetails.find(({ actionName }) => actionName === "Approve");
    });
    const state = actionNamed(stageNamed(await stagesOf(bench, PARALLEL), "Approve"), "Approve");
    expect(state.latestExecution).toMatchObject({ status: "InProgress" });
    expect(state.latestExecution?.token).toBeUndefined();
    const token = waiting.output?.executionResult?.externalExecutionId;
    await bench.codepipeline.send(new PutApprovalResultCommand({ ...approve, token, result: { status: "Approved", summary: "go" } }));
    const after = actionNamed(stageNamed(await stagesOf(bench, PARALLEL), "Approve"), "Approve");
    expect(after.latestExecution).toMatchObject({ status: "Succeeded", summary: "go" });
  });

  it("with an empty comment has none in the state", async () => {
    await start(RELEASE);
    const token = await passUntil(
      bench,
      async () => actionNamed(stageNamed(await stagesOf(bench, RELEASE), "Approve"), "Approve").latestExecution?.token,
    );
    const approve = { pipelineName: RELEASE, stageName: "Approve", actionName: "Approve", token };
    await bench.codepipeline.send(new PutApprovalResultCommand({ ...approve, result: { status: "Approved", summary: "" } }));
    const { stageStates = [] } = await bench.codepipeline.send(new GetPipelineStateCommand({ name: RELEASE }));
    const { latestExecution } = actionNamed(stageNamed(stageStates, "Approve"), "Approve");
    expect(latestExecution?.status).toBe("Succeeded");
    expect(latestExecution).not.toHaveProperty("summary");
  });
});
