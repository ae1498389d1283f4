// One walk through what is scaled: that it hangs together in the editor. What each room says and does is told in test/rooms.
import { expect, test } from "./fixtures.ts";

test("a group's desired capacity is asked within its limits, and the activity that follows ends with one instance more", async ({ workbench, simulator }) => {
  const tree = await workbench.showFolded("Scale");
  await tree.expand("Auto Scaling");
  const group = tree.row("parcel-sorters, group");
  await tree.expand("parcel-sorters, group");
  await tree.scrollTo("Activities");
  await tree.expand("Activities");
  await tree.rowAction("parcel-sorters, group", "Set desired capacity…");
  await workbench.quickInput.input.fill("20");
  await expect(workbench.quickInput.message).toContainText("A whole number from 2 to 8");
  await workbench.quickInput.answer("5");
  await expect(workbench.dialog.detail).toContainText("Desired capacity: 4 → 5");
  await workbench.dialog.choose("Set");
  await expect(group).toContainText("desired 5 (2–8) · 4 in service");
  const activity = tree.rows.filter({ hasText: "desired 4 → 5, a user request" });
  await expect(activity).toHaveAttribute("aria-label", /^Launch, activity, in progress/);
  await simulator.setSpeed(10);
  await expect(group).toContainText("5 in service", { timeout: 30_000 });
  await expect(activity).toHaveAttribute("aria-label", /^Launch, activity, desired/);
});
