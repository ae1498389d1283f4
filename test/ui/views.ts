// The container's views as they are contributed, so that what is done with each of them finds a new one by itself.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "@playwright/test";
import { turn } from "./rows.ts";
import type { TreeView } from "./workbench.ts";

/** The title of the view on top, which has no services. */
export const NOW = "Now";

/** The titles of the views of services, in their order. */
export function contributedViews(): string[] {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(import.meta.dirname, "../..", name), "utf8"));
  const { contributes } = read("package.json") as { contributes: { views: { awsDevOps: { name: string }[] } } };
  const words = read("package.nls.json") as Record<string, string>;
  return contributes.views.awsDevOps.map(({ name }) => words[name.replaceAll("%", "")] ?? name).filter((title) => title !== NOW);
}

/** The labels of a view's services, with one account pinned. */
export async function servicesOf(tree: TreeView): Promise<string[]> {
  await rowsAt(tree, 1).first().waitFor();
  return rowsAt(tree, 1).locator(".label-name").allTextContents();
}

/** Unfolds a row, the first that can be unfolded below it, and so on. @param levels how deep rows are then shown */
export async function unfold(tree: TreeView, label: string, levels: number): Promise<void> {
  await tree.expand(label);
  for (let level = 2; level <= levels; level += 1) {
    await rowsAt(tree, level).first().waitFor();
    if (level === levels) return;
    const closed = rowsAt(tree, level).and(tree.pane.locator('[aria-expanded="false"]')).first();
    if ((await closed.count()) === 0) return;
    // the row by its name: the first that is folded is another one as soon as it is unfolded
    const name = ((await closed.getAttribute("aria-label")) ?? "").split(",", 1)[0] ?? "";
    await turn(rowsAt(tree, level).and(tree.row(name)), "true");
  }
}

function rowsAt(tree: TreeView, level: number): Locator {
  return tree.pane.locator(`.monaco-list-row[aria-level="${level}"]`);
}
