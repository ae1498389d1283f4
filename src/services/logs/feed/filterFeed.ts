import { DevOpsError } from "../../../base/errors.ts";
import { PageTokens } from "../../../base/pages.ts";
import { DAY, MINUTE } from "../../../base/time.ts";
import type { EventReader, LogEvent } from "../model.ts";
import { type FeedPage, type FeedTarget, type LogFeed, MOST_EVENTS } from "./feed.ts";
import { Follower, inOrder } from "./follower.ts";
import { WindowWalk } from "./windowWalk.ts";

/** FilterLogEvents refuses `startFromHead: false` for a range that begins earlier (its API reference). */
const EARLIEST_NEWEST_FIRST = Date.UTC(2024, 0, 1);
/** Calls in a row for one page: a call that finds nothing in what it has looked through answers an empty page. */
const MOST_CALLS = 5;
/** A look back over two minutes is cheap when one call tells all. */
const CHEAP_CALLS = 1;
/** A filter may match nothing for hours: so far back is looked for what was matched late (milliseconds). */
const FILTERED = 10 * MINUTE;
/** Of an empty log without a range, the events of this time are new. */
const UNBOUNDED = DAY;

/**
 * A group or a filtered stream by FilterLogEvents. Towards the past it asks for the newest first; an endpoint that does
 * not know that (older ones, emulators) is noticed by its answer, and read by windows of time that go back instead.
 */
export class FilterFeed implements LogFeed {
  readonly #reader: EventReader;
  readonly #target: FeedTarget;
  readonly #now: () => number;
  readonly #follower: Follower;
  #walk: WindowWalk | undefined;
  #token: string | undefined;
  #poll: { readonly from: number; readonly token: string; readonly calls: number } | undefined;

  constructor(reader: EventReader, target: FeedTarget, now: () => number) {
    this.#reader = reader;
    this.#target = target;
    this.#now = now;
    this.#follower = new Follower(now, target.from);
  }

  older(limit: number, signal: AbortSignal): Promise<FeedPage> {
    return this.#follower.older(() => this.#older(limit, signal));
  }

  async newer(signal: AbortSignal): Promise<FeedPage> {
    const poll = this.#follower.begin();
    const from = this.#poll?.from ?? this.#since(poll.from);
    const fresh: LogEvent[] = [];
    const tokens = new PageTokens("filter log events");
    let token = this.#poll?.token;
    let calls = this.#poll?.calls ?? 0;
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const request = { ...this.#target, from, token, newestFirst: false, limit: MOST_EVENTS };
      const page = await this.#reader.filterEvents(request, signal);
      calls += 1;
      fresh.push(...this.#follower.fresh(page.items));
      token = tokens.after(page.next);
      this.#poll = token === undefined ? undefined : { from, token, calls };
      if (token === undefined) break;
    }
    if (token === undefined) this.#follower.end(calls <= CHEAP_CALLS);
    return { events: inOrder(fresh), hasMore: token !== undefined };
  }

  /** Where a poll begins: a filter is not asked again and again about hours in which it matches nothing. */
  #since(from: number | undefined): number {
    const { pattern, from: start = 0 } = this.#target;
    const limit = pattern === undefined ? (from ?? this.#now() - UNBOUNDED) : Math.max(from ?? 0, this.#now() - FILTERED);
    return Math.max(0, start, limit);
  }

  async #older(limit: number, signal: AbortSignal): Promise<FeedPage> {
    if (this.#walk !== undefined) return this.#walk.older(limit, signal);
    const { from, to } = this.#target;
    if (to !== undefined && to < EARLIEST_NEWEST_FIRST) return this.#walkFrom(to, undefined, limit, signal);
    const isFirst = this.#token === undefined;
    try {
      const page = await this.#newestFirst(limit, signal);
      if (page === undefined) return await this.#walkFrom(to, undefined, limit, signal);
      if (page.hasMore || (from ?? 0) >= EARLIEST_NEWEST_FIRST) return page;
      // what is older than the call allows is read by windows, and there is seldom anything
      this.#walk = this.#windows(EARLIEST_NEWEST_FIRST - 1, 365 * DAY);
      return page.events.length > 0 ? { ...page, hasMore: true } : await this.#walk.older(limit, signal);
    } catch (error) {
      // either the parameter or the pattern is not understood; the same call without the parameter tells
      if (!isFirst || !(error instanceof DevOpsError) || error.kind !== "invalid") throw error;
      return this.#walkFrom(to, undefined, limit, signal);
    }
  }

  /** A page read newest first; undefined where the endpoint does not honour that. */
  async #newestFirst(limit: number, signal: AbortSignal): Promise<FeedPage | undefined> {
    const from = Math.max(this.#target.from ?? 0, EARLIEST_NEWEST_FIRST);
    const isBeginning = this.#token === undefined;
    const found: LogEvent[] = [];
    const tokens = new PageTokens("filter log events");
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const request = { ...this.#target, from, token: this.#token, newestFirst: true, limit: Math.min(limit, MOST_EVENTS) };
      const page = await this.#reader.filterEvents(request, signal);
      found.push(...page.items);
      if (isAscending(found) || (isBeginning && isOneMoment(found))) return undefined;
      this.#token = tokens.after(page.next);
      if (this.#token === undefined) return { events: inOrder(found.toReversed()), hasMore: false };
      if (found.length >= limit / 4) break;
    }
    return { events: inOrder(found.toReversed()), hasMore: true };
  }

  #walkFrom(to: number | undefined, span: number | undefined, limit: number, signal: AbortSignal): Promise<FeedPage> {
    this.#walk = this.#windows(to, span);
    return this.#walk.older(limit, signal);
  }

  #windows(to: number | undefined, span: number | undefined): WindowWalk {
    return new WindowWalk(this.#reader, { ...this.#target, to }, { now: this.#now(), span });
  }
}

function isAscending(events: readonly LogEvent[]): boolean {
  const first = events[0]?.timestamp ?? 0;
  return first < (events.at(-1)?.timestamp ?? 0);
}

/** Events of one millisecond do not tell which way they were read: they are read again, by a way that is known. */
function isOneMoment(events: readonly LogEvent[]): boolean {
  return events.length > 1 && events[0]?.timestamp === events.at(-1)?.timestamp;
}
