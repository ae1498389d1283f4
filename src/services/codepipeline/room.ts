import type { Room, RoomHost } from "../../host/room.ts";
import { manifest } from "./manifest.ts";

export const room: Room = {
  manifest,
  start(host: RoomHost): void {
    host.service(manifest, {
      icon: "rocket",
      consolePath: "codesuite/codepipeline/pipelines",
      filterPrompt: "Name contains",
      emptyText: "No pipeline in this region",
      source: async (context) => new (await import("./tree.ts")).PipelinesSource(host, context),
    });
    host.commands(manifest, async () => (await import("./commands.ts")).pipelineCommands(host));
    host.offer("linkTarget", {
      canOpen: (ref) => ref.service === "codepipeline" && !ref.resource.includes("/"),
      open: async (ref, context) => (await import("./commands.ts")).reveal(host, context, ref.resource),
    });
  },
};
