import { expect, test } from "./fixtures.ts";

test.beforeEach(async ({ workbench }) => {
  const tree = await workbench.showOnly("Build");
  await tree.collapse("CodePipeline");
});
test("expired: a clear row and a warning in the status bar, what was known stays, and it recovers by itself", async ({ workbench, simulator }) => {
  const tree = workbench.tree("Build");
  await tree.expand("CodePipeline");
  await expect(tree.row("auth-service-release")).toBeVisible();
  await simulator.addFaults({ kind: "expired", service: "codepipeline" });
  await workbench.run("AWS: Refresh");
  const failed = tree.row("Credentials expired or invalid");
  await expect(failed).toBeVisible({ timeout: 40_000 });
  await expect(tree.row("auth-service-release")).toBeVisible();
  const warned = workbench.statusBarItem("AWS account: kestrel · eu-west-1; Credentials expired or invalid");
  await expect(warned).toBeVisible();
  await simulator.clearCalls();
  await expect.poll(async () => (await simulator.calls())["codepipeline:ListPipelines"], { timeout: 40_000 }).toBeGreaterThan(0);
  await expect(failed).toBeVisible();
  await simulator.clearFaults();
  await expect(failed).toBeHidden({ timeout: 40_000 });
  await expect(warned).toHaveCount(0);
});

test("a row that is drawn anew while its children are loaded shows them when they come", async ({ workbench, simulator }) => {
  const tree = await workbench.showFolded("Deploy");
  // the application's platform comes while its groups are waited for
  await simulator.addFaults({ kind: "delay", service: "codedeploy", operation: "BatchGetApplications", delayMs: 6_000 });
  await simulator.addFaults({ kind: "delay", service: "codedeploy", operation: "ListDeploymentGroups", delayMs: 10_000 });
  // what was read before is forgotten
  await workbench.switchTo("kestrel");
  await tree.expand("CodeDeploy");
  await expect(tree.row("parcel-web, application")).not.toContainText("Amazon ECS");
  await tree.expand("parcel-web, application");
  await expect(tree.row("parcel-web, application")).toContainText("Amazon ECS");
  // they hold up nothing
  await expect(tree.row("Loading…")).toBeVisible();
  await expect(tree.row("parcel-web-production, deployment group")).toBeVisible();
});

test("a click on the error row tries again", async ({ workbench, simulator }) => {
  const tree = workbench.tree("Build");
  await tree.collapse("CodeBuild");
  await simulator.addFaults({ kind: "denied", service: "codebuild" });
  await tree.expand("CodeBuild");
  await workbench.run("AWS: Refresh");
  await expect(tree.row("Access denied: codebuild:ListProjects")).toBeVisible();
  await simulator.clearFaults();
  await tree.row("Access denied: codebuild:ListProjects").click();
  await expect(tree.row("Access denied: codebuild:ListProjects")).toBeHidden();
});

test("a failed command shows one message that says what to do, and no stack", async ({ workbench, simulator }) => {
  await simulator.addFaults({ kind: "denied", service: "codepipeline", operation: "StartPipelineExecution" });
  await workbench.run("AWS CodePipeline: Start pipeline…");
  await workbench.quickInput.pick("auth-service-release");
  await expect(workbench.dialog.root.or(workbench.quickInput.root)).toBeVisible();
  if (await workbench.quickInput.root.isVisible()) await workbench.quickInput.pick("Use the defaults");
  await workbench.dialog.choose("Start");
  const toast = workbench.toast("Could not start pipeline execution");
  await expect(toast.message).toContainText("codepipeline:StartPipelineExecution is missing");
  await expect(toast.message).not.toContainText(" at ");
  await expect(workbench.toasts).toHaveCount(1);
});

test("while nothing is visible, nothing is asked", async ({ workbench, simulator }) => {
  const tree = workbench.tree("Build");
  await simulator.clearCalls();
  await tree.expand("CodePipeline");
  await workbench.run("AWS: Refresh");
  await expect.poll(async () => (await simulator.calls())["codepipeline:ListPipelineExecutions"]).toBeGreaterThanOrEqual(28);
  await workbench.openView("Explorer");
  await simulator.clearCalls();
  // two rounds of the quickest polling
  for (let round = 0; round < 8; round += 1) {
    await simulator.health();
    await workbench.page.waitForTimeout(1_000);
  }
  expect(await simulator.calls()).toEqual({});
});
