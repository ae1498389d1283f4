// `npm start` as a person runs it: what it prints is the only way in.
import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { ask, handshake } from "./knock.ts";

const repository = path.join(import.meta.dirname, "../..");
const started: ChildProcessByStdio<null, Readable, null>[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
});

/** Starts it. @returns the address that it prints */
function start(...flags: string[]): Promise<URL> {
  const child = spawn(process.execPath, ["scripts/start.mjs", ...flags], { cwd: repository, stdio: ["ignore", "pipe", "inherit"] });
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

test("npm start prints an address with a token, and nobody gets in without it", async () => {
  const address = await start();
  const port = Number(address.port);
  expect(address.searchParams.get("tkn")).toMatch(/^[0-9a-f]{64}$/);
  expect((await ask(port)).status).toBe(403);
  expect(await handshake(port, { headers: { origin: "https://example.com" } })).toBe(403);
  expect((await ask(port, { path: address.pathname + address.search })).status).toBe(302);
});
