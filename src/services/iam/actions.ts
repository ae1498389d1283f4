import { laidOut } from "../../base/jsonText.ts";
import { look } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { policies, roles, trust, users } from "./kinds.ts";
import { type RoleUser, actionsOf, actionsProblem, resourceProblem, simulationText } from "./model.ts";

export const actions = {
  openDocument: look([policies, trust], {
    onClick: true,
    async run({ api, item, up }, { show }) {
      const name = item.kind === "trust" ? `${up(roles).name}-trust` : item.name;
      await show(`${name}.json`, laidOut(await api.document(item)));
    },
  }),

  openUser: look(users, {
    onClick: "link",
    fits: ({ ref }: RoleUser) => ref !== undefined,
    none: "nothing that is known here uses it",
    run: ({ item: { ref }, context }, tools) => openLink(ref, context, tools),
  }),

  simulate: look(roles, {
    async run({ api, item: role }, { ask, show }) {
      const title = `Simulate actions as ${role.name}`;
      const line = await ask.text({ title, prompt: "Actions, with commas between them", example: "s3:GetObject, s3:PutObject", check: actionsProblem });
      const resource = await ask.text({ title, prompt: "The ARN of a resource, or * for any", example: "*", value: "*", check: resourceProblem });
      const verdicts = await ask.wait(title, (signal) => api.simulate(role, actionsOf(line), resource, signal));
      await show(`${role.name}-simulation.txt`, simulationText(role, resource, verdicts));
    },
  }),
};
