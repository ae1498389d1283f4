import * as vscode from "vscode";
import { DisposableStore } from "../base/dispose.ts";
import { cancelled } from "../base/errors.ts";
import { fileName } from "./documents.ts";
import type { EditQuestion } from "./kinds/ask.ts";

const SCHEME = "aws-devops-edit";

/** One text as a file that can be saved, in memory: what is edited may be a secret. */
class EditedText implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #problemOf: (text: string) => string | undefined;
  #text: Uint8Array;
  #changedAt = Date.now();

  /** @param problemOf why a text is not taken; undefined: it is */
  constructor(text: string, problemOf: (text: string) => string | undefined) {
    this.#text = new TextEncoder().encode(text);
    this.#problemOf = problemOf;
  }

  stat(): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: this.#changedAt, size: this.#text.length };
  }

  readFile(): Uint8Array {
    return this.#text;
  }

  writeFile(_uri: vscode.Uri, content: Uint8Array): void {
    const problem = this.#problemOf(new TextDecoder().decode(content));
    // the editor tells it, and what was typed stays as it is
    if (problem !== undefined) throw vscode.FileSystemError.NoPermissions(problem);
    this.#text = content;
    this.#changedAt = Date.now();
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
}

let next = 1;

/** Opens a text to be edited, and waits until it is saved. @throws DevOpsError cancelled where its document is closed instead */
export async function askEdit({ name, text, isCompared = false, ...question }: EditQuestion): Promise<string> {
  const owned = new DisposableStore();
  const uri = vscode.Uri.from({ scheme: `${SCHEME}-${next++}`, path: `/${fileName(name)}` });
  const before = uri.with({ scheme: `${uri.scheme}-before` });
  try {
    return await new Promise<string>((resolve, reject) => {
      const edited = new EditedText(text, (saved) => question.check?.(saved));
      owned.add(vscode.workspace.registerFileSystemProvider(uri.scheme, edited, { isCaseSensitive: true }));
      // not sooner: the editor would ask what is to become of a document that it still saves
      owned.add(
        vscode.workspace.onDidSaveTextDocument((document) => {
          if (document.uri.toString() === uri.toString()) resolve(document.getText());
        }),
      );
      owned.add(
        vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
          if (closed.some((tab) => isOf(tab, uri))) reject(cancelled(`edit ${name}`));
        }),
      );
      if (isCompared) owned.add(vscode.workspace.registerFileSystemProvider(before.scheme, new EditedText(text, () => "This is the text as it was"), { isReadonly: true }));
      void (isCompared ? vscode.commands.executeCommand("vscode.diff", before, uri, fileName(name)) : open(uri)).then(undefined, reject);
    });
  } finally {
    await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter((tab) => isOf(tab, uri))));
    owned.dispose();
  }
}

async function open(uri: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

function isOf({ input }: vscode.Tab, uri: vscode.Uri): boolean {
  const shown = input instanceof vscode.TabInputTextDiff ? input.modified : input instanceof vscode.TabInputText ? input.uri : undefined;
  return shown?.toString() === uri.toString();
}
