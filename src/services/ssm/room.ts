import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { parameters } from "./kinds.ts";
import { runbooksFolder } from "./kinds/runbooks.ts";
import { manifest } from "./manifest.ts";

export const room = roomOfKinds(manifest, {
  // the folder first: parameters go on for many pages
  roots: [runbooksFolder, parameters],
  actions,
  api: async (session) => new (await import("./api.ts")).SsmApi(session),
});
