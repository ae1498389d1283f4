import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import { everyItem } from "../../base/pages.ts";
import { type Choice, pick } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import type { CloudFormationApi } from "./api.ts";
import { stackApi } from "./connect.ts";
import { EventRow, eventText } from "./eventRows.ts";
import { type Stack, type StackEvent, type StackOutput, type StackResource, shortId, statusText, typeText } from "./model.ts";
import type { Located } from "./resources.ts";
import { OutputRow, ResourceRow } from "./rows.ts";
import { StackRow } from "./tree.ts";

/** A stack of a context. */
export interface StackTarget {
  readonly context: AccountContext;
  readonly stack: Stack;
}

/** The stack of the row, else one of those that fit, which the user picks. @throws DevOpsError cancelled, or conflict where none fits */
export async function chooseStack(
  host: RoomHost,
  target: unknown,
  title: string,
  fits: (stack: Stack) => boolean = () => true,
): Promise<StackTarget> {
  if (target instanceof StackRow) return { context: target.context, stack: target.data };
  const context = await host.pickPinned(title);
  const api = await stackApi(host, context);
  const list = async () => {
    const choices: Choice<Stack>[] = [];
    for await (const page of api.allStacks()) {
      choices.push(...page.filter(fits).map((stack) => ({ label: stack.name, description: statusText(stack.status), value: stack })));
    }
    if (choices.length === 0) {
      throw new DevOpsError({ kind: "conflict", tried: title.toLowerCase(), why: `no stack of ${context.region} fits` });
    }
    return choices.toSorted((a, b) => a.label.localeCompare(b.label));
  };
  return { context, stack: await pick(list(), { title, placeholder: `Stack of ${context.profile} in ${context.region}` }) };
}

/** The row's resource, else one that the user picks. */
export async function chooseResource(host: RoomHost, target: unknown, title: string): Promise<StackTarget & { resource: Located & { logicalId: string } }> {
  if (target instanceof ResourceRow || target instanceof EventRow) {
    return { context: target.context, stack: target.stack, resource: target.data };
  }
  const chosen = await chooseStack(host, target, title);
  const api = await stackApi(host, chosen.context);
  const items = allResources(api, chosen.stack.id).then((resources) =>
    resources.map((resource) => ({
      label: resource.logicalId,
      description: [typeText(resource.type), shortId(resource.physicalId ?? "")].filter((part) => part !== "").join(" · "),
      value: resource,
    })),
  );
  return { ...chosen, resource: await pick(items, { title, placeholder: `Resource of ${chosen.stack.name}` }) };
}

/** The row's output, else one that the user picks. */
export async function chooseOutput(host: RoomHost, target: unknown, title: string): Promise<StackOutput> {
  if (target instanceof OutputRow) return target.data;
  const chosen = await chooseStack(host, target, title, ({ outputs, isSummary }) => isSummary || outputs.length > 0);
  const stack = chosen.stack.isSummary ? await (await stackApi(host, chosen.context)).getStack(chosen.stack.id) : chosen.stack;
  const items = stack.outputs.map((output) => ({ label: output.name, description: output.value, value: output }));
  return pick(items, { title, placeholder: `Output of ${stack.name}` });
}

/** The row's event, else one of the stack's newest, which the user picks. */
export async function chooseEvent(host: RoomHost, target: unknown, title: string): Promise<StackEvent> {
  if (target instanceof EventRow) return target.data;
  const { context, stack } = await chooseStack(host, target, title);
  const items = (await stackApi(host, context)).listEvents(stack.id, undefined).then((page) =>
    page.items.map((event) => ({ label: event.logicalId, description: eventText(event), value: event })),
  );
  return pick(items, { title, placeholder: `Event of ${stack.name}` });
}

/** All resources of a stack. @param stack its name or ARN */
export async function allResources(api: CloudFormationApi, stack: string): Promise<StackResource[]> {
  return everyItem("list stack resources", (cursor) => api.listResources(stack, cursor));
}
