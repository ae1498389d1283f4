import type { Room, RoomHost } from "../../host/room.ts";
import { offerToClone } from "./cloneOffer.ts";
import { manifest } from "./manifest.ts";

/** The built-in Git's own push, pull and fetch get logins from here. Nothing waits for it, and a window without git is fine. */
async function offerToGit(host: RoomHost): Promise<void> {
  try {
    await (await import("./builtIn.ts")).offerToBuiltInGit(host);
  } catch (error) {
    host.log.info(`CodeCommit: the built-in Git gets no logins from here: ${error instanceof Error ? error.message : String(error)}`);
  }
}

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
    offerToClone(host);
    void offerToGit(host);
    host.offer("linkTarget", {
      canOpen: (ref) => ref.service === "codecommit" && !ref.resource.includes("/"),
      open: async (ref, context) => (await import("./commands.ts")).revealNamed(host, context, ref.resource),
    });
  },
};
