import * as vscode from "vscode";
import type { AccountContext } from "../../base/context.ts";
import { contextLabel } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import { DisposableStore } from "../../base/dispose.ts";
import { DevOpsError, cancelled, isCancelled, toDevOpsError } from "../../base/errors.ts";
import type { CommandHandlers } from "../../host/commands.ts";
import type { RoomHost } from "../../host/room.ts";
import type { manifest } from "./manifest.ts";
import { LogGroupRow, LogStreamRow, type LogLists, describeGroup, describeStream, searchGroups } from "./tree.ts";

/** The wait after a keystroke before the search is sent, in milliseconds. */
const DEBOUNCE = 200;

/** The room's commands. */
export function logCommands(
  host: RoomHost,
  openLog: (location: LogLocation) => Promise<void>,
): CommandHandlers<typeof manifest> {
  return {
    open: async (target) => {
      if (!(target instanceof LogGroupRow) && !(target instanceof LogStreamRow)) {
        throw new DevOpsError({ kind: "invalid", tried: "open a log", why: "it works on a log group or a log stream" });
      }
      host.recents.touch(target.id);
      await openLog(target.location);
    },
    openGroup: async () => {
      const context = await host.pickPinned("Open log group");
      const { LogsApi } = await import("./api.ts");
      const lists = new LogsApi(await host.session(context));
      await openLog(await pickLog(lists, context));
    },
  };
}

/** Asks for a group, then for one of its streams or all. @throws DevOpsError cancelled */
async function pickLog(lists: LogLists, context: AccountContext): Promise<LogLocation> {
  const group = await pickGroup(lists, `Open log group (${contextLabel(context)})`);
  const all = choice<string | undefined>("All streams", "interleaved by time", undefined, "list-flat");
  const stream = await searchPick<string | undefined>({
    title: group,
    placeholder: "All streams, or one of them: type the beginning of its name",
    search: async (text, signal) => {
      const listing = await lists.streams(group, text, undefined, signal);
      const streams = listing.items.map((item) => choice(item.name, describeStream(item, Date.now()), item.name));
      return text === "" ? [all, ...streams] : streams;
    },
  });
  return { context, group, ...(stream === undefined ? {} : { stream }) };
}

/** Asks for a group. @throws DevOpsError cancelled */
export function pickGroup(lists: Pick<LogLists, "groups">, title: string): Promise<string> {
  return searchPick({
    title,
    placeholder: "Part of the name; a text that starts with / is a prefix",
    search: async (text, signal) => {
      const listing = await searchGroups(lists, text, undefined, signal);
      return listing.items.map((item) => choice(item.name, describeGroup(item), item.name));
    },
  });
}

interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

function choice<T>(label: string, description: string, value: T, icon = "output"): Choice<T> {
  // the server has searched already: the editor's own search must not hide what it found
  return { label, description, value, alwaysShow: true, iconPath: new vscode.ThemeIcon(icon) };
}

interface SearchPick<T> {
  readonly title: string;
  readonly placeholder: string;
  search(text: string, signal: AbortSignal): Promise<readonly Choice<T>[]>;
}

/** A quick pick that searches on the server while one types; an answer to an older text is dropped. */
function searchPick<T>(options: SearchPick<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const owned = new DisposableStore();
    const pick = owned.add(vscode.window.createQuickPick<Choice<T>>());
    let abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    pick.title = options.title;
    pick.placeholder = options.placeholder;
    pick.matchOnDescription = false;

    const search = async (text: string) => {
      abort.abort();
      const own = new AbortController();
      abort = own;
      pick.busy = true;
      try {
        const items = await options.search(text, own.signal);
        if (own.signal.aborted) return;
        pick.items = items;
        pick.title = items.length === 0 ? `${options.title}: nothing found` : options.title;
        pick.busy = false;
      } catch (error) {
        if (own.signal.aborted || isCancelled(error)) return;
        pick.busy = false;
        pick.items = [];
        pick.title = `${options.title}: ${toDevOpsError(error, "search").short}`;
      }
    };
    const searchSoon = (text: string) => {
      clearTimeout(timer);
      timer = setTimeout(() => void search(text), DEBOUNCE);
    };

    owned.add(pick.onDidChangeValue(searchSoon));
    owned.add(
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen === undefined) return;
        resolve(chosen.value);
        pick.hide();
      }),
    );
    owned.add(
      pick.onDidHide(() => {
        clearTimeout(timer);
        abort.abort();
        owned.dispose();
        reject(cancelled(options.title));
      }),
    );
    pick.show();
    void search("");
  });
}
