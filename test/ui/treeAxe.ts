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

/** What an icon has to stand out by (WCAG 2.2, 1.4.11). */
const ICON_CONTRAST = 3;

/** Icons of rows that stand out too little, with their contrast: axe measures texts alone. Rows that are selected have other colours. */
export async function faintIcons(page: Page, selector: string): Promise<readonly string[]> {
  const icons = await page.locator(`${selector} .monaco-list-row:not(.selected, .focused) .custom-view-tree-node-item-icon`).evaluateAll((elements) =>
    elements.map((element) => {
      const behind: string[] = [];
      for (let at: Element | null = element; at !== null; at = at.parentElement) behind.push(getComputedStyle(at).backgroundColor);
      const row = element.closest(".monaco-list-row")?.getAttribute("aria-label") ?? "";
      return { row, color: getComputedStyle(element).color, drawn: getComputedStyle(element, "::before").content, behind };
    }),
  );
  const shown = icons.filter(({ drawn }) => drawn !== "none");
  return shown.flatMap(({ row, color, behind }) => {
    const ground = behind.map(colorOf).reduceRight<Color>(under, [0, 0, 0, 1]);
    const contrast = contrastOf(over(colorOf(color), ground), ground);
    return contrast < ICON_CONTRAST ? [`${row}: ${contrast.toFixed(1)}:1`] : [];
  });
}

/** Red, green and blue from 0 to 255, and how much of what is behind it covers, from 0 to 1. */
type Color = readonly [number, number, number, number];

function colorOf(text: string): Color {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha];
}

function over([r, g, b, alpha]: Color, [br, bg, bb]: Color): Color {
  const mixed = (own: number, other: number) => own * alpha + other * (1 - alpha);
  return [mixed(r, br), mixed(g, bg), mixed(b, bb), 1];
}

/** The ground with a color laid over it. */
function under(ground: Color, color: Color): Color {
  return over(color, ground);
}

/** From 1 to 21 (WCAG 2.2, "contrast ratio"). */
function contrastOf(one: Color, other: Color): number {
  const [a, b] = [luminanceOf(one), luminanceOf(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminanceOf([red, green, blue]: Color): number {
  const linear = (value: number) => (value <= 10.31475 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
