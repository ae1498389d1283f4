import { describe, expect, it } from "vitest";
import type { AccountContext } from "../../../src/base/context.ts";
import type { AttentionItem } from "../../../src/base/contracts.ts";
import { refIn } from "../../../src/base/resourceRef.ts";
import type { Standing } from "../../../src/base/standing.ts";
import { type Entry, entryOf, listOf, seenWith, unseen } from "../../../src/host/now/model.ts";

const CONTEXT: AccountContext = { origin: "profile", profile: "kestrel", region: "eu-west-1" };

function entry(id: string, standing: Standing, more: Partial<AttentionItem> = {}, context = CONTEXT): Entry {
  return entryOf({ id, label: id, standing, facts: [], at: 1, ref: refIn("eu-west-1", "codepipeline", id), ...more }, context, "CodePipeline");
}

describe("what counts as new", () => {
  it("is what failed or waits and was not seen so", () => {
    const all = [entry("a", "failed"), entry("b", "waiting"), entry("c", "running"), entry("d", "warned")];
    expect(unseen(all, new Set()).map(({ id }) => id)).toEqual(["a", "b"]);
    const seen = seenWith(new Set(), all);
    expect(unseen(all, seen)).toEqual([]);
    // what ran fails, and what waited fails: both are news
    expect(unseen([entry("c", "failed"), entry("b", "failed"), entry("a", "failed")], seen).map(({ id }) => id)).toEqual(["c", "b"]);
  });

  it("tells the accounts apart, and remembers the last five hundred", () => {
    const seen = seenWith(new Set(), [entry("a", "failed")]);
    expect(unseen([entry("a", "failed", {}, { ...CONTEXT, region: "us-east-1" })], seen)).toHaveLength(1);
    const many = Array.from({ length: 600 }, (_, index) => entry(`n${index}`, "failed"));
    expect(seenWith(seen, many).size).toBe(500);
    expect(unseen(many.slice(-1), seenWith(seen, many))).toEqual([]);
  });
});

describe("the list", () => {
  it("leaves out what is part of something that is listed, in the same account alone", () => {
    const part = { ref: refIn("eu-west-1", "codebuild", "build/x:1"), partOf: refIn("eu-west-1", "codepipeline", "web") };
    const pipeline = entry("web/1", "failed", { ref: refIn("eu-west-1", "codepipeline", "web/Build/Build") });
    const ids = (...all: readonly Entry[]) => listOf(all, []).entries.map(({ id }) => id);
    expect(ids(pipeline, entry("build", "failed", part))).toEqual(["web/1"]);
    expect(ids({ ...pipeline, standing: "passed" }, entry("build", "failed", part))).toEqual(["build"]);
    expect(ids(pipeline, entry("build", "failed", part, { ...CONTEXT, profile: "other" }))).toEqual(["web/1", "build"]);
  });

  it("has a row for each pipeline that a commit is in, with what passed too, and does not repeat it below", () => {
    const head = { root: "/w", branch: "main", commit: "c1", repositories: ["web"], ahead: 0 };
    const all = [entry("web/1", "passed", { commits: ["c1"] }), entry("docs/2", "failed", { commits: ["c1"] }), entry("other/3", "failed", { commits: ["c2"] })];
    const { heads, entries } = listOf(all, [head]);
    expect(heads.map((one) => one.entry?.id)).toEqual(["docs/2", "web/1"]);
    expect(entries.map(({ id }) => id)).toEqual(["other/3"]);
  });
});
