import { jsonText } from "../../base/jsonText.ts";
import { look } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { events, resources } from "./kinds.ts";

export const actions = {
  openEvent: look(events, {
    onClick: true,
    run: ({ item: { name, json } }, { show }) => show(`${name}.json`, `${jsonText(json)}\n`),
  }),

  /** There it is simulated what the role may do, which tells why something was denied. */
  openRole: look(events, {
    fits: ({ roleRef }) => roleRef?.service === "iam",
    none: "no event was of somebody in a role",
    run: ({ item: { roleRef }, context }, tools) => openLink(roleRef, context, tools, "the role"),
  }),

  openResource: look(resources, {
    onClick: "link",
    fits: ({ ref }) => ref !== undefined,
    none: "no resource of these events has a view here",
    run: ({ item: { ref }, context }, tools) => openLink(ref, context, tools),
  }),
};
