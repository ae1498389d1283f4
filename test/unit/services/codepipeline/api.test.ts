import { describe, expect, it } from "vitest";
import { CodePipelineApi } from "../../../../src/services/codepipeline/api.ts";
import {
  type PipelineState,
  canRetry,
  pendingApprovals,
  runningStatus,
  stageStatus,
} from "../../../../src/services/codepipeline/model.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();
const api = () => new CodePipelineApi(account().session);

/** Moves the simulated time until the state fits. */
async function advanceUntil(pipeline: string, fits: (state: PipelineState) => boolean): Promise<PipelineState> {
  for (let step = 0; step < 200; step += 1) {
    const state = await api().getState(pipeline);
    if (fits(state)) return state;
    await account().control.advance(2_000);
  }
  throw new Error(`${pipeline} never got there`);
}

const statuses = (state: PipelineState) => Object.fromEntries(state.stages.map((stage) => [stage.name, stageStatus(stage)]));

describe("CodePipeline", () => {
  it("lists pages that join to the whole", async () => {
    const first = await api().listPipelines(10, undefined);
    expect(first.items).toHaveLength(10);
    const second = await api().listPipelines(10, first.next);
    const { items: all } = await api().listPipelines(1000, undefined);
    expect(all.length).toBeGreaterThan(20);
    expect(all.slice(0, 20).map(({ name }) => name)).toEqual([...first.items, ...second.items].map(({ name }) => name));
  });

  it("follows a started execution through approval to its end", async () => {
    const id = await api().start("parcel-web-release", [], "00000000-0000-4000-8000-000000000001");
    await account().control.advance(1_000);
    const [latest] = (await api().listExecutions("parcel-web-release", 1, undefined)).items;
    expect(latest).toMatchObject({ id, status: "InProgress" });
    const building = await advanceUntil("parcel-web-release", (state) => statuses(state)["Build"] === "InProgress");
    expect(building.stages.find(({ name }) => name === "Build")?.executionId).toBe(id);
    expect(building.stages.map(({ earlier }) => earlier)).toEqual([false, false, true, true]);
    const build = building.stages.find(({ name }) => name === "Build")?.actions[0];
    expect(build).toMatchObject({ provider: "CodeBuild", category: "Build" });
    const waiting = await advanceUntil("parcel-web-release", (state) => statuses(state)["Approve"] === "Waiting");
    const [approval] = pendingApprovals(waiting);
    expect(approval).toBeDefined();
    if (approval === undefined) return;
    await expect(api().answerApproval("parcel-web-release", { ...approval, token: "11111111-1111-4111-8111-111111111111" }, true, "x")).rejects.toThrow(/approval/i);
    await api().answerApproval("parcel-web-release", approval, true, "looks good");
    const done = await advanceUntil("parcel-web-release", (state) => runningStatus(state.stages) === undefined);
    expect(done.stages.map(({ earlier }) => earlier)).toEqual([false, false, false, false]);
    expect(new Set(Object.values(statuses(done)))).toEqual(new Set(["Succeeded"]));
    const actions = await api().listActions("parcel-web-release", id);
    expect(actions.map(({ stage, name }) => `${stage}/${name}`)).toEqual(["Source/Source", "Build/Build", "Approve/Approve", "Deploy/Stack", "Deploy/Deploy"]);
  });

  it("starts once for one token", async () => {
    const token = "00000000-0000-4000-8000-000000000002";
    const first = await api().start("parcel-web-release", [], token);
    expect(await api().start("parcel-web-release", [], token)).toBe(first);
  });

  it("retries the failed actions of a stage", async () => {
    await api().start("tracking-api-release", [], "00000000-0000-4000-8000-000000000003");
    const failed = await advanceUntil("tracking-api-release", (state) => statuses(state)["Test"] === "Failed");
    const [stage] = failed.stages.filter(canRetry);
    expect(stage?.name).toBe("Test");
    expect(stage?.actions.find(({ name }) => name === "integration")).toMatchObject({ status: "Failed" });
    await api().retryStage("tracking-api-release", "Test", stage?.executionId ?? "", false);
    const again = await advanceUntil("tracking-api-release", (state) => statuses(state)["Test"] === "Succeeded");
    expect(again.stages.filter(canRetry)).toEqual([]);
  });

  it("stops an execution", async () => {
    const id = await api().start("parcel-web-release", [], "00000000-0000-4000-8000-000000000004");
    await advanceUntil("parcel-web-release", (state) => statuses(state)["Build"] === "InProgress");
    await api().stop("parcel-web-release", id, true, "not today");
    await advanceUntil("parcel-web-release", (state) => runningStatus(state.stages) === undefined);
    const [latest] = (await api().listExecutions("parcel-web-release", 1, undefined)).items;
    expect(latest).toMatchObject({ id, status: "Stopped" });
  });

  it("reads the definition once for a version", async () => {
    const client = api();
    await account().control.clearCalls();
    await client.getState("parcel-web-release");
    await client.getState("parcel-web-release");
    const calls = await account().control.calls();
    expect(calls["codepipeline:GetPipelineState"]).toBe(2);
    expect(calls["codepipeline:GetPipeline"]).toBe(1);
  });
});
