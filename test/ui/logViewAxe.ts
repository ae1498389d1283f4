import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** What axe finds in the visible webview, a line each. The workbench around it is VS Code's own. */
export async function axeViolations(page: Page, view = "aws-log-view"): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(["iframe.webview.ready", "iframe#active-frame", view])
    .setLegacyMode(false)
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
}
