import { DevOpsError } from "../../../base/errors.ts";
import type { Git } from "./git.ts";

export interface Remote {
  readonly name: string;
  /** As the working copy writes it, where git pushes to. */
  readonly url: string;
}

/** What a push needs to know of the open repository. */
export interface WorkingCopy {
  readonly root: string;
  readonly branch: string;
  /** The id of the commit that is checked out. */
  readonly head: string;
  readonly remotes: readonly Remote[];
  /** The remote that the branch follows. */
  readonly upstreamRemote: string | undefined;
}

/** How the branch here stands to the one there. */
export interface Standing {
  /** `new`: there is no such branch there; `diverged`: it has commits that are not here. */
  readonly state: "same" | "ahead" | "new" | "diverged";
  /** Commits that a push would bring. */
  readonly count: number;
  /** The titles of the youngest of them. */
  readonly titles: readonly string[];
}

/** Commits whose titles a plan shows. */
const TITLES = 10;

/**
 * Reads the state of a working copy.
 * @throws DevOpsError where nothing can be pushed: no commit yet, or no branch checked out
 */
export async function readWorkingCopy(git: Git, root: string): Promise<WorkingCopy> {
  const facts = { tried: "read the repository", on: root };
  const symbolic = await git.run(root, ["symbolic-ref", "--quiet", "HEAD"]);
  if (symbolic.code !== 0) {
    const why = "no branch is checked out (detached HEAD)";
    throw new DevOpsError({ kind: "conflict", tried: "push", on: root, why, remedy: "Check out or create a branch first." });
  }
  const branch = symbolic.stdout.trim().replace(/^refs\/heads\//, "");
  const head = await git.run(root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  if (head.code !== 0) {
    const why = "it has no commit yet";
    throw new DevOpsError({ kind: "conflict", tried: "push", on: root, why, remedy: "Commit something first." });
  }
  const names = (await git.read(root, ["remote"], facts)).split("\n").filter((name) => name !== "");
  const remotes = await Promise.all(
    names.map(async (name) => ({ name, url: await git.read(root, ["remote", "get-url", "--push", name], facts) })),
  );
  const upstream = await git.run(root, ["config", "--get", `branch.${branch}.remote`]);
  return {
    root,
    branch,
    head: head.stdout.trim(),
    remotes,
    upstreamRemote: upstream.code === 0 ? upstream.stdout.trim() : undefined,
  };
}

/** The commit that a branch has in the list that `git ls-remote` prints; undefined where it is not there. */
export function headIn(list: string, branch: string): string | undefined {
  const line = list.split("\n").find((one) => one.slice(41) === `refs/heads/${branch}`);
  return line?.slice(0, 40);
}

/**
 * Compares the branch with what is there.
 * @param there the commit that the branch has there
 * @param others further commits that are known to be there: the heads of its other branches
 */
export async function compare(git: Git, copy: WorkingCopy, there: string | undefined, others: readonly string[]): Promise<Standing> {
  const { root, head } = copy;
  if (there === head) return { state: "same", count: 0, titles: [] };
  if (there !== undefined && !(await isAncestor(git, root, there, head))) return { state: "diverged", count: 0, titles: [] };
  const known = await existing(git, root, there === undefined ? others : [there]);
  const range = [head, ...known.map((id) => `^${id}`)];
  const facts = { tried: "list the commits", on: root };
  const count = Number(await git.read(root, ["rev-list", "--count", ...range], facts));
  const titles = await git.read(root, ["log", `--max-count=${TITLES}`, "--format=%s", ...range], facts);
  return { state: there === undefined ? "new" : "ahead", count, titles: titles.split("\n").filter((title) => title !== "") };
}

/** False also where the commit is not here at all. */
async function isAncestor(git: Git, root: string, ancestor: string, id: string): Promise<boolean> {
  return (await git.run(root, ["merge-base", "--is-ancestor", ancestor, id])).code === 0;
}

async function existing(git: Git, root: string, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map(async (id) => ({ id, code: (await git.run(root, ["cat-file", "-e", `${id}^{commit}`])).code })));
  return found.filter(({ code }) => code === 0).map(({ id }) => id);
}
