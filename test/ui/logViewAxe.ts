import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/**
 * What axe finds in the visible webview, a line each. The workbench around it is VS Code's own.
 * @throws where axe measured the contrast of nothing, because it did not get into the webview
 */
export async function axeViolations(page: Page, view = "aws-log-view"): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page })
    .include(["iframe.webview.ready", "iframe#active-frame", view])
    .setLegacyMode(false)
    .analyze();
  if (!passes.some(({ id, nodes }) => id === "color-contrast" && nodes.length > 0)) throw new Error(`axe saw no text in ${view}`);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
}
