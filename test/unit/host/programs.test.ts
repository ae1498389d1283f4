import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { programCommand } from "../../../src/host/programs.ts";
import { SimulatedAccount } from "../../../src/host/simulatedAccount.ts";
import { sourceFiles, root } from "../../architecture/sources.ts";
import { ServerClient } from "../server/client.ts";

/** What people have in the environment of their editor. */
const KEYS = {
  AWS_ACCESS_KEY_ID: "AKIASECRET",
  AWS_SECRET_ACCESS_KEY: "secret-1",
  AWS_SESSION_TOKEN: "secret-2",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/secret-3",
  AWS_CONTAINER_AUTHORIZATION_TOKEN: "secret-4",
  AWS_WEB_IDENTITY_TOKEN_FILE: "/secret-5",
  GITHUB_TOKEN: "secret-6",
  NPM_TOKEN: "secret-7",
  NODE_OPTIONS: "--title=secret-8",
  SSH_AUTH_SOCK: "/secret-9",
};
const folder = mkdtempSync(path.join(tmpdir(), "programs-"));

beforeEach(() => Object.entries(KEYS).forEach(([name, value]) => vi.stubEnv(name, value)));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

describe("a program of the extension's own", () => {
  it("gets nothing of the environment but what it needs to run: the simulated account", async () => {
    // stands in for the account: what it says it is, is what it was given
    const program = path.join(folder, "account.cjs");
    writeFileSync(program, "console.log(JSON.stringify(process.env)); process.stdin.resume().on('end', () => process.exit());");
    const account = new SimulatedAccount(program, () => undefined, () => undefined);
    const given = { ...(await account.start()) } as Record<string, unknown>;
    account.dispose();
    expect(given).toMatchObject({ PATH: process.env["PATH"], ELECTRON_RUN_AS_NODE: "1" });
    expect(Object.keys(given).filter((name) => name in KEYS || name.startsWith("AWS_"))).toEqual([]);
    expect(JSON.stringify(given)).not.toContain("secret");
  });

  it("the language server, which works with no more", async () => {
    const server = new ServerClient();
    await server.initialize();
    const given = readFileSync(`/proc/${server.process.pid}/environ`, "utf8");
    expect(given).toContain("ELECTRON_RUN_AS_NODE=1");
    expect(given).not.toMatch(/AWS_|TOKEN|secret/);
    expect(await server.stop()).toBe(0);
  });

  it("finds what there is on Windows, too", () => {
    const env = { Path: "C:\\bin", SystemRoot: "C:\\Windows", TEMP: "C:\\t", AWS_PROFILE: "p", Aws_Secret_Access_Key: "s" };
    const { Path, SystemRoot, TEMP } = env;
    expect(programCommand("x.js", [], env).options.env).toEqual({ Path, SystemRoot, TEMP, ELECTRON_RUN_AS_NODE: "1" });
  });

  it("is the only way: nobody passes on the whole environment", () => {
    const sources = sourceFiles().filter((file) => /\.\.\.process\.env\b/.test(readFileSync(path.join(root, file), "utf8")));
    expect(sources).toEqual([]);
  });
});
