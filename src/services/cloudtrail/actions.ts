import { jsonText } from "../../base/jsonText.ts";
import { look } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { events, resources } from "./kinds.ts";

export const actions = {
  openEvent: look(events, {
    onClick: true,
    run: ({ item: { name, json } }, { show }) => show(`${name}.json`, `${jsonText(json)}\n`),
  }),

  openResource: look(resources, {
    onClick: "link",
    fits: ({ ref }) => ref !== undefined,
    none: "no resource of these events has a view here",
    run: ({ item: { ref }, context }, tools) => openLink(ref, context, tools),
  }),
};
