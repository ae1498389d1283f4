import { expect, test } from "./fixtures.ts";

test.beforeEach(async ({ workbench }) => {
  const tree = await workbench.showOnly("Build");
  await tree.collapse("CodePipeline");
});
test("a denied call names the missing IAM action in the tree, and the tree recovers by itself", async ({ workbench, simulator }) => {
  const tree = workbench.tree("Build");
  await simulator.addFaults({ kind: "denied", service: "codepipeline", operation: "ListPipelines" });
  await workbench.run("AWS: Refresh");
  await tree.expand("CodePipeline");
  await workbench.run("AWS: Refresh");
  const error = tree.row("Access denied: codepipeline:ListPipelines");
  await expect(error).toBeVisible();
  await expect(error).toHaveAttribute("aria-label", /IAM action codepipeline:ListPipelines is missing/);
  await simulator.clearFaults();
  await expect(error).toBeHidden({ timeout: 40_000 });
  await expect(tree.row("auth-service-release")).toBeVisible();
});

for (const [kind, label] of [
  ["throttle", "Throttled by AWS"],
  ["expired", "Credentials expired or invalid"],
  ["offline", "No connection"],
] as const) {
  test(`${kind}: a clear row, what was known stays, and it recovers by itself`, async ({ workbench, simulator }) => {
    const tree = workbench.tree("Build");
    await tree.expand("CodePipeline");
    await expect(tree.row("auth-service-release")).toBeVisible();
    await simulator.addFaults({ kind, service: "codepipeline" });
    await workbench.run("AWS: Refresh");
    await expect(tree.row(label)).toBeVisible({ timeout: 40_000 });
    await expect(tree.row("auth-service-release")).toBeVisible();
    const warned = workbench.statusBarItem("AWS account: kestrel · eu-west-1; Credentials expired or invalid");
    await expect(warned).toHaveCount(kind === "expired" ? 1 : 0);
    await simulator.clearCalls();
    await expect.poll(async () => (await simulator.calls())["codepipeline:ListPipelines"], { timeout: 40_000 }).toBeGreaterThan(0);
    await expect(tree.row(label)).toBeVisible();
    await simulator.clearFaults();
    await expect(tree.row(label)).toBeHidden({ timeout: 40_000 });
    await expect(warned).toHaveCount(0);
  });
}

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

test("the pipelines of a page cost one list call, and one call a row at most", async ({ workbench, simulator }) => {
  const tree = workbench.tree("Build");
  await tree.expand("CodePipeline");
  await expect(tree.row("billing-service-release")).toHaveAttribute("aria-label", /waiting for approval/);
  await simulator.clearCalls();
  await workbench.run("AWS: Refresh");
  await expect.poll(async () => (await simulator.calls())["codepipeline:ListPipelineExecutions"]).toBeGreaterThanOrEqual(28);
  const calls = await simulator.calls();
  expect(calls["codepipeline:ListPipelines"]).toBe(1);
  // the few that run are asked again every three seconds
  expect(calls["codepipeline:ListPipelineExecutions"]).toBeLessThan(2 * 28);
  // the state is read of those in progress alone, to tell the ones that wait for an approval
  expect(calls["codepipeline:GetPipelineState"] ?? 0).toBeLessThan(28);
});

test("a pipeline that may not be read says so, and the others are read", async ({ workbench, simulator }) => {
  const tree = workbench.tree("Build");
  await simulator.addFaults({ kind: "denied", service: "codepipeline", operation: "ListPipelineExecutions", times: 1 });
  await tree.expand("CodePipeline");
  await workbench.run("AWS: Refresh");
  await expect(tree.rows.filter({ hasText: "Access denied" })).toHaveCount(1);
  await expect(tree.row("billing-service-release").or(tree.row("auth-service-release")).first()).toBeVisible();
  await expect(tree.rows.filter({ hasText: / ago/ }).first()).toBeVisible();
});
