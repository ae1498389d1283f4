import { expect, test } from "./fixtures.ts";

test("a runbook is run with its parameters asked by type, and one that waits is approved", async ({ workbench, simulator }) => {
  const tree = await workbench.showFolded("Infrastructure");
  await tree.scrollTo("Systems Manager");
  await tree.expand("Systems Manager");
  await tree.scrollTo("Runbooks");
  await tree.expand("Runbooks");
  await tree.scrollTo("Kestrel-RotateCarrierKeys");
  await tree.rowAction("Kestrel-RotateCarrierKeys", "Run runbook…");
  // what does not fit is refused where it is typed
  await workbench.quickInput.input.waitFor();
  await workbench.quickInput.answer("");
  await expect(workbench.quickInput.message).toContainText("A value is needed");
  await workbench.quickInput.dismiss();

  await tree.scrollTo("Kestrel-RestartService");
  await tree.rowAction("Kestrel-RestartService", "Run runbook…");
  await workbench.quickInput.pick("webhook-relay");
  await workbench.quickInput.row("MinimumHealthyPercent").locator(".monaco-checkbox, input[type=checkbox]").first().click();
  await workbench.quickInput.root.locator(".monaco-button", { hasText: "OK" }).click();
  await workbench.quickInput.pick("50");
  await expect(workbench.dialog.detail).toContainText("MinimumHealthyPercent: 100 → 50");
  await workbench.dialog.choose("Run");
  await tree.expand("Kestrel-RestartService");
  await expect(tree.rows.filter({ hasText: "in progress" }).first()).toBeVisible();
  await simulator.setSpeed(20);
  await expect(tree.rows.filter({ hasText: "just now" }).filter({ hasText: "success" }).first()).toBeVisible({ timeout: 40_000 });
  await simulator.setSpeed(1);

  await tree.collapse("Kestrel-RestartService");
  await tree.scrollTo("Kestrel-RotateCarrierKeys");
  await tree.expand("Kestrel-RotateCarrierKeys");
  const waiting = tree.rows.filter({ hasText: "waiting" }).filter({ hasNotText: "Kestrel-" }).first();
  await waiting.waitFor();
  const name = ((await waiting.getAttribute("aria-label")) ?? "").split(",", 1)[0] ?? "";
  await tree.rowAction(name, "Approve step…");
  await workbench.quickInput.answer("keys work");
  await expect(workbench.dialog.detail).toContainText("Retire the old ones?");
  await workbench.dialog.choose("Approve");
  await expect(tree.row(name)).toHaveAttribute("aria-label", /success/, { timeout: 40_000 });
});
