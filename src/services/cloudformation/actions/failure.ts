import { DevOpsError } from "../../../base/errors.ts";
import type { CloudFormationApi } from "../api.ts";
import { type Stack, type StackEvent, isStart, ownReason, reasonText, rootFailure, shortId, statusText } from "../model.ts";

/** Why the last operation of a stack failed. */
export interface Failure {
  /** The ARN of the stack that it failed in: of a nested one, where it began there. */
  readonly stackId: string;
  /** Of the resource that failed; undefined where none did. */
  readonly event: StackEvent | undefined;
  /** The stack's own, where no resource failed. */
  readonly reason: string | undefined;
  /** Whether it began in a nested stack that is no longer there to tell more. */
  readonly isLost: boolean;
}

type Events = Pick<CloudFormationApi, "listEvents">;

/**
 * Finds what made the last operation fail, down through nested stacks.
 * @param until the operation is the last that began by then, in epoch milliseconds
 * @throws DevOpsError where the events cannot be read
 */
export async function findFailure(api: Events, { id }: Pick<Stack, "id">, signal: AbortSignal, until = Number.POSITIVE_INFINITY): Promise<Failure> {
  const events = await eventsOfOperation(api, id, signal, until);
  const event = rootFailure(events);
  const failure = { stackId: id, event, reason: ownReason(events), isLost: false };
  if (event?.type !== "AWS::CloudFormation::Stack" || !event.physicalId?.startsWith("arn:")) return failure;
  try {
    // what the nested stack went through later, such as its end, was the rollback's doing
    const nested = await findFailure(api, { id: event.physicalId }, signal, event.at);
    return nested.event === undefined ? failure : nested;
  } catch (error) {
    if (error instanceof DevOpsError && error.kind === "notFound") return { ...failure, isLost: true };
    throw error;
  }
}

/** The events of an operation, newest first and with its start; all that are kept where that is further back. */
export async function eventsOfOperation(api: Events, id: string, signal: AbortSignal, until: number): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await api.listEvents(id, cursor, signal);
    events.push(...items.filter(({ at = 0 }) => at <= until));
    cursor = next;
  } while (cursor !== undefined && !events.some(isStart));
  return events;
}

/** A failure in words; undefined where nothing is told of it. */
export function failureText(stack: Pick<Stack, "id" | "name" | "status" | "reason">, failure: Failure): string | undefined {
  const { event, stackId, isLost } = failure;
  if (event === undefined) {
    const reason = reasonText(failure.reason) ?? reasonText(stack.reason);
    return reason === undefined ? undefined : `${stack.name}: ${statusText(stack.status)}. ${reason}`;
  }
  const where = stackId === stack.id ? "" : ` in the nested stack ${shortId(stackId)}`;
  const lost = ` The nested stack ${shortId(event.physicalId ?? "")} is gone: which of its resources failed is no longer told.`;
  const reason = reasonText(event.reason) ?? "CloudFormation gives no reason.";
  return `${event.logicalId}${where}: ${statusText(event.status)}. ${reason}${isLost ? lost : ""}`;
}
