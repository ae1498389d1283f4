import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { formatArn } from "../../base/resourceRef.ts";
import type { CommandHandlers } from "../../host/commands.ts";
import { openConsolePage, tell, withProgress } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { stackApi } from "./connect.ts";
import { eventDetails } from "./details.ts";
import { type Failure, failureText, findFailure } from "./failure.ts";
import type { manifest } from "./manifest.ts";
import { type Stack, canCancel, hasFailed, statusText, templateName } from "./model.ts";
import { allResources, chooseEvent, chooseOutput, chooseResource, chooseStack } from "./pickers.ts";
import { type Located, lacksApplication, otherAccount, placeOf, resourceConsolePath, resourceRefOf, stackPage, withApplication } from "./resources.ts";
import { reveal } from "./reveal.ts";

/** Handlers of the room's commands. Each works on a row, and asks where it was called without one. */
export function stackCommands(host: RoomHost): CommandHandlers<typeof manifest> {
  return {
    show: async () => {
      const { context, stack } = await chooseStack(host, undefined, "Show stack");
      await reveal(host, context, stack.name);
    },
    openTemplate: async (target) => {
      const { context, stack } = await chooseStack(host, target, "Open template");
      const text = await (await stackApi(host, context)).getTemplate(stack.id);
      await host.documents.show(templateName(stack.name, text), text);
    },
    openFailure: (target) => openFailure(host, target),
    openResource: async (target) => {
      const { context, stack, resource } = await chooseResource(host, target, "Open resource");
      await openResource(host, context, stack, resource);
    },
    showEvent: async (target) => {
      const event = await chooseEvent(host, target, "Show event");
      await host.documents.show(`${event.logicalId}.txt`, eventDetails(event));
    },
    copyOutput: async (target) => {
      const { name, value } = await chooseOutput(host, target, "Copy output value");
      await vscode.env.clipboard.writeText(value);
      host.log.info(`Copied the output ${name}`);
    },
    cancelUpdate: (target) => cancelUpdate(host, target),
  };
}

/** Shows a resource where a room has a view for it, else its page in the console. */
async function openResource(host: RoomHost, context: AccountContext, stack: Pick<Stack, "id">, found: Located): Promise<void> {
  const isUntold = lacksApplication(found);
  const resource = isUntold ? withApplication(found, await allResources(await stackApi(host, context), stack.id)) : found;
  const ref = resourceRefOf(resource, placeOf(stack));
  if (ref !== undefined && host.links.canOpen(ref)) {
    const account = otherAccount(ref, stack);
    if (account !== undefined) {
      const why = `it is in account ${account}, and ${context.profile} is of account ${placeOf(stack).account}`;
      const remedy = "Open its ARN with a profile of that account.";
      throw new DevOpsError({ kind: "unsupported", tried: `open ${formatArn(ref)}`, why, remedy });
    }
    await host.links.open(ref, { ...context, region: ref.region === "" ? context.region : ref.region });
    return;
  }
  const path = resourceConsolePath(resource) ?? stackPage(stack.id, "resources");
  await openConsolePage(context, path);
}

/** Tells why the last operation failed, and opens the resource that it failed for. */
async function openFailure(host: RoomHost, target: unknown): Promise<void> {
  const { context, stack } = await chooseStack(host, target, "Open the resource that failed", hasFailed);
  const failure = await readFailure(host, context, stack);
  const told = failureText(stack, failure);
  if (told === undefined) {
    const why = "neither its events, which are kept for 90 days, nor the stack itself tell";
    throw new DevOpsError({ kind: "notFound", tried: `find what failed in stack ${stack.name}`, why });
  }
  const { event, stackId: id, isLost } = failure;
  const open = "Open Resource";
  const offers = event === undefined || isLost ? [] : [open];
  const chosen = await tell("warning", told, ...offers);
  if (chosen === open && event !== undefined) await openResource(host, context, { id }, event);
}

async function readFailure(host: RoomHost, context: AccountContext, stack: Stack): Promise<Failure> {
  return withProgress(`Reading the events of ${stack.name}`, async (signal) => findFailure(await stackApi(host, context), stack, signal));
}

async function cancelUpdate(host: RoomHost, target: unknown): Promise<void> {
  const chosen = await chooseStack(host, target, "Cancel update", canCancel);
  const { context } = chosen;
  const api = await stackApi(host, context);
  // it may have moved on since it was listed
  const stack = await api.getStack(chosen.stack.id);
  if (!canCancel(stack)) {
    const why = `there is no update to cancel any more: ${statusText(stack.status)}`;
    throw new DevOpsError({ kind: "conflict", tried: `cancel the update of stack ${stack.name}`, why });
  }
  const plan = {
    title: `Cancel the update of stack ${stack.name}`,
    verb: "Roll Back",
    operation: "cloudformation:CancelUpdateStack",
    context,
    resource: stack.name,
    arn: stack.id,
    changes: [{ what: "Stack", before: statusText(stack.status), after: "rolled back to what it was before the update" }],
    undo: "a cancelled update cannot go on; update the stack again once it is rolled back.",
  };
  const token = randomUUID();
  await host.writes.perform(plan, () => api.cancelUpdate(stack.id, token));
  await host.trees.refresh();
}
