import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { parameters } from "./kinds.ts";
import { manifest } from "./manifest.ts";

export const room = roomOfKinds(manifest, {
  roots: [parameters],
  actions,
  api: async (session) => new (await import("./api.ts")).SsmApi(session),
});
