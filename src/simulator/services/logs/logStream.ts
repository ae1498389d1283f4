import type { LoggedRequest } from "../xray/loggedRequest.ts";
import { ingestionTime } from "./limits.ts";

/** One log event. Times are milliseconds since 1970. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/**
 * A stream whose events are made when they are asked for, in the order of their times. An event exists as soon as
 * its time has come: writing to a stream needs no event in the clock's queue and no memory.
 */
export interface LogStreamSource {
  readonly name: string;
  readonly creationTime: number;
  /** How many events have a timestamp of at most `time`. */
  countUpTo(time: number): number;
  /** The event of an index below `countUpTo(now)`. */
  event(index: number): LogEvent;
  /** The traced request that an event tells of. Only streams of services have such events. */
  request?(index: number): LoggedRequest | undefined;
  /** What an event tells of a call, without its text being made; only of streams whose events are all of calls. */
  measure?(index: number): Measured;
  /** What only streams have that are written by calls; see `placeOf`. */
  readonly written?: WrittenEvents;
}

/** What an event tells of a call. */
export interface Measured {
  /** How long it took; undefined where the event does not tell. */
  readonly milliseconds?: number;
  /** Whether the event says that it failed. */
  readonly isFailed: boolean;
}

/** Events that are taken in late, or with times ahead: an index moves when an older event arrives. */
export interface WrittenEvents {
  /** A number that an event keeps, in the order of arrival. */
  number(index: number): number;
  /** The index of the first event behind a time, or of that time and with at least this number. */
  indexOf(time: number, number: number): number;
  /** When the event was taken in. */
  ingested(index: number): number;
}

/** How many of a stream's events can be read: those of a formula appear at their times, written ones once they are there. */
export function readable(stream: LogStreamSource, now: number, upTo = Number.MAX_SAFE_INTEGER): number {
  return stream.countUpTo(stream.written === undefined ? Math.min(now, upTo) : upTo);
}

/** A number that an event keeps; with its time it is a place in the stream. */
export function numberOf(stream: LogStreamSource, index: number): number {
  return stream.written?.number(index) ?? index;
}

/** The index of a place in the stream. */
export function indexOf(stream: LogStreamSource, time: number, number: number): number {
  return stream.written?.indexOf(time, number) ?? number;
}

/** When an event was taken in. */
export function ingestedAt(stream: LogStreamSource, index: number): number {
  return stream.written?.ingested(index) ?? ingestionTime(stream.event(index).timestamp, index);
}

/** A stream over events that are in memory. `events` is called when the stream is first read. */
export class ListedStream implements LogStreamSource {
  readonly name: string;
  readonly creationTime: number;
  readonly #load: () => readonly LogEvent[];
  readonly #end: () => number;
  #events: readonly LogEvent[] | undefined;

  /** @param end time after which nothing was written, although listed: a build that was stopped. */
  constructor(name: string, creationTime: number, load: () => readonly LogEvent[], end: () => number) {
    this.name = name;
    this.creationTime = creationTime;
    this.#load = load;
    this.#end = end;
  }

  countUpTo(time: number): number {
    const events = this.#list();
    const limit = Math.min(time, this.#end());
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle]?.timestamp ?? 0) <= limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  event(index: number): LogEvent {
    return this.#list()[index] ?? { timestamp: 0, message: "" };
  }

  #list(): readonly LogEvent[] {
    this.#events ??= this.#load();
    return this.#events;
  }
}

export interface CycleOptions {
  readonly name: string;
  /** Time of the first cycle's beginning. */
  readonly start: number;
  readonly cycleMs: number;
  /** Offsets of a cycle's events from its beginning, ascending, below `cycleMs`. */
  readonly offsets: readonly number[];
  /** No event after this many; endless when absent. */
  readonly count?: number;
  readonly line: (index: number, timestamp: number) => string;
  readonly request?: (index: number, timestamp: number) => LoggedRequest | undefined;
  readonly measure?: (index: number) => Measured;
}

/** A stream by a formula: the same offsets again and again, each event's text made from its index. */
export class CycleStream implements LogStreamSource {
  readonly name: string;
  readonly creationTime: number;
  readonly measure?: (index: number) => Measured;
  readonly #options: CycleOptions;

  constructor(options: CycleOptions) {
    this.name = options.name;
    this.creationTime = options.start;
    this.#options = options;
    if (options.measure !== undefined) {
      this.measure = options.measure;
    }
  }

  countUpTo(time: number): number {
    const { start, cycleMs, offsets, count } = this.#options;
    if (time < start) {
      return 0;
    }
    const cycles = Math.floor((time - start) / cycleMs);
    const rest = time - start - cycles * cycleMs;
    const inCycle = offsets.findIndex((offset) => offset > rest);
    const total = cycles * offsets.length + (inCycle < 0 ? offsets.length : inCycle);
    return Math.min(total, count ?? total);
  }

  event(index: number): LogEvent {
    const timestamp = this.#timestamp(index);
    return { timestamp, message: this.#options.line(index, timestamp) };
  }

  request(index: number): LoggedRequest | undefined {
    return this.#options.request?.(index, this.#timestamp(index));
  }

  #timestamp(index: number): number {
    const { start, cycleMs, offsets } = this.#options;
    const cycle = Math.floor(index / offsets.length);
    return start + cycle * cycleMs + (offsets[index % offsets.length] ?? 0);
  }
}
