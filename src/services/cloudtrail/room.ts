import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { events } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** CloudTrail: who did what, and who changed a thing of another room. */
export const room = roomOfKinds(manifest, {
  roots: [events],
  actions,
  api: async (session, { typeOf }) => new (await import("./api.ts")).CloudTrailApi(session, typeOf),
  offers: (made) => ({
    changeHistory: {
      whoChanged: async (thing, context) => (await import("./whoChanged.ts")).whoChanged(thing, context, (where) => made.api(where), made.tools),
      changesBefore: async (moment, context) => (await import("./changesBefore.ts")).changesBefore(moment, context, await made.api(context), made.tools),
    },
  }),
});
