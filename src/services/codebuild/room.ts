import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { buildAttention } from "./attention.ts";
import { projects } from "./kinds.ts";
import { locateBuildLog } from "./logs.ts";
import { manifest } from "./manifest.ts";

export const room = roomOfKinds(manifest, {
  roots: [projects],
  actions,
  api: async (session) => new (await import("./api.ts")).CodeBuildApi(session),
  logs: locateBuildLog,
  attention: buildAttention,
  roleUsers: (api, role, signal) => api.roleUsers(role, signal),
});
