import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Plan } from "../../../src/base/plan.ts";
import { PlanDialog } from "../../../src/host/planDialog.ts";
import { presses } from "../../editor.ts";

const plan: Plan = {
  title: "Stop build #7 of web",
  verb: "Stop",
  operation: "codebuild:StopBuild",
  context: { origin: "profile", profile: "kestrel", region: "eu-west-1" },
  resource: "web",
  changes: [{ what: "Build", before: "in progress", after: "stopped" }],
  undo: "start a new one.",
};
let folder: string;
let dialog: PlanDialog;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "plans-"));
  dialog = new PlanDialog({ auditFolder: folder, identity: () => Promise.reject(new Error("not asked here")), report: (problem) => { throw problem; } });
});
afterEach(() => rmSync(folder, { recursive: true }));

const outcomes = () =>
  readFileSync(path.join(folder, "audit.jsonl"), "utf8").trimEnd().split("\n").map((line) => (JSON.parse(line) as { outcome: string }).outcome);

it("notes a write before the call and after it", async () => {
  presses.push("Stop");
  let during: string[] = [];
  await dialog.perform(plan, () => false, () => {
    during = outcomes();
    return Promise.resolve();
  });
  expect(during).toEqual(["intended"]);
  expect(outcomes()).toEqual(["intended", "done"]);
});

it("notes one that failed as failed, and one that was declined without an intention", async () => {
  presses.push("Stop");
  await expect(dialog.perform(plan, () => false, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(dialog.perform(plan, () => false, () => Promise.resolve())).rejects.toMatchObject({ kind: "cancelled" });
  expect(outcomes()).toEqual(["intended", "failed", "declined"]);
});
