import { type ProcessResult, runBounded } from "../../../aws/boundedProcess.ts";
import type { Way } from "../../../aws/network.ts";
import { DevOpsError, cancelled, isCancelled } from "../../../base/errors.ts";
import { MINUTE } from "../../../base/time.ts";
import { readConfig } from "./config.ts";
import type { CredentialPipe, GitLogin } from "./credentialPipe.ts";
import { type GitFacts, gitFailure } from "./failure.ts";
import { guardsFor, plainEnvironment, refuseDetours } from "./guard.ts";
import type { Setting } from "./loginSettings.ts";
import { waySettings } from "./waySettings.ts";

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
  /** It printed more than was kept. */
  readonly isCut: boolean;
}

/** Where a call over the network goes, and who goes there. */
export interface RemoteCall {
  readonly url: string;
  readonly login: () => Promise<GitLogin>;
  /** How the context's own calls would get there. */
  readonly way?: () => Promise<Way>;
  readonly signal?: AbortSignal;
  /** Told of git's progress, a line at a time. */
  readonly onProgress?: (line: string) => void;
}

/** Output beyond this many bytes is dropped: nobody reads it, and a hook may print for ever. */
const OUTPUT_LIMIT = 4_000_000;
/** How long a call may take that stays on this machine; one over the network is ended by whoever waits for it. */
const LOCAL_TIME = 2 * MINUTE;

/** What a call on this machine gets beside its arguments. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  /** What git reads from its standard input. */
  readonly input?: string;
}

/** Settings in the environment are read from here on (`GIT_CONFIG_COUNT`, git's release notes of 2.31). */
const OLDEST = [2, 31] as const;
/** Characters of a line of progress that are told: hooks and the other side write among git's. */
const LONGEST_PROGRESS = 200;
/** Characters of what `git version` prints that are looked at. */
const LONGEST_VERSION = 100;

/** Runs git without a shell, with the credentials of a context and without any key in its environment. */
export class Git {
  readonly #options: GitOptions;
  #recent: Promise<void> | undefined;

  constructor(options: GitOptions) {
    this.#options = options;
  }

  /** Runs a command that stays on this machine, whatever it ends with. */
  run(folder: string, args: readonly string[], options: RunOptions = {}): Promise<GitResult> {
    return this.#spawn(folder, args, { env: this.#environment([], {}), time: LOCAL_TIME, ...options });
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
    const entries = await readConfig(this, folder);
    refuseDetours(entries, call.url, facts);
    const way = waySettings(entries, call.url, (await call.way?.()) ?? {}, this.#options.env);
    const grant = await this.#options.pipe.grant(call.url, call.login);
    try {
      const guards = guardsFor(call.url);
      const env = this.#environment([...this.#settings(call), ...guards.settings, ...way], { ...guards.env, ...grant.env });
      const { signal, onProgress } = call;
      const result = await this.#spawn(folder, args, { env, ...(signal && { signal }), ...(onProgress && { onProgress }) });
      if (result.code === 0) return result;
      if (grant.failure() !== undefined) throw grant.failure();
      throw gitFailure(`${result.stderr}\n${result.stdout}`, facts);
    } finally {
      grant.revoke();
    }
  }

  async #refuseOld(folder: string): Promise<void> {
    const { stdout } = await this.run(folder, ["version"]);
    const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(stdout.slice(0, LONGEST_VERSION))?.map(Number) ?? [];
    if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
    this.#recent = undefined;
    const remedy = `Git ${OLDEST.join(".")} or later is needed: install it, or set its path in the setting git.path.`;
    throw new DevOpsError({ kind: "unsupported", tried: "run git", on: this.#options.program, why: `it is too old (${stdout.slice(0, LONGEST_VERSION).trim()})`, remedy });
  }

  /** Git's settings of one call; nothing is written to a file. An empty helper forgets those of the user. */
  #settings({ url }: RemoteCall): Setting[] {
    const { origin } = new URL(url);
    const { runtime, helper } = this.#options;
    return [
      [`credential.${origin}.helper`, ""],
      [`credential.${origin}.helper`, `!ELECTRON_RUN_AS_NODE=1 ${quoted(runtime)} ${quoted(helper)}`],
      [`credential.${origin}.useHttpPath`, "true"],
    ];
  }

  #environment(settings: readonly Setting[], extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const env: NodeJS.ProcessEnv = { ...plainEnvironment(this.#options.env), ...extra };
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

  async #spawn(folder: string, args: readonly string[], how: SpawnOptions): Promise<GitResult> {
    const { program } = this.#options;
    const { env, onProgress, time, signal, input } = how;
    let result: ProcessResult;
    try {
      result = await runBounded(program, args, {
        cwd: folder,
        env,
        size: OUTPUT_LIMIT,
        overflow: "drop",
        ...(time && { time }),
        ...(signal && { signal }),
        ...(input !== undefined && { input }),
        ...(onProgress && { onStderr: (text: string) => tellLast(text, onProgress) }),
      });
    } catch (error) {
      throw isCancelled(error) ? cancelled("run git") : notRunnable(program, error);
    }
    if (result.end === "time") throw notEnding(args, folder);
    const { code, stdout, stderr } = result;
    return { code, stdout, stderr, isCut: Buffer.byteLength(stdout) >= OUTPUT_LIMIT };
  }
}

interface SpawnOptions extends RunOptions, Pick<RemoteCall, "onProgress"> {
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  readonly time?: number;
}

/** Git's progress replaces a line by the next: the last one counts. */
function tellLast(text: string, tell: (line: string) => void): void {
  const line = text.split(/[\r\n]/).findLast((one) => one.trim() !== "");
  if (line !== undefined) tell(line.trim().slice(0, LONGEST_PROGRESS));
}

function notEnding([command = ""]: readonly string[], folder: string): DevOpsError {
  const why = `git ${command} did not end within ${LOCAL_TIME / MINUTE} minutes`;
  return new DevOpsError({ kind: "internal", tried: "run git", on: folder, why });
}

function notRunnable(program: string, cause: unknown): DevOpsError {
  const remedy = "Install git, or set its path in the setting git.path.";
  return new DevOpsError({ kind: "unsupported", tried: "run git", on: program, why: cause instanceof Error ? cause.message : String(cause), remedy, cause });
}

/** As git's shell reads it; on Windows that shell takes slashes as well. */
function quoted(file: string): string {
  const slashed = process.platform === "win32" ? file.replaceAll("\\", "/") : file;
  return `'${slashed.replaceAll("'", "'\\''")}'`;
}
