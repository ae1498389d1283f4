import { type ChildProcess, spawn } from "node:child_process";
import { cancelled } from "../base/errors.ts";
import { SECOND } from "../base/time.ts";

/** What one run of a program may cost, and what it gets. */
export interface ProcessBounds {
  /** Nothing of ours is inherited by itself: the caller says what the program may know. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What the program reads from its standard input; without it that is empty. */
  readonly input?: string;
  /** Milliseconds until it is ended; without it only the signal ends it. */
  readonly time?: number;
  /** Bytes that are kept of each of the two outputs. */
  readonly size: number;
  /** What more output means: it is dropped, or the program is ended. */
  readonly overflow: "drop" | "end";
  readonly signal?: AbortSignal | undefined;
  /** Told of the standard error as it arrives. */
  readonly onStderr?: (text: string) => void;
}

/** How a run ended, with what it printed until then. */
export interface ProcessResult {
  /** exited: by itself · killed: by a signal from elsewhere · time, size: ended by us for that bound */
  readonly end: "exited" | "killed" | "time" | "size";
  /** -1 where it did not exit by itself. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A child that was asked to end gets this long until it is made to. */
const MERCY = SECOND;
/** What a program leaves behind may keep its output open; after its exit this long is waited for the rest. */
const REST = SECOND;

/**
 * Runs a program without a shell within bounds of time and output. It is ended with all that it has started.
 * @throws DevOpsError cancelled when the signal aborts; the system's error when the program cannot be started
 */
export function runBounded(program: string, args: readonly string[], bounds: ProcessBounds): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const { signal } = bounds;
    if (signal?.aborted === true) {
      reject(cancelled(`run ${program}`));
      return;
    }
    const child = spawn(program, [...args], {
      ...(bounds.cwd === undefined ? {} : { cwd: bounds.cwd }),
      env: bounds.env,
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
      // a group of its own, to be ended with all that it has started
      detached: process.platform !== "win32",
    });
    const timers: NodeJS.Timeout[] = [];
    const settle = () => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const finish = (end: ProcessResult["end"], code: number) => {
      settle();
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      resolve({ end, code, stdout: out.text(), stderr: err.text() });
    };
    const stop = (end: "time" | "size") => {
      endAll(child);
      finish(end, -1);
    };
    const abort = () => {
      settle();
      endAll(child);
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      reject(cancelled(`run ${program}`));
    };
    const full = () => {
      if (bounds.overflow === "end") stop("size");
    };
    const out = collector(bounds.size, full);
    const err = collector(bounds.size, full);
    signal?.addEventListener("abort", abort, { once: true });
    if (bounds.time !== undefined) timers.push(setTimeout(() => stop("time"), bounds.time));
    // the program may end without having read it
    child.stdin.on("error", () => undefined).end(bounds.input ?? "");
    child.stdout.on("data", out.add);
    child.stderr.on("data", err.add);
    if (bounds.onStderr !== undefined) {
      const decoder = new TextDecoder();
      child.stderr.on("data", (bytes: Buffer) => bounds.onStderr?.(decoder.decode(bytes, { stream: true })));
    }
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    const ended = (code: number | null) => finish(code === null ? "killed" : "exited", code ?? -1);
    child.once("exit", (code) => timers.push(setTimeout(() => ended(code), REST)));
    child.once("close", ended);
  });
}

/** Keeps the first bytes; tells when there were more. */
function collector(size: number, full: () => void): { add: (bytes: Buffer) => void; text: () => string } {
  const kept: Buffer[] = [];
  let length = 0;
  return {
    add: (bytes) => {
      const room = size - length;
      if (room > 0) kept.push(bytes.subarray(0, room));
      length = Math.min(size, length + bytes.length);
      if (bytes.length > room) full();
    },
    text: () => Buffer.concat(kept).toString("utf8"),
  };
}

/** What a program has started would live on, and keep its output open. */
function endAll(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { windowsHide: true }).on("error", () => child.kill());
    return;
  }
  signalGroup(pid, "SIGTERM");
  setTimeout(() => signalGroup(pid, "SIGKILL"), MERCY).unref();
}

/** A group without a process left is no error. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // all have ended
  }
}
