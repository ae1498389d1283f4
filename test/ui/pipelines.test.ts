import type { SimulatorControl } from "../../src/simulator/controlClient.ts";
import { expect, test } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

const WEB = "parcel-web-release";
const TRACKING = "tracking-api-release";

/** Opens the container and shows a pipeline through the command palette, which loads what leads to it. */
async function showPipeline(workbench: Workbench, name: string): Promise<TreeView> {
  const tree = await workbench.showFolded("Build");
  await workbench.run("AWS CodePipeline: Show pipeline…");
  await workbench.quickInput.pick(name);
  await expect(tree.row(name)).toHaveAttribute("aria-expanded", "true");
  await tree.scrollTo("Executions");
  return tree;
}

/**
 * Presses the row's start button and chooses how to start. A row that is drawn anew under the pointer swallows the click,
 * and a list closes when the focus goes elsewhere: then it is pressed again.
 */
async function pressStart(workbench: Workbench, tree: TreeView, name: string, choice = "Use the defaults"): Promise<void> {
  await expect(async () => {
    await tree.rowAction(name, "Start pipeline…");
    await workbench.quickInput.input.waitFor({ timeout: 3_000 });
    await workbench.quickInput.pick(choice);
  }).toPass();
}

/** Lets simulated time run ten times as fast: the stages still pass one after the other. */
const hurry = (simulator: SimulatorControl) => simulator.setSpeed(10);

test("start a pipeline, follow its build's log while it is written, approve, see it succeed", async ({ workbench, simulator }) => {
  const tree = await showPipeline(workbench, WEB);

  await pressStart(workbench, tree, WEB, "Set variables…");
  await workbench.quickInput.answer("debug");
  await workbench.quickInput.answer("");
  await expect(workbench.dialog.detail).toContainText("Variable LOG_LEVEL: info → debug");
  await expect(workbench.dialog.message).toContainText(`Start pipeline ${WEB}?`);
  await expect(workbench.dialog.detail).toContainText("Call: codepipeline:StartPipelineExecution");
  await expect(workbench.dialog.detail).toContainText("Account: kestrel-logistics (418273650912)");
  await expect(workbench.dialog.detail).toContainText("Profile and region: kestrel · eu-west-1");
  await expect(workbench.dialog.detail).toContainText(`Resource: arn:aws:codepipeline:eu-west-1:418273650912:${WEB}`);
  await expect(workbench.dialog.detail).toContainText("To undo:");
  await workbench.dialog.choose("Start");

  await expect(tree.row(WEB)).toHaveAttribute("aria-label", /in progress/);
  await expect(tree.row("Build")).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });

  await tree.expand("Build");
  await tree.row("Build, CodeBuild action").click();
  const log = workbench.webview;
  await expect(workbench.tab("parcel-web-build")).toBeVisible({ timeout: 30_000 });
  await expect(log.getByText("Entering phase INSTALL")).toBeVisible({ timeout: 30_000 });
  await expect(tree.row("Build, stage")).toHaveAttribute("aria-label", /in progress/);
  await expect(tree.row("Deploy, stage")).toHaveAttribute("aria-label", /earlier execution/);
  await simulator.setSpeed(5);
  await expect(log.getByText("Phase complete: BUILD State: SUCCEEDED")).toBeVisible({ timeout: 60_000 });

  await expect(tree.row("Approve, stage")).toHaveAttribute("aria-label", /waiting for approval/, { timeout: 30_000 });
  await tree.expand("Approve");
  await tree.rowAction("Approve, Manual action", "Approve…");
  await workbench.quickInput.answer("Looks good");
  await expect(workbench.dialog.message).toContainText(`Approve “Approve” of ${WEB}?`);
  await expect(workbench.dialog.detail).toContainText(/Revision of SourceArtifact: [0-9a-f]{8} /);
  await expect(workbench.dialog.detail).toContainText("Comment: Looks good");
  await workbench.dialog.choose("Approve");

  await expect(tree.row("Deploy, stage")).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });
  await hurry(simulator);
  await expect(tree.row("Deploy, stage")).toHaveAttribute("aria-label", /succeeded/, { timeout: 60_000 });
  await expect(tree.row(WEB)).toHaveAttribute("aria-label", /succeeded/);
});

test("find the failed action of a pipeline, read its log, retry the stage", async ({ workbench, simulator }) => {
  const tree = await showPipeline(workbench, TRACKING);
  await workbench.run("AWS CodePipeline: Start pipeline…");
  await workbench.quickInput.pick(TRACKING);
  await workbench.quickInput.pick("Use the defaults");
  await workbench.dialog.choose("Start");
  await hurry(simulator);

  await expect(tree.row("Test, stage")).toHaveAttribute("aria-label", /failed/, { timeout: 60_000 });
  await tree.expand("Test");
  await tree.scrollTo("integration");
  await expect(tree.row("unit")).toHaveAttribute("aria-label", /succeeded/);
  await expect(tree.row("integration")).toHaveAttribute("aria-label", /failed/);

  await tree.rowAction("integration", "Open log of an action…");
  await expect(workbench.webview.getByText(/FAIL/).first()).toBeVisible({ timeout: 30_000 });

  await tree.rowAction("Test", "Retry stage…");
  await workbench.quickInput.pick("Failed actions");
  await expect(workbench.dialog.detail).toContainText("integration run again");
  await workbench.dialog.choose("Retry");
  await expect(tree.row("Test, stage")).toHaveAttribute("aria-label", /succeeded/, { timeout: 60_000 });
});

test("a declined plan starts nothing, and a stopped execution stops", async ({ workbench, simulator }) => {
  const tree = await showPipeline(workbench, WEB);
  await simulator.clearCalls();
  await pressStart(workbench, tree, WEB);
  await workbench.dialog.choose("Cancel");
  expect((await simulator.calls())["codepipeline:StartPipelineExecution"]).toBeUndefined();

  await pressStart(workbench, tree, WEB);
  await workbench.dialog.choose("Start");
  await expect(tree.row("Build, stage")).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });
  await tree.menu(WEB, "Stop execution…");
  await workbench.quickInput.pick("Stop and abandon");
  await workbench.quickInput.answer("not today");
  await workbench.dialog.choose("Stop");
  await expect(tree.row(WEB)).toHaveAttribute("aria-label", /stopped/, { timeout: 30_000 });

  await workbench.run("AWS: Show audit log");
  await expect(workbench.editorLines.filter({ hasText: "codepipeline:StopPipelineExecution" })).toHaveCount(2);
  await expect(workbench.editorLines.filter({ hasText: "not today" })).toHaveCount(0);
});

test("the history shows executions and what each ran", async ({ workbench }) => {
  const tree = await showPipeline(workbench, WEB);
  await tree.expand("Executions");
  const first = tree.rows.filter({ hasText: /^[0-9a-f]{8}/ }).first();
  await expect(first).toHaveAttribute("aria-label", /execution, (succeeded|failed|superseded|stopped)/);
  await first.locator(".monaco-tl-twistie").click();
  await expect(tree.row("Source, CodeCommit action")).toHaveAttribute("aria-label", /succeeded/);
});

test("filter pipelines by name and clear the filter again", async ({ workbench }) => {
  await workbench.openView("DevOps for AWS");
  const tree = workbench.tree("Build");
  await tree.expand("CodePipeline");
  await tree.rowAction("CodePipeline", "Filter…");
  await workbench.quickInput.answer("parcel");
  await expect(tree.row("auth-service-release")).toBeHidden();
  await expect(tree.row("parcel-api-release")).toBeVisible();
  await tree.rowAction("CodePipeline", "Filter…");
  await workbench.quickInput.answer("nothing has this name");
  await expect(tree.row("Nothing matches")).toBeVisible();
  await tree.rowAction("CodePipeline", "Clear filter");
  await expect(tree.row("auth-service-release")).toBeVisible();
});
