import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { clusters } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** EKS: the clusters, what runs them, who may enter, and what was changed. */
export const room = roomOfKinds(manifest, {
  roots: [clusters],
  actions,
  api: async (session) => new (await import("./api.ts")).EksApi(session),
});
