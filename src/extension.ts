import type * as vscode from "vscode";
import { Host } from "./host/host.ts";
import { ownCommands, rooms } from "./rooms.gen.ts";

/** Called by the editor when a view or a command of ours is first used. */
export async function activate(extension: vscode.ExtensionContext): Promise<ExtensionApi> {
  const host = new Host(extension);
  extension.subscriptions.push(host);
  await host.start(ownCommands, rooms, () => import("./manifests.gen.ts"));
  return { outline: (view) => host.trees.outline(view) };
}

/** What other extensions, and the tests, may ask. */
export interface ExtensionApi {
  /** The rows that a view has loaded so far, as indented lines of label and description. */
  outline(view: string): Promise<string[]>;
}
