import type { RoomHost } from "../../host/room.ts";
import { offerToClone } from "./cloneOffer.ts";

/** What the editor's own git gets from here: places to clone from, and logins. */
export function activate(host: RoomHost): void {
  offerToClone(host);
  void offerToGit(host);
}

/** The built-in Git's own push, pull and fetch get logins from here. Nothing waits for it, and a window without git is fine. */
async function offerToGit(host: RoomHost): Promise<void> {
  try {
    await (await import("./builtIn.ts")).offerToBuiltInGit(host);
  } catch (error) {
    host.log.info(`CodeCommit: the built-in Git gets no logins from here: ${error instanceof Error ? error.message : String(error)}`);
  }
}
