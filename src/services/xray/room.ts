import { contextKey } from "../../base/context.ts";
import type { TraceLocation } from "../../base/contracts.ts";
import type { Room } from "../../host/room.ts";
import { manifest } from "./manifest.ts";
import { USUAL_WINDOW, windowText } from "./windows.ts";

/** X-Ray: recent traces in the tree, and the trace view that log lines lead to. */
export const room: Room = {
  manifest,
  start(host) {
    /** The window of each context's list that is not the usual one, in milliseconds. */
    const windows = new Map<string, number>();
    const panel = host.panel({
      type: "traceView",
      bundle: manifest.id,
      connect: async (address, port) => (await import("./panel.ts")).connectTracePanel(host, address, port),
    });
    const openTrace = ({ context: { origin, profile, region }, traceId }: TraceLocation) =>
      panel.show({ context: { origin, profile, region }, traceId }, `Trace ${traceId}`);
    host.service(manifest, {
      icon: "list-tree",
      label: "X-Ray traces",
      describe: (context) => `last ${windowText(windows.get(contextKey(context)) ?? USUAL_WINDOW)}`,
      consolePath: "cloudwatch/home#xray:traces/query",
      filterPrompt: "Filter expression",
      filterExamples: [
        { text: "fault", about: "server errors" },
        { text: "error OR throttle", about: "client errors and throttled requests" },
        { text: "responsetime > 1", about: "slower than a second" },
        { text: 'service("parcel-web")', about: "through a service" },
        { text: 'http.url CONTAINS "/api/" AND http.status >= 500', about: "by address and status" },
        { text: 'annotation.version = "1a2b3c4d"', about: "by an annotation" },
      ],
      emptyText: "No traces in this time",
      source: async (context) => new (await import("./tree.ts")).TracesSource(host, context, windows),
    });
    host.commands(manifest, async () => (await import("./commands.ts")).traceCommands(host, windows, openTrace));
    host.offer("traceViewer", { openTrace });
  },
};
