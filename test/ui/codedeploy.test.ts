import {
  CodeDeployClient,
  CreateDeploymentCommand,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  ListDeploymentsCommand,
} from "@aws-sdk/client-codedeploy";
import { expect, test } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

const WEB_GROUP = "parcel-web-production";
const LINES = "sorting-line-agent";

/** The Deploy view alone, with an application shown through the command palette, and its groups. */
async function showApplication(workbench: Workbench, name: string): Promise<TreeView> {
  const tree = await workbench.showFolded("Deploy");
  await workbench.run("AWS CodeDeploy: Show application…");
  await workbench.quickInput.pick(name);
  await tree.scrollTo(`${name}, application`);
  await expect(tree.row(`${name}, application`)).toHaveAttribute("aria-expanded", "true");
  return tree;
}

/** Shows a group's deployments. */
async function showGroup(workbench: Workbench, application: string, group: string): Promise<TreeView> {
  const tree = await showApplication(workbench, application);
  await tree.scrollTo(group);
  await tree.expand(group);
  await expect(deploymentRows(tree).first()).toBeVisible();
  return tree;
}

const deploymentRows = (tree: TreeView) => tree.pane.locator('.monaco-list-row[aria-label*=", deployment d-"]');

/** What a deployment's row begins with, and the id that ends it. */
async function namesOf(row: ReturnType<typeof deploymentRows>): Promise<{ readonly name: string; readonly id: string }> {
  const [name = "", id = ""] = /^.*?, deployment (d-\w+)/.exec((await row.getAttribute("aria-label")) ?? "") ?? [];
  return { name, id };
}

test("a running deployment shows how many instances are through, and is stopped as planned, with a rollback", async ({ workbench, simulator }) => {
  await simulator.setSpeed(0);
  const tree = await showGroup(workbench, LINES, "all-lines");
  const running = deploymentRows(tree).first();
  const { name, id } = await namesOf(running);
  await expect(running).toHaveAttribute("aria-label", /in progress · \d+ of 30 instances/);

  await simulator.clearCalls();
  await tree.rowAction(name, "Stop deployment…");
  await workbench.quickInput.pick("Stop and roll back");
  await expect(workbench.dialog.message).toContainText(`Stop deployment ${id} to all-lines?`);
  await workbench.dialog.choose("Cancel");
  expect((await simulator.calls())["codedeploy:StopDeployment"]).toBeUndefined();

  await workbench.run("AWS CodeDeploy: Stop deployment…");
  await workbench.quickInput.input.waitFor();
  await workbench.quickInput.input.fill(id);
  await workbench.quickInput.rows.filter({ hasText: id }).click();
  await workbench.quickInput.pick("Stop and roll back");
  await expect(workbench.dialog.detail).toContainText("Call: codedeploy:StopDeployment");
  await expect(workbench.dialog.detail).toContainText(`arn:aws:codedeploy:eu-west-1:418273650912:deploymentgroup:${LINES}/all-lines`);
  await expect(workbench.dialog.detail).toContainText(/Deployment: in progress, \d+ of 30 instances → stopped where it is/);
  await expect(workbench.dialog.detail).toContainText("Rollback: a new deployment of");
  await expect(workbench.dialog.detail).toContainText("To undo: a stopped deployment cannot go on");
  await workbench.dialog.choose("Stop");

  await expect(tree.row(name)).toHaveAttribute("aria-label", /stopped/);
  await expect(deploymentRows(tree).first()).toHaveAttribute("aria-label", new RegExp(`as a rollback of ${id}`));
  await workbench.run("AWS: Show audit log");
  await expect(workbench.editorLines.filter({ hasText: "codedeploy:StopDeployment" }).first()).toBeVisible();
  await expect(workbench.editorLines.filter({ hasText: /done\s+Stop\s+deployment/ }).first()).toBeVisible();
  await workbench.editorLines.first().click();
  await workbench.page.keyboard.type("x");
  await expect(workbench.page.getByText("Cannot edit in read-only editor").first()).toBeVisible();
});

test("a failed deployment shows the event that failed and its script's log", async ({ workbench }) => {
  const tree = await workbench.showFolded("Deploy");
  await workbench.run("AWS CodeDeploy: Show deployment…");
  await workbench.quickInput.input.waitFor();
  await workbench.quickInput.input.fill("all-lines · failed");
  await workbench.quickInput.rows.filter({ hasText: "all-lines" }).filter({ hasText: "failed" }).first().click();
  await expect(tree.row("all-lines")).toHaveAttribute("aria-expanded", "true");
  const target = tree.row("ams1-line-01, instance");
  await tree.scrollTo("ams1-line-01, instance");
  await expect(target).toHaveAttribute("aria-label", /failed/);
  await tree.expand("ams1-line-01, instance");
  await tree.scrollTo("ValidateService, lifecycle event");
  const failed = tree.pane.locator('.monaco-list-row[aria-label*=", lifecycle event, failed"]').first();
  await expect(failed).toHaveAttribute("aria-label", /Script(Failed|TimedOut): deploy\//);
  await failed.click();
  await expect(workbench.editorLines.filter({ hasText: "The end of the script's log:" })).toBeVisible();
  await expect(workbench.editorLines.filter({ hasText: "[stderr]" }).first()).toBeVisible();
});

test("ten deployments first, then more; an earlier revision is deployed again as planned", async ({ workbench, simulator }) => {
  const tree = await showGroup(workbench, LINES, "all-lines");
  await tree.scrollTo("Load more…");
  await expect(tree.row("Load more…")).toContainText("10 shown");
  await tree.row("Load more…").click();
  await tree.toTop();
  await tree.scrollTo("lab");
  await expect(deploymentRows(tree).nth(12)).toBeVisible();

  await showGroup(workbench, "parcel-web", WEB_GROUP);
  const earlier = deploymentRows(tree).nth(1);
  const { name, id } = await namesOf(earlier);
  await tree.menu(name, "Deploy this revision again…");
  await workbench.quickInput.answer("Back to what worked");
  await expect(workbench.dialog.message).toContainText(/Deploy parcel-web:\d+ to parcel-web-production\?/);
  await expect(workbench.dialog.detail).toContainText("Call: codedeploy:CreateDeployment");
  await expect(workbench.dialog.detail).toContainText(/Revision: parcel-web:\d+ → parcel-web:\d+, that of d-/);
  await expect(workbench.dialog.detail).toContainText("How: CodeDeployDefault.ECSLinear10PercentEvery1Minutes");
  await workbench.dialog.choose("Deploy");
  const started = deploymentRows(tree).first();
  await expect(started).toHaveAttribute("aria-label", /(created|in progress)/);
  expect((await namesOf(started)).id).not.toBe(id);
  await simulator.setSpeed(10);
  await expect(started).toHaveAttribute("aria-label", /succeeded/, { timeout: 30_000 });
});

test("a link finds a deployment that is newer than its group's list", async ({ workbench, account }) => {
  const { endpoint, accessKeyId, secretAccessKey } = account;
  const client = new CodeDeployClient({ endpoint, region: "eu-west-1", credentials: { accessKeyId, secretAccessKey } });
  const of = { applicationName: "address-cleanup", deploymentGroupName: "address-cleanup-live" };
  const tree = await showGroup(workbench, of.applicationName, of.deploymentGroupName);
  const { deployments: [known = ""] = [] } = await client.send(new ListDeploymentsCommand(of));
  const ofId = (id: string) => tree.pane.locator(`.monaco-list-row[aria-label*=", deployment ${id}, "]`);
  await expect(ofId(known)).toBeVisible();
  // folded lists are not looked at again by themselves
  await tree.collapse(of.deploymentGroupName);
  const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId: known }));
  const { applicationName } = of;
  const { revision } = await client.send(new GetApplicationRevisionCommand({ applicationName, revision: deploymentInfo?.revision }));
  const { deploymentId = "" } = await client.send(new CreateDeploymentCommand({ ...of, revision }));
  client.destroy();
  await workbench.run("AWS CodeDeploy: Show deployment…");
  await workbench.quickInput.input.waitFor();
  await workbench.quickInput.input.fill(deploymentId);
  await workbench.quickInput.rows.filter({ hasText: deploymentId }).click();
  await expect(ofId(deploymentId)).toHaveAttribute("aria-expanded", "true");
});

test("rows give their names and ARNs, and an ARN leads to its row", async ({ workbench }) => {
  const tree = await showApplication(workbench, "parcel-web");
  await tree.menu(WEB_GROUP, "Copy ARN");
  const arn = `arn:aws:codedeploy:eu-west-1:418273650912:deploymentgroup:parcel-web/${WEB_GROUP}`;
  await expect.poll(() => workbench.clipboard()).toBe(arn);
  await workbench.showFolded("Deploy");
  await workbench.run("AWS: Open ARN…");
  await workbench.quickInput.answer(arn);
  await expect(tree.row(WEB_GROUP)).toHaveAttribute("aria-expanded", "true");
  await expect(tree.row(WEB_GROUP)).toBeInViewport();
  const first = deploymentRows(tree).first();
  const { name, id } = await namesOf(first);
  await tree.menu(name, "Copy name");
  await expect.poll(() => workbench.clipboard()).toBe(id);
  for (const [unknown, why] of [
    ["arn:aws:sagemaker:eu-west-1:418273650912:model/eta", "this kind of resource (sagemaker) is not shown here yet"],
    ["arn:aws:codedeploy:eu-west-1:418273650912:application:gone", "it is not in the list"],
  ] as const) {
    await workbench.run("AWS: Open ARN…");
    await workbench.quickInput.answer(unknown);
    await expect(workbench.toast(why).root).toBeVisible();
  }
});

test("filter applications by name", async ({ workbench }) => {
  const tree = await workbench.showFolded("Deploy");
  await tree.expand("CodeDeploy");
  await tree.rowAction("CodeDeploy", "Filter…");
  await workbench.quickInput.answer("parcel");
  await expect(tree.row("parcel-web, application")).toBeVisible();
  await expect(tree.row(`${LINES}, application`)).toBeHidden();
  await tree.rowAction("CodeDeploy", "Clear filter");
  await expect(tree.row(`${LINES}, application`)).toBeVisible();
});

test("the list of applications costs no call a row", async ({ workbench, simulator }) => {
  const tree = await workbench.showFolded("Deploy");
  await tree.expand("CodeDeploy");
  await expect(tree.row("parcel-web, application")).toHaveAttribute("aria-label", /latest deployment/);
  await simulator.setSpeed(0);
  await simulator.clearCalls();
  await workbench.run("AWS: Refresh");
  await expect.poll(async () => (await simulator.calls())["codedeploy:BatchGetApplications"]).toBe(1);
  const calls = await simulator.calls();
  expect(calls["codedeploy:ListDeploymentGroups"]).toBeUndefined();
  expect(Object.keys(calls).filter((call) => call.startsWith("codedeploy:")).toSorted()).toEqual([
    "codedeploy:BatchGetApplications", "codedeploy:BatchGetDeployments", "codedeploy:ListApplications", "codedeploy:ListDeployments",
  ]);
});

test("offline: a clear row, what was known stays, and it recovers by itself", async ({ workbench, simulator }) => {
  const tree = await showGroup(workbench, "parcel-web", WEB_GROUP);
  await simulator.addFaults({ kind: "offline", service: "codedeploy" });
  await workbench.run("AWS: Refresh");
  await expect(tree.row("No connection")).toBeVisible({ timeout: 40_000 });
  await expect(deploymentRows(tree).first()).toBeVisible();
  await simulator.clearFaults();
  await expect(tree.pane.locator('.monaco-list-row[aria-label^="No connection"]')).toHaveCount(0, { timeout: 60_000 });
});

test("a stop that is denied says so in one message", async ({ workbench, simulator }) => {
  await simulator.setSpeed(0);
  const tree = await showGroup(workbench, LINES, "all-lines");
  await simulator.addFaults({ kind: "denied", service: "codedeploy", operation: "StopDeployment" });
  await tree.rowAction((await namesOf(deploymentRows(tree).first())).name, "Stop deployment…");
  await workbench.quickInput.pick("Stop only");
  await expect(workbench.dialog.detail).toContainText("new and old may run side by side");
  await workbench.dialog.choose("Stop");
  const toast = workbench.toast("Could not stop deployment");
  await expect(toast.message).toContainText("codedeploy:StopDeployment is missing");
  await expect(workbench.toasts).toHaveCount(1);
});
