import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ProcessBounds, runBounded } from "../../../src/aws/boundedProcess.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "bounded-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const BOUNDS: ProcessBounds = { env: { PATH: process.env["PATH"] }, size: 1000, overflow: "drop" };

function node(program: string, bounds: Partial<ProcessBounds> = {}) {
  return runBounded(process.execPath, ["-e", program], { ...BOUNDS, ...bounds });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A program that starts another, writes both numbers down, and then waits for ever, deaf to being asked to end. */
function family(file: string): string {
  return `
    process.on("SIGTERM", () => {});
    const child = require("node:child_process").spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: "inherit" });
    require("node:fs").writeFileSync(${JSON.stringify(file)}, process.pid + " " + child.pid);
    setInterval(() => {}, 1000);`;
}

async function numbersIn(file: string): Promise<number[]> {
  return vi.waitFor(() => {
    const numbers = readFileSync(file, "utf8").split(" ").map(Number);
    expect(numbers).toHaveLength(2);
    return numbers;
  }, 20_000);
}

describe("a bounded process", () => {
  it("gets its input and its environment alone, and tells its exit and both outputs", async () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "hidden");
    const told: string[] = [];
    const result = await node("process.stdin.on('data', (text) => { console.log(text + process.env.AWS_SECRET_ACCESS_KEY); console.error('é'); process.exitCode = 3 })", {
      input: "in ",
      onStderr: (text) => told.push(text),
    });
    vi.unstubAllEnvs();
    expect(result).toEqual({ end: "exited", code: 3, stdout: "in undefined\n", stderr: "é\n" });
    expect(told.join("")).toBe("é\n");
  });

  it("is ended by its time, with all that it has started and however deaf", async () => {
    const file = path.join(folder, "pids");
    const result = await node(family(file), { time: 1500 });
    expect(result.end).toBe("time");
    const numbers = await numbersIn(file);
    await vi.waitFor(() => expect(numbers.filter(isAlive)).toEqual([]), 20_000);
  });

  it("is ended by its signal, with all that it has started", async () => {
    const file = path.join(folder, "pids");
    const abort = new AbortController();
    const run = node(family(file), { signal: abort.signal });
    const numbers = await numbersIn(file);
    abort.abort();
    await expect(run).rejects.toMatchObject({ kind: "cancelled" });
    await vi.waitFor(() => expect(numbers.filter(isAlive)).toEqual([]), 20_000);
    await expect(node("0", { signal: abort.signal })).rejects.toMatchObject({ kind: "cancelled" });
  });

  it("that prints for ever is ended, or its output is dropped", async () => {
    const result = await node("setInterval(() => console.log('x'.repeat(100)), 1)", { overflow: "end" });
    expect([result.end, result.stdout.length]).toEqual(["size", 1000]);
    const dropped = await node("console.log('x'.repeat(5000))");
    expect([dropped.end, dropped.stdout.length]).toEqual(["exited", 1000]);
  });

  it("is over with its exit, whatever it left behind keeps its output open", async () => {
    const file = path.join(folder, "pid");
    const result = await node(`
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit", detached: true });
      require("node:fs").writeFileSync(${JSON.stringify(file)}, String(child.pid));
      console.log("done");
      process.exit(0);`);
    const left = Number(readFileSync(file, "utf8"));
    expect([result.stdout, isAlive(left)]).toEqual(["done\n", true]);
    process.kill(left);
  });

  it("that cannot be started tells the system's error, and one killed from elsewhere says so", async () => {
    await expect(runBounded(path.join(folder, "none"), [], BOUNDS)).rejects.toMatchObject({ code: "ENOENT" });
    writeFileSync(path.join(folder, "plain"), "text");
    await expect(runBounded(path.join(folder, "plain"), [], BOUNDS)).rejects.toMatchObject({ code: "EACCES" });
    expect(await node("process.kill(process.pid, 'SIGKILL')")).toMatchObject({ end: "killed", code: -1 });
  });
});
