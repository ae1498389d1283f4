import { CodePipelineClient, GetPipelineStateCommand } from "@aws-sdk/client-codepipeline";
import type { SimulatedAccount } from "../../scripts/host/account.mjs";
import { expect, test } from "./fixtures.ts";
import { axe, paneSelector } from "./treeAxe.ts";
import { NOW } from "./views.ts";
import type { ColorTheme } from "./workbench.ts";
import { forgetWorkingCopy, GIT_SETTINGS, workingCopy } from "./workingCopy.ts";

/** An approval waits there when the account is opened. */
const WAITING = "billing-service-release";
const THEMES: readonly ColorTheme[] = ["dark", "light", "high contrast", "high contrast light"];

for (const theme of THEMES) {
  test.describe(theme, () => {
    test.use({ colorTheme: theme });

    test(`Now tells what waits and fails, the most urgent first, and passes axe in the ${theme} theme`, async ({ workbench }) => {
      const tree = await workbench.showOnly(NOW);
      await tree.row(WAITING).first().waitFor();
      await tree.rows.filter({ hasText: "in alarm" }).first().waitFor();
      const { violations, measured } = await axe(workbench.page, paneSelector(NOW));
      expect(violations).toEqual([]);
      expect(measured).toBeGreaterThan(0);
    });
  });
}

test("a row of Now leads to its place: an approval to its action", async ({ workbench }) => {
  const now = await workbench.showOnly(NOW, "Build");
  await now.row(WAITING).first().click();
  const selected = workbench.tree("Build").rows.and(workbench.page.locator('[aria-selected="true"]'));
  await expect(selected).toHaveAttribute("aria-label", /^Approve, (?!stage)/);
  // the palette means the row that it led to
  await workbench.run("AWS: Copy name");
  await expect.poll(() => workbench.clipboard()).toBe("Approve");
});

/** What an action of parcel-web's pipeline stands at. */
async function actionStatus({ endpoint, accessKeyId, secretAccessKey }: SimulatedAccount, stage: string): Promise<string | undefined> {
  const client = new CodePipelineClient({ endpoint, region: "eu-west-1", credentials: { accessKeyId, secretAccessKey } });
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: "parcel-web-release" }));
  client.destroy();
  return stageStates.find(({ stageName }) => stageName === stage)?.actionStates?.[0]?.latestExecution?.status;
}

test.describe("a push by the editor's own button", () => {
  test.use({ settings: GIT_SETTINGS });
  test.afterEach(({ host }) => forgetWorkingCopy(host));

  test("is followed while Now is hidden: told once when it waits and once when it fails, counted, and shown", async ({ workbench, host, account, simulator }) => {
    const { page } = workbench;
    const git = await workingCopy(host, account, "parcel-web");
    // what failed before is seen
    const now = await workbench.showOnly(NOW);
    await now.row(WAITING).first().waitFor();
    await now.rows.filter({ hasText: "in alarm" }).first().waitFor();
    await workbench.showOnly("Code");
    await workbench.tree("Code").row("CodeCommit").waitFor();
    const counted = workbench.activity("DevOps for AWS").and(page.locator('[aria-label*="since you looked"]'));
    await expect(counted).toHaveCount(0);
    await git("commit", "--quiet", "--all", "-m", "Weigh parcels twice");
    const head = await git("rev-parse", "--short=8", "HEAD");
    await page.locator(".statusbar-item", { hasText: "1↑" }).waitFor();
    await workbench.run("Git: Push");
    await expect(page.locator(".statusbar-item", { hasText: "1↑" })).toHaveCount(0);

    await simulator.setSpeed(30);
    await expect.poll(() => actionStatus(account, "Approve"), { timeout: 30_000 }).toBe("InProgress");
    await simulator.setSpeed(1);
    const told = workbench.toasts.filter({ hasText: `your push of main ${head}` });
    await workbench.run("AWS: Refresh");
    await expect(told).toHaveCount(1);
    await expect(told).toContainText("waits for approval in Approve");
    await expect(counted).toHaveCount(1);
    await workbench.toast(/your push/).choose("Show in Now");
    await expect(now.row(`checked out: main ${head}`)).toHaveAttribute("aria-label", /parcel-web-release: waits for approval in Approve · /);
    await expect(counted).toHaveCount(0);

    const build = await workbench.showOnly("Build", NOW);
    await now.row(`checked out: main ${head}`).click();
    const approval = build.row("Approve, Manual action");
    await expect(approval).toHaveAttribute("aria-selected", "true");
    await build.rowAction("Approve, Manual action", "Reject…");
    await workbench.quickInput.answer("not today");
    await workbench.dialog.choose("Reject");
    await workbench.showOnly("Build");
    await expect.poll(() => actionStatus(account, "Approve")).toBe("Failed");
    await workbench.run("AWS: Refresh");
    await expect(told).toHaveCount(1);
    await expect(told).toContainText("failed in Approve");
    await expect(counted).toHaveCount(1);
    await workbench.showOnly(NOW);
    await expect(counted).toHaveCount(0);
  });
});
