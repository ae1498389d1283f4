import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { functions } from "./kinds.ts";
import { manifest } from "./manifest.ts";
import { partsOf } from "./model.ts";

/** Lambda: what runs, where its aliases send their calls, and what a call comes to. */
export const room = roomOfKinds(manifest, {
  roots: [functions],
  actions,
  api: async (session) => new (await import("./api.ts")).LambdaApi(session),
  offers: (made) => ({
    logSource: {
      locate: async (ref, { origin, profile }, signal) => {
        const context = { origin, profile, region: ref.region };
        const { name } = partsOf(ref) ?? {};
        if (name === undefined) return [];
        return [{ context, group: (await (await made.api(context)).getConfiguration(name, signal)).logGroup, title: name }];
      },
    },
    imageUsers: { usersOf: async (image, context, signal) => (await made.api(context)).imageUsers(image, signal) },
    roleUsers: { usersOf: async (role, context, signal) => ({ users: await (await made.api(context)).roleUsers(role, signal), failures: [] }) },
  }),
});
