import type * as vscode from "vscode";
import type { Git } from "./git/git.ts";
import { isInWorkingCopy } from "./git/workingCopy.ts";
import type { GitApi, GitRepository } from "./vscodeGit.ts";

/** How long a repository may take to open by itself, in milliseconds: of one that it is just opening, Git answers nothing. */
const OPENING = 3_000;

/**
 * The repositories of the window; of a folder that became one a moment ago, too. Where no folder is in one, nothing is
 * waited for.
 */
export async function openRepositories(api: GitApi, git: Git, folders: readonly vscode.Uri[]): Promise<readonly GitRepository[]> {
  const others = folders.filter((uri) => uri.scheme === "file" && !api.repositories.some(({ rootUri }) => isWithin(uri, rootUri)));
  const areIn = await Promise.all(others.map(({ fsPath }) => isInWorkingCopy(git, fsPath)));
  const missing = others.filter((_uri, index) => areIn[index] === true);
  await Promise.all(missing.map(async (uri) => api.openRepository?.(uri)));
  if (api.repositories.length === 0 && missing.length > 0) await nextRepository(api);
  return api.repositories;
}

function isWithin(folder: vscode.Uri, root: vscode.Uri): boolean {
  return folder.path === root.path || folder.path.startsWith(`${root.path}/`);
}

/** Waits until a repository is open, but not for long: it may be one that Git does not open. */
async function nextRepository(api: GitApi): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(end, OPENING);
    const listener = api.onDidOpenRepository(end);
  });
}
