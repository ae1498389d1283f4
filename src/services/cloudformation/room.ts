import type { Room } from "../../host/room.ts";
import { stackCommands } from "./commands.ts";
import { manifest } from "./manifest.ts";
import { stackNameOf } from "./ref.ts";
import { reveal } from "./reveal.ts";
import { StacksSource } from "./tree.ts";

export const room: Room<typeof manifest> = {
  manifest,
  start: (host) => ({
    source: (context) => new StacksSource(host, context),
    commands: stackCommands(host),
    offers: { linkTarget: { open: (ref, context) => reveal(host, context, stackNameOf(ref) ?? "") } },
  }),
};
