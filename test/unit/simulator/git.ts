// The test's own git: an isolated HOME and settings, so that nobody's configuration decides what happens.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface GitOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for working copies, and git without any of this machine's settings. */
export class GitBench {
  readonly folder = mkdtempSync(path.join(tmpdir(), "git-bench-"));

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

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
