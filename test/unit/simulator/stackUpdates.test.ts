import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
} from "@aws-sdk/client-cloudformation";
import type { StackEvent } from "@aws-sdk/client-cloudformation";
import {
  ListActionExecutionsCommand,
  PutApprovalResultCommand,
  StartPipelineExecutionCommand,
} from "@aws-sdk/client-codepipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bucketStack } from "../../../src/simulator/account/stacks/platformStacks.ts";
import { TaskFamilies } from "../../../src/simulator/account/taskFamilies.ts";
import { functionStack } from "../../../src/simulator/account/stacks/serviceStacks.ts";
import { SimulatedClock } from "../../../src/simulator/clock.ts";
import { stackDeployer } from "../../../src/simulator/services/cloudformation/deployer.ts";
import { RepositoryStore } from "../../../src/simulator/services/codecommit/repositories.ts";
import { commitsOf } from "../../../src/simulator/services/codecommit/commitSource.ts";
import { StackEngine } from "../../../src/simulator/services/cloudformation/engine.ts";
import { StackStore } from "../../../src/simulator/services/cloudformation/stacks.ts";
import type { ActionRun } from "../../../src/simulator/services/codepipeline/model.ts";
import { actionNamed, clientOptions, openBench, passUntil, refusal, stackNamed, stageNamed, stagesOf } from "./support.ts";
import type { Bench } from "./support.ts";

const RELEASE = "parcel-web-release";
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

/** Starts the release and lets it come to its deployment. */
async function release(): Promise<string> {
  const started = await bench.codepipeline.send(new StartPipelineExecutionCommand({ name: RELEASE }));
  const token = await passUntil(
    bench,
    async () => actionNamed(stageNamed(await stagesOf(bench, RELEASE), "Approve"), "Approve").latestExecution?.token,
  );
  const result = { status: "Approved", summary: "" } as const;
  await bench.codepipeline.send(
    new PutApprovalResultCommand({ pipelineName: RELEASE, stageName: "Approve", actionName: "Approve", token, result }),
  );
  return started.pipelineExecutionId ?? "";
}

const stackAction = async () => actionNamed(stageNamed(await stagesOf(bench, RELEASE), "Deploy"), "Stack").latestExecution;

describe("a pipeline's stack action", () => {
  it("updates the stack with the commit, in six to twelve seconds, with the events of its resources", async () => {
    const before = await stackNamed(cloudformation, STACK);
    const definition = async () =>
      (await cloudformation.send(new DescribeStackResourceCommand({ StackName: STACK, LogicalResourceId: "TaskDefinition" })))
        .StackResourceDetail?.PhysicalResourceId;
    const old = await definition();
    const seen = await eventsOf(STACK);
    const id = await release();
    expect(await stackAction()).toMatchObject({ status: "InProgress", externalExecutionId: before.StackId });
    expect((await stackNamed(cloudformation, STACK)).StackStatus).toBe("UPDATE_IN_PROGRESS");

    const statuses = new Set<string | undefined>();
    await passUntil(bench, async () => {
      const { StackStatus } = await stackNamed(cloudformation, STACK);
      statuses.add(StackStatus);
      // The action ends with the stack, not before and not after.
      expect((await stackAction())?.status).toBe(StackStatus === "UPDATE_COMPLETE" ? "Succeeded" : "InProgress");
      return StackStatus === "UPDATE_COMPLETE" ? true : undefined;
    });
    expect([...statuses]).toEqual(["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"]);

    const { actionExecutionDetails = [] } = await bench.codepipeline.send(
      new ListActionExecutionsCommand({ pipelineName: RELEASE, filter: { pipelineExecutionId: id } }),
    );
    const source = actionExecutionDetails.find(({ actionName }) => actionName === "Source");
    const commit = source?.output?.outputVariables?.["CommitId"];
    const after = await stackNamed(cloudformation, STACK);
    expect(after.Parameters).toContainEqual({ ParameterKey: "Version", ParameterValue: commit });
    expect(await definition()).not.toBe(old);
    const events = (await eventsOf(STACK)).slice(0, -seen.length).reverse();
    expect(events[0]).toMatchObject({ ResourceStatus: "UPDATE_IN_PROGRESS", ResourceStatusReason: "User Initiated" });
    expect(events.at(-1)).toMatchObject({ ResourceStatus: "UPDATE_COMPLETE", LogicalResourceId: STACK });
    expect(events).toContainEqual(expect.objectContaining({ LogicalResourceId: "TaskDefinition", ResourceStatus: "DELETE_COMPLETE", PhysicalResourceId: old }));
    const took = (events.at(-1)?.Timestamp?.getTime() ?? 0) - (events[0]?.Timestamp?.getTime() ?? 0);
    expect(took).toBeGreaterThanOrEqual(6_000);
    expect(took).toBeLessThanOrEqual(12_000);
    expect(new Set((await eventsOf(STACK)).map(({ EventId }) => EventId)).size).toBe((await eventsOf(STACK)).length);
  });

  it("fails when the update is cancelled, and the stack is as it was", async () => {
    await passUntil(bench, async () =>
      stageNamed(await stagesOf(bench, RELEASE), "Deploy").latestExecution?.status === "Succeeded" ? true : undefined,
    );
    const before = await stackNamed(cloudformation, STACK);
    const idle = await refusal(cloudformation.send(new CancelUpdateStackCommand({ StackName: STACK })));
    expect(idle.message).toBe("CancelUpdateStack cannot be called from current stack status");
    await release();
    await bench.simulator.control.advance(2_000);
    await cloudformation.send(new CancelUpdateStackCommand({ StackName: STACK }));
    expect((await stackNamed(cloudformation, STACK)).StackStatus).toBe("UPDATE_ROLLBACK_IN_PROGRESS");
    expect((await refusal(cloudformation.send(new CancelUpdateStackCommand({ StackName: STACK })))).name).toBe("ValidationError");
    const action = await passUntil(bench, async () => {
      const latest = await stackAction();
      return latest?.status === "InProgress" ? undefined : latest;
    });
    expect(action).toMatchObject({ status: "Failed", errorDetails: { code: "JobFailed" } });
    const after = await stackNamed(cloudformation, STACK);
    expect(after).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE", Parameters: before.Parameters });
    // Nothing of the cancelled update goes on behind the rollback.
    const count = (await eventsOf(STACK)).length;
    await bench.simulator.control.advance(60_000);
    expect(await eventsOf(STACK)).toHaveLength(count);
  });

  it("prepares a change set and then executes it", async () => {
    const name = "platform-observability-stack";
    const before = (await eventsOf("platform-observability")).length;
    await bench.codepipeline.send(new StartPipelineExecutionCommand({ name }));
    const token = await passUntil(
      bench,
      async () => actionNamed(stageNamed(await stagesOf(bench, name), "Approve"), "Approve").latestExecution?.token,
    );
    const result = { status: "Approved", summary: "" } as const;
    await bench.codepipeline.send(
      new PutApprovalResultCommand({ pipelineName: name, stageName: "Approve", actionName: "Approve", token, result }),
    );
    await bench.simulator.control.advance(1_000);
    const deploy = stageNamed(await stagesOf(bench, name), "Deploy");
    expect(actionNamed(deploy, "PrepareChanges").latestExecution?.status).toBe("InProgress");
    expect(await eventsOf("platform-observability")).toHaveLength(before);
    await passUntil(bench, async () =>
      stageNamed(await stagesOf(bench, name), "Deploy").latestExecution?.status === "Succeeded" ? true : undefined,
    );
    expect((await eventsOf("platform-observability"))[0]).toMatchObject({ ResourceStatus: "UPDATE_COMPLETE" });
  });
});

describe("the engine", () => {
  const open = () => {
    const clock = new SimulatedClock();
    clock.setSpeed(0);
    const store = new StackStore("eu-west-1", "418273650912", clock, new TaskFamilies());
    return { clock, store, engine: new StackEngine(store, clock) };
  };
  const place = { region: "eu-west-1", accountId: "418273650912", environment: "production" };

  it("rolls a failing update back: the reason is told, and everything is as it was", () => {
    const { clock, store, engine } = open();
    const stack = store.add(functionStack("probe", undefined, place), clock.now());
    const outcomes: unknown[] = [];
    const { template } = stack;
    const parameters = new Map([["Version", "b"]]);
    const next = template.replace("MemorySize: 256", "MemorySize: 512");
    engine.update(stack, { parameters, template: next, fails: true, onEnd: (outcome) => outcomes.push(outcome) });
    expect([stack.parameters.get("Version"), stack.template]).toEqual(["b", next]);
    clock.advance(24_000);
    expect(outcomes).toEqual([{ succeeded: false, reason: "The following resource(s) failed to update: [Function]." }]);
    expect(stack.status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect([stack.parameters.get("Version"), stack.template]).toEqual(["1.0.0", template]);
    expect(stack.resources.filter(({ status }) => !status.endsWith("_COMPLETE"))).toEqual([]);
    engine.update(stack, { parameters: new Map([["Version", "c"]]), fails: false });
    clock.advance(12_000);
    expect([stack.status, stack.parameters.get("Version")]).toEqual(["UPDATE_COMPLETE", "c"]);
  });

  it("does not update a stack that is being updated, nor one that is not there: the action fails with CloudFormation's words", () => {
    const { clock, store, engine } = open();
    const stack = store.add(functionStack("probe", undefined, place), clock.now());
    engine.update(stack, { fails: false });
    const deploy = stackDeployer({ store, engine }, commitsOf(new RepositoryStore(store.region, store.accountId)), clock);
    const outcomes: unknown[] = [];
    for (const StackName of ["probe", "no-such"]) {
      const configuration = { ActionMode: "CREATE_UPDATE", StackName };
      const execution = { revisions: [], pipeline: { behaviour: { repository: "probe" } } };
      const run = { declaration: { configuration }, execution } as unknown as ActionRun;
      deploy(run, false, (outcome) => outcomes.push(outcome.error?.message));
    }
    expect(outcomes).toEqual([
      `Stack:${stack.id} is in UPDATE_IN_PROGRESS state and can not be updated.`,
      "Stack [no-such] does not exist",
    ]);
  });

  it("creates and deletes stacks with their resources", () => {
    const { clock, store, engine } = open();
    const stack = store.add(bucketStack("probe", "probe-bucket", "A probe"), clock.now());
    engine.create(stack, false);
    expect([stack.status, stack.resources.map(({ physicalId }) => physicalId)]).toEqual(["CREATE_IN_PROGRESS", [undefined, undefined]]);
    clock.advance(12_000);
    expect([stack.status, stack.resources.at(-1)?.physicalId]).toEqual(["CREATE_COMPLETE", "probe-bucket"]);
    engine.delete(stack);
    clock.advance(12_000);
    expect(stack.status).toBe("DELETE_COMPLETE");
    expect(store.find("probe")).toBeUndefined();
    expect(store.find(stack.id)).toBe(stack);
  });
});
