import { describe, expect, it } from "vitest";
import { CodeBuildApi } from "../../../../src/services/codebuild/api.ts";
import { refIn } from "../../../../src/base/resourceRef.ts";
import { buildIdOf, buildName, failureOf, isRunning } from "../../../../src/services/codebuild/model.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();
const api = () => new CodeBuildApi(account().session);

describe("CodeBuild", () => {
  it("lists projects by name and tells what they are in one batch", async () => {
    const { items: names } = await api().listProjects(undefined);
    expect(names).toContain("parcel-web-build");
    expect(names).toEqual([...names].toSorted());
    await account().control.clearCalls();
    const projects = await api().getProjects(names);
    expect(projects.map(({ name }) => name).toSorted()).toEqual([...names]);
    expect((await account().control.calls())["codebuild:BatchGetProjects"]).toBe(Math.ceil(names.length / 100));
  });

  it("tells the latest builds of all projects with two calls", async () => {
    await account().control.clearCalls();
    const builds = await api().latestBuilds();
    expect(builds.length).toBeGreaterThan(20);
    expect(await account().control.calls()).toEqual({ "codebuild:ListBuilds": 1, "codebuild:BatchGetBuilds": 1 });
    const starts = builds.map(({ startedAt }) => startedAt ?? 0);
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
  });

  it("follows a build from its start: the log's place comes once it is provisioned", async () => {
    const started = await api().start("nightly-e2e", "main", [], "00000000-0000-4000-8000-000000000005");
    expect(isRunning(started)).toBe(true);
    expect(started.log).toBeUndefined();
    const { items: ids } = await api().listBuilds("nightly-e2e", undefined);
    expect(ids[0]).toBe(started.id);
    await account().control.advance(60 * 60_000);
    const [ended] = await api().getBuilds([started.id]);
    expect(ended).toMatchObject({ project: "nightly-e2e", sourceVersion: "main", log: { group: "/aws/codebuild/nightly-e2e" } });
    expect(ended && isRunning(ended)).toBe(false);
    expect(ended?.phases.map(({ name }) => name)).toContain("BUILD");
    expect((ended?.endedAt ?? Number.NaN) - (ended?.startedAt ?? Number.NaN)).toBeLessThan(60 * 60_000);
  });

  it("stops a build", async () => {
    const started = await api().start("nightly-e2e", "", [], "00000000-0000-4000-8000-000000000006");
    await account().control.advance(5_000);
    await api().stop(started.id);
    await account().control.advance(5_000);
    const [stopped] = await api().getBuilds([started.id]);
    expect(stopped?.status).toBe("STOPPED");
  });

  it("tells why a project that a pipeline feeds cannot be built by itself", async () => {
    await expect(api().start("parcel-web-build", "", [], "00000000-0000-4000-8000-000000000007")).rejects.toThrow(/CODEPIPELINE/);
  });

  it("tells why a build failed", async () => {
    const failed = (await api().latestBuilds()).find(({ status }) => status === "FAILED");
    expect(failed && failureOf(failed)).toMatch(/^[A-Z_]+: .+/);
  });

  it("leaves out builds that are gone, keeps the order asked for", async () => {
    const { items: ids } = await api().listBuilds("parcel-web-build", undefined);
    const asked = [ids[1], "parcel-web-build:00000000-0000-4000-8000-00000000dead", ids[0]].filter((id) => id !== undefined);
    expect((await api().getBuilds(asked)).map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  });
});

describe("names", () => {
  it("of builds are numbers once they have one", () => {
    const build = { id: "web:0a1b2c3d-4e5f-4000-8000-000000000000", number: undefined };
    expect(buildName({ ...base, ...build })).toBe("0a1b2c3d");
    expect(buildName({ ...base, ...build, number: 42 })).toBe("#42");
  });

  it("of resources lead back to the id", () => {
    expect(buildIdOf(refIn("eu-west-1", "codebuild", "build/web:1"))).toBe("web:1");
    expect(buildIdOf(refIn("eu-west-1", "codebuild", "project/web"))).toBeUndefined();
  });
});

const base = {
  id: "",
  project: "web",
  number: undefined,
  status: "SUCCEEDED",
  phase: undefined,
  startedAt: undefined,
  endedAt: undefined,
  sourceVersion: undefined,
  resolvedVersion: undefined,
  initiator: undefined,
  phases: [], artifact: undefined,
  log: undefined,
  logPage: undefined,
  logDisabled: false,
} as const;
