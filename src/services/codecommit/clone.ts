import { existsSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { askFolder, tell, withProgress } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { connectGit, loginOf, placeOf, wayOf } from "./connect.ts";
import { settingsFor } from "./git/loginSettings.ts";
import { gitUrl, refuseName } from "./model.ts";

const OPEN = "Open";
const OPEN_NEW = "Open in New Window";
const ADD = "Add to Workspace";

/** Clones a repository into a folder that the user chooses, and offers to open it. @throws DevOpsError */
export async function cloneRepository(host: RoomHost, context: AccountContext, name: string): Promise<void> {
  refuseName(name, "clone");
  const git = await connectGit(host);
  const parent = await askFolder({ title: `Folder in which to put ${name}`, verb: "Clone Here", ...besideWorkspace() });
  const folder = path.join(parent.fsPath, name);
  if (existsSync(folder)) {
    throw new DevOpsError({ kind: "conflict", tried: `clone ${name}`, why: `${folder} is there already`, remedy: "Choose another folder." });
  }
  const url = gitUrl(await placeOf(host, context), name);
  // kept in the new repository, for git of the editor and of its terminals
  const settings = (await settingsFor(git, parent.fsPath, new URL(url).origin)).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
  await withProgress(`Cloning ${name}`, (signal, onProgress) =>
    git.remote(
      parent.fsPath,
      ["clone", "--progress", ...settings, "--", url, folder],
      { url, login: loginOf(host, context, url), way: wayOf(host, context, url), signal, onProgress },
      { tried: `clone ${name}`, on: `${context.profile} · ${context.region}`, action: "codecommit:GitPull" },
    ),
  );
  void offerToOpen(name, vscode.Uri.file(folder));
}

/** Where clones are put beside each other: around the folder that is open. */
function besideWorkspace(): { readonly start?: vscode.Uri } {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file");
  return folder === undefined ? {} : { start: vscode.Uri.joinPath(folder.uri, "..") };
}

async function offerToOpen(name: string, folder: vscode.Uri): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const choice = await tell("info", `Cloned ${name} to ${folder.fsPath}.`, OPEN, OPEN_NEW, ...(folders.length === 0 ? [] : [ADD]));
  if (choice === undefined) return;
  if (choice === ADD) vscode.workspace.updateWorkspaceFolders(folders.length, 0, { uri: folder });
  else await vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow: choice === OPEN_NEW });
}
