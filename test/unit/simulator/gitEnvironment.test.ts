import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCommit } from "../../../src/simulator/services/codecommit/objects.ts";
import { type RunningSimulator, startSimulator } from "../../../src/simulator/simulator.ts";
import { LINEAR, growth } from "../growth.ts";
import { GitBench, ownAddress } from "./git.ts";

const LEAKS = { AWS_SECRET_ACCESS_KEY: "s3cret", AWS_CONTAINER_AUTHORIZATION_TOKEN: "s3cret", GIT_CONFIG_PARAMETERS: "'s3cret.a'='b'" };

let simulator: RunningSimulator;
let bench: GitBench;
let log: string;
const before = { ...process.env };

beforeAll(async () => {
  bench = new GitBench();
  log = path.join(bench.folder, "environments");
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  writeFileSync(path.join(bench.folder, "git"), `#!/bin/sh\n/usr/bin/env >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(path.join(bench.folder, "git"), 0o755);
  simulator = await startSimulator();
});
afterAll(async () => {
  await simulator.close();
  bench.remove();
});

describe("the git of the account", () => {
  it("knows nothing of whoever runs it", async () => {
    const folder = await bench.clone(simulator, "parcel-web");
    await bench.must(folder, "commit", "--quiet", "--allow-empty", "-m", "One more");
    // the account is in this process: its own git alone is the one that writes its environment down
    const env = { ...bench.env, PATH: before["PATH"] };
    Object.assign(process.env, LEAKS, { PATH: `${bench.folder}:${before["PATH"]}` });
    try {
      expect((await bench.run(folder, ["push", "--quiet", ownAddress(simulator, "parcel-web"), "HEAD:main"], env)).code).toBe(0);
    } finally {
      for (const name of Object.keys(LEAKS)) delete process.env[name];
      process.env["PATH"] = before["PATH"];
    }
    const seen = readFileSync(log, "utf8");
    expect(seen).toContain("REQUEST_METHOD=POST");
    expect(seen.split("\n").filter((line) => line.startsWith("GIT_CONFIG_GLOBAL=")).length).toBeGreaterThan(3);
    expect(seen).not.toContain("s3cret");
    expect(seen).not.toMatch(/^(AWS_|HOME=)/m);
  });
});

describe("a commit that somebody pushed", () => {
  it("is read in a time that grows with its length alone", () => {
    const headers = ["<", "a <", "> 1 ", "< > 1 +", "1"].map((part) => (length: number) => `author ${part.repeat(length / part.length)}!\n\nx`);
    for (const text of headers) expect(growth(text, (one) => parseCommit("1", one))).toBeLessThan(LINEAR);
  });

  it("has its author as git wrote it", () => {
    const text = (author: string) => parseCommit("1", `tree 2\nauthor ${author}\n\nMine`).author;
    expect(text("Mira Okafor <mira@kestrel.example> 1484167798 -0800")).toEqual({ name: "Mira Okafor", email: "mira@kestrel.example", seconds: 1484167798, zone: "-0800" });
    expect(text("<> 1 +0000")).toEqual({ name: "", email: "", seconds: 1, zone: "+0000" });
    expect(text("A <b> <c> 1 +0000")).toEqual({ name: "A", email: "b> <c", seconds: 1, zone: "+0000" });
    expect(text("nobody")).toEqual({ name: "", email: "", seconds: 0, zone: "+0000" });
  });
});
