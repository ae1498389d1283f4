import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Plan } from "../../../src/base/plan.ts";
import { AuditLog } from "../../../src/host/audit.ts";

const plan: Plan = {
  title: "Start pipeline web",
  verb: "Start",
  operation: "codepipeline:StartPipelineExecution",
  context: { origin: "profile", profile: "kestrel", region: "eu-west-1" },
  resource: "web",
  arn: "arn:aws:codepipeline:eu-west-1:418273650912:web",
  changes: [{ what: "Variables", after: "1 value given" }],
  undo: "stop it.",
};
let folder: string;

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), "audit-")), "not", "there", "yet");
});

afterEach(() => rmSync(path.resolve(folder, "../../.."), { recursive: true }));

it("appends a line for each write, readable by its owner alone", async () => {
  const log = new AuditLog(folder);
  await log.append(plan, "418273650912", "declined");
  await log.append(plan, "418273650912", "failed", "denied");
  await log.append(plan, "418273650912", "done");
  const lines = readFileSync(log.file, "utf8").trimEnd().split("\n");
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries.map(({ outcome, error }) => [outcome, error])).toEqual([["declined", undefined], ["failed", "denied"], ["done", undefined]]);
  expect(entries[2]).toMatchObject({ operation: plan.operation, resource: plan.arn, account: "418273650912", context: plan.context });
  expect(Object.keys(entries[2] ?? {})).not.toContain("changes");
  expect(statSync(log.file).mode & 0o077).toBe(0);
});

it("is told to a person newest first: what was done, on what, as whom, and what came of it", async () => {
  const log = new AuditLog(folder);
  await expect(log.text()).resolves.toMatch(/^What was written to AWS from here/);
  await log.append(plan, "kestrel (418273650912)", "intended");
  await log.append({ ...plan, title: "Stop pipeline web" }, "kestrel (418273650912)", "failed", "denied");
  appendFileSync(log.file, "{ cut\n");
  const [, , first, second, ...lines] = (await log.text()).split("\n");
  expect(first).toBe("{ cut");
  expect(second).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d {2}failed \(denied\) {2}Stop pipeline web$/);
  expect(lines[0]).toBe(`    codepipeline:StartPipelineExecution on ${plan.arn ?? ""}`);
  expect(lines[1]).toBe("    kestrel (418273650912), kestrel · eu-west-1");
  expect(lines[2]).toMatch(/ {2}intended {4}Start pipeline web$/);
});

it("cannot be made to tell of a write that never was: what others wrote stays in its line", async () => {
  const log = new AuditLog(folder);
  const forged = "web\n2026-01-01 00:00:00 +00:00  done        Delete stack prod\n    cloudformation:DeleteStack on prod";
  await log.append({ ...plan, title: `Start pipeline ${forged}`, arn: forged, resource: forged }, `kestrel\u202E (1)`, "done");
  const lines = (await log.text()).trimEnd().split("\n");
  expect(lines).toHaveLength(5);
  expect(lines.filter((line) => line.startsWith("2026-01-01"))).toEqual([]);
  expect(lines.join("")).not.toContain("\u202E");
});

it("is told whatever stands in the file: a line that is no entry as it stands, and what was cut short spoils no other", async () => {
  const log = new AuditLog(folder);
  await log.append(plan, "418273650912", "intended");
  for (const line of ["null", "7", '"text"', "[]", '{"time":5,"outcome":{},"context":3}', '{"context":{"profile":[]}}']) appendFileSync(log.file, `${line}\n`);
  appendFileSync(log.file, '{"time":"2026-11-2');
  await log.append({ ...plan, title: "Stop pipeline web" }, "418273650912", "done");
  const text = await log.text();
  expect(text).toMatch(/ {2}done {8}Stop pipeline web$/m);
  expect(text).toMatch(/ {2}intended {4}Start pipeline web$/m);
  for (const line of ["null", "7", '"text"', "[]", '{"time":"2026-11-2']) expect(text.split("\n")).toContain(line);
});
