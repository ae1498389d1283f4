import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const MODULE = path.join(import.meta.dirname, "../../../scripts/processes.mjs");
const PREFIX = "devops-for-aws-host";

let parent: string;
beforeEach(() => {
  parent = fs.mkdtempSync(path.join(os.tmpdir(), "devops-sweep-"));
});
afterEach(() => fs.rmSync(parent, { recursive: true, force: true }));

/** Makes a temporary folder in a process of its own, which then does this with itself. @returns what it has printed */
function inProcess(end: string): string {
  const code = `const { temporaryFolder } = await import(${JSON.stringify(MODULE)});
    const { folder } = temporaryFolder("${PREFIX}");
    (await import("node:fs")).writeSync(1, folder);
    ${end}`;
  const env = { ...process.env, TMPDIR: parent, TEMP: parent };
  return spawnSync(process.execPath, ["--input-type=module", "-e", code], { env, encoding: "utf8" }).stdout;
}

it("a temporary folder goes with its process, and that of a killed one with the next", () => {
  const killed = inProcess('process.kill(process.pid, "SIGKILL");');
  expect(fs.existsSync(killed)).toBe(true);
  const left = ["other-1-abcdef", `${PREFIX}-abcdef`, `${PREFIX}-${process.pid}-abcdef`];
  for (const name of left) fs.mkdirSync(path.join(parent, name));
  const ended = inProcess("");
  expect(path.dirname(ended)).toBe(parent);
  expect(fs.readdirSync(parent).sort()).toEqual(left.sort());
});
