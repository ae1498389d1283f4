import fs from "node:fs";
import path from "node:path";
import { storedState } from "./storedState.ts";
import { contributedViews } from "./views.ts";
import { expect, test } from "./fixtures.ts";
import type { TreeView } from "./workbench.ts";

/** Unfolds the pipelines until this one is there: the rows of the context before may still be there the first time. */
async function expectPipeline(tree: TreeView, name: string): Promise<void> {
  await expect(async () => {
    await tree.expand("CodePipeline");
    await expect(tree.row(name)).toBeVisible({ timeout: 5_000 });
  }).toPass();
}

test("switch the account, pin a second one, unpin it again", async ({ workbench }) => {
  const tree = await workbench.showOnly("Build");
  await expect(workbench.statusBarItem("AWS account: kestrel · eu-west-1")).toBeVisible();

  await workbench.run("AWS: Pin another account or region…");
  await expect(workbench.quickInput.row("kestrel-prod")).toContainText("us-east-1");
  await workbench.quickInput.pick("kestrel-prod");
  await expect(tree.row("kestrel-prod")).toBeVisible();
  await expect(tree.row("kestrel-prod")).toContainText("protected");
  await expect(workbench.statusBarItem("AWS account: kestrel · eu-west-1, kestrel-prod · us-east-1 (protected)")).toBeVisible();

  await tree.menu("kestrel-prod", "Unpin");
  await expect(tree.row("kestrel-prod")).toHaveCount(0);
  await expect(tree.row("CodePipeline")).toBeVisible();

  await workbench.switchTo("kestrel-prod");
  await expectPipeline(tree, "carrier-gateway-release");
  await expect(tree.row("auth-service-release")).toHaveCount(0);

  await workbench.switchTo("kestrel");
  await expect(workbench.statusBarItem("AWS account: kestrel · eu-west-1")).toBeVisible();
  await expectPipeline(tree, "auth-service-release");
  await expect(tree.row("carrier-gateway-release")).toHaveCount(0);
});

test("two accounts side by side, each with what is its own, and a write that names the right one", async ({ workbench, simulator }) => {
  const tree = await workbench.showOnly("Build");
  await workbench.run("AWS: Pin another account or region…");
  await workbench.quickInput.pick("kestrel-staging");
  const [production, staging] = [tree.row("kestrel"), tree.row("kestrel-staging")];
  await expect(staging).toContainText("eu-west-1");
  await expect(staging).not.toContainText("protected");
  await expect(workbench.statusBarItem("AWS account: kestrel · eu-west-1, kestrel-staging · eu-west-1")).toBeVisible();

  await tree.collapse("kestrel");
  await tree.expand("CodePipeline");
  await expect(tree.row("dispatch-lab-release")).toBeVisible();
  await expect(tree.row("auth-service-release")).toHaveCount(0);
  expect(await tree.labels()).toEqual(
    expect.arrayContaining(["kestrel", "kestrel-staging", "CodePipeline", "dispatch-lab-release", "tariff-trial-release", "CodeBuild"]),
  );

  await simulator.clearCalls();
  await tree.menu("sensor-replay-deploy", "Start pipeline…");
  await expect(workbench.dialog.detail).toContainText("Account: kestrel-staging (905127346188)");
  await expect(workbench.dialog.detail).toContainText("Profile and region: kestrel-staging · eu-west-1");
  await expect(workbench.dialog.detail).toContainText("Resource: arn:aws:codepipeline:eu-west-1:905127346188:sensor-replay-deploy");
  await workbench.dialog.choose("Start");
  await expect(tree.row("sensor-replay-deploy")).toHaveAttribute("aria-label", /in progress/);
  expect((await simulator.calls())["codepipeline:StartPipelineExecution"]).toBe(1);
  const status = workbench.statusBarItem("AWS account: kestrel · eu-west-1, kestrel-staging · eu-west-1");
  await expect(status.locator("[aria-label*='signed in to']")).toHaveAttribute("aria-label", /kestrel-staging \(905127346188\)/);

  await tree.collapse("kestrel-staging");
  await tree.expand("kestrel");
  await tree.expand("CodePipeline");
  await expect(tree.row("auth-service-release")).toBeVisible();
  await expect(tree.row("dispatch-lab-release")).toHaveCount(0);
  await tree.menu("auth-service-release", "Start pipeline…");
  await workbench.quickInput.pick("Use the defaults");
  await expect(workbench.dialog.detail).toContainText("Account: kestrel-logistics (418273650912)");
  await workbench.dialog.dismiss();
  await expect(production).toBeVisible();
});

test("the second simulated account is in the picker", async ({ workbench }) => {
  const tree = await workbench.showOnly("Build");
  await workbench.run("AWS: Switch account or region…");
  await expect(workbench.quickInput.row("simulated-staging")).toContainText("the second simulated account");
  await workbench.quickInput.pick("simulated-staging");
  await expect(workbench.statusBarItem("AWS account: simulated-staging · eu-west-1")).toBeVisible();
  await expectPipeline(tree, "dispatch-lab-release");
  await workbench.switchTo("kestrel");
});

test("choose another region of a profile", async ({ workbench }) => {
  await workbench.openView("DevOps for AWS");
  await workbench.run("AWS: Switch account or region…");
  await workbench.quickInput.row("kestrel").hover();
  await workbench.quickInput.row("kestrel").locator('[aria-label="Choose another region"]').click();
  await workbench.quickInput.pick("ap-southeast-2");
  await expect(workbench.statusBarItem("AWS account: kestrel · ap-southeast-2")).toBeVisible();
  const tree = workbench.tree("Build");
  await expect(async () => {
    await tree.expand("CodePipeline"); // the rows of the context before may still be there the first time
    await expect(tree.row("No pipeline in this region")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  // an empty picker would say nothing
  await workbench.run("AWS CodeCommit: Show repository…");
  await expect(workbench.toast("Could not show repository").message).toContainText("nothing was found");
  await expect(workbench.quickInput.root).toBeHidden();
});

test("a protected context wants the name typed, and a wrong one does nothing", async ({ workbench, simulator }) => {
  await workbench.openView("DevOps for AWS");
  await workbench.switchTo("kestrel-prod");
  await simulator.clearCalls();

  await workbench.run("AWS CodePipeline: Start pipeline…");
  const name = (await workbench.quickInput.rows.first().locator(".label-name").textContent()) ?? "";
  await workbench.quickInput.pick(name);
  const start = async () => {
    await expect(workbench.dialog.root.or(workbench.quickInput.root)).toBeVisible();
    if (await workbench.quickInput.root.isVisible()) await workbench.quickInput.pick("Use the defaults");
    await workbench.dialog.choose("Start");
    await workbench.quickInput.input.waitFor();
  };
  await start();
  await workbench.quickInput.input.fill("something else");
  await expect(workbench.quickInput.message).toContainText("This is not");
  await workbench.quickInput.dismiss();
  expect((await simulator.calls())["codepipeline:StartPipelineExecution"]).toBeUndefined();

  await workbench.run("AWS CodePipeline: Start pipeline…");
  await workbench.quickInput.pick(name);
  await start();
  await workbench.quickInput.answer(name);
  await expect.poll(async () => (await simulator.calls())["codepipeline:StartPipelineExecution"]).toBe(1);
});

test("a profile with a mistake says so in its row, and a mistake in the files leads to its line", async ({ workbench, host }) => {
  const file = path.join(host.home, ".aws", "config");
  const before = fs.readFileSync(file, "utf8");
  fs.writeFileSync(file, `${before}\n[profile torn]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = gone\n[team]\n`);
  const line = before.split("\n").length + 4;
  try {
    await workbench.openView("DevOps for AWS");
    await workbench.switchTo("torn");
    const tree = workbench.tree("Build");
    const row = tree.row("Profile torn: source_profile names gone, which is in no file");
    await expect(async () => {
      await tree.expand("CodePipeline"); // the changed file draws the rows anew
      await expect(row).toBeVisible({ timeout: 5_000 });
    }).toPass();
    await expect(row).toHaveAttribute("aria-label", new RegExp(`Could not sign in: profile torn \\(~/.aws/config, line ${line}\\)`));
    await workbench.run("AWS: Switch account or region…");
    await expect(workbench.quickInput.row("torn")).toContainText("assume role");
    const mistake = "[team] is no profile: write [profile team]";
    await expect(workbench.quickInput.row(mistake)).toContainText(`~/.aws/config, line ${line + 1}`);
    await workbench.quickInput.pick(mistake);
    await expect(workbench.tab("config")).toBeVisible();
  } finally {
    fs.writeFileSync(file, before);
  }
});

test.describe("a protected account", () => {
  test.use({ settings: { "awsDevOps.protectedProfiles": ["4182*"] } });

  test("wants the name typed whatever its profile is called, and is shown as protected once it is known", async ({ workbench, simulator }) => {
    const tree = await workbench.showOnly("Build");
    await simulator.clearCalls();
    await tree.expand("CodePipeline");
    await tree.menu("auth-service-release", "Start pipeline…");
    await workbench.quickInput.pick("Use the defaults");
    await expect(workbench.dialog.detail).toContainText("Account: kestrel-logistics (418273650912)");
    await workbench.dialog.choose("Start");
    await workbench.quickInput.answer("auth-service-release");
    await expect.poll(async () => (await simulator.calls())["codepipeline:StartPipelineExecution"]).toBe(1);
    await expect(workbench.statusBarItem("AWS account: kestrel · eu-west-1 (protected)")).toBeVisible();
  });
});

test("explore the simulated account that the window starts itself, from the welcome view", async ({ workbench, host }) => {
  await workbench.openView("DevOps for AWS");
  await workbench.run("AWS: Unpin");
  const [first = "", ...others] = contributedViews();
  const { welcome } = workbench.tree(first);
  await expect(welcome).toContainText("Profiles are read from your AWS config");
  for (const other of others) await expect(workbench.tree(other).pane, other).toBeHidden();
  await expect(workbench.statusBarItem("AWS account: none pinned")).toBeVisible();
  const own = path.join(host.home, ".aws");
  fs.renameSync(own, `${own}-away`);
  try {
    await workbench.run("AWS: Switch account or region…");
    await workbench.quickInput.choose("No profile found");
    await expect(workbench.toast("there is no AWS profile on this machine").message).toContainText("Run aws configure");
  } finally {
    fs.renameSync(`${own}-away`, own);
  }
  await workbench.run("Notifications: Clear All Notifications");
  await welcome.getByText("Explore a simulated account").click();
  const tree = await workbench.showOnly("Build");
  await expect(tree.row("CodePipeline")).toBeVisible({ timeout: 30_000 });
  await expect(workbench.statusBarItem("AWS account: simulated · eu-west-1")).toBeVisible();
  await tree.expand("CodePipeline");
  await tree.menu("auth-service-release", "Open in the console");
  await expect(workbench.toast("Could not open the console").message).toContainText("the account is simulated");

  await workbench.switchTo("kestrel");
  await expect(tree.row("CodePipeline")).toBeVisible();
});

test("what was unfolded is unfolded again when the window is loaded anew", async ({ workbench }) => {
  let tree = await workbench.showFolded("Build");
  const builds = () => tree.rows.filter({ hasText: /^#\d+/ }).first();
  await tree.expand("CodeBuild");
  await tree.expand("auth-service-build");
  await builds().waitFor();
  // the editor writes down what an extension keeps some time after it was told
  await expect.poll(() => storedState(workbench.page, "unfolded:build")).toMatch(/unfolded:build[^\]]*auth-service-build/);
  await workbench.load();
  tree = await workbench.showOnly("Build");
  await expect(tree.row("auth-service-build")).toHaveAttribute("aria-expanded", "true");
  await expect(builds()).toBeVisible();
  await expect(tree.row("CodePipeline")).toHaveAttribute("aria-expanded", "false");
});
