// What a user waits for, in the real VS Code: activation, and from opening the view to the first rows. And the sizes.
import { readFileSync, statSync } from "node:fs";
import { type Page, chromium } from "@playwright/test";
import type { Metafile } from "esbuild";
import { staticClosure } from "../../esbuild.js";
import { startSimulator, writeProfiles } from "../../scripts/host/account.mjs";
import { chromiumOptions } from "../../scripts/host/chromium.mjs";
import { hostFolders, isolatedEnvironment, startHost } from "../../scripts/host/host.mjs";
import { packExtension } from "../../scripts/package.mjs";
import { summary } from "./side.ts";

const RUNS = 5;

const vsix = await packExtension();
const metafiles = JSON.parse(readFileSync("dist/meta.json", "utf8")) as Record<string, Metafile>;
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
const entry = metafiles["extension"] === undefined ? 0 : staticClosure(metafiles["extension"], "dist/extension.js").bytes;
console.log(`  package ${kilobytes(statSync(vsix).size)}, entry with its static imports ${kilobytes(entry)}`);

const simulator = await startSimulator();
const activation: number[] = [];
const firstRows: number[] = [];
const browser = await chromium.launch(chromiumOptions());
for (let run = 0; run < RUNS; run += 1) {
  const folders = hostFolders();
  writeProfiles(folders.home, simulator.account);
  const host = await startHost({ folders, env: isolatedEnvironment(folders.home, { AWS_PROFILE: "kestrel" }), vsix });
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(host.address(folders.home));
  const activity = page.locator('.activitybar .action-label[aria-label^="DevOps for AWS"]');
  await activity.waitFor({ timeout: 90_000 });
  const started = performance.now();
  await activity.click();
  const service = page.locator('.monaco-list-row[aria-label^="CodePipeline"]').first();
  await service.waitFor();
  await service.locator(".monaco-tl-twistie").click();
  await page.locator('.monaco-list-row[aria-label^="auth-service-release"]').waitFor();
  firstRows.push(performance.now() - started);
  // the editor fills its page piece by piece: a run whose table was not there yet is left out, and counted
  const time = await activationTime(page);
  if (Number.isFinite(time)) activation.push(time);
  await page.close();
  await host.stop();
  folders.remove();
}
await browser.close();
await simulator.stop();
console.log(`  activation (load, call and finish, as VS Code counts), read in ${activation.length} of ${RUNS} runs: ${summary(activation)}`);
console.log(`  from the click on the container to the first pipelines: ${summary(firstRows)}`);

/** Reads the row of the extension in the editor's own table of activation times. */
async function activationTime(page: Page): Promise<number> {
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input.input");
  await input.waitFor();
  await input.fill(">Developer: Startup Performance");
  await page.locator('.quick-input-list .monaco-list-row[aria-label^="Developer: Startup Performance"]').click();
  // the table stands below what is on the screen, so its text is taken from the clipboard
  const lines = page.locator(".editor-group-container.active .view-lines");
  await lines.getByText("System Info").first().waitFor();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await lines.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+C");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  const row = /\|\s*devops-for-aws\.devops-for-aws\s*\|([^\n]*)/.exec(text)?.[1];
  const numbers = (row?.split("|") ?? []).map((cell) => Number(cell.trim())).filter((value) => Number.isFinite(value));
  const [load = Number.NaN, call = Number.NaN, finish = Number.NaN] = numbers.slice(-3);
  return load + call + finish;
}
