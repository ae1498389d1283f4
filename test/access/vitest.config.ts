import path from "node:path";
import { defineConfig } from "vitest/config";

// Apart from the unit tests: these start the VS Code host, which has to be installed.
export default defineConfig({
  root: path.join(import.meta.dirname, "../.."),
  test: {
    include: ["test/access/**/*.test.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});
