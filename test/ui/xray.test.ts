import type { FrameLocator } from "@playwright/test";
import { axeViolations } from "./logViewAxe.ts";
import { expect, test } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

const FAILED = 'service("parcel-web") AND fault';
const traces = (tree: TreeView) => tree.rows.filter({ hasText: / ago|just now/ });
const traceId = async (view: FrameLocator) => (await view.locator(".trace-id code").textContent()) ?? "";

/** Opens the list of traces, filtered. */
async function openTraces(workbench: Workbench, filter?: string): Promise<TreeView> {
  const tree = await workbench.showOnly("Monitor");
  // rows of the account as it was before the test are gone together with the filter of then
  await expect(tree.row("X-Ray traces")).not.toContainText("“");
  await workbench.run("AWS X-Ray: Show traces");
  await tree.expand("X-Ray traces");
  await expect(traces(tree).first()).toBeVisible();
  if (filter !== undefined) {
    await tree.rowAction("X-Ray traces", "Filter…");
    await workbench.quickInput.answer(filter);
    await expect(tree.row("X-Ray traces")).toContainText(filter);
  }
  return tree;
}

/** Goes to the last row, which is on the screen only then, until it says that so many rows are shown. */
async function toEnd(tree: TreeView, shown: number): Promise<void> {
  await expect(async () => {
    await tree.pane.locator(".monaco-list").focus();
    await tree.pane.locator(".monaco-list").press("End");
    await expect(tree.row("Load more…")).toContainText(`${shown} shown`, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

/** Opens the first trace of a filtered list. @param like how it is told: rows of before the filter stand there until its own arrive */
async function openTrace(workbench: Workbench, filter = FAILED, like = /, trace, server fault/): Promise<FrameLocator> {
  const tree = await openTraces(workbench, filter);
  await expect(traces(tree).first()).toHaveAttribute("aria-label", like);
  await traces(tree).first().click();
  const view = workbench.webview;
  await view.locator(".wf-row").first().waitFor();
  return view;
}

test("from the list through the waterfall to the log line, and back to the trace", async ({ workbench }) => {
  const view = await openTrace(workbench);
  await expect(view.locator(".trace-facts")).toContainText("Fault 502");
  const id = await traceId(view);
  await view.locator(".wf-row").filter({ hasText: "rate-service" }).first().click();
  await expect(view.locator(".exception")).toContainText("UpstreamTimeoutError");
  await view.locator(".detail").getByRole("button", { name: "Log lines" }).click();

  const log = workbench.webview;
  const line = log.locator(".line-text").filter({ hasText: id });
  await expect(line).toBeVisible({ timeout: 30_000 });
  await expect(log.locator(".line-text")).toHaveCount(1);
  expect(await log.getByLabel("Filter pattern").inputValue()).toContain(id);
  await line.click();
  await log.locator(".vl-viewport").press("Enter");
  await workbench.run("View: Close All Editors");

  await workbench.run("AWS CloudWatch Logs: Open log group…");
  await workbench.quickInput.pick("/ecs/parcel-web");
  await workbench.quickInput.row("All streams").click();
  const all = workbench.webview;
  await all.getByLabel("Filter pattern").fill(`"${id}"`);
  await all.getByLabel("Filter pattern").press("Enter");
  await expect(all.locator(".line-text")).toHaveCount(1);
  await all.locator(".line-text").click();
  await all.locator(".vl-viewport").press("Enter");
  await all.getByRole("button", { name: "Open Trace" }).click();
  await expect(workbench.webview.locator(".trace-id code")).toHaveText(id);
});

test("a function's report leads to its trace by a key, and the trace to the invocation's lines", async ({ workbench }) => {
  await workbench.run("AWS CloudWatch Logs: Open log group…");
  await workbench.quickInput.pick("/aws/lambda/label-printer");
  await workbench.quickInput.row("All streams").click();
  const log = workbench.webview;
  await log.getByLabel("Filter pattern").fill("REPORT");
  await log.getByLabel("Filter pattern").press("Enter");
  await expect(log.locator(".line-text").filter({ hasNotText: /REPORT|XRAY/ })).toHaveCount(0);
  await log.locator(".line-text").filter({ hasText: "REPORT" }).last().click();
  await log.locator(".vl-viewport").press("t");
  const view = workbench.webview;
  await expect(view.locator(".wf-row").filter({ hasText: "Invocation" })).toBeVisible();
  await view.getByRole("button", { name: "Log lines" }).click();
  await expect(workbench.webview.locator(".line-text").filter({ hasText: "START RequestId" })).toHaveCount(1, { timeout: 30_000 });
  await expect(workbench.webview.locator(".line-text").filter({ hasText: "XRAY TraceId" })).toHaveCount(1);
});

test("a wrong expression is explained and leaves the list, one used lately is offered", async ({ workbench }) => {
  const tree = await openTraces(workbench, "http.status = 502");
  await expect(traces(tree).filter({ hasNotText: "502" })).toHaveCount(0);
  await tree.rowAction("X-Ray traces", "Filter…");
  await workbench.quickInput.answer("faulty = yes");
  await expect(workbench.toast("Invalid filter expression").message).toContainText("unknown keyword 'faulty'");
  await expect(tree.row("X-Ray traces")).toContainText("http.status = 502");
  await expect(traces(tree).first()).toContainText("502");
  await workbench.run("Notifications: Clear All Notifications");
  await tree.rowAction("X-Ray traces", "Clear filter");
  await expect(tree.row("X-Ray traces")).not.toContainText("502");
  await tree.rowAction("X-Ray traces", "Filter…");
  await workbench.quickInput.row("http.status = 502").click();
  await expect(tree.row("X-Ray traces")).toContainText("http.status = 502");
});

test("the window is chosen and stands behind the service, more traces come by fifty", async ({ workbench, simulator }) => {
  const tree = await openTraces(workbench);
  await expect(tree.row("X-Ray traces")).toContainText("last 30 minutes");
  await simulator.clearCalls();
  await workbench.run("AWS: Refresh");
  await expect.poll(async () => (await simulator.calls())["xray:GetTraceSummaries"] ?? 0).toBeGreaterThan(0);
  await tree.rowAction("X-Ray traces", "Change time window…");
  await workbench.quickInput.pick("Last 5 minutes");
  await expect(tree.row("X-Ray traces")).toContainText("last 5 minutes");
  // a page of fifty costs a handful of calls however many traces there are
  expect((await simulator.calls())["xray:GetTraceSummaries"]).toBeLessThan(12);
  await toEnd(tree, 50);
  await tree.row("Load more…").click();
  await toEnd(tree, 100);
});

test("a list of days in which nothing was found yet says how far it looked, and goes on", async ({ workbench }) => {
  const tree = await openTraces(workbench, 'service("nobody")');
  await expect(tree.row("Nothing matches “service(\"nobody\")”")).toBeVisible();
  await tree.rowAction("X-Ray traces", "Change time window…");
  await workbench.quickInput.pick("Last 7 days");
  await expect(tree.row("X-Ray traces")).toContainText("last 7 days");
  const note = tree.row("None in the last");
  await expect(note).toContainText("looks further back", { timeout: 60_000 });
  const first = (await note.textContent()) ?? "";
  await tree.row("Load more…").click();
  await expect(note).not.toContainText(first, { timeout: 60_000 });
});

test("a trace opens by a pasted header, and its id is copied", async ({ workbench }) => {
  const view = await openTrace(workbench);
  const id = await traceId(view);
  await workbench.run("View: Close All Editors");
  await workbench.run("AWS X-Ray: Open trace…");
  await workbench.quickInput.answer(`Root=${id};Parent=53995c3f42cd8ad8;Sampled=1`);
  await expect(workbench.webview.locator(".trace-id code")).toHaveText(id);
  await workbench.run("AWS X-Ray: Copy trace id…");
  await workbench.quickInput.answer(id.slice(2).replaceAll("-", ""));
  await expect.poll(() => workbench.clipboard()).toBe(id);
  await workbench.run("AWS X-Ray: Open trace…");
  await workbench.quickInput.answer("1-00000001-000000000000000000000000");
  await expect(workbench.webview.locator(".notice")).toContainText("X-Ray has no such trace");
});

test("the long trace: keys, find, zoom, table; and all of it is there again when it was hidden", async ({ workbench }) => {
  const view = await openTrace(workbench, 'service("rates-delta")', /^rates-delta,/);
  const parts = Number(/(\d+) parts/.exec((await view.locator(".trace-facts").textContent()) ?? "")?.[1]);
  expect(parts).toBeGreaterThan(300);
  expect(await view.locator(".wf-row").count()).toBeLessThan(80);
  await view.getByRole("treegrid").focus();
  await view.getByRole("treegrid").press("End");
  await expect(view.locator('[aria-selected="true"]')).toHaveCount(1);
  await view.getByLabel("Find a part").fill("CR-017");
  await expect(view.locator(".find-number")).toHaveText("1 found");
  await view.locator(".wf-row").filter({ hasText: "hand over CR-017" }).click();
  await view.getByRole("button", { name: "Zoom in" }).click();
  const ticks = await view.locator(".wf-tick").allTextContents();
  await workbench.openFile("server.js");
  await expect(workbench.editorLines.first()).toBeVisible();
  await workbench.tab("rates-delta").click();
  await expect(view.locator(".detail-title")).toHaveText("hand over CR-017");
  await expect.poll(() => view.locator(".wf-tick").allTextContents()).toEqual(ticks);
  await expect(view.locator(".find-number")).toHaveText("1 found");
  await workbench.load();
  await workbench.tab("rates-delta").click();
  await expect(workbench.webview.locator(".detail-title")).toHaveText("hand over CR-017", { timeout: 60_000 });
  await workbench.webview.getByRole("button", { name: "As a table" }).click();
  await expect(workbench.webview.locator("tbody tr")).toHaveCount(1);
});

test("denied: list and waterfall keep what was known, say why, and recover by themselves", async ({ workbench, simulator }) => {
  const view = await openTrace(workbench);
  const tree = workbench.tree("Monitor");
  const failed = tree.row("Access denied: xray:GetTraceSummaries");
  await simulator.addFaults({ kind: "denied", service: "xray" });
  await workbench.run("AWS: Refresh");
  await expect(failed).toBeVisible({ timeout: 40_000 });
  await expect(traces(tree).first()).toBeVisible();
  await view.getByRole("button", { name: "Load anew" }).click();
  await expect(view.getByRole("alert")).toContainText("xray:BatchGetTraces is missing", { timeout: 40_000 });
  await expect(view.locator(".wf-row").first()).toBeVisible();
  await simulator.clearFaults();
  await expect(view.getByRole("alert")).toHaveCount(0, { timeout: 60_000 });
  await expect(failed).toBeHidden({ timeout: 40_000 });
});

for (const colorTheme of ["dark", "light", "high contrast"] as const) {
  test.describe(`in the ${colorTheme} theme`, () => {
    test.use({ colorTheme });
    test("waterfall and table are accessible", async ({ workbench }) => {
      const view = await openTrace(workbench);
      await view.locator(".wf-row").filter({ hasText: "rate-service" }).first().click();
      await expect(view.locator(".exception")).toBeVisible();
      expect(await axeViolations(workbench.page, "aws-trace-view")).toEqual([]);
      await view.getByRole("button", { name: "As a table" }).click();
      await expect(view.locator("tbody tr").first()).toBeVisible();
      expect(await axeViolations(workbench.page, "aws-trace-view")).toEqual([]);
    });
  });
}
