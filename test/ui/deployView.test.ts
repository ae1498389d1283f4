// One walk through what is deployed: that it hangs together in the editor. What each room says and does is told in test/rooms.
import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

/** Unfolds rows one below the other. */
async function unfold(tree: TreeView, ...labels: readonly string[]): Promise<void> {
  for (const label of labels) {
    await tree.scrollTo(label);
    await tree.expand(label);
  }
}

/** Presses the button of a row that nothing but its description tells from others. */
async function press(row: Locator, action: string): Promise<void> {
  await row.hover();
  await row.locator(`.actions .action-label[aria-label^="${action}"]`).click();
}

const line = (workbench: Workbench, text: string) => workbench.webview.locator(".line-text").filter({ hasText: text });

test("a service is deployed anew and watched to its end; a task says why it stopped and leads to its log", async ({ workbench, simulator }) => {
  const tree = await workbench.showFolded("Deploy");
  const service = tree.row("billing-service, service");
  await unfold(tree, "ECS", "kestrel-production, cluster");
  await tree.rowAction("billing-service, service", "Force new deployment");
  await expect(workbench.dialog.detail).toContainText(/Tasks: 3 of billing-service:\d+ → replaced one after the other/);
  await workbench.dialog.choose("Deploy");
  await expect(service).toContainText("rolling out");
  await simulator.setSpeed(10);
  await unfold(tree, "billing-service, service", "Events");
  await expect(tree.rows.filter({ hasText: "Started 1 task: " }).first()).toBeVisible();
  // the rows of new events push it up
  await tree.toTop();
  await expect(service).not.toContainText("rolling out", { timeout: 30_000 });
  await expect(tree.rows.filter({ hasText: "Deployment completed" }).first()).toBeVisible();
  await tree.collapse("billing-service, service");

  await unfold(tree, "pricing-engine, service", "Tasks");
  const killed = tree.rows.filter({ hasText: "out of memory: it wanted more than it may have" });
  await press(killed.first(), "Open task's log");
  await expect(line(workbench, "heap 1024 MiB of 1024 MiB")).toBeVisible();

  await tree.toTop();
  await tree.collapse("kestrel-production, cluster");
  await unfold(tree, "kestrel-acceptance, cluster", "label-studio, service", "Tasks");
  await press(tree.rows.filter({ hasText: "cannot pull its image" }).first(), "Open task's log");
  await expect(workbench.toast("label-studio never started: cannot pull its image label-studio:1.2.0").root).toBeVisible();
});

test("an alias goes to ten per cent and back; a function that throws leads from its error to its log line and its trace", async ({ workbench }) => {
  const { page, quickInput, dialog } = workbench;
  const tree = await workbench.showFolded("Deploy");
  await unfold(tree, "Lambda", "label-printer, function");
  const alias = tree.row("stable, alias");
  await tree.rowAction("stable, alias", "Shift alias…");
  await quickInput.pick("version 8");
  await quickInput.answer("10");
  await expect(dialog.detail).toContainText("Calls: 100 % version 6 → 90 % version 6, 10 % version 8");
  await dialog.choose("Shift");
  await expect(alias).toContainText("90 % version 6, 10 % version 8");
  await tree.rowAction("stable, alias", "Roll alias back…");
  await quickInput.pick("100 % version 6");
  await dialog.choose("Roll back");
  await expect(alias).toContainText("100 % version 6");

  await tree.rowAction("invoice-export, function", "Invoke…");
  await quickInput.pick("Write an event…");
  await workbench.tab("invoice-export-event.json").waitFor();
  await expect(workbench.toast("Save invoice-export-event.json to go on").root).toBeVisible();
  await workbench.editorLines.first().click();
  for (const text of ["{ no json", '{ "invoice": 7 ']) {
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(text);
    await page.keyboard.press("ControlOrMeta+S");
    if (text.includes("no")) await workbench.toast("Not yet: This is no JSON").root.waitFor();
  }
  await expect(dialog.detail).toContainText("Run: once, as $LATEST, with an event of");
  await dialog.choose("Invoke");
  await expect(workbench.editorLines.filter({ hasText: '"errorType": "TypeError"' })).toBeVisible();
  await workbench.toast("invoice-export failed: TypeError").choose("Log and trace…");
  await quickInput.pick("Log lines");
  await expect(line(workbench, "Cannot read properties of undefined")).toBeVisible();
  await workbench.run("AWS Lambda: Last invocation…");
  await quickInput.pick("invoice-export");
  await quickInput.pick("Trace");
  await expect(workbench.webview.locator(".wf-row").filter({ hasText: "invoice-export" }).first()).toBeVisible();
});

test("environments swap their URLs, and a version that is deployed makes the degraded one well", async ({ workbench, simulator }) => {
  const tree = await workbench.showFolded("Deploy");
  const [blue, green] = ["developer-portal-blue, environment", "developer-portal-green, environment"] as const;
  await unfold(tree, "Elastic Beanstalk", "developer-portal, application");
  await simulator.setSpeed(10);
  await tree.menu(blue, "Swap URLs…");
  await workbench.quickInput.pick("developer-portal-green");
  await expect(workbench.dialog.detail).toContainText(/developer-portal\.eu-west-1\S+ → developer-portal-next\.eu-west-1/);
  await workbench.dialog.choose("Swap");
  await expect(tree.row(blue)).toHaveAttribute("aria-label", /Ok.*developer-portal-next\./);
  await expect(tree.row(green)).toHaveAttribute("aria-label", /Degraded.*developer-portal\.eu/);

  await tree.rowAction(green, "Deploy version…");
  await workbench.quickInput.rows.first().click();
  await expect(workbench.dialog.detail).toContainText("To undo: deploy handbook-");
  await workbench.dialog.choose("Deploy");
  await expect(tree.row(green)).toContainText("Updating");
  await expect(tree.row(green)).toContainText("Ok", { timeout: 30_000 });
});
