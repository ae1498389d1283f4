import * as vscode from "vscode";
import { Disposable } from "../base/dispose.ts";
import { DevOpsError } from "../base/errors.ts";
import { harmless } from "../base/foreignText.ts";

const SCHEME = "aws-devops";

/** Read-only texts of ours, shown in an editor. A text lives as long as its document is open. */
export class Documents extends Disposable implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  #next = 1;

  constructor() {
    super();
    this.register(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.register(vscode.workspace.onDidCloseTextDocument((document) => this.#texts.delete(document.uri.toString())));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const text = this.#texts.get(uri.toString());
    if (text === undefined) {
      throw new DevOpsError({ kind: "notFound", tried: `show ${uri.path}`, why: "it was opened in an earlier window" });
    }
    return text;
  }

  /** Opens a text under a name whose ending decides the language. */
  async show(name: string, text: string): Promise<void> {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(this.add(name, text)), { preview: false });
  }

  /** A text that can be opened under a name. */
  add(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${this.#next++}/${fileName(name)}` });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}

/** A name as a path's last part; its ending stays, since it decides the language. */
export function fileName(name: string): string {
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : "";
  const stem = ending === "" ? name : name.slice(0, dot);
  return `${harmless(stem, "fileName")}${harmless(ending, "fileName")}`.replaceAll("/", "-");
}
