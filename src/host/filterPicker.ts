import * as vscode from "vscode";
import { DisposableStore } from "../base/dispose.ts";
import type { FilterExample } from "./tree/rows.ts";

interface FilterItem extends vscode.QuickPickItem {
  /** Left out where the item is what stands in the field. */
  readonly text?: string;
}

/**
 * Asks for a filter that is written in a language of its own: typed, or one used lately, or an example. Undefined where
 * it was given up, the empty text for no filter.
 */
export function pickFilter(
  ask: { readonly title: string; readonly prompt: string; readonly value: string },
  recent: readonly string[],
  examples: readonly FilterExample[],
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const owned = new DisposableStore();
    const pick = owned.add(vscode.window.createQuickPick<FilterItem>());
    pick.title = ask.title;
    pick.placeholder = ask.prompt;
    pick.value = ask.value;
    const offer = () => {
      pick.items = [
        ...typedItem(pick.value),
        ...group("used lately", recent.map((text) => item(text, ""))),
        ...group("examples", examples.map(({ text, about }) => item(text, about))),
      ];
    };
    owned.add(pick.onDidChangeValue(offer));
    owned.add(
      pick.onDidAccept(() => {
        // the row of what is typed may be a keystroke behind: what stands in the field counts
        resolve(pick.selectedItems[0]?.text ?? pick.value.trim());
        pick.hide();
      }),
    );
    owned.add(
      pick.onDidHide(() => {
        owned.dispose();
        resolve(undefined);
      }),
    );
    offer();
    pick.show();
  });
}

/** What was typed stands first, so that Enter takes it. */
function typedItem(value: string): FilterItem[] {
  const text = value.trim();
  if (text === "") return [{ label: "Show all", alwaysShow: true, iconPath: new vscode.ThemeIcon("clear-all") }];
  return [{ label: text, description: "filter by this", alwaysShow: true, iconPath: new vscode.ThemeIcon("filter") }];
}

function item(text: string, about: string): FilterItem {
  return { label: text, description: about, alwaysShow: true, text };
}

function group(label: string, items: readonly FilterItem[]): FilterItem[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}
