import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { repositories } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** ECR: images, what is wrong with them, and what runs them. */
export const room = roomOfKinds(manifest, {
  roots: [repositories],
  actions,
  api: async (session) => new (await import("./api.ts")).EcrApi(session),
});
