import { expect, test } from "./fixtures.ts";
import { axe, OWN_VIOLATIONS, paneSelector } from "./treeAxe.ts";
import { contributedViews, servicesOf, unfold } from "./views.ts";
import type { ColorTheme, Workbench } from "./workbench.ts";
import { showAll, showOnly } from "./workingCopy.ts";

const THEMES: readonly ColorTheme[] = ["dark", "light", "high contrast", "high contrast light"];
/** How deep the rows of a service are shown. */
const LEVELS = 4;

/** The titles of the container's views, as they are contributed: a new view is looked at by itself. */
const TITLES = contributedViews();

test.afterEach(({ workbench }) => showAll(workbench));

/** Fails with every violation in this part of the workbench. */
async function expectNothing({ page }: Workbench, selector: string, what: string): Promise<void> {
  const { violations, measured } = await axe(page, selector);
  expect(violations, what).toEqual([]);
  expect(measured, `${what}: texts whose contrast was measured`).toBeGreaterThan(0);
}

for (const theme of THEMES) {
  test.describe(theme, () => {
    test.use({ colorTheme: theme });

    for (const title of TITLES) {
      test(`${title}: rows, failures, two accounts and the welcome pass axe in the ${theme} theme`, async ({ workbench, simulator }) => {
        test.setTimeout(240_000);
        const tree = await showOnly(workbench, title);
        for (const service of await servicesOf(tree)) {
          await unfold(tree, service, LEVELS);
          await expectNothing(workbench, paneSelector(title), `${service} in ${title}`);
          await simulator.addFaults({ kind: "denied" });
          await workbench.run("AWS: Refresh");
          await tree.row("Access denied").waitFor();
          await expectNothing(workbench, paneSelector(title), `${service} in ${title}, denied`);
          await simulator.clearFaults();
          await tree.toTop();
          await tree.collapse(service);
        }

        await workbench.run("AWS: Pin another account or region…");
        await workbench.quickInput.pick("kestrel-staging");
        await tree.row("kestrel-staging").waitFor();
        await expectNothing(workbench, paneSelector(title), `two accounts in ${title}`);
        await workbench.switchTo("kestrel");
        await workbench.run("AWS: Unpin");
        await tree.welcome.waitFor();
        await expectNothing(workbench, paneSelector(title), `the welcome of ${title}`);
      });
    }

    test(`the status bar's item passes axe, and VS Code's own violations are still there, in the ${theme} theme`, async ({ workbench }) => {
      await expectNothing(workbench, '.statusbar-item:has([aria-label^="AWS account"])', "the status bar's item");
      await workbench.openView("Explorer");
      await workbench.page.locator(`${paneSelector("Explorer")} .monaco-list-row`).first().waitFor();
      const { own } = await axe(workbench.page, paneSelector("Explorer"));
      await workbench.openView("DevOps for AWS");
      expect(own).toEqual(OWN_VIOLATIONS);
    });
  });
}
