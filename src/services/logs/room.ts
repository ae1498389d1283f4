import type { AccountContext } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import type { Room } from "../../host/room.ts";
import { logCommands, pickGroup } from "./commands.ts";
import { manifest } from "./manifest.ts";
import { logAddress, logTitle, parseLogResource } from "./model.ts";
import { LogGroups } from "./tree.ts";

/** CloudWatch Logs: log groups in the tree, and the log view that every room opens. */
export const room: Room<typeof manifest> = {
  manifest,
  start(host) {
    const openLog = (location: LogLocation) => host.showPanel("logView", logAddress(location), logTitle(location));
    const api = async (context: AccountContext) => new (await import("./api.ts")).LogsApi(await host.session(context));
    return {
      source: async (context) => new LogGroups(await api(context)),
      commands: logCommands(host, openLog),
      panels: {
        logView: {
          bundle: manifest.id,
          connect: async (address, port) => (await import("./panel.ts")).connectLogPanel(host, address, port),
        },
      },
      offers: {
        logViewer: { openLog, pickGroup: async (context, title) => pickGroup(await api(context), title) },
        linkTarget: {
          open: async (ref, context) => {
            const found = parseLogResource(ref);
            if (found !== undefined) await openLog({ context: { ...context, region: ref.region || context.region }, ...found });
          },
        },
      },
    };
  },
};
