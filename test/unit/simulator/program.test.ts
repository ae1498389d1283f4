import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { CodePipelineClient, ListPipelinesCommand } from "@aws-sdk/client-codepipeline";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { SimulatorControl } from "../../../src/simulator/controlClient.ts";
import { GitBench, ownAddress } from "./git.ts";

const folder = mkdtempSync(path.join(tmpdir(), "simulator-"));
const program = path.join(folder, "simulator.mjs");
/** Where the programs put what they need for a while. */
const temporary = path.join(folder, "tmp");
mkdirSync(temporary);
const running: Program[] = [];

/** The program as a person or the editor starts it. */
class Program {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  output = "";
  errors = "";

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.child.stdout.on("data", (text: Buffer) => (this.output += text.toString()));
    this.child.stderr.on("data", (text: Buffer) => (this.errors += text.toString()));
    running.push(this);
  }

  async printed(text: string): Promise<string> {
    while (!this.output.includes(text)) {
      await once(this.child.stdout, "data");
    }
    return this.output;
  }

  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      await once(this.child, "close");
    }
    return this.child.exitCode;
  }
}

beforeAll(async () => {
  await build({
    entryPoints: [path.join(import.meta.dirname, "../../../src/simulator/main.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    conditions: ["module"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
});
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.child.kill();
    await one.ended();
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("prints one line of JSON that is enough to use it, and ends with its standard input", async () => {
  const simulator = new Program("--port", "0", "--json", "--until-stdin-closes");
  const line = await simulator.printed("\n");
  const { endpoint, accountId, regions, accessKeyId, secretAccessKey, staging, controlToken } = JSON.parse(line) as Record<
    string,
    string
  > & { readonly staging: Record<string, string> };
  expect({ accountId, regions }).toEqual({ accountId: "418273650912", regions: ["eu-west-1", "us-east-1"] });
  const client = new CodePipelineClient({
    endpoint: endpoint ?? "",
    region: "eu-west-1",
    credentials: { accessKeyId: accessKeyId ?? "", secretAccessKey: secretAccessKey ?? "" },
  });
  expect((await client.send(new ListPipelinesCommand({}))).pipelines).toHaveLength(28);
  client.destroy();
  expect(staging).toMatchObject({ accountId: "905127346188", alias: "kestrel-staging", regions: ["eu-west-1"] });
  const second = new STSClient({
    endpoint: endpoint ?? "",
    region: "eu-west-1",
    credentials: { accessKeyId: staging["accessKeyId"] ?? "", secretAccessKey: staging["secretAccessKey"] ?? "" },
  });
  expect((await second.send(new GetCallerIdentityCommand({}))).Account).toBe("905127346188");
  second.destroy();
  expect((await new SimulatorControl(endpoint ?? "", controlToken ?? "").health()).speed).toBe(1);
  simulator.child.stdin.end();
  expect(await simulator.ended()).toBe(0);
  expect(simulator.output).toBe(line);
  expect(simulator.errors).toBe("");
});

it("prints what a person needs: endpoint, keys, region, and commands to try", async () => {
  const simulator = new Program("--port", "0", "--access-key", "AKIAMINE", "--secret-key", "mine", "--staging-access-key", "AKIATHEIRS");
  const text = await simulator.printed("Ctrl+C ends it.");
  expect(text).toMatch(/endpoint +http:\/\/127\.0\.0\.1:\d+\n/);
  expect(text).toContain("AWS_ACCESS_KEY_ID=AKIAMINE AWS_SECRET_ACCESS_KEY=mine");
  expect(text).toContain("aws codepipeline list-pipelines --region eu-west-1 --endpoint-url http://127.0.0.1:");
  expect(text).toContain("[profile kestrel]");
  expect(text).toMatch(/\[profile kestrel-staging\]\n(?: .*\n)*? +aws_access_key_id = AKIATHEIRS\n/);
  simulator.child.kill("SIGINT");
  expect(await simulator.ended()).toBe(0);
});

it("says so when the port is taken", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const simulator = new Program("--port", String(port));
  expect(await simulator.ended()).toBe(1);
  expect(simulator.errors).toContain(`Port ${port} is taken`);
  other.close();
});

it.each([["--port", "many"], ["--port", "70000"], ["--prot", "1"], ["--access-key", ""], ["here"]])(
  "refuses %s %s and shows how it is used",
  async (...args) => {
    const simulator = new Program(...args);
    expect(await simulator.ended()).toBe(2);
    expect(simulator.errors).toContain("Usage: simulator");
    expect(simulator.output).toBe("");
  },
);

it("removes what a simulator that was killed has left, and nothing of one that runs", async () => {
  const git = new GitBench();
  /** Starts one that serves git, for which it makes a folder. */
  const serving = async () => {
    const before = new Set(readdirSync(temporary));
    const simulator = new Program("--port", "0", "--json");
    const { endpoint, accessKeyId, secretAccessKey } = JSON.parse(await simulator.printed("\n")) as Record<string, string>;
    const credentials = { accessKeyId: accessKeyId ?? "", secretAccessKey: secretAccessKey ?? "" };
    await git.must(".", "ls-remote", ownAddress({ endpoint: endpoint ?? "", credentials }, "parcel-web"));
    const made = readdirSync(temporary).filter((name) => !before.has(name));
    expect(made).toHaveLength(1);
    return { simulator, made };
  };
  const other = await serving();
  const killed = await serving();
  killed.simulator.child.kill("SIGKILL");
  await killed.simulator.ended();
  expect(readdirSync(temporary)).toEqual(expect.arrayContaining(killed.made));
  const next = await serving();
  expect(readdirSync(temporary).toSorted()).toEqual([...other.made, ...next.made].toSorted());
  next.simulator.child.kill("SIGTERM");
  await next.simulator.ended();
  expect(readdirSync(temporary)).toEqual(other.made);
  git.remove();
});
