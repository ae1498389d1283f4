import { DevOpsError } from "../../../base/errors.ts";
import type { EventReader, LogEvent } from "../model.ts";
import { type FeedPage, type FeedTarget, type LogFeed, MOST_EVENTS } from "./feed.ts";

/** Calls in a row for one page: the API may answer empty pages although more follows. */
const MOST_CALLS = 4;

/** One stream by GetLogEvents, whose tokens are positions: the same token back means that nothing more is there. */
export class StreamFeed implements LogFeed {
  readonly #reader: EventReader;
  readonly #target: FeedTarget & { readonly stream: string };
  #backward: string | undefined;
  #forward: string | undefined;
  #newest: number | undefined;

  constructor(reader: EventReader, target: FeedTarget & { readonly stream: string }) {
    this.#reader = reader;
    this.#target = target;
  }

  async older(limit: number, signal: AbortSignal): Promise<FeedPage> {
    let events: readonly LogEvent[] = [];
    for (let call = 0; call < MOST_CALLS; call += 1) {
      const token = this.#backward;
      const page = await this.#read(token, limit, signal);
      if (token === undefined) this.#forward = page.forward;
      this.#backward = page.backward;
      events = [...page.events, ...events];
      this.#see(page.events);
      if (page.backward === undefined || page.backward === token) return { events, hasMore: false };
      // a page that is nearly empty says that the beginning is near: look whether it is reached
      if (events.length >= limit / 4) break;
    }
    return { events, hasMore: true };
  }

  async newer(signal: AbortSignal): Promise<FeedPage> {
    const token = this.#forward;
    if (token === undefined) return { events: [], hasMore: false };
    try {
      const page = await this.#read(token, MOST_EVENTS, signal);
      this.#forward = page.forward ?? token;
      this.#see(page.events);
      return { events: page.events, hasMore: page.events.length > 0 && this.#forward !== token };
    } catch (error) {
      if (!(error instanceof DevOpsError) || error.kind !== "invalid") throw error;
      return this.#newerWithoutToken(signal);
    }
  }

  /** Tokens expire after 24 hours: a view that was hidden for longer starts behind what it has. */
  async #newerWithoutToken(signal: AbortSignal): Promise<FeedPage> {
    const from = this.#newest === undefined ? this.#target.from : this.#newest + 1;
    const page = await this.#reader.streamEvents({ ...this.#target, from, limit: MOST_EVENTS }, signal);
    this.#forward = page.forward;
    this.#see(page.events);
    return { events: page.events, hasMore: false };
  }

  #read(token: string | undefined, limit: number, signal: AbortSignal) {
    return this.#reader.streamEvents({ ...this.#target, token, limit: Math.min(limit, MOST_EVENTS) }, signal);
  }

  #see(events: readonly LogEvent[]): void {
    for (const { timestamp } of events) this.#newest = Math.max(this.#newest ?? timestamp, timestamp);
  }
}
