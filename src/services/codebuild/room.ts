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
  offers: (made) => ({
    attention: buildAttention((context) => made.api(context)),
    logSource: {
      locate: async (ref, { origin, profile }, signal) => {
        const context = { origin, profile, region: ref.region };
        return locateBuildLog({ api: await made.api(context), ask: made.tools.ask, context }, ref, signal);
      },
    },
    roleUsers: { usersOf: async (role, context, signal) => ({ users: await (await made.api(context)).roleUsers(role, signal), failures: [] }) },
  }),
});
