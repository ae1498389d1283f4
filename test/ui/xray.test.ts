import type { FrameLocator } from "@playwright/test";
import { axeViolations } from "./logViewAxe.ts";
import { expect, test } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

/** Opens the list of traces, filtered. */
async function openTraces(workbench: Workbench, filter?: string): Promise<TreeView> {
  await workbench.openView("DevOps for AWS");
  await workbench.tree("Build").close();
  await workbench.tree("Code").close();
  const tree = workbench.tree("Monitor");
  await tree.open();
  await workbench.run("AWS X-Ray: Show traces");
  await expect(tree.row("X-Ray traces")).toHaveAttribute("aria-expanded", "true");
  await expect(tree.rows.filter({ hasText: / ago|just now/ }).first()).toBeVisible();
  if (filter !== undefined) {
    await tree.rowAction("X-Ray traces", "Filter…");
    await workbench.quickInput.answer(filter);
    await expect(tree.row("X-Ray traces")).toContainText(filter);
  }
  return tree;
}

const traces = (tree: TreeView) => tree.rows.filter({ hasText: / ago|just now/ });

/** Opens the first trace of a filtered list. */
async function openTrace(workbench: Workbench, filter: string): Promise<FrameLocator> {
  const tree = await openTraces(workbench, filter);
  await traces(tree).first().click();
  const view = workbench.webview;
  await view.locator(".wf-row").first().waitFor();
  return view;
}

test("look", async ({ workbench }) => {
  const view = await openTrace(workbench, 'service("parcel-web") AND fault');
  await workbench.page.screenshot({ path: "/tmp/xray-1.png" });
  await view.locator(".wf-row").nth(1).dblclick();
  await view.locator(".facts").first().waitFor();
  await workbench.page.screenshot({ path: "/tmp/xray-2.png" });
  await view.getByRole("button", { name: "As a table" }).click();
  await workbench.page.screenshot({ path: "/tmp/xray-3.png" });
});
