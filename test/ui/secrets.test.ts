import fs from "node:fs";
import path from "node:path";
import { filesWith, inBrowser } from "./confidential.ts";
import { expect, test } from "./fixtures.ts";
import type { Workbench } from "./workbench.ts";

/** Answers the questions that lead to a parameter of parcel-api. */
async function pickParameter(workbench: Workbench, ...names: readonly string[]): Promise<void> {
  for (const name of ["kestrel/", "production/", "parcel-api/", ...names]) await workbench.quickInput.pick(name);
}

test("values that were revealed, edited and typed stand nowhere afterwards: no log, no storage, no audit line, no page", async ({ workbench, host }) => {
  test.setTimeout(180_000);
  const { page } = workbench;
  await workbench.run("AWS Secrets Manager: Reveal value…");
  await workbench.quickInput.pick("kestrel/production/parcel-api/database");
  await workbench.quickInput.pick("current");
  await expect(workbench.dialog.detail).toContainText("CloudTrail notes that you read it");
  await workbench.dialog.choose("Reveal");
  const revealed = workbench.tab("kestrel-production-parcel-api-database.txt");
  await expect(revealed).toBeVisible();
  await expect(workbench.editorLines.first()).toContainText("demo-");
  const password = /demo-[0-9a-f]{20}/.exec((await workbench.editorLines.first().textContent()) ?? "")?.[0] ?? "";
  expect(password).not.toBe("");

  const level = "trace-of-everything-4711";
  await workbench.run("AWS Systems Manager: Edit value…");
  await pickParameter(workbench, "log/", "level");
  const diff = page.locator(".monaco-diff-editor .editor.modified");
  await expect(diff.locator(".view-lines")).toContainText("info");
  await diff.locator(".view-lines").click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(level);
  await page.keyboard.press("ControlOrMeta+S");
  await expect(workbench.dialog.detail).toContainText(/Value \(String\): version \d+ → \d+/);
  expect(await workbench.dialog.detail.textContent()).not.toContain(level);
  await workbench.dialog.choose("Put");
  await expect(diff).toHaveCount(0);

  const encrypted = "correct-horse-battery-4712";
  await workbench.run("AWS Systems Manager: Edit value…");
  await pickParameter(workbench, "database/", "password");
  await expect(workbench.quickInput.input).toHaveAttribute("type", "password");
  await workbench.quickInput.answer(encrypted);
  await expect(workbench.dialog.detail).toContainText(/Value \(SecureString\): version \d+ → \d+/);
  await workbench.dialog.choose("Put");

  // the document closes by itself
  await expect(revealed).toHaveCount(0, { timeout: 45_000 });
  const values = new Map([password, level, encrypted].map((value) => [value, value]));
  // what the editor drops it drops a moment later
  await expect.poll(() => filesWith(values, host.root)).toEqual([]);
  await expect.poll(() => inBrowser(values, page)).toEqual([]);
  const audit = fs.readdirSync(host.root, { recursive: true }).map(String).filter((file) => path.basename(file) === "audit.jsonl");
  expect(audit.map((file) => fs.readFileSync(path.join(host.root, file), "utf8")).join("")).toContain("ssm:PutParameter");
});
