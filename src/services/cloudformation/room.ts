import * as vscode from "vscode";
import type { Room, RoomHost } from "../../host/room.ts";
import { manifest } from "./manifest.ts";

export const room: Room = {
  manifest,
  start(host: RoomHost): void {
    let isWatched = false;
    const notice = ({ languageId }: vscode.TextDocument) => {
      if (isWatched || !manifest.languages.some((known) => known === languageId)) return;
      isWatched = true;
      opened.dispose();
      void import("./templateWatch.ts").then(({ TemplateWatch }) => host.own(new TemplateWatch(host)));
    };
    const opened = host.own(vscode.workspace.onDidOpenTextDocument(notice));
    vscode.workspace.textDocuments.forEach(notice);
  },
};
