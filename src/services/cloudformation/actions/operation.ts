import { formatDateTime } from "../../../base/time.ts";
import type { CloudFormationApi } from "../api.ts";
import { type Stack, type StackEvent, isNested, reasonText, shortId, statusText } from "../model.ts";
import { eventsOfOperation, failureText, findFailure } from "./failure.ts";

type Events = Pick<CloudFormationApi, "listEvents">;

/** The last operation of a stack as text: what made it fail first, then what happened in it and its nested stacks by time. */
export async function operationText(api: Events, stack: Stack, signal: AbortSignal): Promise<string> {
  const [events, failure] = await Promise.all([mergedEvents(api, stack.id, signal), findFailure(api, stack, signal)]);
  const cause = failure.event === undefined && failure.reason === undefined ? undefined : failureText(stack, failure);
  const lines = events.toReversed().map((event) => lineOf(event, stack.id));
  return [`${stack.name}: ${statusText(stack.status)}`, ...(cause === undefined ? [] : ["", `What failed first: ${cause}`]), "", ...lines, ""].join("\n");
}

/** The events of the last operation with those of nested stacks that it changed, newest first. */
async function mergedEvents(api: Events, id: string, signal: AbortSignal, from = 0, until = Number.POSITIVE_INFINITY): Promise<readonly StackEvent[]> {
  const events = (await eventsOfOperation(api, id, signal, until)).filter(({ at = 0 }) => at >= from);
  const start = events.at(-1)?.at ?? from;
  const nested = new Set(events.flatMap((event) => (isNested(event) ? [event.physicalId ?? ""] : [])));
  const below = await Promise.all([...nested].map((one) => mergedEvents(api, one, signal, start, until)));
  return [...events, ...below.flat()].toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
}

function lineOf(event: StackEvent, stackId: string): string {
  const { at, logicalId, status, reason } = event;
  const where = event.stackId === stackId ? "" : `${shortId(event.stackId)} › `;
  const why = reasonText(reason);
  return `${at === undefined ? "" : `${formatDateTime(at)}  `}${where}${logicalId}: ${statusText(status)}${why === undefined ? "" : `: ${why}`}`;
}
