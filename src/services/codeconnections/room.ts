import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { connections, hostsFolder } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** CodeConnections: the ways to repositories that are not AWS's. */
export const room = roomOfKinds(manifest, {
  roots: [connections, hostsFolder],
  actions,
  api: async (session) => new (await import("./api.ts")).CodeConnectionsApi(session),
});
