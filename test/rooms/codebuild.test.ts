import { BatchGetBuildsCommand, type Build, CodeBuildClient } from "@aws-sdk/client-codebuild";
import { describe, expect, it } from "vitest";
import { Branch, type Row } from "../../src/host/tree/rows.ts";
import { room } from "../../src/services/codebuild/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { clientOptions } from "../unit/simulator/support.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const bench = useBench(account, room);

async function branch(...labels: readonly string[]): Promise<Branch> {
  const row = await bench().row(...labels);
  if (!(row instanceof Branch)) throw new Error(`nothing stands below ${row.id}`);
  return row;
}

/** The plan to stop a build, which is declined. */
async function planOf(build: Row): Promise<string> {
  await failureOf(bench().run("stop", build, false));
  return bench().plan;
}

describe("CodeBuild in its tree and its commands", () => {
  it("start and stop a build of a project, and open a finished one's log", async () => {
    await bench().run("show", undefined, "nightly-e2e");
    expect(bench().revealed?.name()).toBe("nightly-e2e");

    await bench().run("start", await bench().row("nightly-e2e"), "", "", true);
    expect(bench().plan).toContain("Call: codebuild:StartBuild");
    expect(bench().plan).toContain("project/nightly-e2e");
    expect((await bench().row("nightly-e2e")).view().spoken).toMatch(/project, latest build in progress/);
    const running = await bench().row("nightly-e2e", "in progress");
    expect(running.view()).toMatchObject({
      icon: { id: "sync~spin" },
      facets: ["build", "codebuild.showPhases", "codebuild.stop", "codebuild.openLog"],
      command: { id: "awsDevOps.codebuild.openLog" },
    });

    await bench().run("stop", undefined, "nightly-e2e", "in progress", true);
    expect(bench().plan).toMatch(/Build: in progress \(\w+\) → stopped/);
    expect(bench().written.map(({ operation }) => operation)).toEqual(["codebuild:StartBuild", "codebuild:StopBuild"]);
    expect((await bench().row("nightly-e2e", "stopped")).view().description).toMatch(/^stopped/);

    await bench().run("openLog", undefined, "nightly-e2e", "succeeded");
    expect(bench().logs).toHaveLength(1);
  });

  it("an action is about what stands there now, not about the row as it was when it was clicked", async () => {
    await bench().run("start", await bench().row("nightly-e2e"), "", "", true);
    const clicked = await bench().row("nightly-e2e", "in progress");
    const [, phase] = /in progress \((\w+)\)/.exec(await planOf(clicked)) ?? [];
    // the editor keeps the old row where a list was filtered and came back
    const project = clicked.parent as Branch;
    await bench().filter("no such build", project);
    await bench().filter("", project);
    await account().control.advance(6_000);
    await bench().refresh(project);
    await bench().rows(project);
    expect(await planOf(clicked)).toMatch(/in progress \(\w+\)/);
    expect(await planOf(clicked)).not.toContain(`(${phase})`);
  });

  it("a write that failed is looked at again: what it was about is no longer so", async () => {
    await bench().run("start", await bench().row("nightly-e2e"), "", "", true);
    const build = await bench().row("nightly-e2e", "in progress");
    await account().control.advance(60_000);
    await account().control.addFaults({ kind: "error", service: "codebuild", operation: "StopBuild" });
    await failureOf(bench().run("stop", build, true));
    await bench().settled();
    expect(build.view().description).toMatch(/^succeeded/);
  });

  it("a build of a branch is started with variables of its own, which its plan shows beside the project's, and again as it was", async () => {
    const before = (await bench().rows(await branch("nightly-e2e"))).length;
    await bench().run("start", await bench().row("nightly-e2e"), "main", 'STAGE=acceptance NOTE="two words" API_TOKEN=abc', true);
    expect(bench().asked.at(-2)?.lines[0]).toContain("as the project has them: STAGE");
    expect(bench().plan).toContain("Variable STAGE: production → acceptance");
    expect(bench().plan).toContain("Variable NOTE: two words");
    expect(bench().plan).toContain("Variable API_TOKEN: ••••");
    await account().control.advance(120_000);
    await bench().refresh();
    const [first] = await bench().rows(await branch("nightly-e2e"));
    expect(first?.view().description).toMatch(/ · [0-9a-f]{8} · by \S+$/);
    await bench().run("startAgain", first, true);
    expect(bench().plan).toMatch(/Build: succeeded → a new one with the same variables, of the same commit, [0-9a-f]{8}/);
    expect(bench().plan).toContain("Call: codebuild:RetryBuild");
    const rows = await bench().rows(await branch("nightly-e2e"));
    expect(rows.length).toBe(before + 2);
    expect(rows[0]?.view().description).toMatch(/^in progress/);
    const client = new CodeBuildClient(clientOptions(account().simulator));
    const { builds = [] } = await client.send(new BatchGetBuildsCommand({ ids: rows.slice(0, 2).map((row) => row.name() ?? "") }));
    client.destroy();
    const own = { STAGE: "acceptance", NOTE: "two words", API_TOKEN: "abc" };
    const variablesOf = ({ environment }: Build) => Object.fromEntries((environment?.environmentVariables ?? []).map(({ name, value }) => [name, value]));
    expect(builds.map(variablesOf)).toEqual([own, own]);
    expect(builds[0]?.sourceVersion).toBe("main");
  });

  it("variables that are none are refused in the box", async () => {
    expect(String((await failureOf(bench().run("start", await bench().row("nightly-e2e"), "", "STAGE acceptance"))).cause)).toContain("Write NAME=value");
  });

  it("a build that a pipeline gave its source is not started again, but leads to it", async () => {
    const [build] = await bench().rows(await branch("parcel-web-build"));
    expect(build?.view().facets).not.toContain("codebuild.startAgain");
    await bench().run("showPipeline", build);
    expect(bench().opened).toEqual([expect.stringMatching(/^arn:aws:codepipeline:eu-west-1::parcel-web-/)]);
  });

  it("where the time of a build went is told by its phases, beside what they usually take", async () => {
    await bench().run("showPhases", await bench().row("nightly-e2e", "#"));
    const [{ name, text } = { name: "", text: "" }] = bench().documents;
    expect(name).toMatch(/^nightly-e2e #\d+ phases\.txt$/);
    expect(text).toMatch(/^nightly-e2e #\d+: succeeded, \d+ s\nStarted .* by .*\nSource /);
    expect(text).toMatch(/^build {2,}\d+ s {2}█+ +usually \d+ s$/m);
    expect(text).not.toContain("completed");
    await bench().run("showPhases", undefined, "route-optimizer-unit", "failed");
    expect(bench().documents[1]?.text).toMatch(/^build .*, failed$/m);
  });

  it("a build that failed says in which phase", async () => {
    expect((await bench().row("route-optimizer-unit")).view().description).toMatch(/ · failed in build · /);
  });

  it("a declined plan starts nothing", async () => {
    await account().control.clearCalls();
    expect(await failureOf(bench().run("start", undefined, "nightly-e2e", "", "", false))).toMatchObject({ kind: "cancelled" });
    expect((await account().control.calls())["codebuild:StartBuild"]).toBeUndefined();
  });

  it("a project that a pipeline feeds offers that in place of a start, and says why", async () => {
    const row = await bench().row("parcel-web-build");
    expect((await bench().row("docs-site")).view().facets).toEqual(["project", "codebuild.start"]);
    if (row instanceof Branch) await bench().rows(row);
    expect(row.view().facets).toEqual(["project", "codebuild.showPipeline"]);
    expect((await failureOf(bench().run("start", row))).message).toContain("Start its pipeline.");
    await bench().run("showPipeline", row);
    expect(bench().opened).toEqual([expect.stringMatching(/^arn:aws:codepipeline:eu-west-1::parcel-web-/)]);
  });

  it("of a build that ended says nothing of a phase that runs", async () => {
    const tooltip = (await bench().row("docs-site", "#")).tooltip().join("\n");
    expect(tooltip).toContain("finalizing: succeeded");
    expect(tooltip).not.toMatch(/completed|running/);
  });

  it("a row whose last build is not among the newest of the region learns it from its own builds", async () => {
    const rows = await bench().rows();
    const untold = rows.find((row) => row.view().description === undefined);
    if (!(untold instanceof Branch)) throw new Error(`every project has a build among the newest 100: ${rows.length}`);
    await bench().rows(untold);
    expect(untold.view().description).toMatch(/^#\d+ · /);
  });

  it("the list costs no call a row, and a denied call is a row that names the action", async () => {
    await account().control.clearCalls();
    expect((await bench().rows()).length).toBeGreaterThan(10);
    expect(Object.keys(await account().control.calls()).toSorted()).toEqual([
      "codebuild:BatchGetBuilds",
      "codebuild:BatchGetProjects",
      "codebuild:ListBuilds",
      "codebuild:ListProjects",
    ]);
    await account().control.addFaults({ kind: "denied", service: "codebuild", operation: "ListProjects" });
    await bench().refresh();
    expect((await bench().rows())[0]?.view().label).toBe("Access denied: codebuild:ListProjects");
    await account().control.clearFaults();
    await bench().refresh();
    expect((await bench().rows())[0]?.view().label).not.toMatch(/denied/);
  });

  it("a filter finds names, and what failed", async () => {
    await bench().filter("failed");
    const failed = await bench().rows();
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.map((row) => row.view().icon?.id)).toEqual(failed.map(() => "error"));
    await bench().filter("nightly");
    expect((await bench().rows()).map((row) => row.view().label)).toEqual(["nightly-e2e", "nightly-route-regression"]);
  });
});
