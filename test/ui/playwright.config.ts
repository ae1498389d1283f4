import path from "node:path";
import { defineConfig } from "@playwright/test";
import { chromiumOptions } from "../../scripts/host/chromium.mjs";

const report = process.env["TEST_REPORT"];
// Tests that call the simulator themselves do so with the SDK, which warns of the Node that runs them.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: "**/*.test.ts",
  outputDir: path.join(import.meta.dirname, "../../test-results"),
  // One host and one page serve all tests of a worker; two workbenches at once are too much for two cores.
  workers: 1,
  // A loaded machine can swallow a click of the mouse; the report names every test that needed its second try.
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    launchOptions: chromiumOptions(),
    viewport: { width: 1280, height: 860 },
    actionTimeout: 15_000,
    // taken before the hooks that tidy up
    screenshot: "only-on-failure",
  },
  reporter: [["list"], ...(report === undefined ? [] : [["json", { outputFile: report }] as const])],
});
