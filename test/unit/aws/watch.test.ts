import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchAwsFolder } from "../../../src/aws/watch.ts";
import type { IsDisposable } from "../../../src/base/dispose.ts";

let home: string;
let watcher: IsDisposable | undefined;
let changes: number;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "watch-"));
  vi.stubEnv("HOME", home);
  changes = 0;
});

afterEach(() => {
  watcher?.dispose();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

const start = () => {
  watcher = watchAwsFolder(() => (changes += 1), (problem) => { throw problem; }, {});
};

describe("the files of AWS", () => {
  it("are noticed when the first profile is written into a home without any", async () => {
    start();
    mkdirSync(path.join(home, ".aws"));
    writeFileSync(path.join(home, ".aws", "config"), "[default]\n");
    await expect.poll(() => changes, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  it("are noticed when a sign-in writes its cache", async () => {
    mkdirSync(path.join(home, ".aws"));
    start();
    mkdirSync(path.join(home, ".aws", "sso", "cache"), { recursive: true });
    writeFileSync(path.join(home, ".aws", "sso", "cache", "token.json"), "{}");
    await expect.poll(() => changes, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  it("are noticed where one of the folders is none, or cannot be looked into", async () => {
    mkdirSync(path.join(home, ".aws", "sso"), { recursive: true });
    writeFileSync(path.join(home, ".aws", "sso", "cache"), "a file");
    symlinkSync("loop", path.join(home, ".aws", "loop"));
    writeFileSync(path.join(home, "file"), "");
    const problems: Error[] = [];
    const env = { AWS_CONFIG_FILE: path.join(home, "file", "config"), AWS_SHARED_CREDENTIALS_FILE: path.join(home, ".aws", "loop", "credentials") };
    watcher = watchAwsFolder(() => (changes += 1), (problem) => problems.push(problem), env);
    writeFileSync(path.join(home, ".aws", "credentials"), "[default]\n");
    await expect.poll(() => changes, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  it("are not what other files of the home folder are", async () => {
    start();
    writeFileSync(path.join(home, "notes.txt"), "x");
    mkdirSync(path.join(home, ".aws"));
    writeFileSync(path.join(home, ".aws", "config"), "[default]\n");
    await expect.poll(() => changes, { timeout: 10_000 }).toBe(1);
  });
});
