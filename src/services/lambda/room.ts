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
  logs: async (api, ref, context, signal) => {
    const { name } = partsOf(ref) ?? {};
    return name === undefined ? [] : [{ context, group: (await api.getConfiguration(name, signal)).logGroup, title: name }];
  },
  imageUsers: (api, image, signal) => api.imageUsers(image, signal),
  roleUsers: (api, role, signal) => api.roleUsers(role, signal),
});
