import type { OpenHead } from "../../../base/contracts.ts";
import { DevOpsError } from "../../../base/errors.ts";
import { readRemote } from "../model.ts";
import type { Git } from "./git.ts";
import { type WorkingCopy, readWorkingCopy, trackingOf } from "./workingCopy.ts";

/** What is checked out in a working copy; undefined where no branch or no commit is. */
export async function headOf(git: Git, root: string): Promise<OpenHead | undefined> {
  try {
    const copy = await readWorkingCopy(git, root);
    const urls = copy.remotes.flatMap(({ pushUrls }) => pushUrls);
    const repositories = new Set(urls.map((url) => repositoryIn(url)).filter((name) => name !== undefined));
    return { root, branch: copy.branch, commit: copy.head, repositories: [...repositories], ahead: await aheadOf(git, copy) };
  } catch (error) {
    if (error instanceof DevOpsError && error.kind === "conflict") return undefined;
    throw error;
  }
}

/** A repository as a source of a pipeline names it: CodeCommit's by its name, others by owner and name. */
export function repositoryIn(url: string): string | undefined {
  const own = readRemote(url)?.repository;
  if (own !== undefined) return own;
  const [owner, name] = url.split(/[/:]/).filter((part) => part !== "").slice(-2);
  return owner === undefined || name === undefined ? undefined : `${owner}/${name.endsWith(".git") ? name.slice(0, -4) : name}`;
}

/** Commits that the branch there lacks, by what git noted of it last; undefined where it noted nothing. */
async function aheadOf(git: Git, { root, branch, head, remotes, upstream }: WorkingCopy): Promise<number | undefined> {
  const remote = remotes.find(({ name }) => name === upstream?.remote) ?? remotes[0];
  const tracking = remote && trackingOf(remote.fetch, upstream?.branch ?? branch);
  if (tracking === undefined) return undefined;
  const { code, stdout } = await git.run(root, ["rev-list", "--count", head, `^${tracking}`]);
  return code === 0 ? Number(stdout) : undefined;
}
