import type { GetLogEventsCommandInput, GetLogEventsResponse, OutputLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../wire/errors.ts";
import { GAP, GAP_PAGES, PAGE_BYTES, PAGE_EVENTS, eventBytes } from "./limits.ts";
import { type LogStreamSource, indexOf, ingestedAt, numberOf, readable } from "./logStream.ts";

type Direction = "f" | "b";
/** A place between two events. */
interface Place {
  /** Forward: of the last event that was given. Backward: of the first one. */
  readonly time: number;
  /** Forward: the number that the next event of that time has at least. Backward: the first one's own. */
  readonly number: number;
  /** How many empty pages were given in the gap that follows. */
  readonly hops: number;
}

/**
 * One page of GetLogEvents. A page's events ascend in time, whatever the direction. The tokens are places in the
 * stream: at its end the same forward token comes back, and gives the events that arrive behind it later. Pages are cut
 * by time, too: before a long gap a page ends, and some empty ones follow, each with a new token.
 * @param now simulated time; later events do not exist yet.
 */
export function getLogEvents(
  stream: LogStreamSource,
  input: GetLogEventsCommandInput,
  now: number,
): GetLogEventsResponse {
  const limit = checkLimit(input.limit);
  const first = stream.countUpTo((input.startTime ?? 0) - 1);
  // endTime is exclusive here ("Events with a timestamp equal to or later than this time are not included").
  const last = Math.max(first, readable(stream, now, input.endTime === undefined ? undefined : input.endTime - 1));
  const token = readToken(input.nextToken);
  if (token?.direction === "f" && input.startFromHead !== true) {
    // "If you are using a previous nextForwardToken value [...], you must specify true for startFromHead" (API reference)
    throw new AwsError("InvalidParameterException", "startFromHead must be true when nextToken is a nextForwardToken.");
  }
  const direction = token?.direction ?? (input.startFromHead === true ? "f" : "b");
  const start = token?.place ?? placeAt(stream, direction === "f" ? first : last, direction, input);
  const at = clamp(indexOf(stream, start.time, start.number), first, last);
  const range: Range = { stream, first, last, limit };
  const [from, to, hops] = direction === "f" ? forwardRange(range, at, start) : backwardRange(range, at, start);
  const events: OutputLogEvent[] = [];
  for (let index = from; index < to; index += 1) {
    const { timestamp, message } = stream.event(index);
    events.push({ timestamp, message, ingestionTime: ingestedAt(stream, index) });
  }
  // where nothing was given, a token is the one that was asked with, but for the gap that it has crossed
  const isEmpty = from === to;
  const kept = { ...start, hops };
  return {
    events,
    nextForwardToken: writeToken("f", isEmpty ? (direction === "f" ? kept : placeAt(stream, at, "f", input)) : placeAt(stream, to, "f", input)),
    nextBackwardToken: writeToken("b", isEmpty ? (direction === "b" ? kept : placeAt(stream, at, "b", input)) : placeAt(stream, from, "b", input)),
  };
}

/** The place before the event of an index. */
function placeAt(stream: LogStreamSource, index: number, direction: Direction, input: GetLogEventsCommandInput): Place {
  if (stream.written === undefined) {
    return { time: 0, number: index, hops: 0 };
  }
  if (direction === "f") {
    return index === 0
      ? { time: Math.max(0, (input.startTime ?? 0) - 1), number: 0, hops: 0 }
      : { time: stream.event(index - 1).timestamp, number: numberOf(stream, index - 1) + 1, hops: 0 };
  }
  return index < stream.countUpTo(Number.MAX_SAFE_INTEGER)
    ? { time: stream.event(index).timestamp, number: numberOf(stream, index), hops: 0 }
    : { time: input.endTime ?? Number.MAX_SAFE_INTEGER, number: 0, hops: 0 };
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

interface Range {
  readonly stream: LogStreamSource;
  readonly first: number;
  readonly last: number;
  readonly limit: number;
}

/** First and last index (exclusive) of a page, and the empty pages given in the gap before it. */
function forwardRange({ stream, first, last, limit }: Range, from: number, { hops }: Place): [number, number, number] {
  if (from > first && from < last && hops < GAP_PAGES && isGap(stream, from)) {
    return [from, from, hops + 1];
  }
  let bytes = 0;
  let to = from;
  while (to < last && to - from < limit && (to === from || !isGap(stream, to))) {
    bytes += eventBytes(stream.event(to).message);
    if (bytes > PAGE_BYTES) {
      break;
    }
    to += 1;
  }
  return [from, to, hops];
}

function backwardRange({ stream, first, last, limit }: Range, to: number, { hops }: Place): [number, number, number] {
  if (to > first && to < last && hops < GAP_PAGES && isGap(stream, to)) {
    return [to, to, hops + 1];
  }
  let bytes = 0;
  let from = to;
  while (from > first && to - from < limit && (from === to || !isGap(stream, from))) {
    bytes += eventBytes(stream.event(from - 1).message);
    if (bytes > PAGE_BYTES) {
      break;
    }
    from -= 1;
  }
  return [from, to, hops];
}

/** Whether a long time passed before the event of an index. */
function isGap(stream: LogStreamSource, index: number): boolean {
  return stream.event(index).timestamp - stream.event(index - 1).timestamp > GAP;
}

/** AWS's tokens look like this: direction, 56 digits, a letter. */
function writeToken(direction: Direction, { time, number, hops }: Place): string {
  return `${direction}/${String(hops)}${String(time).padStart(27, "0")}${String(number).padStart(28, "0")}/s`;
}

function readToken(token: string | undefined): { readonly direction: Direction; readonly place: Place } | undefined {
  if (token === undefined) {
    return undefined;
  }
  const match = /^([fb])\/(\d)(\d{27})(\d{28})\/s$/.exec(token);
  if (match === null) {
    throw new AwsError("InvalidParameterException", "The specified nextToken is invalid.");
  }
  const place = { hops: Number(match[2]), time: Number(match[3]), number: Number(match[4]) };
  return { direction: match[1] === "f" ? "f" : "b", place };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
