// The pictures of the README and one contact sheet a theme: `npm run shots` takes them anew from the real workbench.
import fs from "node:fs";
import path from "node:path";
import { CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import type { SimulatedAccount } from "../../scripts/host/account.mjs";
import { contactSheet } from "../../scripts/contactSheet.mjs";
import type { SimulatorControl } from "../../src/simulator/controlClient.ts";
import { expect, test, type WorkbenchHost } from "./fixtures.ts";
import { contributedViews, NOW, servicesOf, unfold } from "./views.ts";
import type { ColorTheme, Workbench } from "./workbench.ts";
import { commitAll, forgetWorkingCopy, type Git, GIT_SETTINGS, workingCopy } from "./workingCopy.ts";

const folder = path.join(import.meta.dirname, "../../media/screens");
const themes: readonly ColorTheme[] = ["dark", "light", "high contrast"];

/** The pictures that the README shows; the others stand on the contact sheets alone. */
const inReadme = new Set([
  "template-dark",
  "push-dark",
  "log-dark",
  "deployment-dark",
  "tasks-dark",
  "alarms-dark",
  "trace-dark",
  "changes-light",
  "plan-light",
]);

for (const theme of themes) {
  test.describe(theme, () => {
    test.use({ colorTheme: theme, settings: GIT_SETTINGS });
    test.afterEach(({ host }) => forgetWorkingCopy(host));

    test(`pictures of the ${theme} theme`, async ({ workbench, simulator, host, account }) => {
      test.setTimeout(500_000);
      const pictures: { label: string; image: Uint8Array }[] = [];
      const take = async (label: string) => {
        const image = await workbench.page.screenshot();
        pictures.push({ label, image });
        const name = `${label}-${theme.replace(" ", "-")}`;
        fs.mkdirSync(folder, { recursive: true });
        if (inReadme.has(name)) fs.writeFileSync(path.join(folder, `${name}.png`), image);
      };
      await edit(workbench, await workingCopy(host, account, "parcel-web"), take);
      await deliver(workbench, simulator, take);
      await explain(workbench, host, account, take);
      await look(workbench, simulator, take);
      await services(workbench, take);
      await contactSheet(path.join(folder, `sheet-${theme.replace(" ", "-")}.png`), pictures, { columns: 3, width: 640 });
    });
  });
}

/** Every service of every view, unfolded: a new one has its picture by itself. What opens beside the trees is in the tour. */
async function services(workbench: Workbench, take: Take): Promise<void> {
  await workbench.switchTo("kestrel");
  await workbench.run("View: Close All Editors");
  for (const title of contributedViews()) {
    const tree = await workbench.showOnly(title);
    await tree.titleAction("Collapse All");
    for (const service of await servicesOf(tree)) {
      await unfold(tree, service, 4);
      await take(`${title}, ${service}`);
      await tree.toTop();
      await tree.collapse(service);
    }
  }
}

type Take = (label: string) => Promise<void>;

/** Edits a template with a mistake in it, commits and pushes. */
async function edit(workbench: Workbench, git: Git, take: Take): Promise<void> {
  const { page } = workbench;
  await workbench.showOnly("Code");
  await workbench.run("AWS CodeCommit: Show repository…");
  await workbench.quickInput.pick("parcel-web");
  await workbench.tree("Code").scrollTo("main");
  await workbench.tree("Code").expand("main");
  await workbench.openFile("template.yaml");
  const lines = (await git("show", "HEAD:template.yaml")).split("\n");
  await workbench.goToLine(lines.findIndex((text) => text.includes("RetentionInDays")) + 1);
  await page.keyboard.press("Shift+Home");
  await page.keyboard.type("RetentionDays: 90");
  await page.locator(".editor-group-container.active .squiggly-error").waitFor();
  await page.keyboard.press("Control+Shift+M");
  // what was half typed has findings of its own
  const findings = page.locator(".markers-panel .monaco-list-row", { hasText: "CloudFormation" });
  await expect(findings).toHaveText([/has no property "RetentionDays"/]);
  await take("template");
  await page.keyboard.press("Control+Shift+M");
  await workbench.editorLines.filter({ hasText: "RetentionDays" }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+Home");
  await page.keyboard.type("RetentionInDays: 90");
  await page.keyboard.press("Control+S");
  await expect.poll(() => git("diff", "--", "template.yaml")).toContain("RetentionInDays: 90");
  await commitAll(workbench, "Keep the service's log for a quarter");
  await expect.poll(() => git("log", "-1", "--format=%s")).toContain("quarter");
  await workbench.run("AWS CodeCommit: Push to CodeCommit…");
  await workbench.dialog.message.waitFor();
  await take("push");
  await workbench.dialog.choose("Push");
  await expect(workbench.toast(/Pushed 1 commit/).root).toBeVisible();
  await workbench.run("Notifications: Clear All Notifications");
  await workbench.run("View: Close All Editors");
}

/** Follows the release of what was pushed, through to its traces. */
async function deliver(workbench: Workbench, simulator: SimulatorControl, take: Take): Promise<void> {
  const build = await workbench.showOnly("Build");
  await workbench.run("AWS CodePipeline: Show pipeline…");
  await workbench.quickInput.pick("parcel-web-release");
  await build.scrollTo("Executions");
  await expect(build.row("Build, stage")).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });
  await build.expand("Build, stage");
  await build.row("Build, CodeBuild action").click();
  await expect(workbench.webview.getByText("Entering phase BUILD")).toBeVisible({ timeout: 60_000 });
  await take("log");
  await expect(build.row("Approve, stage")).toHaveAttribute("aria-label", /waiting/, { timeout: 60_000 });
  await build.expand("Approve, stage");
  await build.row("Approve, Manual action").hover();
  await take("pipelines");
  await build.rowAction("Approve, Manual action", "Approve…");
  await workbench.quickInput.answer("Looks good");
  await workbench.dialog.message.waitFor();
  await take("plan");
  await workbench.dialog.choose("Approve");

  await build.expand("Deploy, stage");
  await build.scrollTo("Executions");
  await build.row("Stack, CloudFormation action").click();
  const infrastructure = await workbench.showOnly("Infrastructure");
  await infrastructure.scrollTo("Events");
  await infrastructure.expand("Events");
  await infrastructure.rows.filter({ hasText: /update complete/ }).first().waitFor();
  await take("stack");
  await workbench.showOnly("Build");
  await build.scrollTo("Deploy, CodeDeployToECS action");
  const action = build.row("Deploy, CodeDeployToECS action");
  await expect(action).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });
  await action.click();
  // the link opens the view by itself
  await workbench.tree("Deploy").row("kestrel-production:parcel-web, service").waitFor();
  const deploy = await workbench.showOnly("Deploy");
  await deploy.expand("kestrel-production:parcel-web, service");
  await expect(deploy.row("kestrel-production:parcel-web, service")).toContainText(/[2-9]0 % of traffic/, { timeout: 60_000 });
  await take("deployment");

  const monitor = await workbench.showOnly("Monitor");
  await workbench.run("AWS X-Ray: Show traces");
  await monitor.expand("X-Ray traces");
  await monitor.rowAction("X-Ray traces", "Filter…");
  await workbench.quickInput.input.waitFor();
  await take("filter");
  await workbench.quickInput.answer('service("parcel-web") AND fault');
  await monitor.pane.locator('.monaco-list-row[aria-label*=", trace, server fault"]').first().click();
  await workbench.webview.locator(".wf-row").filter({ hasText: "rate-service" }).first().click();
  await workbench.webview.locator(".exception").waitFor();
  await take("trace");
  await workbench.webview.getByRole("button", { name: "As a table" }).click();
  await take("trace-table");
  await workbench.run("View: Close All Editors");
  await monitor.rowAction("X-Ray traces", "Clear filter");
  await monitor.collapse("X-Ray traces");
  await simulator.setSpeed(1);
}

/** Why a task stopped, what fires, what a template would change, and what needs somebody. */
async function explain(workbench: Workbench, host: WorkbenchHost, account: SimulatedAccount, take: Take): Promise<void> {
  const deploy = await workbench.showOnly("Deploy");
  await deploy.titleAction("Collapse All");
  await workbench.run("AWS ECS: Show cluster…");
  await workbench.quickInput.pick("kestrel-production");
  await deploy.scrollTo("pricing-engine, service");
  await deploy.expand("pricing-engine, service");
  await deploy.scrollTo("Tasks");
  await deploy.expand("Tasks");
  const killed = deploy.rows.filter({ hasText: "memory" }).first();
  await killed.hover();
  await killed.locator('.action-label[aria-label*="log"]').click();
  await workbench.webview.locator(".line-text").first().waitFor();
  await take("tasks");
  await workbench.run("View: Close All Editors");

  const monitor = await workbench.showOnly("Monitor");
  await monitor.titleAction("Collapse All");
  await monitor.expand("Alarms");
  await monitor.expand("invoice-export-errors");
  await monitor.rowAction("invoice-export-errors", "Open log");
  await workbench.webview.locator(".line-text").first().waitFor();
  await take("alarms");
  await monitor.collapse("Alarms");
  await workbench.run("View: Close All Editors");

  const { endpoint, accessKeyId, secretAccessKey } = account;
  const stacks = new CloudFormationClient({ endpoint, region: "eu-west-1", credentials: { accessKeyId, secretAccessKey } });
  const { TemplateBody = "" } = await stacks.send(new GetTemplateCommand({ StackName: "dead-letter-drain" }));
  stacks.destroy();
  fs.writeFileSync(path.join(host.workspace, "drain.yaml"), TemplateBody.replace("MessageRetentionPeriod: 1209600", "QueueName: lost-letters"));
  const infrastructure = await workbench.showFolded("Infrastructure");
  await workbench.openFile("drain.yaml");
  await workbench.run("AWS CloudFormation: Make change set of the template in the editor…");
  await workbench.quickInput.pick("dead-letter-drain");
  await workbench.quickInput.choose("As before");
  await workbench.dialog.choose("Create");
  const made = infrastructure.pane.locator('.monaco-list-row[aria-label^="editor-"]').first();
  const [set = ""] = ((await made.getAttribute("aria-label", { timeout: 30_000 })) ?? "").split(",");
  await infrastructure.expand(set);
  await infrastructure.rowAction(set, "Compare templates");
  await workbench.tab("dead-letter-drain: deployed").waitFor();
  await take("changes");
  await workbench.run("View: Close All Editors");
  fs.rmSync(path.join(host.workspace, "drain.yaml"));

  const now = await workbench.showOnly(NOW);
  await now.rows.filter({ hasText: "in alarm" }).first().waitFor();
  await take("now");
}

/** Looks up logs and accounts, and meets faults. */
async function look(workbench: Workbench, simulator: SimulatorControl, take: Take): Promise<void> {
  const build = await workbench.showOnly("Build");
  const monitor = workbench.tree("Monitor");
  await build.collapse("parcel-web-release");
  await monitor.open();
  await monitor.expand("Log groups");
  await workbench.run("AWS CloudWatch Logs: Open log group…");
  await workbench.quickInput.input.waitFor();
  await workbench.quickInput.input.fill("/ecs/parcel");
  await workbench.quickInput.row("/ecs/parcel-web").waitFor();
  await take("search");
  await workbench.quickInput.row("/ecs/parcel-web").click();
  await workbench.quickInput.row("All streams").click();
  await workbench.webview.locator(".line-text").first().waitFor();
  await take("group");

  await workbench.run("AWS: Pin another account or region…");
  await workbench.quickInput.row("kestrel-prod").waitFor();
  await take("accounts");
  await workbench.quickInput.pick("kestrel-prod");
  await build.row("kestrel-prod").waitFor();
  await take("two-accounts");

  await simulator.addFaults({ kind: "denied", service: "codepipeline" }, { kind: "offline", service: "logs" });
  await workbench.switchTo("kestrel");
  await build.expand("CodePipeline");
  await build.row("Access denied: codepipeline:ListPipelines").waitFor();
  await monitor.expand("Log groups");
  await monitor.row("No connection").waitFor({ timeout: 40_000 });
  await take("faults");
  await simulator.clearFaults();
  await workbench.run("AWS: Unpin");
  const [first = ""] = contributedViews();
  await workbench.tree(first).welcome.waitFor();
  await take("welcome");
}
