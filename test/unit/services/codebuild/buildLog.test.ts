import { describe, expect, it } from "vitest";
import { CodeBuildApi } from "../../../../src/services/codebuild/api.ts";
import { findBuildLog } from "../../../../src/services/codebuild/buildLog.ts";
import { type Batch, tellingPart } from "../../../../src/services/codebuild/model.ts";
import { CodePipelineApi } from "../../../../src/services/codepipeline/api.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();
const api = () => new CodeBuildApi(account().session);
const signal = new AbortController().signal;
/** Its unit tests are a batch of three builds. */
const BATCHED = "driver-app-backend-release";
/** Its logs go to S3 alone. */
const TO_S3 = "rate-tables-import";

/** What the batch of a new execution runs as. */
async function batchId(): Promise<string> {
  const pipelines = new CodePipelineApi(account().session);
  const id = await pipelines.start(BATCHED, [], "b-1");
  for (let step = 0; step < 100; step += 1) {
    const unit = (await pipelines.listActions(BATCHED, id)).find(({ name }) => name === "unit");
    if (unit?.externalExecutionId !== undefined) return unit.externalExecutionId;
    await account().control.advance(1_000);
  }
  throw new Error("the batch never began");
}

describe("a batch of builds", () => {
  it("is told from a build by its id, with its parts", async () => {
    const id = await batchId();
    expect(await api().getBuilds([id])).toEqual([]);
    const batch = await api().getBatch(id);
    expect(batch).toMatchObject({ id, status: "IN_PROGRESS" });
    expect(batch?.parts.map(({ identifier, status }) => [identifier, status])).toEqual([
      ["node_20", "IN_PROGRESS"],
      ["node_22", "IN_PROGRESS"],
      ["node_24", "IN_PROGRESS"],
    ]);
    await account().control.advance(60_000);
    expect((await api().getBatch(id))?.status).toBe("SUCCEEDED");
  });

  it("has the log of the build in it that tells most", async () => {
    const id = await batchId();
    await account().control.advance(60_000);
    const log = await findBuildLog(api(), id, signal);
    expect(log).toMatchObject({ kind: "stream", group: "/aws/codebuild/driver-app-backend-unit" });
    expect(log.kind === "stream" && log.title).toMatch(/^driver-app-backend-unit #\d+, node_24 of 3 in the batch$/);
  });

  it.each<[string, readonly string[], number | undefined]>([
    ["the one that failed", ["IN_PROGRESS", "FAILED", "SUCCEEDED"], 1],
    ["the one that runs", ["SUCCEEDED", "IN_PROGRESS", "SUCCEEDED"], 1],
    ["the last", ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"], 2],
    ["none before it began", [], undefined],
  ])("is shown by %s", (_which, statuses, expected) => {
    const parts = statuses.map((status, index) => ({ identifier: String(index), buildId: `b:${index}`, status }));
    const batch: Batch = { id: "b", status: "IN_PROGRESS", parts };
    expect(tellingPart(batch)?.buildId).toBe(expected === undefined ? undefined : `b:${expected}`);
  });
});

describe("a build's log", () => {
  it("that goes to S3 alone is its page in the console, once the build has ended", async () => {
    const { id } = await api().start(TO_S3, "", [], "b-2");
    await account().control.advance(5_000);
    await expect(findBuildLog(api(), id, signal)).rejects.toThrow(/goes to S3 alone/);
    await account().control.advance(60_000);
    const log = await findBuildLog(api(), id, signal);
    expect(log).toEqual({ kind: "page", address: expect.stringMatching(/^https:\/\/s3\.console\.aws\.amazon\.com\/.*\/logs\/rate-tables-import\//) });
  });

  it("of a build that is nowhere says so", async () => {
    await expect(findBuildLog(api(), "nightly-e2e:00000000-0000-4000-8000-00000000dead", signal)).rejects.toThrow(/does not exist/);
  });
});
