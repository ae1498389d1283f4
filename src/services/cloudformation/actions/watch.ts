import type { Target } from "../../../host/kinds/action.ts";
import type { Ask, Tools } from "../../../host/kinds/ask.ts";
import type { CloudFormationApi } from "../api.ts";
import { type Stack, type StackEvent, hasFailed, isNested, isOfStack, isRunning, shortId, statusText } from "../model.ts";
import { type Failure, failureText, findFailure } from "./failure.ts";
import { openResource } from "./openResource.ts";

/** Milliseconds between two looks at a stack that is being changed. */
const EVERY = 3000;

type Events = Pick<CloudFormationApi, "getStack" | "listEvents">;
/** What an action works on, whatever it is. */
type Acted = Pick<Target<CloudFormationApi, unknown>, "api" | "context" | "id">;

/** The newest event of a stack: what comes behind it belongs to what is done next. @param id its ARN */
export async function lastEventOf(api: Events, id: string): Promise<string | undefined> {
  return (await api.listEvents(id, undefined)).items[0]?.id;
}

/**
 * Follows what was begun with a stack to its end, its nested stacks too; the stack as it stands then.
 * @param since the id of the newest event before
 */
function watchStack(api: Events, ask: Ask, id: string, title: string, since: string | undefined): Promise<Stack> {
  return ask.until(title, EVERY, async (signal, report) => {
    const [stack, { items }] = await Promise.all([api.getStack(id, signal), api.listEvents(id, undefined, signal)]);
    const from = items.findIndex((event) => event.id === since);
    const own = from < 0 ? items : items.slice(0, from);
    const merged = await withNested(api, own, signal);
    const [newest] = merged;
    if (newest !== undefined) report(lineOf(newest, id, merged));
    // it may take a moment until it begins
    return own.some(isOfStack) && !isRunning(stack.status) ? stack : undefined;
  });
}

/** The events of an operation with those of the nested stacks that go on, the newest first. */
async function withNested(api: Events, events: readonly StackEvent[], signal: AbortSignal): Promise<readonly StackEvent[]> {
  const started = events.at(-1)?.at ?? 0;
  const newest = new Map<string, StackEvent>();
  for (const event of events.toReversed()) if (isNested(event)) newest.set(event.physicalId ?? "", event);
  const going = [...newest.values()].filter(({ status }) => isRunning(status));
  const below = await Promise.all(
    going.map(async ({ physicalId = "" }) => {
      const { items } = await api.listEvents(physicalId, undefined, signal);
      return withNested(api, items.filter(({ at = 0 }) => at >= started), signal);
    }),
  );
  return [...events, ...below.flat()].toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
}

/** `Orders › Table: update in progress (3 resources done)` */
function lineOf(newest: StackEvent, id: string, all: readonly StackEvent[]): string {
  const done = new Set(all.filter((event) => !isOfStack(event) && !isRunning(event.status)).map(({ stackId, logicalId }) => `${stackId} ${logicalId}`)).size;
  const where = newest.stackId === id ? "" : `${shortId(newest.stackId)} › `;
  return `${where}${newest.logicalId}: ${statusText(newest.status)}${done === 0 ? "" : ` (${done} done)`}`;
}

/** What was begun with a stack. */
export interface Begun {
  readonly stack: Stack;
  /** The id of the newest event before. */
  readonly since: string | undefined;
  /** The status that it shall come to, where that tells of a failure otherwise. */
  readonly aim?: string;
}

/**
 * Follows what was begun with a stack to its end, looks at its row again, and tells how it ended: what failed first where it
 * failed, wherever below it stands.
 * @param doing of the progress: `Deleting`
 * @param offer what is offered where it went well
 * @returns whether the offer was taken
 */
export async function followToEnd(target: Acted, { stack: { id, name }, since, aim }: Begun, doing: string, tools: Tools, offer?: string): Promise<boolean> {
  const { api } = target;
  const stack = await watchStack(api, tools.ask, id, `${doing} ${name}`, since);
  await tools.again(target.id);
  if (!hasFailed(stack) || stack.status === aim) return tools.ask.tell(`${name}: ${statusText(stack.status)}`, offer);
  const failure = await findFailure(api, stack, new AbortController().signal);
  const told = failureText(stack, failure);
  // it was begun a while ago, and others may have been since: a resource's name alone does not tell of which it is
  const named = failure.event === undefined ? told : `${name} › ${told ?? ""}`;
  await tellFailure(target, failure, named ?? `${name}: ${statusText(stack.status)}`, tools);
  return false;
}

/** Tells of a failure, and shows the resource that failed where that is wanted. */
export async function tellFailure({ api, context }: Acted, { event, isLost }: Failure, told: string, tools: Tools): Promise<void> {
  const isOpened = await tools.ask.tell(told, event === undefined || isLost ? undefined : "Open Resource", "warning");
  if (isOpened && event !== undefined) await openResource(api, context, event, tools);
}
