import * as vscode from "vscode";

/** Puts a text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
}

/** What is on the clipboard. It may be long in coming, or not come at all, where the editor runs in a browser. */
export async function copiedText(): Promise<string> {
  return vscode.env.clipboard.readText();
}
