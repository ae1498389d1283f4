import type {
  FilteredLogEvent,
  FilterLogEventsCommandInput,
  FilterLogEventsResponse,
} from "@aws-sdk/client-cloudwatch-logs";
import { hashText } from "../../random.ts";
import { AwsError } from "../../wire/errors.ts";
import { compilePattern } from "./filterPattern.ts";
import { eventBytes, GAP, PAGE_BYTES, PAGE_EVENTS } from "./limits.ts";
import { type LogEvent, type LogStreamSource, ingestedAt, numberOf, readable } from "./logStream.ts";

/** A call looks at no more events than this: like AWS it then answers what it found, even nothing, and a token. */
const SCAN_LIMIT = 100_000;
/** startFromHead false is refused for ranges that begin earlier (API reference of FilterLogEvents). */
const EARLIEST_BACKWARD = Date.UTC(2024, 0, 1);

type Direction = "f" | "b";
/** Where to go on: at this time, after this many of its events. */
interface Position {
  readonly direction: Direction;
  readonly time: number;
  readonly skip: number;
}

/**
 * One page of FilterLogEvents: the events of several streams merged by time, oldest first, or newest first when
 * `startFromHead` is false.
 * @param streams those that the request's names or prefix choose.
 * @param now simulated time; later events do not exist yet.
 */
export function filterLogEvents(
  streams: readonly LogStreamSource[],
  input: FilterLogEventsCommandInput,
  now: number,
): FilterLogEventsResponse {
  const limit = input.limit ?? PAGE_EVENTS;
  if (limit < 1 || limit > PAGE_EVENTS) {
    throw new AwsError("InvalidParameterException", `limit must be between 1 and ${PAGE_EVENTS}.`);
  }
  const matches = compilePattern(input.filterPattern);
  const direction = input.startFromHead === false ? "b" : "f";
  if (direction === "b" && input.startTime !== undefined && input.startTime < EARLIEST_BACKWARD) {
    throw new AwsError(
      "InvalidParameterException",
      "startTime must be on or after Jan 1, 2024 when startFromHead is false.",
    );
  }
  const position = readToken(input.nextToken);
  const merge = new Merge(streams, position?.direction ?? direction, {
    from: input.startTime ?? 0,
    to: input.endTime ?? Number.MAX_SAFE_INTEGER,
    now,
    position,
  });
  const events: FilteredLogEvent[] = [];
  let bytes = 0;
  for (let scanned = 0; scanned < SCAN_LIMIT && events.length < limit; scanned += 1) {
    const next = merge.peek();
    if (next === undefined) {
      return { events, searchedLogStreams: [] };
    }
    // a page ends before a long time without events, and the one behind it may be empty
    if (scanned > 0 && Math.abs(next.event.timestamp - merge.position().time) > GAP) {
      break;
    }
    if (matches(next.event.message)) {
      bytes += eventBytes(next.event.message);
      if (bytes > PAGE_BYTES && events.length > 0) {
        break;
      }
      events.push(filtered(next));
    }
    merge.advance();
  }
  const done = merge.peek() === undefined;
  return { events, searchedLogStreams: [], ...(done ? {} : { nextToken: writeToken(merge.position()) }) };
}

function filtered({ stream, index, event }: Head): FilteredLogEvent {
  return {
    logStreamName: stream.name,
    timestamp: event.timestamp,
    message: event.message,
    ingestionTime: ingestedAt(stream, index),
    eventId: eventId(stream, numberOf(stream, index), event.timestamp),
  };
}

/** Event ids are 56 digits that grow with time; the same event has the same one in every answer. */
function eventId(stream: LogStreamSource, index: number, timestamp: number): string {
  const streamDigits = String(hashText(stream.name)).padStart(10, "0");
  return `39${String(timestamp).padStart(14, "0")}${String(index).padStart(14, "0")}${streamDigits}`.padEnd(56, "0");
}

interface Head {
  readonly stream: LogStreamSource;
  readonly index: number;
  readonly event: LogEvent;
}

interface MergeRange {
  readonly from: number;
  /** Inclusive: "Events with a timestamp later than this time are not returned". */
  readonly to: number;
  readonly now: number;
  readonly position: Position | undefined;
}

interface Cursor {
  readonly stream: LogStreamSource;
  next: number;
  /** The index at which the stream's range is over. */
  readonly end: number;
  /** The event at `next`, once it was looked at. */
  head: Head | undefined;
}

/** The events of several streams in one order: by time, then by the streams' order, then by index. */
class Merge {
  readonly #direction: Direction;
  readonly #cursors: Cursor[];
  #time = 0;
  #skip = 0;

  constructor(streams: readonly LogStreamSource[], direction: Direction, range: MergeRange) {
    this.#direction = direction;
    const forward = direction === "f";
    const from = forward ? Math.max(range.from, range.position?.time ?? range.from) : range.from;
    const to = forward ? range.to : Math.min(range.to, range.position?.time ?? range.to);
    const ordered = forward ? streams : [...streams].reverse();
    this.#cursors = ordered.map((stream) => {
      const first = stream.countUpTo(from - 1);
      const end = Math.max(first, readable(stream, range.now, to));
      return forward
        ? { stream, next: first, end, head: undefined }
        : { stream, next: end - 1, end: first - 1, head: undefined };
    });
    const { position } = range;
    if (position !== undefined) {
      this.#time = position.time;
      for (let skipped = 0; skipped < position.skip && this.peek()?.event.timestamp === position.time; skipped += 1) {
        this.advance();
      }
    }
  }

  /** The next event, or undefined at the end. */
  peek(): Head | undefined {
    return this.#best()?.head;
  }

  advance(): void {
    const cursor = this.#best();
    if (cursor?.head === undefined) {
      return;
    }
    const { timestamp } = cursor.head.event;
    this.#skip = timestamp === this.#time ? this.#skip + 1 : 1;
    this.#time = timestamp;
    cursor.next += this.#direction === "f" ? 1 : -1;
    cursor.head = undefined;
  }

  /** Where the next call has to go on. */
  position(): Position {
    return { direction: this.#direction, time: this.#time, skip: this.#skip };
  }

  #best(): Cursor | undefined {
    let best: Cursor | undefined;
    for (const cursor of this.#cursors) {
      if (cursor.next === cursor.end) {
        continue;
      }
      cursor.head ??= { stream: cursor.stream, index: cursor.next, event: cursor.stream.event(cursor.next) };
      if (best?.head === undefined || this.#isBefore(cursor.head, best.head)) {
        best = cursor;
      }
    }
    return best;
  }

  #isBefore(a: Head, b: Head): boolean {
    const difference = a.event.timestamp - b.event.timestamp;
    return this.#direction === "f" ? difference < 0 : difference > 0;
  }
}

function writeToken(position: Position): string {
  return Buffer.from(`${position.direction}|${position.time}|${position.skip}`).toString("base64url");
}

function readToken(token: string | undefined): Position | undefined {
  if (token === undefined) {
    return undefined;
  }
  const match = /^([fb])\|(\d+)\|(\d+)$/.exec(Buffer.from(token, "base64url").toString());
  if (match === null) {
    throw new AwsError("InvalidParameterException", "The specified nextToken is invalid.");
  }
  return { direction: match[1] === "f" ? "f" : "b", time: Number(match[2]), skip: Number(match[3]) };
}
