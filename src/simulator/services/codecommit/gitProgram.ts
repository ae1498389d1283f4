import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Bytes of one answer of git that are read: a commit's message or the list of branches. */
const ANSWER_LIMIT = 64 * 1024 * 1024;
/** Reading a repository here takes milliseconds; so long is a git that hangs. */
const TIME_LIMIT = 60_000;

/**
 * All that git gets to know here: where programs are. No key of whoever runs the account is among it, and a person's own
 * settings must not change how the account answers.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"] ?? "",
    ...(process.env["SystemRoot"] === undefined ? {} : { SystemRoot: process.env["SystemRoot"] }),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: process.platform === "win32" ? "NUL" : "/dev/null",
  };
}

/** Runs git in a bare repository. @returns what it prints @throws the system's error, also where it takes too long or says too much */
export async function runGit(folder: string | undefined, args: readonly string[]): Promise<string> {
  const options = { cwd: folder, env: serverEnvironment(), maxBuffer: ANSWER_LIMIT, timeout: TIME_LIMIT };
  const { stdout } = await run("git", [...args], options);
  return stdout;
}
