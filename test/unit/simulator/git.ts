// The test's own git: an isolated HOME and settings, so that nobody's configuration decides what happens.
import { execFile } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunningSimulator } from "../../../src/simulator/simulator.ts";
import { REGION } from "./support.ts";
import type { Keys } from "./support.ts";

type Address = Pick<RunningSimulator, "endpoint">;

export interface GitOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for working copies, and git without any of this machine's settings. */
export class GitBench {
  readonly folder = mkdtempSync(path.join(tmpdir(), "git-bench-"));
  #clones = 0;

  get env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env["PATH"],
      HOME: this.folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_AUTHOR_NAME: "Test",
      GIT_AUTHOR_EMAIL: "test@kestrel.example",
      GIT_COMMITTER_NAME: "Test",
      GIT_COMMITTER_EMAIL: "test@kestrel.example",
    };
  }

  /** Runs git in a folder below the bench. */
  run(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<GitOutcome> {
    const options = { cwd: path.join(this.folder, folder), env: { ...this.env, ...env }, maxBuffer: 1 << 26 };
    return new Promise((resolve) => {
      execFile("git", [...args], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      });
    });
  }

  /** Like `run`, for what must succeed. @returns its output without the last line end */
  async must(folder: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(folder, args);
    if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}: ${stderr}`);
    return stdout.trimEnd();
  }

  /** Clones a repository of the account. @returns the folder's name below the bench */
  async clone(simulator: RunningSimulator, repository: string): Promise<string> {
    this.#clones += 1;
    const folder = `clone${this.#clones}`;
    await this.must(".", "clone", "--quiet", ownAddress(simulator, repository), folder);
    return folder;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface WantedPassword {
  readonly secret: string;
  readonly repository: string;
  /** When it was made, now when absent. */
  readonly at?: number;
}

/** The password for a repository, written out by hand, apart from the code of the extension and of the simulator. */
export function gitPassword(simulator: Address, { secret, repository, at = Date.now() }: WantedPassword): string {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d+Z/g, "");
  const day = time.slice(0, 8);
  const sign = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const host = new URL(simulator.endpoint).hostname;
  const canonical = `GIT\n/v1/repos/${repository}\n\nhost:${host}\n\nhost\n`;
  const scope = `${day}/${REGION}/codecommit/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash("sha256").update(canonical).digest("hex")}`;
  const key = sign(sign(sign(sign(`AWS4${secret}`, day), REGION), "codecommit"), "aws4_request");
  return `${time}Z${createHmac("sha256", key).update(text).digest("hex")}`;
}

/** A repository's address with user and password in it. */
export function gitAddress(simulator: Address, repository: string, user: string, password: string): string {
  const url = new URL(`${simulator.endpoint}/v1/repos/${repository}`);
  url.username = encodeURIComponent(user);
  url.password = password;
  return url.href;
}

/** The address for whoever has the keys: of the account's owner when absent. */
export function ownAddress(
  simulator: Address & Pick<RunningSimulator, "credentials">,
  repository: string,
  keys: Keys = simulator.credentials,
): string {
  const user = keys.sessionToken === undefined ? keys.accessKeyId : `${keys.accessKeyId}%${keys.sessionToken}`;
  return gitAddress(simulator, repository, user, gitPassword(simulator, { secret: keys.secretAccessKey, repository }));
}
