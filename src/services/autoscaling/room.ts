import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { groups } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** Auto Scaling: the groups, what they run, what makes them grow, and what they did. */
export const room = roomOfKinds(manifest, {
  roots: [groups],
  actions,
  api: async (session) => new (await import("./api.ts")).AutoScalingApi(session),
});
