import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./fixtures.ts";
import { commitAll, forgetWorkingCopy, GIT_SETTINGS, workingCopy } from "./workingCopy.ts";

const REPOSITORY = "parcel-web";
const PIPELINE = "parcel-web-release";
const MESSAGE = "Keep the service's log for a quarter";

test.use({ settings: GIT_SETTINGS });

test.afterEach(({ host }) => forgetWorkingCopy(host));

test("the whole way: edit, commit, push, build, approve, deploy, trace, log", async ({ workbench, host, account, simulator }) => {
  test.setTimeout(240_000);
  const { page } = workbench;
  const git = await workingCopy(host, account, REPOSITORY);

  // The template is edited; a property that does not exist is underlined, and gone when it is mended.
  const underlined = page.locator(".editor-group-container.active .squiggly-error");
  await workbench.openFile("template.yaml");
  const lines = readFileSync(path.join(host.workspace, "template.yaml"), "utf8").split("\n");
  await workbench.goToLine(lines.findIndex((text) => text.includes("RetentionInDays: 30")) + 1);
  await page.keyboard.press("Shift+Home");
  await page.keyboard.type("RetentionDays: 90");
  await expect(underlined).toHaveCount(1);
  await page.keyboard.press("Shift+Home");
  await page.keyboard.type("RetentionInDays: 90");
  await expect(underlined).toHaveCount(0);
  await page.keyboard.press("Control+S");
  const template = () => readFileSync(path.join(host.workspace, "template.yaml"), "utf8");
  await expect.poll(template).toContain("RetentionInDays: 90");

  // Commit and push: the pipeline starts by itself, with this commit.
  await commitAll(workbench, MESSAGE);
  await expect.poll(() => git("log", "-1", "--format=%s")).toBe(MESSAGE);
  const commit = await git("rev-parse", "HEAD");
  await workbench.run("AWS CodeCommit: Push to CodeCommit…");
  await expect(workbench.dialog.message).toContainText(`Push main to ${REPOSITORY}?`);
  await workbench.dialog.choose("Push");
  await expect(workbench.toast(/Pushed 1 commit to main of parcel-web/).root).toBeVisible();

  const build = await workbench.showOnly("Build");
  await workbench.run("AWS CodePipeline: Show pipeline…");
  await workbench.quickInput.pick(PIPELINE);
  await expect(build.row(PIPELINE)).toHaveAttribute("aria-label", /in progress/);
  await expect(build.row(PIPELINE)).toContainText(commit.slice(0, 8));

  // Its build's log is read while it is written.
  await build.scrollTo("Build, stage");
  await expect(build.row("Build, stage")).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });
  await build.expand("Build, stage");
  await build.row("Build, CodeBuild action").click();
  const log = workbench.webview;
  await expect(log.getByText("Entering phase INSTALL")).toBeVisible({ timeout: 30_000 });
  await expect(build.row("Build, stage")).toHaveAttribute("aria-label", /in progress/);
  await simulator.setSpeed(5);
  await expect(log.getByText("Phase complete: BUILD State: SUCCEEDED")).toBeVisible({ timeout: 60_000 });

  // Somebody approves.
  await build.scrollTo("Approve, stage");
  await expect(build.row("Approve, stage")).toHaveAttribute("aria-label", /waiting for approval/, { timeout: 30_000 });
  await build.expand("Approve, stage");
  await build.rowAction("Approve, Manual action", "Approve…");
  await workbench.quickInput.answer("Looks good");
  await workbench.dialog.choose("Approve");

  // The stack takes the new version; then traffic goes over to it.
  await simulator.setSpeed(1);
  await build.expand("Deploy, stage");
  await build.scrollTo("Executions");
  await build.row("Stack, CloudFormation action").click();
  const stack = workbench.tree("Infrastructure").row("parcel-web, stack");
  await expect(stack).toHaveAttribute("aria-expanded", "true");
  await expect(stack).toHaveAttribute("aria-label", /update (in progress|complete)/);
  await workbench.showOnly("Build");
  const action = build.row("Deploy, CodeDeployToECS action");
  await expect(action).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });
  await action.click();
  const deploy = await workbench.showOnly("Deploy");
  const deployment = deploy.pane.locator('.monaco-list-row[aria-label*=", deployment d-"]').first();
  await expect(deployment).toHaveAttribute("aria-expanded", "true");
  await expect(deployment).toHaveAttribute("aria-label", /in progress/);
  await simulator.setSpeed(5);
  await expect(deployment).toHaveAttribute("aria-label", /succeeded/, { timeout: 60_000 });

  // What was written at the beginning is what the stack was made from.
  await workbench.run("AWS CloudFormation: Open template");
  await workbench.quickInput.pick(REPOSITORY);
  await expect(workbench.tab("parcel-web.yaml")).toBeVisible();
  await expect(workbench.editorLines.filter({ hasText: "RetentionInDays: 90" })).toHaveCount(1);

  // Traces of the new version arrive; one of them opens, and its log line is found.
  const version = commit.slice(0, 8);
  const monitor = await workbench.showFolded("Monitor");
  await workbench.run("AWS X-Ray: Show traces");
  await monitor.expand("X-Ray traces");
  await monitor.rowAction("X-Ray traces", "Filter…");
  await workbench.quickInput.answer(`service("parcel-web") AND annotation.version = "${version}"`);
  const trace = monitor.pane.locator('.monaco-list-row[aria-label*=", trace, "]').first();
  const waterfall = workbench.webview;
  // until the filter's answer is there, the list is the earlier one
  await expect(async () => {
    await trace.click({ timeout: 3_000 });
    await expect(waterfall.locator(".trace-facts")).toContainText(`version ${version}`, { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await waterfall.locator(".wf-row").filter({ hasText: "parcel-web" }).first().click();
  await expect(waterfall.locator(".detail")).toContainText(version);
  const id = (await waterfall.locator(".trace-id code").textContent()) ?? "";
  await waterfall.locator(".detail").getByRole("button", { name: "Log lines" }).click();
  const line = workbench.webview.locator(".line-text").filter({ hasText: id });
  await expect(line).toBeVisible({ timeout: 30_000 });
  await expect(line).toContainText(`version=${version}`);
});
