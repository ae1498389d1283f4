import { contextLabel } from "../../base/context.ts";
import type { TraceLocation } from "../../base/contracts.ts";
import { DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { traceIdIn } from "../../base/traceId.ts";
import { copiedText } from "../../host/clipboard.ts";
import { type Choice, type LivePicker, pickLive } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { xrayApi } from "./connect.ts";
import { stateIcon } from "./look.ts";
import { traceName } from "./model.ts";
import { TRACES_PAGE } from "./traceList.ts";
import { newestTraces } from "./traceWalk.ts";
import { factsOf, TraceRow } from "./tree.ts";
import { USUAL_WINDOW } from "./windows.ts";

/** A trace, by its id. */
type TraceChoice = Choice<string>;

/**
 * The trace that a command works on: the row's, or one that the user picks among the recent ones or names by its id, a
 * whole `X-Amzn-Trace-Id` header or a log line. One on the clipboard is offered. @throws DevOpsError cancelled
 */
export async function chooseTrace(host: RoomHost, target: unknown, title: string): Promise<TraceLocation> {
  if (target instanceof TraceRow) return { context: target.context, traceId: target.data.id };
  const context = await host.pickPinned(title);
  const abort = new AbortController();
  const recent = async (): Promise<TraceChoice[]> => {
    const now = Date.now();
    const request = { from: now - USUAL_WINDOW, at: undefined, filter: undefined, count: TRACES_PAGE, now };
    const { items } = await newestTraces(await xrayApi(host, context), request, abort.signal);
    return items.map((trace) => ({
      label: traceName(trace),
      description: `${factsOf(trace, now).join(" · ")} · ${trace.id}`,
      icon: stateIcon(trace, now).id.replace("~spin", ""),
      value: trace.id,
    }));
  };
  try {
    return { context, traceId: await pickTrace(`${title} (${contextLabel(context)})`, recent) };
  } finally {
    abort.abort();
  }
}

function pickTrace(title: string, recent: () => Promise<TraceChoice[]>): Promise<string> {
  let copied: readonly TraceChoice[] = [];
  let known: readonly TraceChoice[] = [];
  const offer = (picker: LivePicker<string>) => {
    const typed = traceIdIn(picker.typed);
    picker.offer(typed === undefined ? [...copied, ...known] : [named(typed, "as typed")]);
  };
  const load = async (picker: LivePicker<string>) => {
    picker.setBusy(true);
    try {
      known = await recent();
      offer(picker);
    } catch (error) {
      if (!isCancelled(error)) picker.setTitle(`${title}: ${toDevOpsError(error, "list traces").short}`);
    } finally {
      picker.setBusy(false);
    }
  };
  // nobody waits for it
  const readClipboard = async (picker: LivePicker<string>) => {
    const traceId = traceIdIn(await copiedText());
    if (traceId === undefined) return;
    copied = [named(traceId, "from the clipboard")];
    offer(picker);
  };
  return pickLive<string, string>({
    title,
    placeholder: "A trace id, an X-Amzn-Trace-Id header, a log line, or one of the recent traces",
    matchMore: true,
    opened: (picker) => {
      offer(picker);
      void load(picker);
      readClipboard(picker).catch(() => undefined);
    },
    typed: offer,
    accepted: (choice, typed) => {
      // what was typed names the trace, also where the list is a keystroke behind
      const traceId = traceIdIn(typed) ?? choice?.value;
      if (traceId === undefined) throw new DevOpsError({ kind: "invalid", tried: "open a trace", why: `“${typed}” names no trace` });
      return traceId;
    },
  });
}

function named(traceId: string, description: string): TraceChoice {
  return { label: traceId, description, always: true, icon: "list-tree", value: traceId };
}
