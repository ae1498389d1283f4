import * as vscode from "vscode";
import { tell } from "../../host/dialogs.ts";
import { PROPOSE, proposals } from "./model/neighbours.ts";

const NEVER = "Don't ask again";

/** Asks once a window, with its first template, what to do where other extensions look at templates, too. */
export async function proposeSettings(languageId: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  if (settings.get(PROPOSE) === false) return;
  for (const { message, choices } of proposals(languageId, (name) => settings.get(name))) {
    const chosen = await tell("info", message, ...Object.keys(choices), NEVER);
    if (chosen === undefined) continue;
    const changes = chosen === NEVER ? { [PROPOSE]: false } : (choices[chosen] ?? {});
    for (const [name, value] of Object.entries(changes)) {
      await settings.update(name, value, vscode.ConfigurationTarget.Global);
    }
    if (chosen === NEVER) return;
  }
}
