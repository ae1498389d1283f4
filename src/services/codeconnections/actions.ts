import { parseArn } from "../../base/resourceRef.ts";
import { look } from "../../host/kinds/kindRoom.ts";
import { openUser } from "../../host/kinds/openUser.ts";
import { connectionPage, connections } from "./kinds.ts";
import { isPending } from "./model.ts";

export const actions = {
  finish: look(connections, {
    fits: isPending,
    none: "no connection is pending",
    run: ({ item, context }, { ask }) => ask.console(context, connectionPage(item, context.region)),
  }),

  showUsers: look(connections, {
    async run({ item: { arn, name }, context }, tools) {
      const ref = parseArn(arn);
      if (ref === undefined) throw new Error(`${arn} is no ARN`);
      const words = { looking: `Looking for what uses ${name}`, title: `What uses ${name}`, none: `No pipeline in ${context.region} uses ${name}.` };
      await openUser(tools, context, words, (signal) => tools.connectionUsers(ref, context, signal));
    },
  }),
};
