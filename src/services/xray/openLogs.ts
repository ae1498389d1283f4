import type { TraceLocation } from "../../base/contracts.ts";
import { plural } from "../../base/text.ts";
import { pick, tell } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { type LogPlace, logPlace, logPlaces, ownGroups } from "./model/logPlaces.ts";
import type { TraceNode, TraceTree } from "./model/traceTree.ts";

/**
 * Opens the log lines of a trace: in the group of the selected part's service, else in the one group there is, else in
 * the one that the user picks, among all of the account where no segment names one. @throws DevOpsError
 */
export async function openLogLines(host: RoomHost, trace: TraceLocation, tree: TraceTree, selected: TraceNode | undefined): Promise<void> {
  const { context, traceId } = trace;
  const places = logPlaces(tree, traceId, selected);
  const isCertain = places.length === 1 || ownGroups(tree, selected).length === 1;
  const [first] = places;
  const place =
    first === undefined
      ? logPlace(tree, traceId, await host.links.pickLogGroup(context, "The trace names no log group: choose the service's"))
      : isCertain ? first : await pickPlace(places);
  if (place.leftOut > 0) {
    void tell(
      "info",
      `The filter has no room for ${plural(place.leftOut, "request id")} of the trace. Select a part of the trace to see the lines of its request.`,
    );
  }
  await host.links.openLog({
    context,
    group: place.group,
    from: place.from,
    ...(place.to === undefined ? {} : { to: place.to }),
    pattern: place.pattern,
    title: `${place.service ?? place.group} · ${traceId.slice(-8)}`,
  });
}

async function pickPlace(places: readonly LogPlace[]): Promise<LogPlace> {
  const items = places.map((place) => ({ label: place.group, description: place.service ?? "", value: place }));
  return pick(items, { title: "Log lines of the trace", placeholder: "Log group" });
}
