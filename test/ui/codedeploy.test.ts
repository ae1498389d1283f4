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
  await workbench.quickInput.input.fill("failed");
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
  // what its AppSpec puts in place is read after the list
  await expect(first).toHaveAttribute("aria-label", /^parcel-web:\d+, /);
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
