// Configuration of @vscode/test-cli: mocha inside the extension host, with the built extension in it.
// With VSCODE_EXECUTABLE the suite runs in that program, which scripts/test.mjs sets to the stand-in of
// scripts/host/code.mjs; without it, a desktop VS Code is downloaded.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "@vscode/test-cli";

const here = path.dirname(fileURLToPath(import.meta.url));
const repository = path.join(here, "../..");
const executable = process.env["VSCODE_EXECUTABLE"];

export default defineConfig({
  // Relative to this file: an absolute path is not taken as a pattern.
  files: "../../dist/test/host/**/*.cjs",
  extensionDevelopmentPath: repository,
  workspaceFolder: path.join(repository, "test/fixtures/workspace"),
  mocha: {
    ui: "bdd",
    timeout: 30_000,
    reporter: path.join(here, "reporter.cjs"),
    reporterOptions: { counts: process.env["TEST_COUNTS"] },
  },
  ...(executable === undefined ? {} : { useInstallation: { fromPath: executable } }),
});
