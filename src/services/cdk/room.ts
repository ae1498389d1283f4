import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { apps, constructs } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** The CDK: apps of the open folders as they were synthesised. */
export const room = roomOfKinds(manifest, {
  roots: [apps],
  actions,
  api: async (workspace) => new (await import("./api.ts")).CdkApi(workspace),
  offers: (made) => ({
    resourceOrigin: {
      open: async (stack, logicalId, context) => {
        const { signal } = new AbortController();
        const keys = await (await made.api(context)).placeOf(stack, logicalId, context.region, signal);
        await made.openItem(constructs, keys, context);
      },
    },
  }),
});
