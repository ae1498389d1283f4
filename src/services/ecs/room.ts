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
  offers: (made) => ({
    attention: serviceAttention((context) => made.api(context)),
    logSource: {
      locate: async (ref, { origin, profile }, signal) => {
        const context = { origin, profile, region: ref.region };
        return locateLogs(await made.api(context), ref, context, signal);
      },
    },
    imageUsers: { usersOf: async (image, context, signal) => (await made.api(context)).imageUsers(image, signal) },
    roleUsers: { usersOf: async (role, context, signal) => ({ users: await (await made.api(context)).roleUsers(role, signal), failures: [] }) },
  }),
});
