import * as vscode from "vscode";
import type { TraceLocation } from "../../base/contracts.ts";
import { cancelled, DevOpsError } from "../../base/errors.ts";
import type { RoomHost } from "../../host/room.ts";
import { type LogPlace, logPlaces, ownGroups } from "./model/logPlaces.ts";
import type { TraceNode, TraceTree } from "./model/traceTree.ts";

/**
 * Opens the log lines of a trace: in the group of the selected part's service, else in the one group there is, else in
 * the one that the user picks. @throws DevOpsError where no segment names a group
 */
export async function openLogLines(host: RoomHost, trace: TraceLocation, tree: TraceTree, selected: TraceNode | undefined): Promise<void> {
  const places = logPlaces(tree, trace.traceId, selected);
  const [first, ...others] = places;
  if (first === undefined) {
    const why = "no segment of the trace names its log group (aws.cloudwatch_logs)";
    const remedy = `Open the service's log group and filter it by "${trace.traceId}".`;
    throw new DevOpsError({ kind: "notFound", tried: "open the log lines", on: trace.traceId, why, remedy });
  }
  const isCertain = others.length === 0 || ownGroups(tree, selected).length === 1;
  const place = isCertain ? first : await pickPlace(places);
  await host.links.openLog({
    context: trace.context,
    group: place.group,
    from: place.from,
    ...(place.to === undefined ? {} : { to: place.to }),
    pattern: place.pattern,
    title: `${place.service} · ${trace.traceId.slice(-8)}`,
  });
}

async function pickPlace(places: readonly LogPlace[]): Promise<LogPlace> {
  const items = places.map((place) => ({ label: place.group, description: place.service, place }));
  const chosen = await vscode.window.showQuickPick(items, { title: "Log lines of the trace", placeHolder: "Log group" });
  if (chosen === undefined) throw cancelled("open the log lines");
  return chosen.place;
}
