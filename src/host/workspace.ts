import path from "node:path";
import * as vscode from "vscode";
import type { FoundFile, Workspace } from "../base/workspace.ts";
import { workspaceFiles } from "./workspaceFiles.ts";

/** So many files are looked for: a glob that fits more of them finds those first. */
const MOST_FILES = 500;
/** Milliseconds: a program that writes many files is told of once. */
const QUIET = 300;
const NOT_OURS = "**/{node_modules,.git}/**";

const foldersHere = () => (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");

/** The folders that are open on this machine. */
export function openWorkspace(): Workspace {
  return {
    get isTrusted() {
      return vscode.workspace.isTrusted;
    },

    ...workspaceFiles(() => foldersHere().map(({ uri }) => uri.fsPath)),

    async find(glob, signal) {
      const source = new vscode.CancellationTokenSource();
      const give = () => source.cancel();
      signal.addEventListener("abort", give);
      try {
        const found = await vscode.workspace.findFiles(glob, NOT_OURS, MOST_FILES, source.token);
        return found.filter(({ scheme }) => scheme === "file").map(fileOf).toSorted((a, b) => a.path.localeCompare(b.path));
      } finally {
        signal.removeEventListener("abort", give);
        source.dispose();
      }
    },

    async show(file, line) {
      const at = new vscode.Position(Math.max(0, line - 1), 0);
      await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at) });
    },

    watch(glob, changed) {
      const watcher = vscode.workspace.createFileSystemWatcher(glob);
      let due: NodeJS.Timeout | undefined;
      const tell = () => {
        due ??= setTimeout(() => {
          due = undefined;
          changed();
        }, QUIET);
      };
      const listeners = [
        watcher, watcher.onDidCreate(tell), watcher.onDidChange(tell), watcher.onDidDelete(tell),
        vscode.workspace.onDidChangeWorkspaceFolders(tell),
      ];
      return vscode.Disposable.from(...listeners, new vscode.Disposable(() => clearTimeout(due)));
    },
  };
}

function fileOf(uri: vscode.Uri): FoundFile {
  // of an open folder itself the editor tells the whole path
  const label = path.posix.dirname(vscode.workspace.asRelativePath(uri, true));
  return { path: uri.fsPath, folder: path.dirname(uri.fsPath), label };
}
