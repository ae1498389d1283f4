import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { roles } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** IAM: roles, who may assume them, what they may do, and who uses them. */
export const room = roomOfKinds(manifest, {
  roots: [roles],
  actions,
  api: async (session, { roleUsers }) => new (await import("./api.ts")).IamApi(session, roleUsers),
});
