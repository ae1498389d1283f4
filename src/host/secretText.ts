import * as vscode from "vscode";
import { DisposableStore } from "../base/dispose.ts";
import { fileName } from "./documents.ts";

const SCHEME = "aws-devops-secret";
/** What is secret is to be seen so long, in milliseconds. */
export const SECRET_SHOWN = 30_000;

let next = 1;

/**
 * Shows what is secret in a document that nobody can edit, so that the editor keeps no copy of it, and as plain text, which no
 * language's tools read. After 30 seconds it is emptied, wherever else it is shown by then, and closed.
 */
export async function showSecret(name: string, text: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: `${SCHEME}-${next++}`, path: `/${fileName(`${name}.txt`)}` });
  const address = uri.toString();
  const owned = new DisposableStore();
  const changed = owned.add(new vscode.EventEmitter<vscode.Uri>());
  let shown = text;
  const end = () => {
    shown = "";
    owned.dispose();
  };
  const hide = async () => {
    shown = "";
    changed.fire(uri);
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter((tab) => isOf(tab, address))));
  };
  const provider = { onDidChange: changed.event, provideTextDocumentContent: () => shown };
  owned.add(vscode.workspace.registerTextDocumentContentProvider(uri.scheme, provider));
  owned.add(
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (document.uri.toString() === address) end();
    }),
  );
  const timer = setTimeout(() => void hide(), SECRET_SHOWN);
  owned.add({ dispose: () => clearTimeout(timer) });
  try {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  } catch (error) {
    end();
    throw error;
  }
}

function isOf({ input }: vscode.Tab, address: string): boolean {
  return input instanceof vscode.TabInputText && input.uri.toString() === address;
}
