import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { buckets } from "./kinds.ts";
import { manifest } from "./manifest.ts";

export const room = roomOfKinds(manifest, {
  roots: [buckets],
  actions,
  api: async (session) => new (await import("./api.ts")).S3Api(session),
});
