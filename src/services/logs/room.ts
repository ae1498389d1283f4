import type { LogLocation } from "../../base/contracts.ts";
import type { Room } from "../../host/room.ts";
import { manifest } from "./manifest.ts";
import { logAddress, logTitle, parseLogResource } from "./model.ts";

/** CloudWatch Logs: log groups in the tree, and the log view that every room opens. */
export const room: Room = {
  manifest,
  start(host) {
    const panel = host.panel({
      type: "logView",
      bundle: manifest.id,
      connect: async (address, port) => (await import("./panel.ts")).connectLogPanel(host, address, port),
    });
    const openLog = (location: LogLocation) => panel.show(logAddress(location), logTitle(location));
    host.service(manifest, {
      icon: "output",
      label: "Log groups",
      consolePath: "cloudwatch/home#logsV2:log-groups",
      filterPrompt: "Name contains; a text that starts with / or ends with * is a prefix",
      emptyText: "No log groups in this region",
      source: async (context) => {
        const [{ LogGroups }, { LogsApi }] = await Promise.all([import("./tree.ts"), import("./api.ts")]);
        return new LogGroups(new LogsApi(await host.session(context)));
      },
    });
    host.commands(manifest, async () => (await import("./commands.ts")).logCommands(host, openLog));
    host.offer("logViewer", {
      openLog,
      pickGroup: async (context, title) => {
        const [{ pickGroup }, { LogsApi }] = await Promise.all([import("./commands.ts"), import("./api.ts")]);
        return pickGroup(new LogsApi(await host.session(context)), title);
      },
    });
    host.offer("linkTarget", {
      canOpen: (ref) => parseLogResource(ref) !== undefined,
      open: async (ref, context) => {
        const found = parseLogResource(ref);
        if (found !== undefined) await openLog({ context: { ...context, region: ref.region || context.region }, ...found });
      },
    });
  },
};
