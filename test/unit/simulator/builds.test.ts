import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  ListProjectsCommand,
  RetryBuildCommand,
  StartBuildCommand,
  StopBuildCommand,
} from "@aws-sdk/client-codebuild";
import type { Build } from "@aws-sdk/client-codebuild";
import { GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { BatchGetCommitsCommand, CodeCommitClient, GetBranchCommand } from "@aws-sdk/client-codecommit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientOptions, openBench, passUntil, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

const PHASES = [
  "SUBMITTED",
  "QUEUED",
  "PROVISIONING",
  "DOWNLOAD_SOURCE",
  "INSTALL",
  "PRE_BUILD",
  "BUILD",
  "POST_BUILD",
  "UPLOAD_ARTIFACTS",
  "FINALIZING",
  "COMPLETED",
];

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

async function start(projectName: string): Promise<string> {
  const { build } = await bench.codebuild.send(new StartBuildCommand({ projectName }));
  return build?.id ?? "";
}

async function buildOf(id: string): Promise<Build> {
  const { builds } = await bench.codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
  const build = builds?.[0];
  if (build === undefined) {
    throw new Error(`No build ${id}`);
  }
  return build;
}

async function logOf(build: Build): Promise<string[]> {
  const { events = [] } = await bench.logs.send(
    new GetLogEventsCommand({
      logGroupName: build.logs?.groupName,
      logStreamName: build.logs?.streamName,
      startFromHead: true,
    }),
  );
  return events.map((event) => event.message ?? "");
}

/** Follows a build second by second until it is complete. */
async function follow(id: string, look: (build: Build) => Promise<void>): Promise<Build> {
  return passUntil(bench, async () => {
    const build = await buildOf(id);
    await look(build);
    return build.buildComplete === true ? build : undefined;
  });
}

describe("a build", () => {
  it("passes through the phases in order, each with its times", async () => {
    const id = await start("docs-site");
    let seen: string[] = [];
    const done = await follow(id, (build) => {
      const phases = (build.phases ?? []).map((phase) => phase.phaseType ?? "");
      expect(phases).toEqual(PHASES.slice(0, phases.length));
      expect(phases.slice(0, seen.length)).toEqual(seen);
      expect(build.currentPhase).toBe(phases.at(-1));
      expect(build.buildStatus === "IN_PROGRESS").toBe(build.buildComplete === false);
      seen = phases;
      return Promise.resolve();
    });
    expect(done).toMatchObject({ buildStatus: "SUCCEEDED", currentPhase: "COMPLETED" });
    const finished = (done.phases ?? []).slice(0, -1);
    finished.forEach((phase, index) => {
      expect(phase.phaseStatus).toBe("SUCCEEDED");
      expect(phase.endTime?.getTime()).toBeGreaterThanOrEqual(phase.startTime?.getTime() ?? Infinity);
      expect(done.phases?.[index + 1]?.startTime).toEqual(phase.endTime);
    });
    const length = (done.endTime?.getTime() ?? 0) - (done.startTime?.getTime() ?? 0);
    expect(length).toBeGreaterThanOrEqual(19_000);
    expect(length).toBeLessThanOrEqual(31_000);
  });

  it("has a log only when provisioning is done, and its lines come one by one", async () => {
    const id = await start("docs-site");
    expect((await buildOf(id)).logs?.groupName).toBeUndefined();
    let lines: string[] = [];
    const lengths = new Set<number>();
    await follow(id, async (build) => {
      const provisioned = (build.phases ?? []).some((phase) => phase.phaseType === "DOWNLOAD_SOURCE");
      expect(build.logs?.groupName).toBe(provisioned ? "/aws/codebuild/docs-site" : undefined);
      expect(build.logs?.streamName).toBe(provisioned ? id.split(":")[1] : undefined);
      if (provisioned) {
        const now = await logOf(build);
        // What was written stays as it was.
        expect(now.slice(0, lines.length)).toEqual(lines);
        lines = now;
        lengths.add(now.length);
      }
    });
    expect(lengths.size).toBeGreaterThan(8);
    expect(lines.length).toBeGreaterThan(40);
    expect(lines.join("")).toMatch(
      /Entering phase INSTALL[^]*npm ci[^]*added 812 packages[^]*Phase complete: BUILD State: SUCCEEDED/,
    );
    expect(lines.join("")).toContain("\u001b[32m");
  });

  it("that fails says where and why, in its phase and in its log", async () => {
    const done = await follow(await start("nightly-route-regression"), () => Promise.resolve());
    expect(done.buildStatus).toBe("FAILED");
    const failed = done.phases?.find((phase) => phase.phaseStatus === "FAILED");
    expect(failed?.phaseType).toBe("BUILD");
    expect(failed?.contexts?.[0]).toEqual({
      statusCode: "COMMAND_EXECUTION_ERROR",
      message: "Error while executing command: python -m pytest. Reason: exit status 1",
    });
    const log = (await logOf(done)).join("");
    expect(log).toContain("tests/test_routing.py");
    expect(log).toMatch(/:131: AssertionError/);
    expect(log).toContain("Command did not exit successfully python -m pytest exit status 1");
  });

  it("that is stopped ends there, and so does its log", async () => {
    const id = await start("docs-site");
    await bench.simulator.control.advance(9000);
    const { build } = await bench.codebuild.send(new StopBuildCommand({ id }));
    expect(build).toMatchObject({ buildStatus: "STOPPED", buildComplete: true, currentPhase: "COMPLETED" });
    expect(build?.phases?.at(-2)?.phaseStatus).toBe("STOPPED");
    const before = await logOf(await buildOf(id));
    await bench.simulator.control.advance(60_000);
    expect(await logOf(await buildOf(id))).toEqual(before);
    expect((await buildOf(id)).buildStatus).toBe("STOPPED");
  });

  it("is at the head of the lists at once, and can be run again when it is over", async () => {
    const id = await start("docs-site");
    const all = await bench.codebuild.send(new ListBuildsCommand({}));
    const own = await bench.codebuild.send(new ListBuildsForProjectCommand({ projectName: "docs-site" }));
    const oldest = await bench.codebuild.send(
      new ListBuildsForProjectCommand({ projectName: "docs-site", sortOrder: "ASCENDING" }),
    );
    expect(all.ids?.[0]).toBe(id);
    expect(own.ids?.[0]).toBe(id);
    expect(oldest.ids).toEqual([...(own.ids ?? [])].reverse());
    expect((await refusal(bench.codebuild.send(new RetryBuildCommand({ id })))).name).toBe("InvalidInputException");
    const first = await follow(id, () => Promise.resolve());
    const { build } = await bench.codebuild.send(new RetryBuildCommand({ id }));
    expect(build?.id).not.toBe(id);
    expect(build).toMatchObject({
      buildNumber: (first.buildNumber ?? 0) + 1,
      resolvedSourceVersion: first.resolvedSourceVersion,
    });
  });

  it("builds a commit that the repository has, by hand and in the past", async () => {
    const codecommit = new CodeCommitClient(clientOptions(bench.simulator));
    const repositoryName = "handbook";
    const { ids = [] } = await bench.codebuild.send(new ListBuildsForProjectCommand({ projectName: "docs-site" }));
    const { builds = [] } = await bench.codebuild.send(new BatchGetBuildsCommand({ ids }));
    const commitIds = [...new Set(builds.map(({ resolvedSourceVersion }) => resolvedSourceVersion ?? ""))];
    const { commits, errors } = await codecommit.send(new BatchGetCommitsCommand({ repositoryName, commitIds }));
    expect({ commits: commits?.length, errors }).toEqual({ commits: commitIds.length, errors: [] });
    for (const [sourceVersion, branchName] of [
      [undefined, "main"],
      ["feature/label-preview", "feature/label-preview"],
      ["refs/heads/release/5.2", "release/5.2"],
    ] as const) {
      const { branch } = await codecommit.send(new GetBranchCommand({ repositoryName, branchName }));
      const { build } = await bench.codebuild.send(new StartBuildCommand({ projectName: "docs-site", sourceVersion }));
      expect(build?.resolvedSourceVersion).toBe(branch?.commitId);
    }
    codecommit.destroy();
  });

  it("fails where its source is not there, before anything is run", async () => {
    for (const [sourceVersion, what] of [
      ["nope", "reference"],
      ["0".repeat(40), "object"],
    ] as const) {
      const { build } = await bench.codebuild.send(new StartBuildCommand({ projectName: "docs-site", sourceVersion }));
      const done = await follow(build?.id ?? "", () => Promise.resolve());
      expect(done.resolvedSourceVersion).toBeUndefined();
      expect(done.buildStatus).toBe("FAILED");
      const phases = (done.phases ?? []).map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus}`);
      expect(phases.slice(-3)).toEqual(["DOWNLOAD_SOURCE FAILED", "FINALIZING SUCCEEDED", "COMPLETED undefined"]);
      expect(done.phases?.[3]?.contexts).toEqual([
        { statusCode: "CLIENT_ERROR", message: `${what} not found for primary source and source version ${sourceVersion}` },
      ]);
      const log = await logOf(done);
      expect(log.at(-1)).toContain(`Phase context status code: CLIENT_ERROR Message: ${what} not found`);
      expect(log.join("")).not.toContain("Entering phase");
    }
  });

  it("starts once for an idempotency token, until five minutes have passed or the account was reset", async () => {
    const command = new StartBuildCommand({ projectName: "docs-site", idempotencyToken: "once" });
    const started = async () => (await bench.codebuild.send(command)).build?.id;
    const first = await started();
    expect(await started()).toBe(first);
    await bench.simulator.control.advance(299_000);
    expect(await started()).toBe(first);
    await bench.simulator.control.advance(1000);
    const second = await started();
    expect(second).not.toBe(first);
    await bench.simulator.control.reset();
    await buildOf((await started()) ?? "");
  });
});

describe("projects and builds", () => {
  it("are given in pages of a hundred, newest builds first", async () => {
    const ids: string[] = [];
    let nextToken: string | undefined;
    do {
      const page: { ids?: string[] | undefined; nextToken?: string | undefined } = await bench.codebuild.send(
        new ListBuildsCommand({ nextToken }),
      );
      expect(page.ids?.length).toBeLessThanOrEqual(100);
      ids.push(...(page.ids ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(ids.length).toBeGreaterThan(300);
    expect(new Set(ids).size).toBe(ids.length);
    const { builds = [] } = await bench.codebuild.send(new BatchGetBuildsCommand({ ids: ids.slice(0, 100) }));
    const starts = builds.map((build) => build.startTime?.getTime() ?? 0);
    expect(starts).toEqual([...starts].sort((a, b) => b - a));
  });

  it("say what is not there", async () => {
    const { projects = [] } = await bench.codebuild.send(new ListProjectsCommand({}));
    expect(projects).toEqual([...projects].sort((a, b) => (a < b ? -1 : 1)));
    const found = await bench.codebuild.send(new BatchGetProjectsCommand({ names: ["docs-site", "nope"] }));
    expect(found.projects?.map((project) => project.name)).toEqual(["docs-site"]);
    expect(found.projectsNotFound).toEqual(["nope"]);
    expect((await refusal(start("nope"))).name).toBe("ResourceNotFoundException");
    expect((await refusal(start("parcel-web-build"))).name).toBe("InvalidInputException");
    const bad = bench.codebuild.send(new ListProjectsCommand({ nextToken: "bogus" }));
    expect((await refusal(bad)).name).toBe("InvalidInputException");
  });
});
