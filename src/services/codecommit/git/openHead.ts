import type { OpenHead } from "../../../base/contracts.ts";
import { DevOpsError } from "../../../base/errors.ts";
import { readRemote } from "../model.ts";
import type { Git } from "./git.ts";
import { type WorkingCopy, readWorkingCopy, trackingOf } from "./workingCopy.ts";

/** What is checked out in a working copy; undefined where no branch or no commit is. */
export async function headOf(git: Git, root: string): Promise<OpenHead | undefined> {
  try {
    const copy = await readWorkingCopy(git, root);
    return await openHeadOf(git, copy);
  } catch (error) {
    if (error instanceof DevOpsError && error.kind === "conflict") return undefined;
    throw error;
  }
}

async function openHeadOf(git: Git, copy: WorkingCopy): Promise<OpenHead> {
  const urls = copy.remotes.flatMap(({ pushUrls }) => pushUrls);
  const repositories = new Set(urls.map((url) => repositoryIn(url)).filter((name) => name !== undefined));
  return { root: copy.root, branch: copy.branch, commit: copy.head, repositories: [...repositories], ahead: await aheadOf(git, copy) };
}

/** What is checked out where it came to its remote by a push from here, with the addresses of that. */
export interface PushedHead {
  readonly head: OpenHead;
  readonly urls: readonly string[];
}

/**
 * Tells of a push, whoever ran it: git notes one in the log of the branch that stands for the one there, in words that no
 * fetch has ("update by push", transport.c of git). Undefined where the commit came otherwise, or is not there.
 */
export async function pushedHeadOf(git: Git, root: string): Promise<PushedHead | undefined> {
  const copy = await readWorkingCopy(git, root);
  const remote = remoteOf(copy);
  const tracking = trackingIn(copy);
  if (remote === undefined || tracking === undefined) return undefined;
  const { code, stdout } = await git.run(root, ["log", "--walk-reflogs", "-1", "--format=%H %gs", tracking, "--"]);
  if (code !== 0 || stdout.trim() !== `${copy.head} update by push`) return undefined;
  return { head: await openHeadOf(git, copy), urls: remote.pushUrls };
}

function remoteOf({ remotes, upstream }: WorkingCopy) {
  return remotes.find(({ name }) => name === upstream?.remote) ?? remotes[0];
}

/** What stands here for the branch there. */
function trackingIn(copy: WorkingCopy): string | undefined {
  const remote = remoteOf(copy);
  return remote && trackingOf(remote.fetch, copy.upstream?.branch ?? copy.branch);
}

/** A repository as a source of a pipeline names it: CodeCommit's by its name, others by owner and name. */
export function repositoryIn(url: string): string | undefined {
  const own = readRemote(url)?.repository;
  if (own !== undefined) return own;
  const [owner, name] = url.split(/[/:]/).filter((part) => part !== "").slice(-2);
  return owner === undefined || name === undefined ? undefined : `${owner}/${name.endsWith(".git") ? name.slice(0, -4) : name}`;
}

/** Commits that the branch there lacks, by what git noted of it last; undefined where it noted nothing. */
async function aheadOf(git: Git, copy: WorkingCopy): Promise<number | undefined> {
  const tracking = trackingIn(copy);
  if (tracking === undefined) return undefined;
  const { code, stdout } = await git.run(copy.root, ["rev-list", "--count", copy.head, `^${tracking}`]);
  return code === 0 ? Number(stdout) : undefined;
}
