import type { GetLogEventsCommandInput, GetLogEventsResponse, OutputLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../wire/errors.ts";
import { ingestionTime, PAGE_BYTES, PAGE_EVENTS, eventBytes } from "./limits.ts";
import type { LogStreamSource } from "./logStream.ts";

type Direction = "f" | "b";
interface Position {
  readonly direction: Direction;
  /** Forward: index of the next event. Backward: index of the event after the next one. */
  readonly index: number;
}

/**
 * One page of GetLogEvents. A page's events ascend in time, whatever the direction. The tokens are positions in the
 * stream: at its end the same forward token comes back, and gives the events that arrive later.
 * @param now simulated time; later events do not exist yet.
 */
export function getLogEvents(
  stream: LogStreamSource,
  input: GetLogEventsCommandInput,
  now: number,
): GetLogEventsResponse {
  const limit = checkLimit(input.limit);
  const first = stream.countUpTo((input.startTime ?? 0) - 1);
  const newest = stream.countUpTo(now);
  // endTime is exclusive here ("Events with a timestamp equal to or later than this time are not included").
  const last = Math.max(
    first,
    input.endTime === undefined ? newest : Math.min(newest, stream.countUpTo(input.endTime - 1)),
  );
  const position = readToken(input.nextToken) ?? {
    direction: input.startFromHead === true ? "f" : "b",
    index: input.startFromHead === true ? first : last,
  };
  const [from, to] =
    position.direction === "f"
      ? forwardRange(stream, clamp(position.index, first, last), last, limit)
      : backwardRange(stream, first, clamp(position.index, first, last), limit);
  const events: OutputLogEvent[] = [];
  for (let index = from; index < to; index += 1) {
    const { timestamp, message } = stream.event(index);
    events.push({ timestamp, message, ingestionTime: ingestionTime(timestamp, index) });
  }
  return { events, nextForwardToken: writeToken("f", to), nextBackwardToken: writeToken("b", from) };
}

function checkLimit(limit: number | undefined): number {
  if (limit !== undefined && (limit < 1 || limit > PAGE_EVENTS)) {
    throw new AwsError(
      "InvalidParameterException",
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
        `Member must have value ${limit < 1 ? "greater than or equal to 1" : `less than or equal to ${PAGE_EVENTS}`}`,
    );
  }
  return limit ?? PAGE_EVENTS;
}

function forwardRange(stream: LogStreamSource, from: number, last: number, limit: number): [number, number] {
  let bytes = 0;
  let to = from;
  while (to < last && to - from < limit) {
    bytes += eventBytes(stream.event(to).message);
    if (bytes > PAGE_BYTES) {
      break;
    }
    to += 1;
  }
  return [from, to];
}

function backwardRange(stream: LogStreamSource, first: number, to: number, limit: number): [number, number] {
  let bytes = 0;
  let from = to;
  while (from > first && to - from < limit) {
    bytes += eventBytes(stream.event(from - 1).message);
    if (bytes > PAGE_BYTES) {
      break;
    }
    from -= 1;
  }
  return [from, to];
}

/** AWS's tokens look like this: direction, 56 digits, a letter. */
function writeToken(direction: Direction, index: number): string {
  return `${direction}/${String(index).padStart(56, "0")}/s`;
}

function readToken(token: string | undefined): Position | undefined {
  if (token === undefined) {
    return undefined;
  }
  const match = /^([fb])\/(\d{56})\/s$/.exec(token);
  if (match === null) {
    throw new AwsError("InvalidParameterException", "The specified nextToken is invalid.");
  }
  return { direction: match[1] === "f" ? "f" : "b", index: Number(match[2]) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
