import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { instances } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** EC2: the instances, how they stand, and what they said on their console. */
export const room = roomOfKinds(manifest, {
  roots: [instances],
  actions,
  api: async (session) => new (await import("./api.ts")).Ec2Api(session),
});
