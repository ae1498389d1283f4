import { expect, test } from "./fixtures.ts";
import { axe, OWN_VIOLATIONS, paneSelector } from "./treeAxe.ts";
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
  expect(measured, `${what} in ${title}: texts whose contrast was measured`).toBeGreaterThan(0);
}

for (const theme of THEMES) {
  test.describe(theme, () => {
    test.use({ colorTheme: theme });

    for (const title of TITLES) {
      test(`${title} passes axe in the ${theme} theme: rows, a failure, the welcome`, async ({ workbench, simulator }) => {
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

        await simulator.addFaults({ kind: "denied" });
        await tree.expand(services[0] ?? "");
        await workbench.run("AWS: Refresh");
        await tree.pane.locator('.monaco-list-row[aria-label^="Access denied:"]').first().waitFor();
        await expectNothing(workbench, tree, title, "a failure");
        await simulator.clearFaults();

        // a second account's rows have no colour that the others lack: one theme tells
        if (theme === "dark") {
          await workbench.run("AWS: Pin another account or region…");
          await workbench.quickInput.pick("kestrel-staging");
          await tree.row("kestrel-staging").waitFor();
          await expectNothing(workbench, tree, title, "two accounts");
        }

        await workbench.switchTo("kestrel");
        await workbench.run("AWS: Unpin");
        // without an account the first view says what to do, and the others are not there
        if (title !== TITLES[0]) {
          await expect(tree.pane).toBeHidden();
          return;
        }
        await tree.welcome.waitFor();
        await expectNothing(workbench, tree, title, "the welcome");
      });
    }

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
