import { existsSync } from "node:fs";
import path from "node:path";
import { DevOpsError } from "../../../base/errors.ts";
import { type ConfigEntry, readConfig, rewritesOf, rewritten, valuesOf } from "./config.ts";
import type { Git } from "./git.ts";
import { gitFailure } from "./failure.ts";

export interface Remote {
  readonly name: string;
  /** Where git pushes to: all of them, as git rewrites what the working copy says. */
  readonly pushUrls: readonly string[];
  /** What it fetches, as refspecs: `+refs/heads/*:refs/remotes/origin/*`. */
  readonly fetch: readonly string[];
}

/** What a push needs to know of the open repository. */
export interface WorkingCopy {
  readonly root: string;
  readonly branch: string;
  /** The id of the commit that is checked out. */
  readonly head: string;
  readonly remotes: readonly Remote[];
  /** What the branch follows: a remote, and a branch there that may have another name. */
  readonly upstream: { readonly remote: string; readonly branch: string } | undefined;
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
  const branch = await currentBranch(git, root);
  const head = await git.run(root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  if (head.code !== 0) {
    const why = "it has no commit yet";
    throw new DevOpsError({ kind: "conflict", tried: "push", on: root, why, remedy: "Commit something first." });
  }
  const entries = await readConfig(git, root);
  const [remote] = valuesOf(entries, "branch", branch, "remote").slice(-1);
  const [merge = `refs/heads/${branch}`] = valuesOf(entries, "branch", branch, "merge").slice(-1);
  return {
    root,
    branch,
    head: head.stdout.trim(),
    remotes: remotesIn(entries),
    upstream: remote === undefined ? undefined : { remote, branch: merge.replace(/^refs\/heads\//, "") },
  };
}

/** The remotes that have an address, by name, with the addresses that git makes of theirs. */
function remotesIn(entries: readonly ConfigEntry[]): Remote[] {
  const found = new Map<string, { urls: string[]; pushUrls: string[]; fetch: string[] }>();
  for (const { section, about, name, value = "" } of entries) {
    if (section !== "remote" || about === "") continue;
    const remote = found.get(about) ?? { urls: [], pushUrls: [], fetch: [] };
    found.set(about, remote);
    if (name === "url") remote.urls.push(value);
    if (name === "pushurl") remote.pushUrls.push(value);
    if (name === "fetch") remote.fetch.push(value);
  }
  const [instead, pushInstead] = [rewritesOf(entries, "insteadof"), rewritesOf(entries, "pushinsteadof")];
  const remotes: Remote[] = [];
  for (const [name, { urls, pushUrls, fetch }] of found) {
    // an address for pushes alone is not rewritten as such ("git-config", `url.<base>.pushInsteadOf`)
    const pushed =
      pushUrls.length > 0
        ? pushUrls.map((url) => rewritten(instead, url) ?? url)
        : urls.map((url) => rewritten(pushInstead, url) ?? rewritten(instead, url) ?? url);
    if (pushed.length > 0) remotes.push({ name, pushUrls: pushed, fetch });
  }
  return remotes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether a folder is in a working copy. */
export async function isInWorkingCopy(git: Git, folder: string): Promise<boolean> {
  const [answer] = await linesOf(git, folder, ["rev-parse", "--is-inside-work-tree"]);
  return answer === "true";
}

async function currentBranch(git: Git, root: string): Promise<string> {
  const { code, stdout, stderr } = await git.run(root, ["symbolic-ref", "--quiet", "HEAD"]);
  if (code === 0) return stdout.trim().replace(/^refs\/heads\//, "");
  // 1: HEAD is no symbolic reference ("git-symbolic-ref" in git's manual)
  if (code !== 1) throw gitFailure(stderr, { tried: "read the repository", on: root });
  const folders = await linesOf(git, root, ["rev-parse", "--git-path", "rebase-merge", "--git-path", "rebase-apply"]);
  const rebasing = folders.some((folder) => existsSync(path.resolve(root, folder)));
  throw new DevOpsError({
    kind: "conflict",
    tried: "push",
    on: root,
    why: rebasing ? "a rebase is not finished" : "no branch is checked out (detached HEAD)",
    remedy: rebasing ? "Continue or abort the rebase first." : "Check out or create a branch first.",
  });
}

/** The lines that git prints; none where it fails. */
async function linesOf(git: Git, root: string, args: readonly string[]): Promise<string[]> {
  const { code, stdout } = await git.run(root, args);
  return code === 0 ? stdout.split("\n").filter((line) => line !== "") : [];
}

/** The reference here that stands for a branch of a remote ("git-fetch" in git's manual); undefined where none does. */
export function trackingOf(fetch: readonly string[], branch: string): string | undefined {
  const reference = `refs/heads/${branch}`;
  for (const spec of fetch) {
    const [from = "", to = ""] = spec.replace(/^\+/, "").split(":");
    if (to !== "" && from === reference) return to;
    const [before = "", after] = from.split("*");
    if (to === "" || after === undefined || !reference.startsWith(before) || !reference.endsWith(after)) continue;
    return to.replace("*", () => reference.slice(before.length, reference.length - after.length));
  }
  return undefined;
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
  // from standard input: there may be thousands
  const range = { input: [head, ...known.map((id) => `^${id}`), ""].join("\n") };
  const facts = { tried: "list the commits", on: root };
  const count = Number(await git.read(root, ["rev-list", "--count", "--stdin"], facts, range));
  const titles = await git.read(root, ["log", `--max-count=${TITLES}`, "--format=%s", "--stdin"], facts, range);
  return { state: there === undefined ? "new" : "ahead", count, titles: titles.split("\n").filter((title) => title !== "") };
}

/** False also where the commit is not here at all. */
async function isAncestor(git: Git, root: string, ancestor: string, id: string): Promise<boolean> {
  return (await git.run(root, ["merge-base", "--is-ancestor", ancestor, id])).code === 0;
}

/** Those of the commits that are here. */
async function existing(git: Git, root: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { stdout } = await git.run(root, ["cat-file", "--batch-check=%(objectname) %(objecttype)"], { input: `${ids.join("\n")}\n` });
  return stdout.split("\n").flatMap((line) => (line.endsWith(" commit") ? [line.slice(0, -" commit".length)] : []));
}
