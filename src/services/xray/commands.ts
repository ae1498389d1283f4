import { type AccountContext, contextKey } from "../../base/context.ts";
import type { TraceLocation } from "../../base/contracts.ts";
import { DevOpsError } from "../../base/errors.ts";
import { copyText } from "../../host/clipboard.ts";
import type { CommandHandlers } from "../../host/commands.ts";
import { pick } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { Branch } from "../../host/tree/rows.ts";
import { spansElsewhere, xrayApi } from "./connect.ts";
import type { manifest } from "./manifest.ts";
import { traceTree } from "./model/traceTree.ts";
import { openLogLines } from "./openLogs.ts";
import { chooseTrace } from "./pickers.ts";
import { USUAL_WINDOW, WINDOWS, windowText } from "./windows.ts";

/** The room's commands. @param windows the windows that were chosen, by context key, in milliseconds */
export function traceCommands(
  host: RoomHost,
  windows: Map<string, number>,
  openTrace: (location: TraceLocation) => Promise<void>,
): CommandHandlers<typeof manifest> {
  return {
    show: async () => show(host, await host.pickPinned("Show traces")),
    open: async (target) => {
      const location = await chooseTrace(host, target, "Open trace");
      await openTrace(location);
    },
    openLog: async (target) => {
      const { context, traceId } = await chooseTrace(host, target, "Open a trace's log lines");
      const api = await xrayApi(host, context);
      const trace = (await api.trace(traceId)) ?? ((await spansElsewhere(host, context)) === true ? await api.retrieve(traceId) : undefined);
      if (trace === undefined) throw notFound(traceId);
      await openLogLines(host, { context, traceId }, traceTree(trace.documents, Date.now()), undefined);
    },
    setWindow: async (target) => {
      const context = target instanceof Branch ? target.context : await host.pickPinned("Change the time window of traces");
      const current = windows.get(contextKey(context)) ?? USUAL_WINDOW;
      const items = WINDOWS.map((ms) => ({ label: `Last ${windowText(ms)}`, description: ms === current ? "current" : "", value: ms }));
      windows.set(contextKey(context), await pick(items, { title: "Time window", placeholder: "Traces that began in the" }));
      await (target instanceof Branch ? host.trees.refresh(target) : show(host, context, true));
    },
    copyId: async (target) => {
      const { traceId } = await chooseTrace(host, target, "Copy a trace id");
      await copyText(traceId);
    },
  };
}

/** Shows the context's list of traces. @throws DevOpsError where it is not there */
async function show(host: RoomHost, context: AccountContext, anew = false): Promise<void> {
  const found = await host.trees.reveal("monitor", `${contextKey(context)}/xray`);
  if (!found) throw new DevOpsError({ kind: "notFound", tried: "show the traces", why: "the account is not pinned any more" });
  const row = host.trees.selection;
  if (anew && row instanceof Branch) await host.trees.refresh(row);
}

function notFound(traceId: string): DevOpsError {
  const why = "X-Ray has no such trace: it is older than 30 days, was not sampled, belongs to another account or region, or is still on its way";
  return new DevOpsError({ kind: "notFound", tried: "open the trace", on: traceId, why });
}
