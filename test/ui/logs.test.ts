import type { FrameLocator } from "@playwright/test";
import { axeViolations } from "./logViewAxe.ts";
import { expect, test } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

const GROUP = "/ecs/parcel-web";

/** Opens the container and the log groups. */
async function openGroups(workbench: Workbench): Promise<TreeView> {
  await workbench.openView("DevOps for AWS");
  const tree = workbench.tree("Monitor");
  await tree.open();
  await tree.expand("Log groups");
  return tree;
}

/** Opens a group's log through the command palette. */
async function openLog(workbench: Workbench, group: string, stream = "All streams"): Promise<FrameLocator> {
  await workbench.run("AWS CloudWatch Logs: Open log group…");
  await workbench.quickInput.pick(group);
  await expect(workbench.quickInput.root).toContainText(group);
  if (stream === "All streams") await workbench.quickInput.row(stream).click();
  else await workbench.quickInput.rows.filter({ hasText: stream }).click();
  const log = workbench.webview;
  await log.locator(".line-text").first().waitFor();
  return log;
}

const count = async (log: FrameLocator) =>
  Number(((await log.locator(".status-count").textContent()) ?? "").replace(/\D/g, ""));

test("a group is found and its log followed; a stream's log opens with a click, is filtered by AWS, copied and read as text", async ({ workbench }) => {
  const tree = await openGroups(workbench);
  await tree.rowAction("Log groups", "Filter…");
  await workbench.quickInput.answer("/ecs/parcel");
  await expect(tree.row("/aws/codebuild")).toHaveCount(0);
  await expect(tree.row(GROUP)).toHaveAttribute("aria-label", /kept 30 days/);
  await tree.rowAction(GROUP, "Open log");
  const log = workbench.webview;
  await expect(workbench.tab("parcel-web")).toBeVisible();
  await expect(log.locator(".status")).toContainText("Following");
  const before = await count(log);
  await expect.poll(() => count(log), { timeout: 30_000 }).toBeGreaterThan(before);
  await workbench.run("View: Close All Editors");

  await tree.rowAction("Log groups", "Filter…");
  await workbench.quickInput.answer("nightly.rates");
  await tree.expand("/kestrel/jobs/nightly.rates-import");
  await tree.rows.filter({ hasText: "run-" }).click();
  await log.locator(".line-text").first().waitFor();
  const all = await count(log);
  const filter = log.getByLabel("Filter pattern");
  await filter.fill("WARN");
  await filter.press("Enter");
  await expect.poll(() => count(log)).toBeLessThan(all);
  await expect(log.locator(".line-text").filter({ hasNotText: "WARN" })).toHaveCount(0);
  await log.getByRole("button", { name: "Clear the filter" }).click();
  await expect.poll(() => count(log)).toBe(all);

  const line = log.locator(".line-text").last();
  const text = await line.textContent();
  await line.click();
  await log.locator(".vl-viewport").press("Control+c");
  await expect.poll(() => workbench.clipboard()).toBe(text);
  await log.getByRole("button", { name: "Open as text" }).click();
  await expect(workbench.page.locator(".tab", { hasText: /^nightly\.rates-import-run-.*\.log$/ })).toBeVisible();
  await expect(workbench.editorLines.first()).toContainText(/^\d{4}-\d\d-\d\dT/);
});

test("a hundred thousand lines are loaded, scrolled and found, and hiding the view loses nothing", async ({ workbench }) => {
  test.setTimeout(240_000);
  const log = await openLog(workbench, "/kestrel/bulk", "hundred-thousand");
  await log.getByRole("button", { name: "Load all older lines" }).click();
  await expect(log.locator(".status-count")).toHaveText("100,000 lines", { timeout: 120_000 });
  await expect(log.locator(".status")).toContainText("Beginning reached");
  expect(await log.locator(".line").count()).toBeLessThan(100);

  await log.locator(".vl-viewport").focus();
  await log.locator(".vl-viewport").press("Home");
  await expect(log.locator('.line[aria-posinset="1"] .line-text')).toBeVisible();
  await log.locator(".vl-viewport").press("Control+f");
  const first = (await log.locator('.line[aria-posinset="1"] .line-text').textContent()) ?? "";
  await log.getByLabel("Find", { exact: true }).fill(first.slice(0, 12));
  await expect(log.locator(".find-count")).toContainText("lines", { timeout: 30_000 });
  await log.getByLabel("Find", { exact: true }).press("Enter");
  await expect(log.locator(".line-current mark").first()).toBeVisible();
  await log.getByRole("button", { name: "Close (Escape)" }).click();

  const position = await log.locator(".line").first().getAttribute("aria-posinset");
  await workbench.openFile("server.js");
  await expect(workbench.editorLines.first()).toBeVisible();
  await workbench.tab("bulk · hundred-thousand").click();
  await expect(log.locator(".status-count")).toHaveText("100,000 lines");
  await expect.poll(() => log.locator(".line").first().getAttribute("aria-posinset")).toBe(position);
});

for (const colorTheme of ["dark", "light", "high contrast"] as const) {
  test.describe(`in the ${colorTheme} theme`, () => {
    test.use({ colorTheme });
    test("the log view is accessible", async ({ workbench }) => {
      const log = await openLog(workbench, GROUP);
      expect(await axeViolations(workbench.page)).toEqual([]);
      await log.locator(".line-text").last().click();
      await log.locator(".vl-viewport").press("Enter");
      await expect(log.locator(".detail-text")).toBeVisible();
      await log.getByRole("button", { name: "Last 1 h" }).click();
      expect(await axeViolations(workbench.page)).toEqual([]);
    });
  });
}
