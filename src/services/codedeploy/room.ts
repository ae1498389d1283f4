import { attentionSource } from "../../host/kinds/attention.ts";
import type { Room } from "../../host/room.ts";
import { deployAttention } from "./attention.ts";
import { deployCommands } from "./commands.ts";
import { deployApi } from "./connect.ts";
import { manifest } from "./manifest.ts";
import { openRef } from "./reveal.ts";
import { ApplicationsSource } from "./tree.ts";

export const room: Room<typeof manifest> = {
  manifest,
  start: (host) => ({
    source: (context) => new ApplicationsSource(host, context),
    commands: deployCommands(host),
    offers: {
      attention: attentionSource(manifest.title, deployAttention, (context) => deployApi(host, context)),
      linkTarget: { open: (ref, context) => openRef(host, context, ref) },
    },
  }),
};
