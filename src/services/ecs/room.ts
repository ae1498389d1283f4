import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { clusters, definitions } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** ECS and Fargate: what runs, what it is made of, and why it does not run. */
export const room = roomOfKinds(manifest, {
  roots: [clusters, definitions],
  actions,
  api: async (session) => new (await import("./api.ts")).EcsApi(session),
});
