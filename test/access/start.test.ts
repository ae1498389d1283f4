// `npm start` as a person runs it: what it prints is the only way in, and a folder of theirs is not trusted unasked.
import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { ask, handshake } from "./knock.ts";

const repository = path.join(import.meta.dirname, "../..");
const started: ChildProcessByStdio<null, Readable, null>[] = [];
const temporary: string[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
  temporary.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true }));
});

/** Starts it. @returns the address that it prints */
function start(...flags: string[]): Promise<URL> {
  const command = ["scripts/start.mjs", ...flags];
  const child = spawn(process.execPath, command, { cwd: repository, stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const address = /^Open (\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(new URL(address));
    });
    lines.once("close", () => reject(new Error("npm start ended without an address")));
  });
}

/** The page at an address, as a browser gets it that keeps cookies. */
async function page(address: URL): Promise<string> {
  const entry = await ask(Number(address.port), { path: address.pathname + address.search });
  return (await ask(Number(address.port), { headers: { cookie: entry.cookie } })).body;
}

test("npm start prints an address with a token, and nobody gets in without it", async () => {
  const address = await start();
  const port = Number(address.port);
  expect(address.searchParams.get("tkn")).toMatch(/^[0-9a-f]{64}$/);
  expect((await ask(port)).status).toBe(403);
  expect(await handshake(port, { headers: { origin: "https://example.com" } })).toBe(403);
  // The sample workspace is the repository's own.
  expect(await page(address)).toContain("&quot;enableWorkspaceTrust&quot;:false");
});

test("npm start -- --folder asks whether that folder is to be trusted, in the simulated account too", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "devops-for-aws-foreign-"));
  temporary.push(folder);
  expect(await page(await start("--folder", folder))).toContain("&quot;enableWorkspaceTrust&quot;:true");
});
