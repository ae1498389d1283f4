import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { secrets } from "./kinds.ts";
import { manifest } from "./manifest.ts";

export const room = roomOfKinds(manifest, {
  roots: [secrets],
  actions,
  api: async (session) => new (await import("./api.ts")).SecretsApi(session),
});
