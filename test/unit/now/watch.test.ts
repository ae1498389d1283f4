import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { matchesArn } from "../../../src/base/arn.ts";
import type { OpenHead } from "../../../src/base/contracts.ts";
import type { RoomManifest } from "../../../src/base/manifest.ts";
import { manifests } from "../../../src/manifests.gen.ts";
import { pendingApprovals } from "../../../src/services/codepipeline/model.ts";
import { UNPACED, useAccount } from "../account.ts";
import { GitBench } from "../simulator/git.ts";
import { MINUTE, NowBench, callsTo } from "./bench.ts";

const account = useAccount(undefined, UNPACED);
const git = new GitBench();
let bench: NowBench;
beforeEach(() => {
  bench = new NowBench(account());
  return () => bench.watch.dispose();
});
afterAll(() => git.remove());

const FEW = ["codebuild", "codedeploy", "cloudformation", "ecs", "elasticbeanstalk", "monitoring"];

/** Pushes a commit to a repository; answers the working copy as it is then. */
async function push(repository: string): Promise<OpenHead> {
  const folder = await git.clone(account().simulator, repository);
  writeFileSync(path.join(git.folder, folder, "NOTES.md"), "more");
  await git.must(folder, "add", ".");
  await git.must(folder, "commit", "--quiet", "-m", "Say more");
  await git.must(folder, "push", "--quiet", "origin", "HEAD");
  const commit = await git.must(folder, "rev-parse", "HEAD");
  const branch = await git.must(folder, "branch", "--show-current");
  return { root: path.join(git.folder, folder), branch, commit, repositories: [repository], ahead: 0 };
}

/** Lets time pass, minute by minute, until something is told. */
async function untilTold(wanted: RegExp): Promise<readonly Readonly<Record<string, number>>[]> {
  const calls: Readonly<Record<string, number>>[] = [];
  for (let minute = 0; minute < 15 && !bench.told.some((line) => wanted.test(line)); minute += 1) {
    await account().control.advance(MINUTE);
    calls.push(await bench.tick(MINUTE));
  }
  return calls;
}

describe("what is listed", () => {
  it("is what waits, fails and runs of all services, the most urgent first, and nothing that passed", async () => {
    bench.watch.setVisible(true);
    for (let minute = 0; minute < 4; minute += 1) await bench.tick(MINUTE);
    const { lines } = bench;
    const kinds = lines.map((line) => line.split(" ", 1)[0]);
    expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual(["bell-dot", "error", "warning", "sync~spin", "info"]);
    expect(lines[0], "a roll-out that is held").toMatch(/^bell-dot rate-cards · waits for somebody to go on with rate-cards:2 · /);
    expect(lines[1]).toMatch(/^bell-dot billing-service-release · waits for approval in Approve · /);
    expect(lines).toContainEqual(expect.stringMatching(/^error returns-service-release · failed · [0-9a-f]{8} Drop the old rate table · /));
    expect(lines).toContainEqual(expect.stringMatching(/^error route-optimizer-unit #\d+ · failed · BUILD: Error while executing command: /));
    expect(lines).toContainEqual(expect.stringMatching(/^sync~spin sorting-line-agent all-lines · deploys · \d+ of 30 instances/));
    expect(lines).toContainEqual(expect.stringMatching(/^sync~spin invoice-export · update in progress/));
    expect(lines).toContainEqual(expect.stringMatching(/^sync~spin label-studio · rolls out label-studio:2 · 0 of 1 task run/));
    expect(lines).toContainEqual(expect.stringMatching(/^sync~spin fleet-dashboard-deploy · in Build · /));
    expect(lines.filter((line) => line.includes("fleet-dashboard-build")), "a build of a pipeline that is listed").toEqual([]);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("opens its place: an approval its action, the others themselves", async () => {
    bench.watch.setVisible(true);
    await bench.tick();
    const patterns = manifests.flatMap(({ offers = {} }: RoomManifest) => offers.linkTarget ?? []);
    const lost = bench.watch.entries.filter(({ ref }) => !patterns.some((pattern) => matchesArn(ref, pattern)));
    expect(lost.map(({ ref }) => ref.resource), "what no room opens").toEqual([]);
    const refs = bench.watch.entries.map(({ ref }) => `${ref.service}:${ref.resource}`);
    expect(refs).toContain("codepipeline:billing-service-release/Approve/Approve");
    expect(refs).toContain("codepipeline:returns-service-release");
    expect(refs).toContainEqual(expect.stringMatching(/^codedeploy:deployment:d-/));
    expect(refs).toContain("codebuild:project/route-optimizer-unit");
    expect(refs).toContainEqual(expect.stringMatching(/^elasticbeanstalk:environment\//));
    expect(refs).toContainEqual(expect.stringMatching(/^cloudwatch:alarm:/));
    expect(refs).toContainEqual(expect.stringMatching(/^cloudformation:stack\/invoice-export\//));
  });

  it("is kept where a service does not answer, which is one row", async () => {
    bench.watch.setVisible(true);
    await bench.tick();
    await account().control.addFaults({ kind: "offline", service: "codebuild", times: 20 });
    await bench.tick(MINUTE);
    expect(bench.lines).toContainEqual(expect.stringMatching(/^error route-optimizer-unit /));
    expect(bench.lines.filter((line) => line.startsWith("lock"))).toEqual(["lock CodeBuild: No connection"]);
  });
});

describe("what it costs", () => {
  it("is while it is visible two calls a service and minute, and of pipelines one for each of twenty", async () => {
    bench.watch.setVisible(true);
    for (let minute = 0; minute < 4; minute += 1) {
      const calls = await bench.tick(MINUTE);
      for (const service of FEW) expect(callsTo(calls, service), `${service} in minute ${minute}`).toBeLessThanOrEqual(2);
      expect(calls["codepipeline:ListPipelineExecutions"]).toBe(20);
      expect(calls["codepipeline:GetPipelineState"], "of those in progress").toBe(3);
      expect(calls["codepipeline:ListPipelines"]).toBe(1);
      // what a state does not tell is read once
      expect(calls["codepipeline:GetPipeline"]).toBe(minute === 0 ? 3 : undefined);
    }
    expect(bench.lines).toContain("info 8 pipelines not watched");
    expect(await bench.tick(MINUTE - 1), "in the same minute").toEqual({});
    bench.watch.setVisible(false);
    bench.watch.setVisible(true);
    expect(await bench.tick(), "folded and unfolded").toEqual({});
  });

  it("watches those that were used lately first", async () => {
    const all = (await bench.pipelines.listPipelines(1000, undefined)).items.map(({ name }) => name);
    const last = all.at(-1) ?? "";
    await bench.pipelines.start(last, [], "token-1");
    await account().control.advance(2_000);
    bench.watch.setVisible(true);
    await bench.tick();
    expect(bench.lines.filter((line) => line.includes(last))).toEqual([]);
    bench.recent = [`codepipeline/${last}/stages`, "ecs/kestrel-production"];
    await bench.tick(MINUTE);
    expect(bench.lines.filter((line) => line.includes(` ${last} · in `))).toHaveLength(1);
  });

  it("is nothing where it was never visible and nobody pushed", async () => {
    expect(await bench.tick()).toEqual({});
    expect(await bench.tick(MINUTE)).toEqual({});
  });

  it("is while it is hidden one look a minute at what ran or waited when it was hidden, until that is over", async () => {
    bench.watch.setVisible(true);
    for (let minute = 0; minute < 4; minute += 1) await bench.tick(MINUTE);
    // how long ago grows meanwhile
    const failures = () => bench.lines.filter((line) => line.startsWith("error")).map((line) => line.replace(/ · [^·]* ago$/, ""));
    const failed = failures();
    bench.watch.setVisible(false);
    const calls = await bench.tick(MINUTE);
    // the three pipelines that go on, the deployment, the stack, the two services that roll out, the environment that hangs; no build runs by itself
    expect(calls).toEqual({
      "codepipeline:ListPipelineExecutions": 3,
      "codepipeline:GetPipelineState": 3,
      "codedeploy:BatchGetDeployments": 1,
      "cloudformation:ListStacks": 1,
      "ecs:DescribeServices": 1,
      "codebuild:BatchGetBuilds": 1,
      "elasticbeanstalk:DescribeEnvironments": 1,
    });
    expect(await bench.tick(MINUTE - 1)).toEqual({});
    expect(failures(), "what failed before stays").toEqual(failed);
    expect(failed.join("\n")).toMatch(/in alarm/);
    await account().control.advance(60 * MINUTE);
    await bench.tick(MINUTE);
    const rest = await bench.tick(MINUTE);
    // the approval waits on, and another one
    expect(rest).toMatchObject({ "codepipeline:ListPipelineExecutions": 2, "codepipeline:GetPipelineState": 2 });
    expect(rest["codedeploy:BatchGetDeployments"]).toBeUndefined();
  });

  it("is nothing for what is denied, which is a quiet row, until somebody refreshes", async () => {
    await account().control.addFaults({ kind: "denied", service: "codebuild" });
    bench.watch.setVisible(true);
    await bench.tick();
    expect(bench.lines.filter((line) => line.includes("denied"))).toEqual(["lock CodeBuild: Access denied: codebuild:ListBuilds"]);
    expect(callsTo(await bench.tick(MINUTE), "codebuild")).toBe(0);
    await account().control.clearFaults();
    await bench.watch.refresh();
    expect(bench.lines.filter((line) => line.includes("denied"))).toEqual([]);
  });
});

describe("the open commit", () => {
  it("stands on top: where it is, since when, and what it waits for", async () => {
    bench.heads = [{ ...(await push("billing-service")), repositories: ["billing-service"] }];
    bench.watch.setVisible(true);
    await bench.tick();
    await account().control.advance(20_000);
    await bench.tick(MINUTE);
    const [head] = bench.heads;
    const name = `${head?.branch} ${head?.commit.slice(0, 8)}`;
    expect(bench.lines[0]).toMatch(new RegExp(`^sync~spin ${name} · billing-service-release: in Build · `));
    expect(bench.lines.filter((line) => line.includes("Say more")), "once").toHaveLength(1);
  });

  it("says that it is not pushed, or that no pipeline has it", async () => {
    const head = { root: "/repositories/web", branch: "main", commit: "0".repeat(40), repositories: ["parcel-web"] };
    bench.heads = [{ ...head, ahead: 2 }, { ...head, root: "/repositories/new", branch: "new", ahead: undefined }, { ...head, root: "/repositories/docs", branch: "docs", ahead: 0 }];
    bench.watch.setVisible(true);
    await bench.tick();
    expect(bench.lines.slice(0, 3)).toEqual([
      "git-commit main 00000000 · 2 commits not pushed",
      "git-commit new 00000000 · not pushed",
      "git-commit docs 00000000 · pushed · in no pipeline that is watched",
    ]);
  });
});

describe("a push from here", () => {
  it("is followed while nothing is visible, and told once when it waits and once when it fails", async () => {
    const head = await push("customer-portal");
    bench.watch.pushed([account().context], head);
    const calls = [await bench.tick(), ...(await untilTold(/waiting/))];
    expect(bench.told).toEqual(["customer-portal-release waiting (main): waits for approval in Approve"]);
    for (const one of calls) expect(Object.keys(one).filter((name) => !name.startsWith("codepipeline:"))).toEqual([]);
    expect(calls[0]?.["codepipeline:GetPipeline"], "definitions are read once").toBe(20);
    for (const one of calls.slice(2)) {
      expect(one["codepipeline:ListPipelines"]).toBeUndefined();
      expect(one["codepipeline:GetPipeline"]).toBeUndefined();
      expect(one["codepipeline:ListPipelineExecutions"], "the pipelines that take the repository").toBe(1);
    }
    await bench.tick(MINUTE);
    expect(bench.told).toHaveLength(1);

    const [approval] = pendingApprovals(await bench.pipelines.getState("customer-portal-release")).filter(({ executionId }) =>
      bench.watch.entries.some(({ id, commits = [] }) => id.endsWith(executionId ?? "none") && commits.includes(head.commit)),
    );
    if (approval === undefined) throw new Error("nothing waits");
    await bench.pipelines.answerApproval("customer-portal-release", approval, false, "not today");
    await untilTold(/failed/);
    expect(bench.told.slice(1)).toEqual(["customer-portal-release failed (main): failed in Approve"]);
    await bench.tick(MINUTE);
    expect(await bench.tick(MINUTE), "it is over").toEqual({});
  });

  it("is looked for again within seconds until a pipeline has it, in those alone that take it", async () => {
    bench.watch.setVisible(true);
    await bench.tick(MINUTE);
    const head = await push("customer-portal");
    bench.heads = [head];
    bench.watch.pushed([account().context], head);
    expect(await bench.tick(1_000), "too soon").toEqual({});
    expect(bench.lines[0]).toContain("in no pipeline that is watched");
    await account().control.advance(5_000);
    expect(await bench.tick(9_000)).toMatchObject({ "codepipeline:ListPipelineExecutions": 1 });
    expect(bench.lines[0]).toMatch(/^sync~spin main [0-9a-f]{8} · customer-portal-release: in /);
    expect(await bench.tick(10_000), "it is found").toEqual({});
    bench.watch.pushed([account().context], head);
    expect(await bench.tick(10_000), "told twice").toEqual({});
  });

  it("that stands behind an earlier one's approval says so", async () => {
    bench.watch.pushed([account().context], await push("billing-service"));
    await untilTold(/waiting/);
    expect(bench.told).toEqual(["billing-service-release waiting (main): waits to enter Approve: an earlier execution waits for approval there"]);
  });

  it("that no pipeline takes is given up after half an hour", async () => {
    const head = { root: "/repositories/x", branch: "main", commit: "0".repeat(40), repositories: ["no-such"], ahead: 0 };
    bench.watch.pushed([account().context], head);
    for (let minute = 0; minute < 3; minute += 1) await bench.tick(MINUTE);
    expect(await bench.tick(MINUTE), "nothing is left to be read").toEqual({});
    bench.now += 30 * MINUTE;
    await account().control.clearCalls();
    await bench.watch.tick();
    expect(await account().control.calls()).toEqual({});
  });
});
