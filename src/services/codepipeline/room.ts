import type { Room } from "../../host/room.ts";
import { pipelineCommands, reveal } from "./commands.ts";
import { manifest } from "./manifest.ts";
import { PipelinesSource } from "./tree.ts";

export const room: Room<typeof manifest> = {
  manifest,
  start: (host) => ({
    source: (context) => new PipelinesSource(host, context),
    commands: pipelineCommands(host),
    offers: { linkTarget: { open: (ref, context) => reveal(host, context, ref.resource) } },
  }),
};
