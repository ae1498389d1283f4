import * as vscode from "vscode";

/** The file system of one file in memory: what is in it may be a secret. Register it as read-only where nothing shall be written. */
export class MemoryFile implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  #bytes: Uint8Array;
  #changedAt = Date.now();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  stat(): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: this.#changedAt, size: this.#bytes.length };
  }

  readFile(): Uint8Array {
    return this.#bytes;
  }

  writeFile(_uri: vscode.Uri, content: Uint8Array): void {
    this.#bytes = content;
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
