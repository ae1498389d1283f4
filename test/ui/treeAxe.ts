import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** What axe finds in the workbench that no extension can change. */
export interface OwnViolation {
  readonly rule: string;
  /** The elements that the widget itself makes; nothing of ours matches it. */
  readonly selector: string;
  readonly why: string;
}

/** Violations of VS Code's own widgets. Each is looked for in the Explorer as well: where it is gone, it goes from here. */
export const OWN_VIOLATIONS: readonly OwnViolation[] = [
  {
    rule: "nested-interactive",
    selector: ".pane > .pane-header[role=button]",
    why: "a view's header is a button that holds the view's toolbar, whose buttons can take the focus",
  },
];

/** What axe found in a part of the workbench. */
export interface Findings {
  /** A line each, without VS Code's own. */
  readonly violations: readonly string[];
  /** VS Code's own that were met. */
  readonly own: readonly OwnViolation[];
  /** Elements of rows and of the welcome text whose contrast was measured: none means that nothing was looked at. */
  readonly measured: number;
}

/** The selector of a view of the side bar, with its header. */
export function paneSelector(title: string): string {
  return `.pane:has(> .pane-header[aria-label^=${JSON.stringify(`${title} Section`)}])`;
}

/** Runs all of axe's rules on a part of the workbench. */
export async function axe(page: Page, selector: string): Promise<Findings> {
  const { violations, passes } = await new AxeBuilder({ page }).include(selector).analyze();
  const met = new Set<OwnViolation>();
  const lines: string[] = [];
  for (const { id, nodes } of violations) {
    for (const node of nodes) {
      const own = await ownOf(page, id, node.target);
      if (own === undefined) lines.push(`${id}: ${node.html} ${node.failureSummary ?? ""}`);
      else met.add(own);
    }
  }
  return {
    violations: lines,
    own: [...met],
    measured: await contentCount(page, passes.find(({ id }) => id === "color-contrast")?.nodes.map(({ target }) => target.join(" ")) ?? []),
  };
}

/** How many of the elements stand in a row or in the welcome text: a view's header is not what it shows. */
async function contentCount(page: Page, selectors: readonly string[]): Promise<number> {
  return page.evaluate(
    (targets) => targets.filter((target) => document.querySelector(target)?.closest(".monaco-list-row, .welcome-view-content")).length,
    selectors,
  );
}

async function ownOf(page: Page, rule: string, target: readonly unknown[]): Promise<OwnViolation | undefined> {
  const element = page.locator(target.join(" ")).first();
  for (const known of OWN_VIOLATIONS) {
    if (known.rule === rule && (await element.evaluate((node, selector) => node.matches(selector), known.selector))) return known;
  }
  return undefined;
}
