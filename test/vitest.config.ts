import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: path.join(import.meta.dirname, ".."),
  // what a room would show in the editor is remembered there
  resolve: { alias: { vscode: path.join(import.meta.dirname, "editor.ts") } },
  test: {
    include: ["test/architecture/**/*.test.ts", "test/unit/**/*.test.ts", "test/rooms/**/*.test.ts"],
    environment: "node",
    // Real servers and real files; a slow machine is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores are what CI has, and some tests start a simulator of their own.
    maxWorkers: 2,
    env: {
      // The unit tests may run on Node 20, for which the SDK announces its end on standard error.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      // No test may find the account of whoever runs it.
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    },
  },
});
