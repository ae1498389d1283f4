import * as vscode from "vscode";
import { DisposableStore } from "../base/dispose.ts";
import { cancelled } from "../base/errors.ts";
import { type Report, withProgress } from "./dialogs.ts";
import { fileName } from "./documents.ts";
import type { EditQuestion } from "./kinds/ask.ts";
import { MemoryFile } from "./memoryFile.ts";

const SCHEME = "aws-devops-edit";

let next = 1;

/**
 * Opens a text to be edited, and waits until a person saves it as it has to be; meanwhile a message says so. What the
 * editor saves by itself is no answer.
 * @throws DevOpsError cancelled where its document is closed instead, or the message
 */
export async function askEdit({ name, text, isCompared = false, ...question }: EditQuestion): Promise<string> {
  const owned = new DisposableStore();
  const uri = vscode.Uri.from({ scheme: `${SCHEME}-${next++}`, path: `/${fileName(name)}` });
  const before = uri.with({ scheme: `${uri.scheme}-before` });
  const isIt = (document: vscode.TextDocument) => document.uri.toString() === uri.toString();
  const saved = (signal: AbortSignal, report: Report) =>
    new Promise<string>((resolve, reject) => {
      let isAnswer = false;
      owned.add(
        vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
          if (isIt(document)) isAnswer = reason === vscode.TextDocumentSaveReason.Manual;
        }),
      );
      // not sooner: the editor would ask what is to become of a document that it still saves
      owned.add(
        vscode.workspace.onDidSaveTextDocument((document) => {
          if (!isIt(document) || !isAnswer) return;
          const problem = question.check?.(document.getText());
          if (problem === undefined) resolve(document.getText());
          else report(`Not yet: ${problem}`);
        }),
      );
      owned.add(
        vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
          if (closed.some((tab) => isOf(tab, uri))) reject(cancelled(`edit ${name}`));
        }),
      );
      signal.addEventListener("abort", () => reject(cancelled(`edit ${name}`)), { once: true });
      void (isCompared ? vscode.commands.executeCommand("vscode.diff", before, uri, fileName(name)) : open(uri)).then(undefined, reject);
    });
  const systems = new DisposableStore();
  const fileOf = () => new MemoryFile(new TextEncoder().encode(text));
  try {
    systems.add(vscode.workspace.registerFileSystemProvider(uri.scheme, fileOf(), { isCaseSensitive: true }));
    if (isCompared) systems.add(vscode.workspace.registerFileSystemProvider(before.scheme, fileOf(), { isReadonly: true }));
    return await withProgress(`Save ${fileName(name)} to go on, or close it to give up.`, saved);
  } finally {
    owned.dispose();
    // into memory: the editor asks nothing of what is saved
    await vscode.workspace.textDocuments.find((document) => document.isDirty && isIt(document))?.save();
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter((tab) => isOf(tab, uri))));
    systems.dispose();
  }
}

async function open(uri: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

function isOf({ input }: vscode.Tab, uri: vscode.Uri): boolean {
  const shown = input instanceof vscode.TabInputTextDiff ? input.modified : input instanceof vscode.TabInputText ? input.uri : undefined;
  return shown?.toString() === uri.toString();
}
