import * as vscode from "vscode";
import type { OpenHead } from "../../base/contracts.ts";
import type { RoomHost } from "../../host/room.ts";
import { connectGit } from "./connect.ts";
import { headOf } from "./git/openHead.ts";
import { openRepositories } from "./openRepositories.ts";
import { builtInGit } from "./vscodeGit.ts";

/** What is checked out in the window's repositories. Nobody but git is asked. @throws DevOpsError where there is no git */
export async function openHeads(host: RoomHost): Promise<readonly OpenHead[]> {
  const git = await connectGit(host);
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const repositories = await openRepositories(await builtInGit(), git, folders);
  const heads = await Promise.all(repositories.map(({ rootUri }) => headOf(git, rootUri.fsPath)));
  return heads.filter((head) => head !== undefined);
}
