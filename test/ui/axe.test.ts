import { expect, test } from "./fixtures.ts";
import { axe, faintIcons, OWN_VIOLATIONS, paneSelector } from "./treeAxe.ts";
import { contributedViews, servicesOf, unfold } from "./views.ts";
import type { ColorTheme, TreeView, Workbench } from "./workbench.ts";

const THEMES: readonly ColorTheme[] = ["dark", "light", "high contrast", "high contrast light"];
/** How deep the rows of a service are shown. */
const LEVELS = 4;

/** The titles of the container's views, as they are contributed: a new view is looked at by itself. */
const TITLES = contributedViews();

/** Fails with every violation in a view, whose toolbar shows while the pointer is over it. */
async function expectNothing({ page }: Workbench, tree: TreeView, title: string, what: string): Promise<void> {
  // a view that stands alone has no header of its own
  const header = tree.pane.locator(".pane-header");
  if (await header.isVisible()) await header.hover();
  const { violations, measured } = await axe(page, paneSelector(title));
  expect(violations, `${what} in ${title}`).toEqual([]);
  expect(await faintIcons(page, paneSelector(title)), `icons of ${what} in ${title}`).toEqual([]);
  expect(measured, `${what} in ${title}: texts whose contrast was measured`).toBeGreaterThan(0);
}

for (const theme of THEMES) {
  test.describe(theme, () => {
    test.use({ colorTheme: theme });

    for (const title of TITLES) {
      test(`${title} passes axe in the ${theme} theme`, async ({ workbench }) => {
        test.setTimeout(180_000);
        const tree = await workbench.showOnly(title);
        const services = await servicesOf(tree);
        for (const service of services) {
          await unfold(tree, service, LEVELS);
          expect(await tree.rows.count(), `rows shown with ${service}`).toBeGreaterThan(services.length + 1);
          await expectNothing(workbench, tree, title, service);
          await tree.toTop();
          await tree.collapse(service);
        }
      });
    }

    // what is no service's looks the same in every view
    test(`a failure, two accounts and the welcome pass axe in the ${theme} theme`, async ({ workbench, simulator }) => {
      const [title = "", ...others] = TITLES;
      const tree = await workbench.showOnly(title);
      const [service = ""] = await servicesOf(tree);
      await simulator.addFaults({ kind: "denied" });
      await tree.expand(service);
      await workbench.run("AWS: Refresh");
      await tree.pane.locator('.monaco-list-row[aria-label^="Access denied:"]').first().waitFor();
      await expectNothing(workbench, tree, title, "a failure");
      await simulator.clearFaults();

      await workbench.run("AWS: Pin another account or region…");
      await workbench.quickInput.pick("kestrel-staging");
      await tree.row("kestrel-staging").waitFor();
      await expectNothing(workbench, tree, title, "two accounts");

      await workbench.switchTo("kestrel");
      await workbench.run("AWS: Unpin");
      // without an account the first view says what to do, and the others are not there
      await tree.welcome.waitFor();
      await expectNothing(workbench, tree, title, "the welcome");
      for (const other of others) await expect(workbench.tree(other).pane).toBeHidden();
    });

    test(`the status bar passes axe in the ${theme} theme, and VS Code's own violations are its own`, async ({ workbench }) => {
      const { violations } = await axe(workbench.page, '.statusbar-item:has([aria-label^="AWS account"])');
      expect(violations).toEqual([]);
      await workbench.openView("Explorer");
      const explorer = workbench.page.locator(paneSelector("Explorer"));
      await explorer.locator(".monaco-list-row").first().waitFor();
      await explorer.locator(".pane-header").hover();
      const { own } = await axe(workbench.page, paneSelector("Explorer"));
      await workbench.openView("DevOps for AWS");
      expect(own).toEqual(OWN_VIOLATIONS);
    });
  });
}
