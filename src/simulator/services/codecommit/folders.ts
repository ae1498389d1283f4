import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** The temporary folder with the bare repositories, made when the first is asked for and removed at the end. */
export class GitFolders {
  #root: string | undefined;

  /** The folder of the repositories that an account has in a region. */
  of(accountId: string, region: string): string {
    this.#root ??= mkdtempSync(path.join(tmpdir(), "devops-simulator-git-"));
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
