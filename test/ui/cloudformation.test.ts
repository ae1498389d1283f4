import { writeFileSync } from "node:fs";
import path from "node:path";
import { CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import type { SimulatedAccount } from "../../scripts/host/account.mjs";
import { expect, test } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

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
  await expect(project).toHaveAttribute("aria-expanded", "true");
  const index = async () => Number(await project.getAttribute("data-index"));
  const before = await index();
  await simulator.clearFaults();
  // three stages and the executions in place of one line, and what else was waited for
  await expect.poll(index, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 3);
  await expect(project).toHaveAttribute("aria-expanded", "true");
  await expect(project).toBeInViewport({ ratio: 0.9 });
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
  await workbench.quickInput.pick("Ask for each");
  // the version as it is, another level, the key as it is
  await workbench.quickInput.answer("1.0.0");
  await workbench.quickInput.answer("debug");
  await workbench.quickInput.answer("");
  await expect(workbench.dialog.detail).toContainText("LogLevel");
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

  // somebody changes what the stack made
  await simulator.editResource({ region: "eu-west-1", stack: name, resource: "Function", properties: { MemorySize: 4096 } });
  await workbench.run("AWS CloudFormation: Detect drift");
  await workbench.quickInput.pick(name);
  const drifted = tree.rows.filter({ hasText: "MemorySize: 256 → 4096" });
  await expect(drifted).toBeVisible({ timeout: 30_000 });
  await drifted.click();
  await expect(page.locator(".monaco-diff-editor .editor.modified .view-lines")).toContainText('"MemorySize": 4096');
});
