import { PageTokens } from "../../../base/pages.ts";
import { HOUR, MINUTE, SECOND } from "../../../base/time.ts";
import type { EventReader, LogEvent } from "../model.ts";
import { type FeedPage, type FeedTarget, MOST_EVENTS } from "./feed.ts";
import { inOrder } from "./follower.ts";

const FIRST_SPAN = 15 * MINUTE;
const SHORTEST_SPAN = SECOND;
/** Windows without enough events grow by this factor, too full ones shrink by its square. */
const GROWTH = 4;
/** Calls in a row for one page. */
const MOST_CALLS = 12;
/** CloudWatch Logs takes events up to two hours ahead of its clock (PutLogEvents, API reference). */
const AHEAD = 2 * HOUR;

/** Goes back through time by windows that are each read forward: for endpoints without "newest first". */
export class WindowWalk {
  readonly #reader: EventReader;
  readonly #target: FeedTarget;
  readonly #from: number;
  /** The last millisecond of the next window. */
  #upTo: number;
  #span: number;

  /** @param options now: epoch milliseconds; span: milliseconds of the first window */
  constructor(reader: EventReader, target: FeedTarget, options: { now: number; span: number | undefined }) {
    this.#reader = reader;
    this.#target = target;
    this.#from = target.from ?? 0;
    this.#upTo = target.to ?? options.now + AHEAD;
    this.#span = options.span ?? FIRST_SPAN + (target.to === undefined ? AHEAD : 0);
  }

  async older(limit: number, signal: AbortSignal): Promise<FeedPage> {
    let events: LogEvent[] = [];
    for (let calls = 0; calls < MOST_CALLS && this.#upTo >= this.#from && events.length < limit / 4; ) {
      const from = Math.max(this.#from, this.#upTo - this.#span + 1);
      const found = await this.#window(from, signal);
      calls += found.calls;
      if (found.events === undefined) {
        this.#span = Math.max(SHORTEST_SPAN, Math.floor(this.#span / GROWTH ** 2));
        continue;
      }
      events = [...found.events, ...events];
      this.#upTo = from - 1;
      if (found.events.length < limit / 4) this.#span *= GROWTH;
    }
    return { events, hasMore: this.#upTo >= this.#from, reached: this.#upTo + 1 };
  }

  /** All events of a window in ascending order; undefined where they are too many and it can be made shorter. */
  async #window(from: number, signal: AbortSignal): Promise<{ events: LogEvent[] | undefined; calls: number }> {
    const events: LogEvent[] = [];
    const tokens = new PageTokens("filter log events");
    let token: string | undefined;
    for (let calls = 1; ; calls += 1) {
      const request = { ...this.#target, from, to: this.#upTo, token, newestFirst: false, limit: MOST_EVENTS };
      const page = await this.#reader.filterEvents(request, signal);
      events.push(...page.items);
      token = tokens.after(page.next);
      if (token === undefined) return { events: inOrder(events), calls };
      if (events.length >= MOST_EVENTS && this.#span > SHORTEST_SPAN) return { events: undefined, calls };
    }
  }
}
