import * as vscode from "vscode";
import { contextLabel } from "../../base/context.ts";
import type { TraceLocation } from "../../base/contracts.ts";
import { DisposableStore } from "../../base/dispose.ts";
import { cancelled, DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { traceIdIn } from "../../base/traceId.ts";
import type { RoomHost } from "../../host/room.ts";
import { xrayApi } from "./connect.ts";
import { stateIcon } from "./look.ts";
import { traceName } from "./model.ts";
import { TRACES_PAGE } from "./traceList.ts";
import { newestTraces } from "./traceWalk.ts";
import { factsOf, TraceRow } from "./tree.ts";
import { USUAL_WINDOW } from "./windows.ts";

interface TraceItem extends vscode.QuickPickItem {
  readonly traceId: string;
}

/**
 * The trace that a command works on: the row's, or one that the user picks among the recent ones or names by its id, a
 * whole `X-Amzn-Trace-Id` header or a log line. One on the clipboard is offered. @throws DevOpsError cancelled
 */
export async function chooseTrace(host: RoomHost, target: unknown, title: string): Promise<TraceLocation> {
  if (target instanceof TraceRow) return { context: target.context, traceId: target.data.id };
  const context = await host.pickPinned(title);
  const abort = new AbortController();
  const recent = async (): Promise<TraceItem[]> => {
    const now = Date.now();
    const request = { from: now - USUAL_WINDOW, at: undefined, filter: undefined, count: TRACES_PAGE, now };
    const { items } = await newestTraces(await xrayApi(host, context), request, abort.signal);
    return items.map((trace) => ({
      label: traceName(trace),
      description: `${factsOf(trace, now).join(" · ")} · ${trace.id}`,
      iconPath: new vscode.ThemeIcon(stateIcon(trace, now).id.replace("~spin", "")),
      traceId: trace.id,
    }));
  };
  try {
    return { context, traceId: await pick(`${title} (${contextLabel(context)})`, recent) };
  } finally {
    abort.abort();
  }
}

function pick(title: string, recent: () => Promise<TraceItem[]>): Promise<string> {
  return new Promise((resolve, reject) => {
    const owned = new DisposableStore();
    const quick = owned.add(vscode.window.createQuickPick<TraceItem>());
    let copied: readonly TraceItem[] = [];
    let known: readonly TraceItem[] = [];
    quick.title = title;
    quick.placeholder = "A trace id, an X-Amzn-Trace-Id header, a log line, or one of the recent traces";
    quick.matchOnDescription = true;
    quick.busy = true;
    const offer = () => {
      const typed = traceIdIn(quick.value);
      quick.items = typed === undefined ? [...copied, ...known] : [named(typed, "as typed")];
    };
    const load = async () => {
      try {
        known = await recent();
        offer();
      } catch (error) {
        if (!isCancelled(error)) quick.title = `${title}: ${toDevOpsError(error, "list traces").short}`;
      } finally {
        quick.busy = false;
      }
    };
    // the clipboard may be long in coming, or not come at all, where the editor runs in a browser
    const readClipboard = async () => {
      const traceId = traceIdIn(await vscode.env.clipboard.readText());
      if (traceId === undefined) return;
      copied = [named(traceId, "from the clipboard")];
      offer();
    };
    owned.add(quick.onDidChangeValue(offer));
    owned.add(
      quick.onDidAccept(() => {
        // what was typed names the trace, also where the list is a keystroke behind
        const traceId = traceIdIn(quick.value) ?? quick.selectedItems[0]?.traceId;
        if (traceId !== undefined) resolve(traceId);
        else reject(new DevOpsError({ kind: "invalid", tried: "open a trace", why: `“${quick.value}” names no trace` }));
        quick.hide();
      }),
    );
    owned.add(
      quick.onDidHide(() => {
        owned.dispose();
        reject(cancelled(title));
      }),
    );
    offer();
    quick.show();
    void load();
    readClipboard().catch(() => undefined);
  });
}

function named(traceId: string, description: string): TraceItem {
  return { label: traceId, description, alwaysShow: true, iconPath: new vscode.ThemeIcon("list-tree"), traceId };
}
