import type { Room, RoomHost } from "../../host/room.ts";
import { manifest } from "./manifest.ts";
import { buildIdOf } from "./model.ts";

export const room: Room = {
  manifest,
  start(host: RoomHost): void {
    host.service(manifest, {
      icon: "tools",
      consolePath: "codesuite/codebuild/projects",
      filterPrompt: "Name contains",
      emptyText: "No project in this region",
      source: async (context) => new (await import("./tree.ts")).ProjectsSource(host, context),
    });
    host.commands(manifest, async () => (await import("./commands.ts")).buildCommands(host));
    host.offer("logSource", {
      canLocate: (ref) => buildIdOf(ref) !== undefined,
      locate: async (ref, context, signal) => (await import("./logs.ts")).locateBuildLog(host, ref, { ...context, region: ref.region }, signal),
    });
    host.offer("linkTarget", {
      canOpen: (ref) => ref.service === "codebuild" && ref.resource.startsWith("project/"),
      open: async (ref, context) => (await import("./commands.ts")).reveal(host, context, ref.resource.slice("project/".length)),
    });
  },
};
