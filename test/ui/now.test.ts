import { expect, test } from "./fixtures.ts";
import { axe, paneSelector } from "./treeAxe.ts";
import { NOW } from "./views.ts";
import type { ColorTheme } from "./workbench.ts";

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
});
