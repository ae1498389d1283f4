import { DevOpsError } from "../../../base/errors.ts";
import { PageTokens } from "../../../base/pages.ts";
import { DAY, SECOND } from "../../../base/time.ts";
import type { EventReader, LogEvent } from "../model.ts";
import { type FeedPage, type FeedTarget, type LogFeed, MOST_EVENTS } from "./feed.ts";
import { WindowWalk } from "./windowWalk.ts";

/** FilterLogEvents refuses `startFromHead: false` for a range that begins earlier (its API reference). */
const EARLIEST_NEWEST_FIRST = Date.UTC(2024, 0, 1);
/** Calls in a row for one page: a call that finds nothing in what it has looked through answers an empty page. */
const MOST_CALLS = 5;
/** Events may be taken in later than newer ones of other streams: so far is looked back. */
const OVERLAP = 10 * SECOND;

/**
 * A group or a filtered stream by FilterLogEvents. Towards the past it asks for the newest first; an endpoint that does
 * not know that (older ones, emulators) is noticed by its answer, and read by windows of time that go back instead.
 */
export class FilterFeed implements LogFeed {
  readonly #reader: EventReader;
  readonly #target: FeedTarget;
  readonly #now: () => number;
  #walk: WindowWalk | undefined;
  #token: string | undefined;
  #newest: number;
  /** Times of the events near the newest, by id: what the overlap brings again is left out. */
  readonly #seen = new Map<string, number>();
  #poll: { readonly from: number; readonly token: string } | undefined;

  constructor(reader: EventReader, target: FeedTarget, now: () => number) {
    this.#reader = reader;
    this.#target = target;
    this.#now = now;
    this.#newest = now() - 60 * SECOND;
  }

  async older(limit: number, signal: AbortSignal): Promise<FeedPage> {
    const page = await this.#older(limit, signal);
    this.#remember(page.events);
    return page;
  }

  async newer(signal: AbortSignal): Promise<FeedPage> {
    const from = this.#poll?.from ?? Math.max(this.#target.from ?? 0, this.#newest - OVERLAP);
    const fresh: LogEvent[] = [];
    const tokens = new PageTokens("filter log events");
    let token = this.#poll?.token;
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const request = { ...this.#target, from, token, newestFirst: false, limit: MOST_EVENTS };
      const page = await this.#reader.filterEvents(request, signal);
      fresh.push(...page.items.filter((event) => !this.#seen.has(idOf(event))));
      token = tokens.after(page.next);
      if (token === undefined) break;
    }
    this.#poll = token === undefined ? undefined : { from, token };
    this.#remember(fresh);
    return { events: byTime(fresh), hasMore: token !== undefined };
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
    const found: LogEvent[] = [];
    const tokens = new PageTokens("filter log events");
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const request = { ...this.#target, from, token: this.#token, newestFirst: true, limit: Math.min(limit, MOST_EVENTS) };
      const page = await this.#reader.filterEvents(request, signal);
      found.push(...page.items);
      if (isAscending(found)) return undefined;
      this.#token = tokens.after(page.next);
      if (this.#token === undefined) return { events: found.toReversed(), hasMore: false };
      if (found.length >= limit / 4) break;
    }
    return { events: found.toReversed(), hasMore: true };
  }

  #walkFrom(to: number | undefined, span: number | undefined, limit: number, signal: AbortSignal): Promise<FeedPage> {
    this.#walk = this.#windows(to, span);
    return this.#walk.older(limit, signal);
  }

  #windows(to: number | undefined, span: number | undefined): WindowWalk {
    return new WindowWalk(this.#reader, { ...this.#target, to }, { now: this.#now(), span });
  }

  #remember(events: readonly LogEvent[]): void {
    for (const { timestamp } of events) this.#newest = Math.max(this.#newest, timestamp);
    const horizon = this.#newest - OVERLAP;
    for (const event of events) if (event.timestamp >= horizon) this.#seen.set(idOf(event), event.timestamp);
    for (const [id, timestamp] of this.#seen) if (timestamp < horizon) this.#seen.delete(id);
  }
}

/** The id that the API gives; an emulator may leave it out. */
function idOf(event: LogEvent): string {
  return event.id ?? `${event.stream} ${event.timestamp} ${event.message}`;
}

function isAscending(events: readonly LogEvent[]): boolean {
  const first = events[0]?.timestamp ?? 0;
  return first < (events.at(-1)?.timestamp ?? 0);
}

function byTime(events: readonly LogEvent[]): LogEvent[] {
  return events.toSorted((a, b) => a.timestamp - b.timestamp);
}
