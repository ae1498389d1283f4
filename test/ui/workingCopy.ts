// The sample workspace as a working copy of a repository of the account, and what a user does with one.
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { gitPassword } from "../../src/services/codecommit/git/password.ts";
import type { SimulatedAccount } from "../../scripts/host/account.mjs";
import type { WorkbenchHost } from "./fixtures.ts";
import type { Workbench } from "./workbench.ts";

const run = promisify(execFile);

/** The message of a commit is asked for in a box instead of an editor; nothing is fetched behind the test's back. */
export const GIT_SETTINGS = { "git.useEditorAsCommitInput": false, "git.autofetch": false, "git.enableSmartCommit": true };

/** Runs git in the sample workspace and answers what it prints. */
export type Git = (...args: string[]) => Promise<string>;

/** The account's address of a repository, with a login in it: how the test itself gets there. */
export function addressWithLogin(account: SimulatedAccount, repository: string): string {
  const url = new URL(`${account.endpoint}/v1/repos/${repository}`);
  const { secretAccessKey } = account;
  url.password = gitPassword({ url: url.href, region: "eu-west-1", secretAccessKey, now: Date.now() });
  url.username = account.accessKeyId;
  return url.href;
}

/**
 * Makes the sample workspace a working copy of the repository.
 * @param remote what leads there: `origin`, which the branch follows, or nothing
 */
export async function workingCopy(
  { workspace }: WorkbenchHost,
  account: SimulatedAccount,
  repository: string,
  remote: "origin" | "none" = "origin",
): Promise<Git> {
  const git = async (...args: string[]) => (await run("git", args, { cwd: workspace })).stdout.trim();
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "Mira Okafor");
  await git("config", "user.email", "mira.okafor@kestrel.example");
  await git("config", "commit.gpgsign", "false");
  if (remote === "origin") {
    await git("config", "branch.main.remote", "origin");
    await git("config", "branch.main.merge", "refs/heads/main");
    // last: from then on the extension writes there, and of two who write at once git refuses one
    await git("remote", "add", "origin", `${account.endpoint}/v1/repos/${repository}`);
  }
  await git("fetch", "--quiet", addressWithLogin(account, repository), "main:refs/remotes/origin/main");
  await git("reset", "--quiet", "--mixed", "origin/main");
  await git("checkout", "--quiet", "origin/main", "--", ...CHECKED_OUT);
  if (remote === "none") await git("update-ref", "-d", "refs/remotes/origin/main");
  return git;
}

/** Files of the repository that the sample workspace gets; of the others it keeps its own. */
const CHECKED_OUT = ["CHANGES.md", "src/main.js", "template.yaml"] as const;

const SAMPLE = path.join(import.meta.dirname, "../fixtures/workspace");

/** Makes the sample workspace a plain folder again, with its files as they were. */
export function forgetWorkingCopy({ workspace }: WorkbenchHost): void {
  for (const name of [".git", ...CHECKED_OUT]) {
    fs.rmSync(path.join(workspace, name), { recursive: true, force: true });
  }
  fs.cpSync(SAMPLE, workspace, { recursive: true });
}

/** Commits what is changed, as the command palette does it. */
export async function commitAll(workbench: Workbench, message: string): Promise<void> {
  await workbench.run("Git: Commit All");
  await workbench.quickInput.answer(message);
}
