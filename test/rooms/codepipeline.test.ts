import { CodePipelineClient, RollbackStageCommand } from "@aws-sdk/client-codepipeline";
import { describe, expect, it } from "vitest";
import { Branch, type Row } from "../../src/host/tree/rows.ts";
import { CodePipelineApi } from "../../src/services/codepipeline/api.ts";
import { pipelineRef } from "../../src/services/codepipeline/model.ts";
import { room } from "../../src/services/codepipeline/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { clientOptions } from "../unit/simulator/support.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const bench = useBench(account, room);

/** Source, Build, Approve, Deploy. */
const RELEASE = "parcel-web-release";
/** Its integration tests fail at their first attempt. */
const TRACKING = "tracking-api-release";
/** Its unit tests fail each time. */
const BROKEN = "route-optimizer-release";
/** Its executions run side by side. */
const PARALLEL = "webhook-relay-release";
/** An approval waits there when the account is opened. */
const WAITING = "billing-service-release";
/** An alarm held its latest execution up before its last stage; nothing more goes into the one before. */
const HELD = "returns-service-release";

/** What a row tells, in one line with the name of its icon and the commands that it offers. */
function lookOf(row: Row): { text: string; icon: string | undefined; color: string | undefined; offers: string } {
  const { description = "", icon, facets = [] } = row.view();
  return { text: description, icon: icon?.id, color: icon?.color, offers: facets.slice(1).join(" ").replaceAll("codepipeline.", "") };
}

/** Moves the simulated time until a row tells something, looking anew each time. */
async function until(fits: RegExp, ...labels: readonly string[]): Promise<Row> {
  let text = "";
  for (let step = 0; step < 200; step += 1) {
    // what an execution has not come to has no row yet
    const row = await bench().row(...labels).catch((error: unknown) => (text = String(error)));
    if (typeof row !== "string") {
      ({ text } = lookOf(row));
      if (fits.test(text)) return row;
    }
    await account().control.advance(2_000);
    await bench().refresh();
  }
  throw new Error(`${labels.join(" / ")} never told ${String(fits)}: ${text}`);
}

/** Starts a pipeline as it is, and returns the id of its execution. */
async function start(pipeline: string): Promise<string> {
  const variables = (await new CodePipelineApi(account().session).getVariables(pipeline)).length > 0;
  await bench().run("start", await bench().row(pipeline), ...(variables ? ["Use the defaults"] : []), true);
  const [newest] = await bench().rows(await branch(pipeline, "Executions"));
  return newest?.name() ?? "";
}

async function branch(...labels: readonly string[]): Promise<Branch> {
  const row = await bench().row(...labels);
  if (!(row instanceof Branch)) throw new Error(`nothing stands below ${row.id}`);
  return row;
}

describe("a start", () => {
  it("is planned with each value beside the variable's own, and is seen at once", async () => {
    await bench().run("start", await bench().row(RELEASE), "Set variables…", "debug", "", true);
    expect(bench().plan).toContain("Variable LOG_LEVEL: info → debug");
    expect(bench().plan).not.toContain("RELEASE_NOTE");
    expect(bench().plan).toContain("Call: codepipeline:StartPipelineExecution");
    expect(bench().plan).toContain(`arn:aws:codepipeline:eu-west-1::${RELEASE}`);
    // the service lists it a second later
    expect(lookOf(await bench().row(RELEASE))).toMatchObject({ text: expect.stringMatching(/^in progress/) as string, icon: "sync~spin", offers: expect.stringContaining("stop") as string });
    const [newest, ...older] = await bench().outline(await branch(RELEASE, "Executions"));
    expect(newest).toMatch(/^[0-9a-f]{8} · in progress/);
    await account().control.advance(1_000);
    await bench().refresh();
    expect(await bench().outline(await branch(RELEASE, "Executions"))).toHaveLength(older.length + 1);
    expect((await bench().row(RELEASE, "Source")).view().spoken).toBe("Source, stage, in progress");
  });

  it("that is declined starts nothing, and one more says what is in the pipeline", async () => {
    await account().control.clearCalls();
    expect(await failureOf(bench().run("start", undefined, RELEASE, "Use the defaults", false))).toMatchObject({ kind: "cancelled" });
    expect((await account().control.calls())["codepipeline:StartPipelineExecution"]).toBeUndefined();
    await failureOf(bench().run("start", undefined, WAITING, "Use the defaults", false));
    expect(bench().plan).toContain("one is in Approve → a new one");
  });
});

describe("a text that the service would refuse", () => {
  it.each([
    ["a variable", 1000, (text: string) => bench().run("start", undefined, RELEASE, "Set variables…", text)],
    ["a comment", 512, (text: string) => bench().run("approve", undefined, WAITING, text)],
    ["the reason of a stop", 200, async (text: string) => bench().run("stop", await bench().row(WAITING), "Stop and abandon", text)],
  ])("is refused in the box: %s of more than %i characters", async (_what, most, ask) => {
    expect((await failureOf(ask("x".repeat(most + 1)))).cause ?? (await failureOf(ask("x".repeat(most + 1))))).toMatchObject({ message: `At most ${most} characters` });
    // of that many the next question is asked
    expect(String((await failureOf(ask("x".repeat(most)))).cause)).toContain("nobody answers");
  });
});

describe("an approval", () => {
  it("is planned with what is decided on, and its pipeline goes on before anybody looks again", async () => {
    await start(RELEASE);
    const waiting = await until(/^waiting for approval/, RELEASE);
    expect(lookOf(waiting)).toMatchObject({ icon: "bell-dot", offers: "start stop approve reject openDeployment openSource startAt showDefinition" });
    expect(lookOf(await bench().row(RELEASE, "Approve", "Approve"))).toMatchObject({ icon: "bell-dot", offers: "approve reject openDetails" });
    await bench().run("approve", waiting, "Looks good", true);
    expect(bench().asked.slice(-2).map(({ title }) => title)).toEqual(Array(2).fill(`Approve “Approve” of ${RELEASE}`));
    expect(bench().asked.map(({ kind }) => kind)).toEqual(["pick", "plan", "text", "plan"]);
    expect(bench().plan).toMatch(/Revision of SourceArtifact: [0-9a-f]{8} \w/);
    expect(bench().plan).toContain("Stage “Approve”: waiting for approval → goes on to the actions behind the approval");
    expect(bench().plan).toContain("To approve: Have a look at staging before parcel-web goes out.");
    expect(bench().plan).toContain("To look at: https://parcel-web.staging.kestrel.example/");
    expect(bench().plan).toContain("Comment: Looks good");
    expect(lookOf(await bench().row(RELEASE, "Approve", "Approve")).text).toMatch(/^succeeded · .* · by [\w.-]+ · Looks good$/);
    expect(lookOf(await bench().row(RELEASE, "Deploy")).text).toBe("in progress");
  });

  it("is found from the palette: pipelines that wait stand first and say so, those that ended say how", async () => {
    await bench().run("reject", undefined, WAITING, "Not today", true);
    const [first = "", ...others] = bench().asked[0]?.lines ?? [];
    expect(first).toMatch(new RegExp(`^${WAITING} · waiting for approval`));
    expect(others.length).toBeGreaterThan(20);
    expect(others.join("\n")).not.toContain("superseded");
    expect(bench().plan).toContain("Stage “Approve”: waiting for approval → failed, nothing behind it runs");
    expect(lookOf(await bench().row(WAITING))).toMatchObject({ icon: "error", offers: expect.stringContaining("retry") as string });
    expect((await failureOf(bench().run("approve", await bench().row(WAITING)))).message).toContain("no approval is waiting");
  });

  it("of executions that run side by side is asked for by execution; from an execution's own action it is that one's", async () => {
    const first = await start(PARALLEL);
    await until(/^waiting/, PARALLEL, "Executions", first.slice(0, 8), "Approve");
    const second = await start(PARALLEL);
    await until(/^waiting/, PARALLEL, "Executions", second.slice(0, 8), "Approve");
    const ids = [first, second];
    expect((await failureOf(bench().run("approve", await bench().row(PARALLEL, "Approve", "Approve"), undefined))).kind).toBe("cancelled");
    expect(bench().asked.at(-1)?.lines.toSorted()).toEqual(ids.map((id) => `Approve · Approve · execution ${id.slice(0, 8)}`).toSorted());

    await bench().run("approve", await bench().row(PARALLEL, "Executions", second.slice(0, 8), "Approve"), "go", true);
    expect(bench().plan).toContain(`Execution: ${second}`);
    await until(/^succeeded/, PARALLEL, "Executions", second.slice(0, 8));
    // the state tells of the newer alone, which is through
    expect(lookOf(await bench().row(PARALLEL, "Approve", "Approve")).text).toMatch(/^succeeded/);
    await bench().run("approve", await bench().row(PARALLEL), "go", true);
    expect(bench().plan).toContain(`Execution: ${first}`);
  });
});

describe("a failure", () => {
  it("is found from its pipeline: the failed action's log first; its stage is retried", async () => {
    const id = await start(TRACKING);
    const failed = await until(/^(just now|\d+ ?s ago)/, TRACKING);
    expect(lookOf(failed)).toMatchObject({ icon: "error", offers: "start retry openLog startAt showDefinition" });
    await bench().run("openLog", failed, "integration");
    expect(bench().asked.at(-1)?.lines.map((line) => line.replace(/(failed|succeeded).*/, "$1"))).toEqual([
      "integration · Test · failed",
      "Build · Build · succeeded",
      "unit · Test · succeeded",
      "lint · Test · succeeded",
    ]);
    expect(bench().logs).toEqual([expect.stringMatching(/:build\/tracking-api-integration:/)]);

    await bench().run("retry", failed, "Failed actions", true);
    expect(bench().plan).toContain("Stage Test: failed → integration run again");
    expect(lookOf(await bench().row(TRACKING, "Test")).text).toBe("in progress");
    expect(lookOf(await bench().row(TRACKING))).toMatchObject({ icon: "sync~spin" });
    await until(/^succeeded/, TRACKING, "Test");
    const ran = (await new CodePipelineApi(account().session).listActions(TRACKING, id)).filter(({ stage }) => stage === "Test").map(({ name }) => name);
    expect(ran.toSorted(), "what had succeeded is not run again").toEqual(["integration", "integration", "lint", "unit"]);
    expect((await failureOf(bench().run("retry", await bench().row(TRACKING, "Test")))).message).toContain("has not failed");
  });

  it("that a retry had is as old as the retry", async () => {
    const failed = await bench().row(BROKEN);
    expect(lookOf(failed)).toMatchObject({ icon: "error", text: expect.stringMatching(/^1 ?h/) as string });
    // from the palette: what failed stands before what waits
    await bench().run("retry", undefined, BROKEN, "Test", "Failed actions", true);
    expect(bench().asked[0]?.lines.slice(0, 2).join("\n")).toContain(BROKEN);
    expect(lookOf(await until(/ago|just now/, BROKEN))).toMatchObject({ icon: "error", text: expect.stringMatching(/^(just now|\d+ ?s ago)/) as string });
  });
});

describe("a stop", () => {
  it("of a stage's execution needs no list; what stops is undone, and its stage is retried", async () => {
    const id = await start(RELEASE);
    const stage = await until(/^in progress/, RELEASE, "Build");
    await account().control.clearCalls();
    const run = bench().run("stop", stage, "Stop and wait", "not today", false);
    expect(await failureOf(run)).toMatchObject({ kind: "cancelled" });
    expect(await account().control.calls()).toEqual({ "codepipeline:GetPipelineExecution": 1 });
    await bench().run("stop", stage, "Stop and wait", "not today", true);
    expect(bench().asked.at(-1)?.title).toBe(`Stop execution ${id.slice(0, 8)} of ${RELEASE}`);
    expect(bench().plan).not.toContain("not today");
    expect(lookOf(await bench().row(RELEASE, "Build"))).toMatchObject({ text: "stopping", icon: "sync~spin", color: "list.warningForeground" });
    expect(lookOf(await bench().row(RELEASE, "Executions", id.slice(0, 8))).text).toMatch(/^stopping.* · not today/);
    expect(lookOf(await until(/^stopped/, RELEASE, "Build"))).toMatchObject({ icon: "circle-slash", offers: "retry rollBack disable" });
    expect(lookOf(await bench().row(RELEASE)).offers).toBe("start retry startAt showDefinition");
  });

  it("of a newer one leaves the row at the one that waits; who waits to enter a stage is told there", async () => {
    await start(RELEASE);
    await until(/^waiting/, RELEASE);
    const newer = await start(RELEASE);
    await until(/1 waits to enter/, RELEASE, "Approve");
    await bench().run("stop", await bench().row(RELEASE, "Executions", newer.slice(0, 8)), "Stop and abandon", "", true);
    expect(lookOf(await bench().row(RELEASE)).text).toMatch(/^waiting for approval/);
    expect((await bench().row(RELEASE)).view().spoken).toBe(`${RELEASE}, pipeline, waiting for approval`);
    expect(lookOf(await bench().row(RELEASE, "Approve")).text).not.toContain("waits to enter");
  });

  it("asks which one, where several run", async () => {
    const ids = [await start(PARALLEL), await start(PARALLEL)];
    await account().control.advance(1_000);
    await bench().refresh();
    const [, second = ""] = ids;
    await bench().run("stop", await bench().row(PARALLEL), second.slice(0, 8), "Stop and abandon", "", true);
    expect(bench().asked.at(-4)?.lines).toHaveLength(2);
    expect(lookOf(await bench().row(PARALLEL)).text).toMatch(/^in progress/);
  });
});

describe("what the tree tells", () => {
  it("of a stage that the newest execution has not reached stands back", async () => {
    await start(RELEASE);
    expect(lookOf(await bench().row(RELEASE, "Deploy"))).toMatchObject({ text: "succeeded · earlier execution", color: "descriptionForeground" });
    expect(lookOf(await bench().row(RELEASE, "Source")).color).toBe("charts.blue");
  });

  it("of a rollback is that it is one, and to what", async () => {
    const client = new CodePipelineApi(account().session);
    const [last] = (await client.listExecutions(RELEASE, 20, undefined)).items.filter(({ status }) => status === "Succeeded");
    await start(RELEASE);
    await bench().run("approve", await until(/^waiting/, RELEASE), "", true);
    await until(/ago|just now/, RELEASE);
    const sdk = new CodePipelineClient(clientOptions(account().simulator));
    await sdk.send(new RollbackStageCommand({ pipelineName: RELEASE, stageName: "Deploy", targetPipelineExecutionId: last?.id }));
    sdk.destroy();
    await account().control.advance(1_000);
    await bench().refresh();
    expect(lookOf(await bench().row(RELEASE)).text).toMatch(/^in progress · rollback/);
    expect(lookOf(await bench().row(RELEASE, "Deploy"))).toMatchObject({ text: "in progress · rollback" });
    expect((await bench().outline(await branch(RELEASE, "Executions")))[0]).toContain(`rollback to ${last?.id.slice(0, 8)}`);
  });

  it("of the history is how each execution went and what it ran, with its page", async () => {
    const history = await branch(RELEASE, "Executions");
    expect(history.view()).toEqual({ label: "Executions", icon: { id: "history" }, facets: ["executions"] });
    const lines = await bench().outline(history);
    expect(lines.filter((line) => !/^[0-9a-f]{8} \w.* · .* · [0-9a-f]{8}$/.test(line)), "the commit first, the id last").toEqual([]);
    const [first] = await bench().rows(history);
    if (!(first instanceof Branch)) throw new Error("nothing ran");
    expect(first.view().spoken).toMatch(/^[0-9a-f]{8} \w.*, execution, (succeeded|failed|superseded|stopped) · .* ago · \d+ .* · [0-9a-f]{8}$/);
    expect(first.consolePath()).toBe(`codesuite/codepipeline/pipelines/${RELEASE}/executions/${first.name()}/timeline`);
    const rows = await bench().rows(first);
    expect(rows[0]?.view().spoken).toMatch(/^Source, CodeCommit action, succeeded/);
    expect(rows.map((row) => row.name())).toEqual(["Source", "Build", "Approve", "Stack", "Deploy"]);
    expect(lookOf(await bench().row(RELEASE, "Executions", first.name().slice(0, 8), "Deploy")).offers).toContain("openDeployment");
    await bench().run("openDeployment", rows.at(-1));
    await bench().run("openDeployment", rows.at(-2));
    expect(bench().opened).toEqual([expect.stringMatching(/codedeploy:.*:deployment:d-/), expect.stringMatching(/cloudformation:.*:stack\/parcel-web\//)]);
  });

  it("of an action with a role of another account is where it runs", async () => {
    const build = await bench().row("driver-app-backend-release", "Test", "integration");
    expect(build.tooltip()).toContain("Runs in account 264819305577, by a role of it");
    expect(build.ref()).toMatchObject({ service: "codebuild", account: "264819305577" });
    expect((await bench().row("driver-app-backend-release", "Test", "unit")).ref()?.account).toBe("");
  });

  it("of one pipeline whose status is denied is that; the others are told", async () => {
    await account().control.addFaults({ kind: "denied", service: "codepipeline", operation: "ListPipelineExecutions", times: 1 });
    const lines = await bench().outline();
    expect(lines.filter((line) => line.includes("Access denied: codepipeline:ListPipelineExecutions"))).toHaveLength(1);
    expect(lines.filter((line) => / · (.* ago|in progress|waiting|no execution yet)/.test(line))).toHaveLength(lines.length - 1);
    await bench().refresh();
    expect((await bench().outline()).join("\n")).not.toContain("denied");
  });

  it("costs a call a pipeline, and a second one where something runs", async () => {
    await account().control.clearCalls();
    const lines = await bench().outline();
    const running = lines.filter((line) => /in progress|waiting/.test(line)).length;
    const calls = await account().control.calls();
    expect(calls).toMatchObject({
      "codepipeline:ListPipelines": 1,
      "codepipeline:ListPipelineExecutions": lines.length,
      "codepipeline:GetPipelineState": running,
    });
  });

  it("is filtered by name, and by how it stands", async () => {
    await bench().filter("parcel");
    expect((await bench().rows()).map((row) => row.name())).toEqual(["parcel-api-release", "parcel-web-deploy", RELEASE]);
    await bench().filter("failed");
    expect((await bench().rows()).map((row) => row.name())).toEqual([HELD, BROKEN]);
    await bench().filter("waiting");
    expect((await bench().rows()).map((row) => row.name())).toEqual([WAITING]);
  });
});

describe("from a row", () => {
  it("commands are named in words that fit its menu", () => {
    const titles = Object.values(room.manifest.commands).map(({ title }) => title);
    expect(titles.filter((title) => / of an? /.test(title))).toEqual([]);
  });

  it("the log of commands is opened where they write it, with the pipeline's name", async () => {
    const action = await bench().row("tracking-events-release", "Test", "contract");
    expect(action.view().command?.id).toBe("awsDevOps.codepipeline.openLog");
    await bench().run("openLog", action);
    expect(bench().logs).toEqual([expect.stringMatching(/^\/aws\/codepipeline\/tracking-events-release [0-9a-f-]{36} tracking-events-release contract$/)]);
  });

  it("the definition is shown, and the page that an approver is asked to look at", async () => {
    await bench().run("showDefinition", await bench().row(RELEASE));
    expect(bench().documents[0]?.name).toBe(`${RELEASE}.json`);
    expect(JSON.parse(bench().documents[0]?.text ?? "")).toMatchObject({ name: RELEASE, stages: expect.any(Array) as unknown });
    await bench().run("openDetails", await bench().row(WAITING, "Approve", "Approve"));
    expect(bench().opened).toEqual(["https://billing-service.staging.kestrel.example/"]);
  });

  it("an ARN leads to its pipeline, and what is no pipeline's nowhere", async () => {
    await bench().room.open(pipelineRef("eu-west-1", "", RELEASE), bench().context);
    expect(bench().revealed?.name()).toBe(RELEASE);
    expect(bench().room.canOpen(pipelineRef("eu-west-1", "", "webhook:parcel"))).toBe(false);
    expect(await failureOf(bench().room.open(pipelineRef("eu-west-1", "", "no-such"), bench().context))).toMatchObject({ kind: "notFound" });
  });
});

describe("a stage", () => {
  it("is brought back to what an earlier execution ran there, and the plan says from what to what", async () => {
    const api = new CodePipelineApi(account().session);
    const { items } = await api.listRollbackTargets(RELEASE, "Deploy", undefined);
    const [current, target] = items.map(({ id }) => id.slice(0, 8));
    await bench().run("rollBack", await bench().row(RELEASE, "Deploy"), target ?? "", true);
    expect(bench().plan).toContain(`Execution: ${current}, succeeded → a rollback to ${target}`);
    expect(bench().plan).toContain(`To undo: roll the stage back to ${current}`);
    expect(bench().asked[0]?.lines.join("\n"), "what it runs now is no target").not.toContain(current);
    expect(lookOf(await until(/^in progress · rollback/, RELEASE, "Deploy")).icon).toBe("sync~spin");
  });

  it("is not offered a rollback where the sources are read, and where executions run side by side that is said", async () => {
    expect(lookOf(await bench().row(RELEASE, "Source")).offers).not.toContain("rollBack");
    const failure = await failureOf(bench().run("rollBack", await bench().row(PARALLEL, "Build")));
    expect(failure.message).toContain("side by side");
    expect((await account().control.calls())["codepipeline:RollbackStage"]).toBeUndefined();
  });

  it("is closed with a reason that everybody sees, and opened again", async () => {
    await bench().run("disable", await bench().row(RELEASE, "Approve"), "Release freeze", true);
    expect(bench().plan).toContain("Into Approve: executions go on by themselves → they wait: Release freeze");
    const closed = await bench().row(RELEASE, "Approve");
    expect(lookOf(closed)).toMatchObject({ text: "succeeded · blocked: Release freeze", offers: expect.stringContaining("enable") as string });
    await start(RELEASE);
    const waits = await until(/1 waits to enter/, RELEASE, "Approve");
    await bench().run("enable", waits, true);
    expect(bench().plan).toMatch(/executions wait: Release freeze → [0-9a-f]{8} goes in at once/);
    await until(/^waiting for approval/, RELEASE, "Approve");
  });

  it("without conditions says nothing of them", async () => {
    expect((await bench().rows((await bench().row(RELEASE, "Build")) as Branch)).map((row) => row.view().label)).toEqual(["Build"]);
  });

  it("tells the rule that holds an execution up, which goes on once that is overridden", async () => {
    const held = await bench().row(HELD, "Deploy", "Before entry");
    expect(lookOf(held)).toMatchObject({ text: "failed · Rule no-alarm failed", icon: "error", offers: "override" });
    expect(lookOf(await bench().row(HELD, "Deploy"))).toMatchObject({ text: "held before entry: Rule no-alarm failed", icon: "error" });
    const rules = (await bench().rows(held as Branch)).map((row) => row.view());
    expect(rules.map(({ label, icon }) => [label, icon?.id])).toEqual([["no-alarm", "error"], ["working-hours", "pass-filled"]]);
    await bench().run("override", await bench().row(HELD, "Deploy"), true);
    expect(bench().plan).toContain("Before Deploy: failed: Rule no-alarm failed → the stage is entered all the same");
    expect(bench().plan).toContain("Rule working-hours: succeeded");
    expect(lookOf(await bench().row(HELD, "Deploy", "Before entry")).text).toMatch(/^overridden/);
    await until(/^succeeded/, HELD, "Deploy", "On success");
    await until(/^succeeded/, HELD, "Deploy");
  });
});

describe("a start at a revision", () => {
  it("takes one that the source took lately, or another by its whole id", async () => {
    const api = new CodePipelineApi(account().session);
    const { items } = await api.listExecutions(RELEASE, 100, undefined);
    const revision = items.at(-1)?.revisions[0]?.id ?? "";
    await bench().run("startAt", await bench().row(RELEASE), revision.slice(0, 8), "Use the defaults", true);
    expect(bench().plan).toContain(`Revision of Source: the latest → ${revision}`);
    await until(new RegExp(`^in progress · ${revision.slice(0, 8)}`), RELEASE);
    const failure = await failureOf(bench().run("startAt", await bench().row(RELEASE), "Another…", "abc", "Use the defaults", true));
    expect(failure.message).toContain("A commit's whole id");
  });

  it("is of V2 pipelines alone", async () => {
    expect(lookOf(await bench().row("parcel-web-deploy")).offers).toBe("start showDefinition");
  });
});
