import { expect } from "@playwright/test";
import type { Locator } from "@playwright/test";

/** Unfolds or folds a row; one that is drawn anew under the pointer swallows the first click. */
export async function turn(row: Locator, expanded: "true" | "false"): Promise<void> {
  await row.waitFor();
  await expect(async () => {
    if ((await row.getAttribute("aria-expanded", { timeout: 3_000 })) !== expanded) await row.locator(".monaco-tl-twistie").click({ timeout: 3_000 });
    await expect(row).toHaveAttribute("aria-expanded", expanded, { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
}
