import type { Room } from "../../host/room.ts";
import { commitCommands, revealNamed } from "./commands.ts";
import { openHeads } from "./heads.ts";
import { manifest } from "./manifest.ts";
import { RepositoriesSource } from "./tree.ts";

export const room: Room<typeof manifest> = {
  manifest,
  start: (host) => ({
    source: (context) => new RepositoriesSource(host, context),
    commands: commitCommands(host),
    offers: {
      linkTarget: { open: (ref, context) => revealNamed(host, context, ref.resource) },
      openHeads: { heads: () => openHeads(host) },
    },
  }),
};
