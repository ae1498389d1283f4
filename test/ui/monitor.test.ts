import { expect, test } from "./fixtures.ts";

/** It fires, and watches a function that was deployed a while ago. */
const ALARM = "invoice-export-errors";
const FUNCTION = "invoice-export";

test("a firing alarm leads to what it watches, that to who changed it, and the event opens as JSON", async ({ workbench, simulator }) => {
  const monitor = await workbench.showFolded("Monitor");
  await monitor.expand("Alarms");
  await expect(monitor.row(ALARM)).toHaveAttribute("aria-label", /in alarm/);
  await monitor.rowAction(ALARM, "Open what it watches");
  const deploy = workbench.tree("Deploy");
  await expect(deploy.row(`${FUNCTION}, function`)).toBeVisible();
  await workbench.showOnly("Deploy");

  await simulator.addFaults({ kind: "denied", service: "cloudtrail", times: 1 });
  await deploy.menu(`${FUNCTION}, function`, "Who changed this?");
  await expect(workbench.toast("cloudtrail:LookupEvents").root).toBeVisible();
  // its stack is being updated when the account is opened: that changes it
  await simulator.advance(120_000);
  await deploy.menu(`${FUNCTION}, function`, "Who changed this?");
  await workbench.quickInput.rows.first().waitFor();
  await workbench.quickInput.rows.first().click();
  await expect(workbench.editorLines.filter({ hasText: "eventName" })).toHaveCount(1);
});
