import * as vscode from "vscode";
import { DisposableStore } from "../base/dispose.ts";
import { fileName } from "./documents.ts";

const SCHEME = "aws-devops-file";

/** One file that can only be read, in memory. */
class ReadOnlyFile implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  stat(): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.#bytes.length };
  }

  readFile(): Uint8Array {
    return this.#bytes;
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

  writeFile(): never {
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

/**
 * Opens bytes as a file that can only be read: what the editor shows it with, a picture too, follows from the ending of its
 * name. They are kept in memory, as long as the file is open.
 */
export async function showFile(name: string, bytes: Uint8Array): Promise<void> {
  const owned = new DisposableStore();
  const uri = vscode.Uri.from({ scheme: `${SCHEME}-${next++}`, path: `/${fileName(name)}` });
  const isOf = ({ input }: vscode.Tab) =>
    (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) && input.uri.toString() === uri.toString();
  owned.add(vscode.workspace.registerFileSystemProvider(uri.scheme, new ReadOnlyFile(bytes), { isCaseSensitive: true, isReadonly: true }));
  owned.add(
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      // it may be open in another group still
      if (closed.some(isOf) && !vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isOf))) owned.dispose();
    }),
  );
  await vscode.commands.executeCommand("vscode.open", uri, { preview: false });
}
