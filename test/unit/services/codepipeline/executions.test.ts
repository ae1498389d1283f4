import { CodePipelineClient, RollbackStageCommand } from "@aws-sdk/client-codepipeline";
import { describe, expect, it } from "vitest";
import { CodePipelineApi } from "../../../../src/services/codepipeline/api.ts";
import { waitingApprovals } from "../../../../src/services/codepipeline/actions/approvals.ts";
import { type Action, type PipelineState, canRetry, logRef, shownStatus, stageStatus } from "../../../../src/services/codepipeline/model.ts";
import { useAccount } from "../../account.ts";
import { clientOptions } from "../../simulator/support.ts";

const account = useAccount();
const api = () => new CodePipelineApi(account().session);
const RELEASE = "parcel-web-release";
/** Its executions run side by side. */
const PARALLEL = "webhook-relay-release";
/** One of its tests is a batch of builds, another runs in a partner's account. */
const BATCHED = "driver-app-backend-release";
const COMMANDS = "tracking-events-release";

/** Moves the simulated time until something is so. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let step = 0; step < 200; step += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await account().control.advance(2_000);
  }
  throw new Error("It never got there");
}

const stageIn = (state: PipelineState, name: string) => state.stages.find((stage) => stage.name === name);

/** The action of an execution, once it is there and fits. */
function actionOf(client: CodePipelineApi, pipeline: string, id: string, name: string, fits: (action: Action) => boolean = () => true): Promise<Action> {
  return until(async () => (await client.listActions(pipeline, id)).find((action) => action.name === name && fits(action)));
}

describe("an approval of executions that run side by side", () => {
  it("is answered by what the execution's own action runs as, for there is no token", async () => {
    const client = api();
    const ids = [await client.start(PARALLEL, [], "p-1"), await client.start(PARALLEL, [], "p-2")];
    for (const id of ids) await actionOf(client, PARALLEL, id, "Approve", (action) => shownStatus(action) === "Waiting");
    const state = await client.getState(PARALLEL);
    const approve = stageIn(state, "Approve");
    expect(approve?.actions[0]?.token).toBeUndefined();
    expect(approve && stageStatus(approve)).toBe("Waiting");

    const waiting = await waitingApprovals(client, PARALLEL);
    expect(new Set(waiting.map(({ executionId }) => executionId))).toEqual(new Set(ids));
    const [first = "", second = ""] = ids;
    const [own, ...others] = await waitingApprovals(client, PARALLEL, { id: first, mode: "PARALLEL" });
    expect(others).toEqual([]);
    expect(own).toMatchObject({ stage: "Approve", action: "Approve", executionId: first, note: expect.stringContaining("staging") });
    if (own === undefined) return;
    await client.answerApproval(PARALLEL, own, true, "go");
    await until(async () => ((await client.getExecution(PARALLEL, first)).status === "Succeeded" ? true : undefined));
    expect((await client.getExecution(PARALLEL, second)).status).toBe("InProgress");
    expect((await waitingApprovals(client, PARALLEL)).map(({ executionId }) => executionId)).toEqual([second]);
  });

  it("of others is answered by the token of the state, also from the execution's own row", async () => {
    const client = api();
    const id = await client.start(RELEASE, [], "p-3");
    await actionOf(client, RELEASE, id, "Approve", (action) => shownStatus(action) === "Waiting");
    const [approval] = await waitingApprovals(client, RELEASE, { id, mode: "SUPERSEDED" });
    expect(approval).toMatchObject({ action: "Approve", executionId: id });
    expect(await waitingApprovals(client, RELEASE, { id: "another", mode: "SUPERSEDED" })).toEqual([]);
    expect(await waitingApprovals(client, RELEASE)).toEqual([approval]);
  });
});

describe("a rollback", () => {
  it("is an execution of one stage, which is nothing earlier until the pipeline moves on", async () => {
    const client = api();
    const [last] = (await client.listExecutions(RELEASE, 20, undefined)).items.filter(({ status }) => status === "Succeeded");
    const id = await client.start(RELEASE, [], "r-1");
    await until(async () => {
      const [approval] = await waitingApprovals(client, RELEASE);
      if (approval !== undefined) await client.answerApproval(RELEASE, approval, true, "");
      return (await client.getExecution(RELEASE, id)).status === "Succeeded" ? true : undefined;
    });
    const sdk = new CodePipelineClient(clientOptions(account().simulator));
    const target = { pipelineName: RELEASE, stageName: "Deploy", targetPipelineExecutionId: last?.id };
    const { pipelineExecutionId: rollback } = await sdk.send(new RollbackStageCommand(target));
    sdk.destroy();
    await account().control.advance(1_000);

    const [listed] = (await client.listExecutions(RELEASE, 20, undefined)).items;
    expect(listed).toMatchObject({ id: rollback, isRollback: true, rollbackTo: last?.id, revisions: last?.revisions.map(({ id: revision }) => ({ id: revision })) });
    const state = await client.getState(RELEASE);
    expect(stageIn(state, "Deploy")).toMatchObject({ executionId: rollback, isRollback: true, earlier: false });

    await until(async () => ((await client.getExecution(RELEASE, rollback ?? "")).status === "Succeeded" ? true : undefined));
    expect(stageIn(await client.getState(RELEASE), "Deploy")).toMatchObject({ isRollback: true, earlier: false });
    await account().control.advance(60_000);
    await client.start(RELEASE, [], "r-2");
    expect(stageIn(await client.getState(RELEASE), "Deploy")).toMatchObject({ isRollback: true, earlier: true });
  });
});

describe("an action's log", () => {
  it("of commands is the stream that the action names", async () => {
    const client = api();
    const id = await client.start(COMMANDS, [], "c-1");
    const action = await actionOf(client, COMMANDS, id, "contract");
    const own = { region: "eu-west-1", account: "418273650912", group: `/aws/codepipeline/${COMMANDS}` };
    expect(action).toMatchObject({ category: "Compute", provider: "Commands", log: own });
    const [now] = stageIn(await client.getState(COMMANDS), "Test")?.actions.filter(({ name }) => name === "contract") ?? [];
    expect(now?.log).toEqual(action.log);
    expect(logRef("eu-west-1", action)).toEqual({
      partition: "aws",
      service: "logs",
      region: "eu-west-1",
      account: own.account,
      resource: `log-group:${own.group}:log-stream:${action.log?.stream}`,
    });
    // the stream comes first, though a build may be known too
    const built = { ...action, provider: "CodeBuild", externalExecutionId: "a:00000000-0000-4000-8000-000000000000" };
    expect(logRef("eu-west-1", built)?.service).toBe("logs");
    expect(logRef("eu-west-1", { ...built, log: undefined })?.service).toBe("codebuild");
  });
});

describe("an action with a role of another account", () => {
  it("says so, and what it runs is that account's", async () => {
    const client = api();
    const id = await client.start(BATCHED, [], "f-1");
    const action = await actionOf(client, BATCHED, id, "integration");
    expect(action.account).toBe("264819305577");
    expect(logRef("eu-west-1", action)).toMatchObject({ service: "codebuild", account: "264819305577" });
    const state = await client.getState(BATCHED);
    const accounts = stageIn(state, "Test")?.actions.map(({ name, account: other }) => [name, other]);
    expect(accounts).toEqual([["unit", undefined], ["integration", "264819305577"], ["lint", undefined]]);
  });
});

describe("an execution that was started", () => {
  it("is shown at once, though the service lists it seconds later, and once only", async () => {
    const client = api();
    const id = await client.start(RELEASE, [], "s-1");
    const first = await client.listExecutions(RELEASE, 5, undefined);
    expect(first.items[0]).toMatchObject({ id, status: "InProgress", startedAt: expect.any(Number) });
    await account().control.advance(1_000);
    const second = await client.listExecutions(RELEASE, 5, undefined);
    expect(second.items.filter((execution) => execution.id === id)).toHaveLength(1);
    await account().control.clearCalls();
    await client.listExecutions(RELEASE, 5, undefined);
    expect((await account().control.calls())["codepipeline:GetPipelineExecution"]).toBeUndefined();
  });
});

describe("a stage that was stopped", () => {
  it("is retried as one that failed", async () => {
    const client = api();
    const id = await client.start(RELEASE, [], "t-1");
    await until(async () => (stageIn(await client.getState(RELEASE), "Build")?.status === "InProgress" ? true : undefined));
    await client.stop(RELEASE, id, true, "");
    const [stage] = (await client.getState(RELEASE)).stages.filter(canRetry);
    expect(stage).toMatchObject({ name: "Build", status: "Stopped", executionId: id });
    await client.retryStage(RELEASE, "Build", id, false);
    await until(async () => (stageIn(await client.getState(RELEASE), "Build")?.status === "Succeeded" ? true : undefined));
  });
});
