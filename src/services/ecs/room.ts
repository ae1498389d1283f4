import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { serviceAttention } from "./attention.ts";
import { clusters, definitions } from "./kinds.ts";
import { locateLogs } from "./logs.ts";
import { manifest } from "./manifest.ts";

/** ECS and Fargate: what runs, what it is made of, and why it does not run. */
export const room = roomOfKinds(manifest, {
  roots: [clusters, definitions],
  actions,
  api: async (session) => new (await import("./api.ts")).EcsApi(session),
  logs: locateLogs,
  imageUsers: (api, image, signal) => api.imageUsers(image, signal),
  attention: serviceAttention,
  roleUsers: (api, role, signal) => api.roleUsers(role, signal),
});
