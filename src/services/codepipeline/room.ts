import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { pipelineAttention } from "./attention.ts";
import { pipelines } from "./kinds.ts";
import { manifest } from "./manifest.ts";

export const room = roomOfKinds(manifest, {
  roots: [pipelines],
  actions,
  api: async (session) => new (await import("./api.ts")).CodePipelineApi(session),
  attention: pipelineAttention,
  roleUsers: (api, role, signal) => api.roleUsers(role, signal),
  offers: (made) => ({
    connectionUsers: {
      usersOf: async ({ resource }, context, signal) => (await made.api(context)).connectionUsers(resource.split("/").at(-1) ?? "", signal),
    },
  }),
});
