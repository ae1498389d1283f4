import * as vscode from "vscode";
import { DisposableStore } from "../base/dispose.ts";
import { fileName } from "./documents.ts";
import { MemoryFile } from "./memoryFile.ts";

const SCHEME = "aws-devops-file";

let next = 1;

/**
 * Opens bytes as a file that can only be read: what the editor shows it with, a picture too, follows from the ending of its
 * name. They are kept in memory, as long as the file is open.
 */
export async function showFile(name: string, bytes: Uint8Array): Promise<void> {
  const owned = new DisposableStore();
  const uri = vscode.Uri.from({ scheme: `${SCHEME}-${next++}`, path: `/${fileName(name)}` });
  const isOf = ({ input }: vscode.Tab) =>
    (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) && input.uri.toString() === uri.toString();
  owned.add(vscode.workspace.registerFileSystemProvider(uri.scheme, new MemoryFile(bytes), { isCaseSensitive: true, isReadonly: true }));
  owned.add(
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      // it may be open in another group still
      if (closed.some(isOf) && !vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isOf))) owned.dispose();
    }),
  );
  await vscode.commands.executeCommand("vscode.open", uri, { preview: false });
}
