import { type ChildProcess, spawn } from "node:child_process";
import { DevOpsError, cancelled } from "../../../base/errors.ts";
import type { CredentialPipe, GitLogin } from "./credentialPipe.ts";
import { type GitFacts, gitFailure } from "./failure.ts";

export interface GitOptions {
  /** Git's own path. */
  readonly program: string;
  /** The runtime that runs the credential helper, and the helper's path. */
  readonly runtime: string;
  readonly helper: string;
  readonly pipe: CredentialPipe;
  /** The environment to start from. */
  readonly env: NodeJS.ProcessEnv;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a call over the network goes, and who goes there. */
export interface RemoteCall {
  readonly url: string;
  readonly login: () => Promise<GitLogin>;
  readonly signal?: AbortSignal;
  /** Told of git's progress, a line at a time. */
  readonly onProgress?: (line: string) => void;
}

/** Output beyond this many characters is dropped: nobody reads it, and a hook may print for ever. */
const OUTPUT_LIMIT = 4_000_000;

/** What a call on this machine gets beside its arguments. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  /** What git reads from its standard input. */
  readonly input?: string;
}

/** Settings in the environment are read from here on (`GIT_CONFIG_COUNT`, git's release notes of 2.31). */
const OLDEST = [2, 31] as const;

/** Runs git without a shell, with the credentials of a context and without any key in its environment. */
export class Git {
  readonly #options: GitOptions;
  #recent: Promise<void> | undefined;

  constructor(options: GitOptions) {
    this.#options = options;
  }

  /** Runs a command that stays on this machine, whatever it ends with. */
  run(folder: string, args: readonly string[], options: RunOptions = {}): Promise<GitResult> {
    return this.#spawn(folder, args, this.#environment([], {}), options);
  }

  /** Like `run`, for what has to succeed. @returns its output without the last line end */
  async read(folder: string, args: readonly string[], facts: GitFacts, options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(folder, args, options);
    if (code !== 0) throw gitFailure(`${stderr}\n${stdout}`, facts);
    return stdout.replace(/\n$/, "");
  }

  /**
   * Runs a command that talks to a repository of CodeCommit.
   * @throws DevOpsError that says why it failed
   */
  async remote(folder: string, args: readonly string[], call: RemoteCall, facts: GitFacts): Promise<GitResult> {
    this.#recent ??= this.#refuseOld(folder);
    await this.#recent;
    const grant = await this.#options.pipe.grant(call.url, call.login);
    try {
      const settings = this.#settings(call);
      const result = await this.#spawn(folder, args, this.#environment(settings, grant.env), call);
      if (result.code === 0) return result;
      if (grant.failure() !== undefined) throw grant.failure();
      throw gitFailure(`${result.stderr}\n${result.stdout}`, facts);
    } finally {
      grant.revoke();
    }
  }

  async #refuseOld(folder: string): Promise<void> {
    const { stdout } = await this.run(folder, ["version"]);
    const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
    if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
    this.#recent = undefined;
    const remedy = `Git ${OLDEST.join(".")} or later is needed: install it, or set its path in the setting git.path.`;
    throw new DevOpsError({ kind: "unsupported", tried: "run git", on: this.#options.program, why: `it is too old (${stdout.trim()})`, remedy });
  }

  /** Git's settings of one call; nothing is written to a file. An empty helper forgets those of the user. */
  #settings({ url }: RemoteCall): [string, string][] {
    const { origin } = new URL(url);
    const { runtime, helper } = this.#options;
    return [
      [`credential.${origin}.helper`, ""],
      [`credential.${origin}.helper`, `!ELECTRON_RUN_AS_NODE=1 ${quoted(runtime)} ${quoted(helper)}`],
      [`credential.${origin}.useHttpPath`, "true"],
      // the longest match wins: no shorter one of the user leads elsewhere
      [`url.${url}.insteadOf`, url],
      [`url.${url}.pushInsteadOf`, url],
    ];
  }

  #environment(settings: readonly [string, string][], extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const env: NodeJS.ProcessEnv = { ...this.#options.env, ...extra };
    // hooks inherit what git has: no key of AWS is among it
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "ELECTRON_RUN_AS_NODE"]) delete env[name];
    const count = Number(env["GIT_CONFIG_COUNT"] ?? 0);
    for (const [index, [key, value]] of settings.entries()) {
      env[`GIT_CONFIG_KEY_${count + index}`] = key;
      env[`GIT_CONFIG_VALUE_${count + index}`] = value;
    }
    env["GIT_CONFIG_COUNT"] = String(count + settings.length);
    // messages are read, and nobody sits at git's terminal
    env["LC_ALL"] = "en_US.UTF-8";
    env["LANGUAGE"] = "en";
    env["GIT_TERMINAL_PROMPT"] = "0";
    env["GIT_ASKPASS"] = "";
    env["GIT_EDITOR"] = "true";
    return env;
  }

  #spawn(
    folder: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    { signal, onProgress, input }: Pick<RemoteCall, "signal" | "onProgress"> & RunOptions,
  ): Promise<GitResult> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(cancelled("run git"));
        return;
      }
      const child = spawn(this.#options.program, [...args], {
        cwd: folder,
        env,
        stdio: ["pipe", "pipe", "pipe"],
        windowsHide: true,
        // a group of its own, to be ended with all that git has started
        detached: process.platform !== "win32",
      });
      const stop = () => {
        endAll(child);
        reject(cancelled("run git"));
      };
      signal?.addEventListener("abort", stop, { once: true });
      // git may end without having read it
      child.stdin.on("error", () => undefined).end(input ?? "");
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        if (stdout.length < OUTPUT_LIMIT) stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        if (stderr.length < OUTPUT_LIMIT) stderr += text;
        const line = text.split(/[\r\n]/).findLast((one) => one.trim() !== "");
        if (line !== undefined) onProgress?.(line.trim());
      });
      child.once("error", (error) => reject(notRunnable(this.#options.program, error)));
      child.once("close", (code) => {
        signal?.removeEventListener("abort", stop);
        resolve({ code: code ?? -1, stdout, stderr });
      });
    });
  }
}

/** Hooks, helpers and transports are children of git, and would keep its output open. */
function endAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { windowsHide: true }).on("error", () => child.kill());
    return;
  }
  try {
    process.kill(-child.pid);
  } catch {
    child.kill();
  }
}

function notRunnable(program: string, cause: Error): DevOpsError {
  const remedy = "Install git, or set its path in the setting git.path.";
  return new DevOpsError({ kind: "unsupported", tried: "run git", on: program, why: cause.message, remedy, cause });
}

/** As git's shell reads it; on Windows that shell takes slashes as well. */
function quoted(file: string): string {
  const slashed = process.platform === "win32" ? file.replaceAll("\\", "/") : file;
  return `'${slashed.replaceAll("'", "'\\''")}'`;
}
