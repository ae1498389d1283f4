import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AccountContext } from "../../src/base/context.ts";
import type { FoundFile, Workspace } from "../../src/base/workspace.ts";
import { workspaceFiles } from "../../src/host/workspaceFiles.ts";
import type { TestAccount } from "../unit/account.ts";

/** Folders of examples, one for each room of files, called as the room. */
export const examples = path.join(import.meta.dirname, "../fixtures/workspaces");

/** A folder that is open: a copy of a room's example, which a test may change. */
export class OpenFolder implements Omit<Workspace, "watch"> {
  readonly folder: string;
  isTrusted = true;
  /** What was opened: `lib/web.js:12`. */
  readonly shown: string[] = [];
  readonly #files: Pick<Workspace, "stat" | "read" | "within" | "closest">;

  /** @param example undefined: an empty folder */
  constructor(example: string | undefined) {
    this.folder = mkdtempSync(path.join(tmpdir(), "open-folder-"));
    if (example !== undefined) cpSync(path.join(examples, example), this.folder, { recursive: true });
    // git would leave it out under its own name
    const installed = path.join(this.folder, "installed");
    if (existsSync(installed)) renameSync(installed, path.join(this.folder, "node_modules"));
    this.#files = workspaceFiles(() => [this.folder]);
  }

  stat: Workspace["stat"] = (file) => this.#files.stat(file);
  read: Workspace["read"] = (file, most) => this.#files.read(file, most);
  within: Workspace["within"] = (folder, relative) => this.#files.within(folder, relative);
  closest: Workspace["closest"] = (folder, relative) => this.#files.closest(folder, relative);

  find: Workspace["find"] = (glob) => {
    const name = glob.slice(glob.lastIndexOf("/") + 1);
    return Promise.resolve(this.files().filter((file) => path.basename(file) === name).map((file) => this.#found(file)));
  };

  show: Workspace["show"] = (file, line) => Promise.resolve(void this.shown.push(`${path.relative(this.folder, file)}:${line}`));

  /** Paths of all files but those of packages. */
  files(): readonly string[] {
    const all = readdirSync(this.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const paths = all.map((one) => path.join(one.parentPath, one.name)).filter((file) => !file.includes("node_modules"));
    return paths.toSorted((a, b) => a.localeCompare(b));
  }

  #found(file: string): FoundFile {
    const folder = path.dirname(file);
    return { path: file, folder, label: path.relative(path.dirname(this.folder), folder).replace(/^[^/]*/, "kestrel") };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** As much of an account as a room of files has to do with: its context. */
export function contextAlone(context: AccountContext): () => TestAccount {
  const used = (): never => {
    throw new Error("a room of files asked AWS");
  };
  const account = { context, renew: used };
  const calls = ["sessions", "session", "simulator", "control"].map((name) => [name, { get: used }] as const);
  return () => Object.defineProperties(account, Object.fromEntries(calls)) as unknown as TestAccount;
}

export const KESTREL: AccountContext = { origin: "profile", profile: "kestrel", region: "eu-west-1" };
