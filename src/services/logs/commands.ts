import type { AccountContext } from "../../base/context.ts";
import { contextLabel } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import { DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import type { CommandHandlers } from "../../host/commands.ts";
import { type Choice, type LivePicker, pickLive } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import type { manifest } from "./manifest.ts";
import { searchGroups } from "./groupSearch.ts";
import { LogGroupRow, LogStreamRow, type LogLists, describeGroup, describeStream } from "./tree.ts";

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
    placeholder: "Part of the name, in its own upper and lower case (else in any); a text that starts with / is a prefix",
    search: async (text, signal) => {
      const listing = await searchGroups(lists, text, undefined, signal);
      return listing.items.map((item) => choice(item.name, describeGroup(item), item.name));
    },
  });
}

function choice<T>(label: string, description: string, value: T, icon = "output"): Choice<T> {
  // the server has searched already: the editor's own search must not hide what it found
  return { label, description, value, always: true, icon };
}

interface SearchPick<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly search: (text: string, signal: AbortSignal) => Promise<readonly Choice<T>[]>;
}

/** A quick pick that searches on the server while one types; an answer to an older text is dropped. */
async function searchPick<T>({ title, placeholder, search }: SearchPick<T>): Promise<T> {
  let abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const run = async (picker: LivePicker<T>) => {
    abort.abort();
    const own = new AbortController();
    abort = own;
    picker.setBusy(true);
    try {
      const choices = await search(picker.typed, own.signal);
      if (own.signal.aborted) return;
      picker.offer(choices);
      picker.setTitle(choices.length === 0 ? `${title}: nothing found` : title);
      picker.setBusy(false);
    } catch (error) {
      if (own.signal.aborted || isCancelled(error)) return;
      picker.setBusy(false);
      picker.offer([]);
      picker.setTitle(`${title}: ${toDevOpsError(error, "search").short}`);
    }
  };
  const chosen = await pickLive<T, Choice<T>>({
    title,
    placeholder,
    opened: (picker, signal) => {
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        abort.abort();
      });
      void run(picker);
    },
    typed: (picker) => {
      clearTimeout(timer);
      timer = setTimeout(() => void run(picker), DEBOUNCE);
    },
    accepted: (found) => found,
  });
  return chosen.value;
}
