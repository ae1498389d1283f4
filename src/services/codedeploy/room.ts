import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { deployAttention } from "./attention.ts";
import { applications } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** CodeDeploy: what is deployed where, how far it is, and what its scripts said. */
export const room = roomOfKinds(manifest, {
  roots: [applications],
  actions,
  api: async (session) => new (await import("./api.ts")).CodeDeployApi(session),
  attention: deployAttention,
});
