import { DevOpsError } from "../../../base/errors.ts";
import type { EventReader, LogEvent, StreamEventsPage } from "../model.ts";
import { type FeedPage, type FeedTarget, type LogFeed, MOST_EVENTS } from "./feed.ts";
import { Follower, inOrder } from "./follower.ts";

/** Calls in a row for one page: the API may answer empty pages although more follows. */
const MOST_CALLS = 8;
/** A look back over two minutes is cheap when it takes one call for the events and one that says it was all. */
const CHEAP_CALLS = 2;

/**
 * One stream by GetLogEvents, whose tokens are positions: the same token back means that nothing more is there. A forward
 * token does not give what arrives late before its position: for that, polls look back by time.
 */
export class StreamFeed implements LogFeed {
  readonly #reader: EventReader;
  readonly #target: FeedTarget & { readonly stream: string };
  readonly #follower: Follower;
  #backward: string | undefined;
  #forward: string | undefined;
  /** Where a look back goes on that took too many calls for one poll. */
  #wide: { readonly token: string | undefined; readonly calls: number } | undefined;

  constructor(reader: EventReader, target: FeedTarget & { readonly stream: string }, now: () => number) {
    this.#reader = reader;
    this.#target = target;
    this.#follower = new Follower(now, target.from);
  }

  older(limit: number, signal: AbortSignal): Promise<FeedPage> {
    return this.#follower.older(() => this.#older(limit, signal));
  }

  async newer(signal: AbortSignal): Promise<FeedPage> {
    const { from, isWide, isAhead } = this.#follower.begin();
    try {
      return await (isWide || isAhead || this.#forward === undefined ? this.#lookBack(from, signal) : this.#goOn(signal));
    } catch (error) {
      // tokens expire after 24 hours: a view that was hidden for longer looks back from what it has
      if (!(error instanceof DevOpsError) || error.kind !== "invalid" || this.#forward === undefined) throw error;
      this.#forward = undefined;
      this.#wide = undefined;
      this.#follower.giveUp();
      return { events: [], hasMore: true };
    }
  }

  async #older(limit: number, signal: AbortSignal): Promise<FeedPage> {
    let events: readonly LogEvent[] = [];
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const token = this.#backward;
      const page = await this.#read({ token, limit: Math.min(limit, MOST_EVENTS), forward: false }, signal);
      if (token === undefined) this.#forward = page.forward;
      this.#backward = page.backward;
      events = [...page.events, ...events];
      if (page.backward === undefined || page.backward === token) return { events, hasMore: false };
      // a page that is nearly empty says that the beginning is near: look whether it is reached
      if (events.length >= limit / 4) break;
    }
    return { events, hasMore: true };
  }

  /** What stands behind the forward token. */
  async #goOn(signal: AbortSignal): Promise<FeedPage> {
    const fresh: LogEvent[] = [];
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const token = this.#forward;
      const page = await this.#read({ token, limit: MOST_EVENTS, forward: true }, signal);
      this.#forward = page.forward ?? token;
      fresh.push(...this.#follower.fresh(page.events));
      if (this.#forward !== token) continue;
      this.#follower.end(true);
      return { events: inOrder(fresh), hasMore: false };
    }
    return { events: inOrder(fresh), hasMore: true };
  }

  /** Everything from a time on. */
  async #lookBack(from: number | undefined, signal: AbortSignal): Promise<FeedPage> {
    const fresh: LogEvent[] = [];
    let { token, calls } = this.#wide ?? { token: undefined, calls: 0 };
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const page = await this.#read({ token, limit: MOST_EVENTS, forward: true, from }, signal);
      calls += 1;
      fresh.push(...this.#follower.fresh(page.events));
      const isEnd = page.forward === undefined || page.forward === token;
      token = page.forward;
      this.#wide = { token, calls };
      if (!isEnd) continue;
      this.#forward = token;
      this.#wide = undefined;
      this.#follower.end(calls <= CHEAP_CALLS);
      return { events: inOrder(fresh), hasMore: false };
    }
    return { events: inOrder(fresh), hasMore: true };
  }

  #read(
    request: { token: string | undefined; limit: number; forward: boolean; from?: number | undefined },
    signal: AbortSignal,
  ): Promise<StreamEventsPage> {
    return this.#reader.streamEvents({ ...this.#target, ...request }, signal);
  }
}
