import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { stackAttention } from "./attention.ts";
import { resources, stacks } from "./kinds.ts";
import { manifest } from "./manifest.ts";

export const room = roomOfKinds(manifest, {
  roots: [stacks],
  actions,
  api: async (session, { typeOf }) => new (await import("./api.ts")).CloudFormationApi(session, typeOf),
  attention: stackAttention,
  offers: (made) => ({
    stackResource: {
      open: (stack, logicalId, context) =>
        logicalId === undefined ? made.openItem(stacks, [stack], context) : made.openItem(resources, [stack, logicalId], context),
      openOwner: async (thing, context) => {
        const { findOwner } = await import("./openOwner.ts");
        const { stack, logicalId } = await findOwner(await made.api(context), thing, context, made.tools);
        await made.openItem(resources, [stack, logicalId], context);
      },
    },
  }),
});
