import { look } from "../../host/kinds/kindRoom.ts";
import { revisions } from "./kinds.ts";

export const actions = {
  showDefinition: look(revisions, {
    onClick: true,
    async run({ api, item: name }, { show }) {
      const definition = await api.getDefinition(name);
      await show(`${name.replace(":", "-")}.json`, `${JSON.stringify(definition, null, 2)}\n`);
    },
  }),
};
