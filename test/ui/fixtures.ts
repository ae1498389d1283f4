// What every UI test stands on: a simulated account, a VS Code host with the packaged extension installed in it, and
// the workbench in a browser. All three live as long as Playwright's worker, because a workbench takes seconds to load;
// before each test the account is reset and the workbench is tidied. After a failed test Playwright starts another
// worker.
import fs from "node:fs";
import { expect, test as base } from "@playwright/test";
import { copyWorkspace, profiles, startSimulator, writeProfiles } from "../../scripts/host/account.mjs";
import type { SimulatedAccount } from "../../scripts/host/account.mjs";
import { hostFolders, isolatedEnvironment, startHost } from "../../scripts/host/host.mjs";
import { packagePath } from "../../scripts/packagePath.mjs";
import { SimulatorControl } from "../../src/simulator/controlClient.ts";
import { type Confidential, filesWith, inBrowser, readConfidential } from "./confidential.ts";
import { Workbench } from "./workbench.ts";
import type { ColorTheme } from "./workbench.ts";

export { expect } from "@playwright/test";

interface TestFixtures {
  /** `test.use({ colorTheme: "light" })`; dark when left out. */
  colorTheme: ColorTheme;
  /** Further user settings for the tests of a file or group. */
  settings: Record<string, unknown>;
  workbench: Workbench;
}

interface WorkerFixtures {
  /** The simulated account's endpoint and keys. */
  account: SimulatedAccount;
  /** Its time, faults and call counts. */
  simulator: SimulatorControl;
  /** What may stand nowhere when the worker ends, whatever its tests did. */
  confidential: Confidential;
  host: WorkbenchHost;
  sharedWorkbench: Workbench;
}

/** The running VS Code, and the folders that a test may look into. */
export interface WorkbenchHost {
  /** The address of the workbench on the sample workspace. */
  readonly address: string;
  /** The address of the workbench on another folder or `*.code-workspace`. */
  readonly addressOf: (folder: string) => string;
  /** All that the host and the extension write stands below it. */
  readonly root: string;
  readonly home: string;
  readonly workspace: string;
  /** Replaces the user settings; the workbench reads them when its page is loaded. */
  readonly writeSettings: (settings: Record<string, unknown>) => void;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  colorTheme: ["dark", { option: true }],
  settings: [{}, { option: true }],

  account: [
    async ({}, use) => {
      const { account, stop } = await startSimulator();
      await use(account);
      await stop();
    },
    { scope: "worker" },
  ],

  simulator: [
    async ({ account }, use) => {
      await use(new SimulatorControl(account.endpoint, account.controlToken));
    },
    { scope: "worker" },
  ],

  confidential: [async ({ account }, use) => use(await readConfidential(account)), { scope: "worker" }],

  host: [
    async ({ account, confidential }, use, { project }) => {
      const vsix = packagePath();
      if (!fs.existsSync(vsix)) {
        throw new Error(`There is no ${vsix}. Run the tests with "npm run test:ui", which makes it.`);
      }
      const folders = hostFolders();
      writeProfiles(folders.home, account);
      const workspace = copyWorkspace(folders.root);
      const env = isolatedEnvironment(folders.home, { AWS_PROFILE: Object.keys(profiles)[0] });
      const { address, writeSettings, stop } = await startHost({ folders, env, vsix });
      await use({ address: address(workspace), addressOf: address, root: folders.root, home: folders.home, workspace, writeSettings });
      await stop();
      // settings, stored state, logs, the audit log, spilled lines and git's folders among them; what tests leave, too
      const left = [folders.root, project.outputDir].flatMap((folder) => filesWith(confidential, folder));
      expect(left, "files with something confidential in them").toEqual([]);
      folders.remove();
    },
    // Installing the package, and the first start after the system has booted, take their time.
    { scope: "worker", timeout: 120_000 },
  ],

  sharedWorkbench: [
    async ({ browser, host, confidential }, use) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 860 },
        permissions: ["clipboard-read", "clipboard-write"],
      });
      const page = await context.newPage();
      await use(new Workbench(page, host));
      expect(await inBrowser(confidential, page), "something confidential in the browser").toEqual([]);
      await context.close();
    },
    { scope: "worker" },
  ],

  workbench: async ({ sharedWorkbench, simulator, colorTheme, settings }, use) => {
    await simulator.reset();
    await sharedWorkbench.configure(colorTheme, settings);
    await sharedWorkbench.tidy();
    await sharedWorkbench.switchTo("kestrel");
    // more views would have a few lines each: a test shows what it looks at
    await sharedWorkbench.showOnly("Code", "Build", "Monitor");
    for (const title of ["Code", "Build", "Monitor"]) await sharedWorkbench.tree(title).collapseAll();
    await use(sharedWorkbench);
  },
});
