import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isAlive } from "../../../base/alive.ts";

/** Of the folder's name; the id of the process stands behind it. */
const PREFIX = "devops-simulator-git-";

/** The temporary folder with the bare repositories, made when the first is asked for and removed at the end. */
export class GitFolders {
  #root: string | undefined;

  /** The folder of the repositories that an account has in a region. */
  of(accountId: string, region: string): string {
    this.#root ??= makeRoot();
    const folder = path.join(this.#root, accountId, region);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Removes everything; a process of git that still writes there fails. */
  clear(): void {
    if (this.#root !== undefined) {
      rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 });
      this.#root = undefined;
    }
  }
}

function makeRoot(): string {
  const parent = tmpdir();
  sweep(parent);
  return mkdtempSync(path.join(parent, `${PREFIX}${process.pid}-`));
}

/** Removes the folders of simulators that were killed. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const maker = name.startsWith(PREFIX) ? /^(\d+)-/.exec(name.slice(PREFIX.length))?.[1] : undefined;
    if (maker === undefined || isAlive(Number(maker), (pid, signal) => process.kill(pid, signal))) continue;
    const folder = path.join(parent, name);
    try {
      // anybody may put something of that name there: only what is our own is followed
      const { uid } = lstatSync(folder);
      if (process.getuid === undefined || uid === process.getuid()) rmSync(folder, { recursive: true, force: true });
    } catch {
      // another simulator was quicker, or the next one will be
    }
  }
}
