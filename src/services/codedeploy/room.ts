import type { Room, RoomHost } from "../../host/room.ts";
import { manifest } from "./manifest.ts";
import { deployTargetOf } from "./ref.ts";

export const room: Room = {
  manifest,
  start(host: RoomHost): void {
    host.service(manifest, {
      icon: "cloud-upload",
      consolePath: "codesuite/codedeploy/applications",
      filterPrompt: "Name contains",
      emptyText: "No application in this region",
      source: async (context) => new (await import("./tree.ts")).ApplicationsSource(host, context),
    });
    host.commands(manifest, async () => (await import("./commands.ts")).deployCommands(host));
    host.offer("linkTarget", {
      canOpen: (ref) => deployTargetOf(ref) !== undefined,
      open: async (ref, context) => (await import("./reveal.ts")).openRef(host, context, ref),
    });
  },
};
