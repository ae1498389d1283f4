import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { pipelineAttention } from "./attention.ts";
import { pipelines } from "./kinds.ts";
import { manifest } from "./manifest.ts";

export const room = roomOfKinds(manifest, {
  roots: [pipelines],
  actions,
  api: async (session) => new (await import("./api.ts")).CodePipelineApi(session),
  offers: (made) => ({
    attention: pipelineAttention((context) => made.api(context)),
    connectionUsers: {
      usersOf: async ({ resource }, context, signal) => (await made.api(context)).connectionUsers(resource.split("/").at(-1) ?? "", signal),
    },
    roleUsers: { usersOf: async (role, context, signal) => (await made.api(context)).roleUsers(role, signal) },
  }),
});
