// Child processes and temporary folders of the development programs: whatever is started or made here ends with the
// program, also when that is interrupted. Only Node's own modules: this runs before node_modules exists.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The top folder of the repository. */
export const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** An error whose message says everything the person at the terminal needs: shown without a stack. */
export class UserError extends Error {}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the repository when left out
 * @property {NodeJS.ProcessEnv} [env] the whole environment; this process's own when left out
 * @property {boolean} [quiet] keep the output back and show it only when the command fails
 */

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export async function run(command, args, options = {}) {
  const { cwd = repository, env = process.env, quiet = false } = options;
  const child = spawn(command, args, { cwd, env, stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit" });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  const kill = () => child.kill();
  process.once("exit", kill);
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve(exitCode ?? 1));
  });
  process.off("exit", kill);
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
  }
  return code;
}

/**
 * Runs a command that has to succeed.
 * @param {string} what names the work in the message of a failure, as in "installing the node modules"
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export async function mustRun(what, command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) {
    throw new UserError(`${what} failed: \`${[command, ...args].join(" ")}\` ended with exit code ${code}.`);
  }
}

/**
 * A new temporary folder, removed by `remove` or, failing that, when this process ends. What a process that was killed
 * has left is removed by the next one that makes a folder of the prefix.
 * @param {string} prefix
 */
export function temporaryFolder(prefix) {
  sweep(prefix);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${prefix}-${process.pid}-`));
  const remove = () => {
    process.off("exit", remove);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.once("exit", remove);
  return { folder, remove };
}

/**
 * Removes the folders of this user's processes that are no more.
 * @param {string} prefix
 */
function sweep(prefix) {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const maker = name.startsWith(`${prefix}-`) ? /^(\d+)-\w{6}$/.exec(name.slice(prefix.length + 1))?.[1] : undefined;
    if (maker === undefined || isRunning(Number(maker))) continue;
    const folder = path.join(os.tmpdir(), name);
    try {
      // anybody may put something of that name there: only what is our own is removed
      const { uid } = fs.lstatSync(folder);
      if (process.getuid === undefined || uid === process.getuid()) fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // another process was quicker, or the next one will be
    }
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // somebody else's process is there all the same
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Starts a long-lived program in a process group of its own, so that its children end with it and a Ctrl+C at the
 * terminal reaches this process alone, which then ends the group in order.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env: NodeJS.ProcessEnv, stdio: import("node:child_process").StdioOptions }} options
 */
export function startService(command, args, options) {
  const child = spawn(command, args, { ...options, detached: true });
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    child.once("exit", (code) => resolve(code));
    child.once("error", () => resolve(null));
  });
  /** @param {NodeJS.Signals} signal */
  const signalGroup = (signal) => {
    if (child.pid !== undefined) {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // The group is gone already.
      }
    }
  };
  const killGroup = () => signalGroup("SIGKILL");
  process.once("exit", killGroup);
  const stop = async () => {
    signalGroup("SIGTERM");
    const impatience = setTimeout(killGroup, 5_000);
    await ended;
    clearTimeout(impatience);
    killGroup();
    process.off("exit", killGroup);
  };
  return { child, ended, stop };
}

/**
 * Runs `action` when the program is asked to end (Ctrl+C, kill, a closed terminal) and then exits. A second Ctrl+C
 * exits at once; what was started is killed by the exit hooks above.
 * @param {() => Promise<void>} action
 */
export function onInterrupt(action) {
  let asked = false;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      if (asked) {
        process.exit(130);
      }
      asked = true;
      action().then(
        () => process.exit(0),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

/**
 * The main function of a program: shows a `UserError` as one message, any other error with its stack.
 * @param {() => Promise<number | void>} main resolves to the exit code; `undefined` leaves the process running
 */
export function program(main) {
  main().then(
    (code) => {
      if (code !== undefined) {
        process.exit(code);
      }
    },
    (error) => {
      console.error(error instanceof UserError ? `\n${error.message}` : error);
      process.exit(1);
    },
  );
}
