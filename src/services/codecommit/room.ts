import type { Room, RoomHost } from "../../host/room.ts";
import { manifest } from "./manifest.ts";

export const room: Room = {
  manifest,
  start(host: RoomHost): void {
    host.service(manifest, {
      icon: "repo",
      consolePath: "codesuite/codecommit/repositories",
      filterPrompt: "Name contains",
      emptyText: "No repository in this region",
      source: async (context) => new (await import("./tree.ts")).RepositoriesSource(host, context),
    });
    host.commands(manifest, async () => (await import("./commands.ts")).commitCommands(host));
    host.offer("linkTarget", {
      canOpen: (ref) => ref.service === "codecommit" && !ref.resource.includes("/"),
      open: async (ref, context) => (await import("./commands.ts")).reveal(host, context, ref.resource),
    });
  },
};
