import { writeFileSync } from "node:fs";
import path from "node:path";
import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { CodePipelineClient, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import type { SimulatedAccount } from "../../scripts/host/account.mjs";
import type { SimulatorControl } from "../../src/simulator/controlClient.ts";
import { expect, test } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

/** A stack that its pipeline updates without anybody's approval. */
const FUNCTION = "label-printer";

/** Shows a stack through the command palette, which loads what leads to it. */
async function showStack(workbench: Workbench, name: string): Promise<TreeView> {
  const tree = await workbench.showFolded("Infrastructure");
  await workbench.run("AWS CloudFormation: Show stack…");
  await workbench.quickInput.pick(name);
  await expect(tree.row(`${name}, stack`)).toHaveAttribute("aria-expanded", "true");
  return tree;
}

/** Unfolds a part of the stack that is shown. */
async function showPart(workbench: Workbench, stack: string, part: string): Promise<TreeView> {
  const tree = await showStack(workbench, stack);
  await tree.scrollTo(part);
  await tree.expand(part);
  return tree;
}

function clientOptions({ endpoint, accessKeyId, secretAccessKey }: SimulatedAccount) {
  return { endpoint, region: "eu-west-1", credentials: { accessKeyId, secretAccessKey } };
}

/** Starts the pipeline behind the editor's back and stops the simulated time when its stack is being updated. */
async function startUpdate(account: SimulatedAccount, simulator: SimulatorControl): Promise<void> {
  const options = clientOptions(account);
  const [pipelines, stacks] = [new CodePipelineClient(options), new CloudFormationClient(options)];
  await simulator.setSpeed(0);
  await pipelines.send(new StartPipelineExecutionCommand({ name: `${FUNCTION}-release` }));
  await expect(async () => {
    await simulator.advance(1_000);
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName: FUNCTION }));
    expect(Stacks[0]?.StackStatus).toBe("UPDATE_IN_PROGRESS");
  }).toPass({ intervals: [10] });
  pipelines.destroy();
  stacks.destroy();
}

test("a stack's resources lead to their own views, nested stacks stand below it, and its menu is in short words", async ({ workbench }) => {
  const tree = await showPart(workbench, "delivery-parcel-web-deploy", "Resources");
  await tree.scrollTo("Pipeline, CodePipeline Pipeline");
  await tree.row("Pipeline, CodePipeline Pipeline").click();
  const build = workbench.tree("Build");
  await expect(build.row("parcel-web-deploy, pipeline")).toHaveAttribute("aria-expanded", "true");

  await workbench.showOnly("Infrastructure");
  await tree.scrollTo("BuildProject, CodeBuild Project");
  await tree.rowAction("BuildProject, CodeBuild Project", "Open resource");
  await expect(build.row("parcel-web-build, project")).toHaveAttribute("aria-expanded", "true");

  // The stack knows the repository by its id alone.
  await workbench.showOnly("Infrastructure");
  await tree.toTop();
  await tree.scrollTo("Repository, CodeCommit Repository");
  await tree.row("Repository, CodeCommit Repository").click();
  await expect(workbench.tree("Code").row("parcel-web, repository")).toHaveAttribute("aria-expanded", "true");

  await workbench.run("AWS CloudFormation: Open resource");
  await workbench.quickInput.pick("parcel-web");
  await workbench.quickInput.pick("DeploymentApplication");
  await expect(workbench.tree("Deploy").row("parcel-web, application")).toHaveAttribute("aria-expanded", "true");

  // The stack knows the group by its name alone: its application is the stack's other resource.
  await showPart(workbench, "parcel-web", "Resources");
  await tree.scrollTo("DeploymentGroup, CodeDeploy DeploymentGroup");
  await tree.row("DeploymentGroup, CodeDeploy DeploymentGroup").click();
  await expect(workbench.tree("Deploy").row("parcel-web-production, deployment group")).toHaveAttribute("aria-expanded", "true");

  await showPart(workbench, "parcel-web", "Resources");
  await tree.scrollTo("LogGroup, Logs LogGroup");
  await tree.row("LogGroup, Logs LogGroup").click();
  await expect(workbench.tab("parcel-web")).toBeVisible();

  await showPart(workbench, "kestrel-data", "Resources");
  await tree.scrollTo("Orders, CloudFormation Stack");
  await tree.row("Orders, CloudFormation Stack").click();
  const nested = tree.pane.locator('.monaco-list-row[aria-label^="kestrel-data-Orders-"][aria-label$="nested in kestrel-data"]');
  await expect(nested.first()).toHaveAttribute("aria-expanded", "true");
  await expect(nested.first()).toHaveAttribute("aria-level", "3");

  await showStack(workbench, "parcel-web");
  await tree.rowAction("parcel-web, stack", "Open template");
  await expect(workbench.tab("parcel-web.yaml")).toBeVisible();
  await expect(workbench.editorLines.filter({ hasText: "AWSTemplateFormatVersion" })).toHaveCount(1);
  await expect(workbench.statusBarItem("YAML")).toBeVisible();
});

test("a row that a link shows stays on the screen when rows above it arrive late", async ({ workbench, simulator }) => {
  await workbench.showFolded("Build");
  // so many views leave each of them a few lines
  const build = await workbench.showOnly("Build", "Code", "Deploy", "Monitor", "Infrastructure");
  const open = async (resource: string) => {
    await workbench.run("AWS CloudFormation: Open resource");
    await workbench.quickInput.pick("delivery-sms-gateway-deploy");
    await workbench.quickInput.pick(resource);
  };
  await simulator.addFaults({ kind: "delay", service: "codepipeline", operation: "GetPipelineState", delayMs: 120_000 });
  await open("Pipeline");
  await expect(build.row("sms-gateway-deploy, pipeline")).toHaveAttribute("aria-expanded", "true");
  await open("BuildProject");
  const project = build.row("sms-gateway-build, project");
  // an editor that draws the view anew meanwhile waits for what is held back, and shows the row after that
  const index = await project.getAttribute("data-index", { timeout: 8_000 }).catch(() => undefined);
  await simulator.clearFaults();
  // three stages and the executions
  if (index !== undefined) await expect(project).toHaveAttribute("data-index", String(Number(index) + 4), { timeout: 20_000 });
  await expect(project).toHaveAttribute("aria-expanded", "true");
  await expect(project).toBeInViewport({ ratio: 0.9 });
});

test("a running update is followed to its end, from the pipeline's action to the stack, and the next is cancelled", async ({ workbench, account, simulator }) => {
  await startUpdate(account, simulator);
  // stacks and pipelines that earlier tests left open have rows of the same names
  await workbench.showFolded("Infrastructure");
  const build = await workbench.showFolded("Build");
  await workbench.run("AWS CodePipeline: Show pipeline…");
  await workbench.quickInput.pick(`${FUNCTION}-release`);
  await build.scrollTo("Deploy, stage");
  await build.expand("Deploy, stage");
  await build.scrollTo("Deploy, CloudFormation action");
  await build.row("Deploy, CloudFormation action").click();
  const tree = workbench.tree("Infrastructure");
  await expect(tree.row(`${FUNCTION}, stack`)).toHaveAttribute("aria-label", /update in progress/);
  await workbench.showOnly("Infrastructure");
  await tree.scrollTo("Events");
  await tree.expand("Events");
  await expect(tree.rows.filter({ hasText: "update in progress" }).nth(1)).toBeVisible();
  await simulator.setSpeed(1);
  await expect(tree.row(`${FUNCTION}, stack`)).toHaveAttribute("aria-label", /update complete/, { timeout: 40_000 });
  await expect(tree.rows.filter({ hasText: "DeployedVersion" }).first()).toHaveAttribute("aria-label", /update complete/);

  await startUpdate(account, simulator);
  await workbench.run("AWS: Refresh");
  await tree.toTop();
  await tree.scrollTo(`${FUNCTION}, stack`);
  await tree.rowAction(`${FUNCTION}, stack`, "Cancel update…");
  await expect(workbench.dialog.message).toContainText(`Cancel the update of stack ${FUNCTION}?`);
  await expect(workbench.dialog.detail).toContainText("Stack: update in progress → rolled back");
  await workbench.dialog.choose("Roll Back");
  await expect(tree.row(`${FUNCTION}, stack`)).toHaveAttribute("aria-label", /update rollback in progress/);
  await simulator.setSpeed(5);
  await expect(tree.row(`${FUNCTION}, stack`)).toHaveAttribute("aria-label", /update rollback complete/, { timeout: 40_000 });
});

test("the template in the editor becomes a change set with a replacement, which is executed and watched", async ({ workbench, host, account, simulator }, info) => {
  const { page } = workbench;
  const name = "dead-letter-drain";
  const stacks = new CloudFormationClient(clientOptions(account));
  const { TemplateBody = "" } = await stacks.send(new GetTemplateCommand({ StackName: name }));
  stacks.destroy();
  writeFileSync(path.join(host.workspace, "drain.yaml"), TemplateBody.replace("MessageRetentionPeriod: 1209600", "QueueName: lost-letters"));
  const tree = await workbench.showFolded("Infrastructure");
  await workbench.openFile("drain.yaml");

  await page.locator(".editor-group-container.active .editor-actions").getByRole("button", { name: /Make change set of the template/ }).click();
  await workbench.quickInput.pick(name);
  await workbench.quickInput.choose("As before");
  await expect(workbench.dialog.detail).toContainText("Call: cloudformation:CreateChangeSet");
  await simulator.setSpeed(5);
  await workbench.dialog.choose("Create");
  const made = tree.pane.locator('.monaco-list-row[aria-label^="editor-"]').first();
  const [set = ""] = ((await made.getAttribute("aria-label", { timeout: 30_000 })) ?? "").split(",");
  await tree.expand(set);
  const change = tree.row("DeadLetters, SQS Queue change");
  await expect(change).toHaveAttribute("aria-label", /REPLACED/);
  await info.attach("change set", { body: await page.screenshot({ path: info.outputPath("changeSet.png") }), contentType: "image/png" });

  await tree.rowAction(set, "Compare templates");
  await expect(workbench.tab(`${name}: deployed`)).toBeVisible();
  await tree.rowAction(set, "Execute change set…");
  await expect(workbench.dialog.detail).toContainText("DeadLetters (SQS Queue): REPLACED");
  await workbench.dialog.choose("Execute");
  const ended = workbench.toast(`${name}: update complete`);
  await expect(ended.root).toBeVisible({ timeout: 60_000 });
  await ended.choose("Open Template as It Was");
  await expect(workbench.tab(`${name}-before.yaml`)).toBeVisible();
});

test("a denied call names the missing IAM action, and the tree recovers by itself", async ({ workbench, simulator }) => {
  const tree = await workbench.showFolded("Infrastructure");
  await simulator.addFaults({ kind: "denied", service: "cloudformation" });
  await tree.expand("CloudFormation");
  await workbench.run("AWS: Refresh");
  const error = tree.row("Access denied: cloudformation:DescribeStacks");
  await expect(error).toHaveAttribute("aria-label", /IAM action cloudformation:DescribeStacks is missing/);
  await simulator.clearFaults();
  await expect(error).toBeHidden({ timeout: 40_000 });
  await expect(tree.rows.filter({ hasText: "complete" }).first()).toBeVisible();
});
