import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { targets } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** Application Auto Scaling: services and functions that scale, what makes them, and why they did not. */
export const room = roomOfKinds(manifest, {
  roots: [targets],
  actions,
  api: async (session) => new (await import("./api.ts")).ScalingApi(session),
});
