import { contextKey } from "../../base/context.ts";
import type { TraceLocation } from "../../base/contracts.ts";
import type { Room } from "../../host/room.ts";
import { traceCommands } from "./commands.ts";
import { manifest } from "./manifest.ts";
import { TracesSource } from "./tree.ts";
import { USUAL_WINDOW, windowText } from "./windows.ts";

/** X-Ray: recent traces in the tree, and the trace view that log lines lead to. */
export const room: Room<typeof manifest> = {
  manifest,
  start(host) {
    /** The window of each context's list that is not the usual one, in milliseconds. */
    const windows = new Map<string, number>();
    const openTrace = ({ context: { origin, profile, region }, traceId }: TraceLocation) =>
      host.showPanel("traceView", { context: { origin, profile, region }, traceId }, `Trace ${traceId}`);
    return {
      source: (context) => new TracesSource(host, context, windows),
      describe: (context) => `last ${windowText(windows.get(contextKey(context)) ?? USUAL_WINDOW)}`,
      commands: traceCommands(host, windows, openTrace),
      panels: {
        traceView: {
          bundle: manifest.id,
          connect: async (address, port) => (await import("./panel.ts")).connectTracePanel(host, address, port),
        },
      },
      offers: { traceViewer: { openTrace } },
    };
  },
};
