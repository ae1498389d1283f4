import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { consolePage } from "../../base/resourceRef.ts";
import type { CommandHandlers } from "../../host/commands.ts";
import type { RoomHost } from "../../host/room.ts";
import { stackApi } from "./connect.ts";
import type { manifest } from "./manifest.ts";
import { type Stack, type StackEvent, canCancel, hasFailed, reasonText, rootFailure, statusText, templateName } from "./model.ts";
import { chooseOutput, chooseResource, chooseStack } from "./pickers.ts";
import { type Located, placeOf, resourceConsolePath, resourceRefOf, stackPage } from "./resources.ts";
import { reveal } from "./reveal.ts";

/** Pages of events in which a failure is looked for: a thousand events at the service's hundred a page. */
const MOST_EVENT_PAGES = 10;

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
    copyOutput: async (target) => {
      const { name, value } = await chooseOutput(host, target, "Copy output value");
      await vscode.env.clipboard.writeText(value);
      host.log.info(`Copied the output ${name}`);
    },
    cancelUpdate: (target) => cancelUpdate(host, target),
  };
}

/** Shows a resource where a room has a view for it, else its page in the console. */
async function openResource(host: RoomHost, context: AccountContext, stack: Stack, resource: Located): Promise<void> {
  const ref = resourceRefOf(resource, placeOf(stack));
  if (ref !== undefined && host.links.canOpen(ref)) {
    await host.links.open(ref, { ...context, region: ref.region === "" ? context.region : ref.region });
    return;
  }
  const path = resourceConsolePath(resource) ?? stackPage(stack.id, "resources");
  await vscode.env.openExternal(vscode.Uri.parse(consolePage(context.region, path), true));
}

/** Opens the resource that the last operation failed for, having told why. */
async function openFailure(host: RoomHost, target: unknown): Promise<void> {
  const { context, stack } = await chooseStack(host, target, "Open the resource that failed", hasFailed);
  const failure = await findFailure(host, context, stack);
  if (failure === undefined) {
    const why = "none of its latest events tells of a resource that failed";
    throw new DevOpsError({ kind: "notFound", tried: `find what failed in stack ${stack.name}`, why });
  }
  const open = "Open Resource";
  const told = `${failure.logicalId}: ${statusText(failure.status)}. ${reasonText(failure.reason) ?? "CloudFormation gives no reason."}`;
  if ((await vscode.window.showWarningMessage(told, open)) === open) await openResource(host, context, stack, failure);
}

async function findFailure(host: RoomHost, context: AccountContext, stack: Stack): Promise<StackEvent | undefined> {
  const api = await stackApi(host, context);
  const events: StackEvent[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_EVENT_PAGES; page += 1) {
    const { items, next } = await api.listEvents(stack.id, cursor);
    events.push(...items);
    const found = rootFailure(stack, events);
    if (found !== undefined || next === undefined) return found;
    cursor = next;
  }
  return undefined;
}

async function cancelUpdate(host: RoomHost, target: unknown): Promise<void> {
  const { context, stack } = await chooseStack(host, target, "Cancel update", canCancel);
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
  const api = await stackApi(host, context);
  await host.writes.perform(plan, () => api.cancelUpdate(stack.id, token));
  await host.trees.refresh();
}
