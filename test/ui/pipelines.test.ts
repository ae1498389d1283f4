import { expect, test } from "./fixtures.ts";
import { turn } from "./rows.ts";
import type { TreeView, Workbench } from "./workbench.ts";

const WEB = "parcel-web-release";

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

test("start a pipeline, follow its build's log while it is written, approve, see traffic go over to what is deployed", async ({ workbench, simulator }) => {
  test.setTimeout(180_000);
  await workbench.showFolded("Deploy");
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
  // the editor forgets the command of a row that is drawn anew while it is clicked
  await expect(async () => {
    await tree.row("Build, CodeBuild action").click();
    await workbench.tab("parcel-web-build").waitFor({ timeout: 10_000 });
  }).toPass();
  const log = workbench.webview;
  await expect(log.getByText("Entering phase INSTALL")).toBeVisible({ timeout: 30_000 });
  await expect(tree.row("Build, stage")).toHaveAttribute("aria-label", /in progress/);
  await expect(tree.row("Deploy, stage")).toHaveAttribute("aria-label", /earlier execution/);
  await simulator.setSpeed(5);
  await expect(log.getByText("Phase complete: BUILD State: SUCCEEDED")).toBeVisible({ timeout: 60_000 });

  await expect(tree.row("Approve, stage")).toHaveAttribute("aria-label", /waiting for approval/, { timeout: 30_000 });
  await simulator.setSpeed(1);
  await tree.expand("Approve");
  await tree.rowAction("Approve, Manual action", "Approve…");
  await workbench.quickInput.answer("Looks good");
  await expect(workbench.dialog.message).toContainText(`Approve “Approve” of ${WEB}?`);
  await expect(workbench.dialog.detail).toContainText(/Revision of SourceArtifact: [0-9a-f]{8} /);
  await expect(workbench.dialog.detail).toContainText("Comment: Looks good");
  await workbench.dialog.choose("Approve");

  await expect(tree.row("Deploy, stage")).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });
  await tree.expand("Deploy, stage");
  await tree.scrollTo("Deploy, CodeDeployToECS action");
  const action = tree.row("Deploy, CodeDeployToECS action");
  await expect(action).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });
  await action.click();
  const deploy = workbench.tree("Deploy");
  const deployment = deploy.pane.locator('.monaco-list-row[aria-label*=", deployment d-"]').first();
  await expect(deployment).toHaveAttribute("aria-expanded", "true");
  await workbench.showOnly("Deploy");
  await expect(deployment).toHaveAttribute("aria-label", /^parcel-web:\d+, .*in progress/);
  const target = deploy.row("kestrel-production:parcel-web, service");
  await deploy.expand("kestrel-production:parcel-web, service");
  await expect(deploy.row("Original task set")).toHaveAttribute("aria-label", /\d+ % of traffic · \d of 3 tasks run/);
  await expect(deploy.row("Install, lifecycle event")).toHaveAttribute("aria-label", /(in progress|succeeded)/);
  await expect(deploy.row("AllowTraffic, lifecycle event")).toHaveAttribute("aria-label", /in progress/, { timeout: 40_000 });
  await expect(target).toHaveAttribute("aria-label", /in progress · AllowTraffic · [1-9]0 % of traffic/);
  await expect(deployment).toContainText(/[1-9]0 % of traffic/);

  await simulator.setSpeed(10);
  await expect(deploy.row("AfterAllowTraffic, lifecycle event")).toHaveAttribute("aria-label", /succeeded/, { timeout: 40_000 });
  await expect(deployment).toHaveAttribute("aria-label", /succeeded/);
  await expect(target).toHaveAttribute("aria-label", /succeeded · 100 % of traffic/);
  await expect(deploy.row("Replacement task set")).toHaveAttribute("aria-label", /100 % of traffic · 3 of 3 tasks run, primary/);
  await expect(deploy.row("parcel-web-production")).toHaveAttribute("aria-label", /latest deployment succeeded/);
  const again = await workbench.showOnly("Build");
  await expect(again.row(WEB)).toHaveAttribute("aria-label", /succeeded/, { timeout: 60_000 });
});

test("a stage is rolled back to an earlier execution, and what an execution handed on opens from S3", async ({ workbench, simulator }) => {
  const tree = await showPipeline(workbench, WEB);
  await tree.scrollTo("Deploy, stage");
  await tree.menu("Deploy, stage", "Roll back stage…");
  await workbench.quickInput.rows.first().waitFor();
  await workbench.quickInput.rows.first().click();
  await expect(workbench.dialog.message).toContainText(`Roll back stage Deploy of ${WEB}?`);
  await expect(workbench.dialog.detail).toContainText(/Execution: [0-9a-f]{8}, succeeded → a rollback to [0-9a-f]{8}/);
  await expect(workbench.dialog.detail).toContainText("To undo: roll the stage back to");
  await workbench.dialog.choose("Roll back");
  await expect(tree.row("Deploy, stage")).toHaveAttribute("aria-label", /in progress.*rollback/);
  await simulator.setSpeed(10);
  await expect(tree.row("Deploy, stage")).toHaveAttribute("aria-label", /succeeded/, { timeout: 60_000 });

  await tree.scrollTo("Executions");
  await tree.expand("Executions");
  const before = tree.pane.locator('.monaco-list-row[aria-label*=", execution, succeeded"]').filter({ hasNotText: "rollback" }).first();
  await turn(before, "true");
  await tree.scrollTo("Build, CodeBuild action");
  await tree.menu("Build, CodeBuild action", "Open artifact");
  await workbench.showOnly("Infrastructure");
  const infrastructure = workbench.tree("Infrastructure");
  const object = infrastructure.rows.and(workbench.page.locator('[aria-selected="true"][aria-label*=", object"]'));
  await object.waitFor();
  await object.click();
  await workbench.quickInput.row("build.json").waitFor();
  await workbench.quickInput.pick("build.json");
  await expect(workbench.editorLines.filter({ hasText: '"repository": "parcel-web"' })).toHaveCount(1);
});
