import * as vscode from "vscode";
import type { Room, RoomHost } from "../../host/room.ts";
import { manifest } from "./manifest.ts";
import { stackNameOf } from "./ref.ts";

/** Starts the watch over templates with the first document of a language that they are written in. */
function watchTemplates(host: RoomHost): void {
  let isWatched = false;
  const notice = ({ languageId }: vscode.TextDocument) => {
    if (isWatched || !manifest.languages.some((known) => known === languageId)) return;
    isWatched = true;
    opened.dispose();
    void import("./templateWatch.ts").then(({ TemplateWatch }) => host.own(new TemplateWatch(host)));
  };
  const opened = host.own(vscode.workspace.onDidOpenTextDocument(notice));
  vscode.workspace.textDocuments.forEach(notice);
}

export const room: Room = {
  manifest,
  start(host: RoomHost): void {
    watchTemplates(host);
    host.service(manifest, {
      icon: "layers",
      consolePath: "cloudformation/home#/stacks",
      filterPrompt: "Name contains",
      emptyText: "No stack in this region",
      source: async (context) => new (await import("./tree.ts")).StacksSource(host, context),
    });
    host.commands(manifest, async () => (await import("./commands.ts")).stackCommands(host));
    host.offer("linkTarget", {
      canOpen: (ref) => stackNameOf(ref) !== undefined,
      open: async (ref, context) => (await import("./reveal.ts")).reveal(host, context, stackNameOf(ref) ?? ""),
    });
  },
};
