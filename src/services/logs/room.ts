import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { groups } from "./kinds.ts";
import { manifest } from "./manifest.ts";
import { logAddress, logTitle, parseLogResource } from "./model.ts";

/** CloudWatch Logs: log groups in the tree, and the log view that every room opens. */
export const room = roomOfKinds(manifest, {
  roots: [groups],
  actions,
  api: async (session) => new (await import("./api.ts")).LogsApi(session),
  panels: (host) => ({
    logView: {
      bundle: manifest.id,
      connect: async (address, port) => (await import("./panel.ts")).connectLogPanel(host, address, port),
    },
  }),
  offers: (made) => ({
    logViewer: {
      openLog: (location) => made.host.showPanel("logView", logAddress(location), logTitle(location)),
      pickGroup: async (context, title) => (await made.pick(groups, title, context)).name,
    },
    // a link means what is written there, not its row
    linkTarget: {
      open: async (ref, context) => {
        const found = parseLogResource(ref);
        if (found !== undefined) await made.tools.showLog({ context: { ...context, region: ref.region || context.region }, ...found });
      },
    },
  }),
});
