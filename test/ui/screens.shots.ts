// The pictures of the README and one contact sheet a theme: `npm run shots` takes them anew from the real workbench.
import fs from "node:fs";
import path from "node:path";
import { contactSheet } from "../../scripts/contactSheet.mjs";
import type { SimulatorControl } from "../../src/simulator/controlClient.ts";
import { expect, test } from "./fixtures.ts";
import { contributedViews, servicesOf, unfold } from "./views.ts";
import type { ColorTheme, Workbench } from "./workbench.ts";
import { showAll, showOnly } from "./workingCopy.ts";

const folder = path.join(import.meta.dirname, "../../media/screens");
const themes: readonly ColorTheme[] = ["dark", "light", "high contrast"];

/** The pictures that the README shows; the others stand on the contact sheets alone. */
const inReadme = new Set(["log-dark", "pipelines-dark", "plan-light"]);

for (const theme of themes) {
  test.describe(theme, () => {
    test.use({ colorTheme: theme });

    test(`pictures of the ${theme} theme`, async ({ workbench, simulator }) => {
      test.setTimeout(360_000);
      const pictures: { label: string; image: Uint8Array }[] = [];
      const take = async (label: string) => {
        const image = await workbench.page.screenshot();
        pictures.push({ label, image });
        const name = `${label}-${theme.replace(" ", "-")}`;
        fs.mkdirSync(folder, { recursive: true });
        if (inReadme.has(name)) fs.writeFileSync(path.join(folder, `${name}.png`), image);
      };
      await tour(workbench, simulator, take);
      await services(workbench, take);
      await contactSheet(path.join(folder, `sheet-${theme.replace(" ", "-")}.png`), pictures, { columns: 3, width: 640 });
    });
  });
}

/** Every service of every view, unfolded: a new one has its picture by itself. What opens beside the trees is in the tour. */
async function services(workbench: Workbench, take: (label: string) => Promise<void>): Promise<void> {
  await workbench.switchTo("kestrel");
  await workbench.run("View: Close All Editors");
  for (const title of contributedViews()) {
    const tree = await showOnly(workbench, title);
    for (const service of await servicesOf(tree)) {
      await unfold(tree, service, 4);
      await take(`${title}, ${service}`);
      await tree.toTop();
      await tree.collapse(service);
    }
  }
  await showAll(workbench);
}

async function tour(
  workbench: Workbench,
  simulator: SimulatorControl,
  take: (label: string) => Promise<void>,
): Promise<void> {
  const build = workbench.tree("Build");
  const monitor = workbench.tree("Monitor");
  await workbench.openView("DevOps for AWS");
  await workbench.tree("Code").close();
  await build.open();
  await monitor.close();

  await workbench.run("AWS CodePipeline: Start pipeline…");
  await workbench.quickInput.pick("parcel-web-release");
  await workbench.quickInput.pick("Use the defaults");
  await workbench.dialog.message.waitFor();
  await take("plan");
  await workbench.dialog.choose("Start");

  await workbench.run("AWS CodePipeline: Show pipeline…");
  await workbench.quickInput.pick("parcel-web-release");
  await build.scrollTo("Executions");
  await expect(build.row("Build, stage")).toHaveAttribute("aria-label", /in progress/, { timeout: 30_000 });
  await build.expand("Build");
  await build.row("Build, CodeBuild action").click();
  await expect(workbench.webview.getByText("Entering phase BUILD")).toBeVisible({ timeout: 60_000 });
  await take("log");
  await expect(build.row("Approve, stage")).toHaveAttribute("aria-label", /waiting/, { timeout: 60_000 });
  await build.expand("Approve");
  await build.row("Approve, Manual action").hover();
  await take("pipelines");

  await build.collapse("parcel-web-release");
  await monitor.open();
  await monitor.expand("Log groups");
  await workbench.run("AWS CloudWatch Logs: Open log group…");
  await workbench.quickInput.input.waitFor();
  await workbench.quickInput.input.fill("/ecs/parcel");
  await workbench.quickInput.row("/ecs/parcel-web").waitFor();
  await take("search");
  await workbench.quickInput.row("/ecs/parcel-web").click();
  await workbench.quickInput.row("All streams").click();
  await workbench.webview.locator(".line-text").first().waitFor();
  await take("group");

  await workbench.run("AWS: Pin another account or region…");
  await workbench.quickInput.row("kestrel-prod").waitFor();
  await take("accounts");
  await workbench.quickInput.pick("kestrel-prod");
  await build.row("kestrel-prod").waitFor();
  await take("two-accounts");

  await simulator.addFaults({ kind: "denied", service: "codepipeline" }, { kind: "offline", service: "logs" });
  await workbench.switchTo("kestrel");
  await build.expand("CodePipeline");
  await build.row("Access denied: codepipeline:ListPipelines").waitFor();
  await monitor.expand("Log groups");
  await monitor.row("No connection").waitFor({ timeout: 40_000 });
  await take("faults");
  await simulator.clearFaults();
  await workbench.run("AWS: Unpin");
  await build.welcome.waitFor();
  await take("welcome");
}
