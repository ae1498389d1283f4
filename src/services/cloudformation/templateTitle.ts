import * as vscode from "vscode";
import { Disposable } from "../../base/dispose.ts";
import { commandId } from "../../base/manifest.ts";
import { manifest } from "./manifest.ts";
import { isCheckedTemplate } from "./sniff.ts";

/**
 * Tells the editor whether what is in front is a template: what can be done with one stands in its title. One look at each
 * document that is brought to the front or saved, none at a key.
 */
export class TemplateTitle extends Disposable {
  constructor() {
    super();
    this.register(vscode.window.onDidChangeActiveTextEditor((editor) => tell(editor)));
    this.register(vscode.workspace.onDidSaveTextDocument(() => tell(vscode.window.activeTextEditor)));
    tell(vscode.window.activeTextEditor);
  }
}

function tell(editor: vscode.TextEditor | undefined): void {
  const isOne = editor !== undefined && isCheckedTemplate(editor.document);
  void vscode.commands.executeCommand("setContext", commandId(manifest, "isTemplate"), isOne);
}
