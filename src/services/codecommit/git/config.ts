import path from "node:path";
import { DevOpsError } from "../../../base/errors.ts";
import { partsOf } from "../model.ts";
import { gitFailure } from "./failure.ts";
import type { Git } from "./git.ts";

/** One of git's settings as its files have it, those that they include too. */
export interface ConfigEntry {
  /** `local` and `worktree` are the repository's own files; `command` is the environment. */
  readonly scope: string;
  /** Where it stands: `/home/mira/.gitconfig`. */
  readonly file: string;
  /** In lower case: `http`. */
  readonly section: string;
  /** What stands between section and name, as written: an address, a remote's name. Empty where nothing does. */
  readonly about: string;
  /** In lower case: `sslverify`. */
  readonly name: string;
  /** Undefined where the file gives none, which git takes for true. */
  readonly value: string | undefined;
}

/**
 * All settings that git has in a folder, in its order: the last one of a name wins.
 * @throws DevOpsError where they cannot be read
 */
export async function readConfig(git: Git, folder: string): Promise<ConfigEntry[]> {
  const facts = { tried: "read git's settings", on: folder };
  const { code, stdout, stderr, isCut } = await git.run(folder, ["config", "--null", "--show-scope", "--show-origin", "--list"]);
  // what is behind the cut would be believed not to be there
  if (isCut) throw new DevOpsError({ kind: "invalid", ...facts, why: "there are more of them than anybody writes" });
  if (code !== 0) throw gitFailure(stderr, facts);
  return parseConfig(stdout, folder);
}

/** The output of `git config --null --show-scope --show-origin --list`. @param folder what the files' names are relative to */
export function parseConfig(text: string, folder: string): ConfigEntry[] {
  const parts = text.split("\0");
  const entries: ConfigEntry[] = [];
  for (let index = 0; index + 2 < parts.length; index += 3) {
    const [scope = "", origin = "", setting = ""] = parts.slice(index, index + 3);
    const end = setting.indexOf("\n");
    const key = end < 0 ? setting : setting.slice(0, end);
    const [first, last] = [key.indexOf("."), key.lastIndexOf(".")];
    entries.push({
      scope,
      file: origin.startsWith("file:") ? path.resolve(folder, origin.slice("file:".length)) : origin,
      section: key.slice(0, first).toLowerCase(),
      about: key.slice(first + 1, Math.max(first + 1, last)),
      name: key.slice(last + 1).toLowerCase(),
      value: end < 0 ? undefined : setting.slice(end + 1),
    });
  }
  return entries;
}

/** The values of a name, in git's order. */
export function valuesOf(entries: readonly ConfigEntry[], section: string, about: string, name: string): string[] {
  return entries.flatMap((one) => (one.section === section && one.about === about && one.name === name ? [one.value ?? ""] : []));
}

/** Settings that make another address of one that begins in a certain way. */
export function rewritesOf(entries: readonly ConfigEntry[], name: "insteadof" | "pushinsteadof"): ConfigEntry[] {
  return entries.filter((one) => one.section === "url" && one.name === name && one.value !== undefined);
}

/** What a setting makes of an address; undefined where it is about others. */
export function rewrittenBy({ about, value }: ConfigEntry, url: string): string | undefined {
  return value !== undefined && url.startsWith(value) ? `${about}${url.slice(value.length)}` : undefined;
}

/** The address that git uses for one that a remote has: the longest beginning counts, the first of several ("git-config", `url.<base>.insteadOf`). */
export function rewritten(rewrites: readonly ConfigEntry[], url: string): string | undefined {
  let longest: ConfigEntry | undefined;
  for (const one of rewrites) {
    if (rewrittenBy(one, url) === undefined) continue;
    if (longest === undefined || (one.value ?? "").length > (longest.value ?? "").length) longest = one;
  }
  return longest === undefined ? undefined : rewrittenBy(longest, url);
}

/**
 * Whether a setting for an address, in which `*` stands for one label of the host's name, is one for another address
 * ("git-config", `http.<url>.*`; users are left out). @param url without a user
 */
export function isAbout(scope: string, url: string): boolean {
  const [pattern, target] = [partsOf(scope), partsOf(url)];
  if (pattern === undefined || target === undefined) return false;
  if (pattern.scheme !== target.scheme || pattern.port !== target.port) return false;
  const [labels, others] = [pattern.host.split("."), target.host.split(".")];
  if (labels.length !== others.length || !labels.every((label, index) => label === "*" || label === others[index])) return false;
  const wanted = pattern.path.endsWith("/") ? pattern.path : `${pattern.path}/`;
  return `${target.path}/`.startsWith(wanted);
}
