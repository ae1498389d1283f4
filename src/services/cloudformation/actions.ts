import { randomUUID } from "node:crypto";
import { DevOpsError, conflict } from "../../base/errors.ts";
import { from } from "../../host/kinds/action.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import type { CloudFormationApi } from "./api.ts";
import { eventDetails } from "./model/eventText.ts";
import { changeSetActions } from "./actions/changeSets.ts";
import { protectionActions } from "./actions/protection.ts";
import { openResource } from "./actions/openResource.ts";
import { operationText } from "./actions/operation.ts";
import { upkeepActions } from "./actions/upkeep.ts";
import { failureText, findFailure } from "./actions/failure.ts";
import { tellFailure } from "./actions/watch.ts";
import { events, outputs, resources, stacks } from "./kinds.ts";
import { type Located, asNow, canCancel, hasFailed, isOfStack, isPlanned, statusText, templateName } from "./model.ts";

export const actions = {
  ...changeSetActions,
  ...upkeepActions,
  ...protectionActions,

  openTemplate: look(stacks, {
    run: async ({ api, item: stack }, { show }) => {
      const text = await api.getTemplate(stack.id);
      await show(templateName(stack.name, text), text);
    },
  }),

  openFailure: look(stacks, {
    fits: (stack, news) => hasFailed(asNow(stack, news)),
    none: "no stack has failed",
    async run(target, tools) {
      const { api, item, more } = target;
      const stack = asNow(item, more);
      const failure = await tools.ask.wait(`Reading the events of ${stack.name}`, (signal) => findFailure(api, stack, signal));
      const told = failureText(stack, failure);
      if (told === undefined) {
        const why = "neither its events, which are kept for 90 days, nor the stack itself tell";
        throw new DevOpsError({ kind: "notFound", tried: `find what failed in stack ${stack.name}`, why });
      }
      await tellFailure(target, failure, told, tools);
    },
  }),

  showOperation: look(stacks, {
    fits: (stack) => !isPlanned(stack),
    async run({ api, item, more }, { ask, show }) {
      const stack = asNow(item, more);
      const text = await ask.wait(`Reading the events of ${stack.name}`, (signal) => operationText(api, stack, signal));
      await show(`${stack.name}.txt`, text);
    },
  }),

  openResource: look<CloudFormationApi, Located, never, object>([resources, events], {
    onClick: "link",
    fits: (resource) => !isOfStack(resource),
    run: ({ api, context, item }, tools) => openResource(api, context, item, tools),
  }),

  openOrigin: look(resources, {
    run: ({ item: { logicalId }, up, context }, tools) => tools.openOrigin(up(stacks).name, logicalId, context),
  }),

  showEvent: look(events, {
    onClick: true,
    run: ({ item: event }, { show }) => show(`${event.logicalId}.txt`, eventDetails(event)),
  }),

  copyOutput: look(outputs, {
    also: [from(stacks, { fits: (stack) => stack.isSummary || stack.outputs.length > 0, isOnRows: false })],
    none: "it has no output",
    async run({ item: { name, value } }, { ask, note }) {
      await ask.copy(value);
      note(`Copied the output ${name}`);
    },
  }),

  cancelUpdate: write(stacks, {
    operation: "CancelUpdateStack",
    verb: "Roll back",
    fits: (stack, news) => canCancel(asNow(stack, news)),
    none: "no stack is being updated",
    async before({ api, item }) {
      // it may have moved on since it was listed
      const stack = await api.getStack(item.id);
      if (canCancel(stack)) return { status: stack.status, token: randomUUID() };
      const why = `there is no update to cancel any more: ${statusText(stack.status)}`;
      throw conflict(`cancel the update of stack ${stack.name}`, why);
    },
    plan: ({ item: { name } }, { status }) => ({
      title: `Cancel the update of stack ${name}`,
      changes: [{ what: "Stack", before: statusText(status), after: "rolled back to what it was before the update" }],
      undo: "a cancelled update cannot go on; update the stack again once it is rolled back.",
    }),
    send: ({ api, item }, { token }) => api.cancelUpdate(item.id, token),
  }),
};
