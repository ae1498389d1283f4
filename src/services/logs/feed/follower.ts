import { MINUTE, SECOND } from "../../../base/time.ts";
import type { LogEvent } from "../model.ts";
import type { FeedPage } from "./feed.ts";

/**
 * Log agents deliver late. So much later than the newest event an event may come and is still shown, in its place
 * (milliseconds). The promise of the log view.
 */
export const LATE = 2 * MINUTE;
/** A look back over all of that time is made with every poll while it is cheap, else so often. */
const WIDE_EVERY = 30 * SECOND;
/** A poll in between looks back so far. */
const NARROW = 10 * SECOND;
/** AWS's clock is known to a few seconds. */
const AHEAD = 5 * SECOND;

/** From where a poll reads, and whether it covers all the time in which events may still come. */
export interface Poll {
  /** Inclusive, epoch milliseconds; undefined: from the log's beginning. */
  readonly from: number | undefined;
  readonly isWide: boolean;
  /** Whether an event stands behind the time of AWS's clock: what comes now is before it, and a forward token misses it. */
  readonly isAhead: boolean;
}

/**
 * What a feed has to know so that nobody who follows loses a line or gets one twice: which events near the newest were
 * given, how far older pages have come, and how far back the next poll has to look.
 */
export class Follower {
  readonly #now: () => number;
  readonly #start: number | undefined;
  /** How often an event was given; two may be alike in everything. */
  readonly #given = new Map<string, { readonly time: number; count: number }>();
  /** How often polls gave an event of the very millisecond at the edge of what older pages have given. */
  readonly #ahead = new Map<string, number>();
  #newest: number | undefined;
  /** The newest event at the beginning of the last look back: what is up to `LATE` older may have come since. */
  #mark: number | undefined;
  /** Older pages will give what is older than this; undefined: they gave all. */
  #edge: number | undefined = Number.MAX_SAFE_INTEGER;
  #olderCalls = 0;
  #wideAt = Number.NEGATIVE_INFINITY;
  #isWideCheap = true;
  #running: { readonly poll: Poll; readonly mark: number | undefined; readonly counts: Map<string, number>; isDisturbed: boolean } | undefined;

  /** @param now AWS's clock, epoch milliseconds @param start the beginning of the range that is read */
  constructor(now: () => number, start: number | undefined) {
    this.#now = now;
    this.#start = start;
  }

  /** Reads a page of older events and notes what it gave. `hasMore` says whether older ones may follow. */
  async older(read: () => Promise<FeedPage>): Promise<FeedPage> {
    this.#olderCalls += 1;
    if (this.#running !== undefined) this.#running.isDisturbed = true;
    try {
      const page = await read();
      const events = page.events.filter((event) => !this.#wasAhead(event));
      for (const event of events) this.#note(event);
      const edge = page.reached ?? page.events[0]?.timestamp ?? Number.MAX_SAFE_INTEGER;
      this.#edge = page.hasMore ? Math.min(this.#edge ?? edge, edge) : undefined;
      this.#mark ??= this.#capped();
      this.#forget();
      return { ...page, events };
    } finally {
      this.#olderCalls -= 1;
    }
  }

  /** The poll to make: the one that was begun, else a new one. */
  begin(): Poll {
    if (this.#running !== undefined) return this.#running.poll;
    const isWide = this.#isWideCheap || this.#now() - this.#wideAt >= WIDE_EVERY;
    const mark = this.#mark;
    const newest = this.#capped();
    const wide = mark === undefined ? undefined : mark - LATE - AHEAD;
    const since = isWide || newest === undefined ? wide : Math.max(newest - NARROW, wide ?? 0);
    const isAhead = newest !== undefined && (this.#newest ?? newest) > newest + AHEAD;
    const poll = { from: later(since, this.#start), isWide, isAhead };
    this.#running = { poll, mark: newest, counts: new Map(), isDisturbed: this.#olderCalls > 0 };
    return poll;
  }

  /** Of the events of the poll that was begun, those that nobody has got yet, in their order. */
  fresh(events: readonly LogEvent[]): LogEvent[] {
    const counts = this.#running?.counts ?? new Map<string, number>();
    return events.filter((event) => {
      if (this.#edge !== undefined && event.timestamp < this.#edge) return false;
      const key = keyOf(event);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count <= (this.#given.get(key)?.count ?? 0)) return false;
      this.#note(event);
      if (event.timestamp === this.#edge) this.#ahead.set(key, (this.#ahead.get(key) ?? 0) + 1);
      return true;
    });
  }

  /** The poll that was begun has come to its end. @param isCheap whether it may be wide the next time, too */
  end(isCheap: boolean): void {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined || !running.poll.isWide) return;
    this.#wideAt = this.#now();
    this.#isWideCheap = isCheap;
    // what older pages gave meanwhile may lack what came meanwhile: then the same time is looked at once more
    if (!running.isDisturbed) this.#mark = running.mark ?? this.#mark;
    this.#forget();
  }

  /** Gives the poll that was begun up: the next one begins anew. */
  giveUp(): void {
    this.#running = undefined;
  }

  /**
   * The newest event, but no later than AWS's clock: what is ahead of it was written by a computer whose clock is wrong,
   * and says nothing of when others write. Epoch milliseconds.
   */
  #capped(): number | undefined {
    return this.#newest === undefined ? undefined : Math.min(this.#newest, this.#now());
  }

  /** Whether a poll has given an event of the edge's millisecond before the older pages came to it. */
  #wasAhead(event: LogEvent): boolean {
    const key = keyOf(event);
    const count = this.#ahead.get(key) ?? 0;
    if (count === 0) return false;
    this.#ahead.set(key, count - 1);
    return true;
  }

  #note(event: LogEvent): void {
    if (event.timestamp < this.#horizon()) return;
    this.#newest = Math.max(this.#newest ?? event.timestamp, event.timestamp);
    const key = keyOf(event);
    const known = this.#given.get(key);
    if (known === undefined) this.#given.set(key, { time: event.timestamp, count: 1 });
    else known.count += 1;
  }

  /** No poll reads so far back again, one that is under way included. */
  #horizon(): number {
    const mark = Math.min(this.#mark ?? Number.MIN_SAFE_INTEGER, this.#running?.mark ?? Number.MAX_SAFE_INTEGER);
    return Math.min(mark, this.#running?.poll.from ?? Number.MAX_SAFE_INTEGER) - 2 * LATE;
  }

  /** What no poll reads again need not be known. */
  #forget(): void {
    const horizon = this.#horizon();
    for (const [key, { time }] of this.#given) if (time < horizon) this.#given.delete(key);
  }
}

/** The id that FilterLogEvents gives; else all that is known of the event. */
function keyOf({ id, stream, timestamp, ingested, message }: LogEvent): string {
  return id ?? `${stream}\n${timestamp}\n${ingested}\n${message}`;
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? Math.max(0, a) : Math.max(a, b);
}

/** By time; those of one millisecond as they were taken in, else in the order of the answer. */
export function inOrder(events: readonly LogEvent[]): LogEvent[] {
  return events.toSorted((a, b) => a.timestamp - b.timestamp || a.ingested - b.ingested);
}
