import { isAbout, readConfig } from "./config.ts";
import type { Git } from "./git.ts";

/** One of git's settings. */
export type Setting = readonly [key: string, value: string];

/** A credential helper as git's files name it. */
export interface Helper {
  readonly value: string;
  /** `/home/mira/.gitconfig` */
  readonly file: string;
  /** For this host alone, or made for CodeCommit: the user's own choice. */
  readonly own: boolean;
}

/**
 * What git needs so that it asks the editor for each login of a host. It names the path, which every password is made
 * for, and no helper (keychain, credential manager, store) keeps a password that lives 15 minutes: the empty one makes
 * git forget those of other files ("gitcredentials" in git's manual).
 */
export function loginSettings(origin: string): Setting[] {
  return [
    [`credential.${origin}.helper`, ""],
    [`credential.${origin}.useHttpPath`, "true"],
  ];
}

/** Those settings, or none where the user has set up a helper for the host or for CodeCommit, such as the AWS CLI's. */
export async function settingsFor(git: Git, folder: string, origin: string): Promise<Setting[]> {
  return (await helpersOf(git, folder, origin)).some(({ own }) => own) ? [] : loginSettings(origin);
}

/** Puts the settings for a host into the repository's own file, once, behind each helper that stands there. @throws DevOpsError */
export async function writeSettings(git: Git, root: string, origin: string): Promise<void> {
  const settings = loginSettings(origin);
  const known = await Promise.all(settings.map(([key]) => git.run(root, ["config", "--local", "--get", key])));
  const there = settings.every(([, value], index) => known[index]?.code === 0 && known[index].stdout === `${value}\n`);
  if (there && (await helpersOf(git, root, origin)).length === 0) return;
  // a section that is empty goes, and the next one is put at the end
  for (const [key] of settings) await git.run(root, ["config", "--local", "--unset-all", key]);
  for (const [key, value] of settings) await git.read(root, ["config", "--local", key, value], { tried: "set up logins", on: root });
}

/** The helpers that the files name for a host, in git's order; what stands in the environment is left out. @throws DevOpsError */
export async function helpersOf(git: Git, folder: string, origin: string): Promise<Helper[]> {
  const helpers: Helper[] = [];
  for (const { scope, section, about, name, value, file } of await readConfig(git, folder)) {
    if (section !== "credential" || name !== "helper" || scope === "command") continue;
    if (about !== "" && !isAbout(hostOf(about), origin)) continue;
    if (value === "") helpers.length = 0;
    // without a value it is true, which is no helper
    else if (value !== undefined) helpers.push({ value, file, own: about !== "" || value.includes("codecommit") });
  }
  return helpers;
}

/** One that is set up for some repositories of a host is the user's choice for the host. */
function hostOf(address: string): string {
  const end = address.indexOf("/", address.indexOf("://") + 3);
  return end < 0 ? address : address.slice(0, end);
}
