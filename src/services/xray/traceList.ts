import { MINUTE } from "../../base/time.ts";
import { type SummaryReader, type TraceSummary, secondOf } from "./model.ts";
import { newestFirst, newestTraces, type WalkPlace } from "./traceWalk.ts";

/** Traces of a page. */
export const TRACES_PAGE = 50;

/** Traces arrive within seconds, and their last parts a little later: so much of what is known is read again, in milliseconds. */
const LATE = MINUTE;
/** A trace that has gone on for longer is not waited for. */
const LONGEST_WAIT = 15 * MINUTE;

export interface ListRequest {
  /** Of the page before; undefined for the first. */
  readonly cursor: string | undefined;
  readonly filter: string | undefined;
  /** How far back the list goes, in milliseconds. */
  readonly window: number;
  /** Nobody asked: what is known is read again only where it may have changed. */
  readonly isPoll: boolean;
  readonly now: number;
}

export interface ListPage {
  readonly items: readonly TraceSummary[];
  readonly next: string | undefined;
  /** Epoch milliseconds: so far back was looked. */
  readonly reached: number;
}

interface Cursor {
  readonly at: WalkPlace;
  /** The first page's beginning of the window: it must not move while one reads on. */
  readonly from: number;
}

/** A list of traces, page by page. Each call is billed, so a poll reads only what is newer than the last. */
export class TraceList {
  /** By cursor; the first page's is empty. */
  readonly #pages = new Map<string, ListPage>();
  /** What the pages are of. */
  #subject = "";
  #readAt = 0;

  /** @throws DevOpsError */
  async page(reader: SummaryReader, request: ListRequest, signal?: AbortSignal): Promise<ListPage> {
    const { cursor = "", filter, window, isPoll, now } = request;
    const subject = JSON.stringify([filter, window]);
    const known = isPoll && subject === this.#subject ? this.#pages.get(cursor) : undefined;
    const page = known === undefined ? undefined : cursor === "" ? await this.#refreshed(reader, request, known, signal) : known;
    if (page === undefined && cursor === "") this.#pages.clear();
    const read = page ?? (await this.#read(reader, request, signal));
    this.#pages.set(cursor, read);
    this.#subject = subject;
    if (cursor === "") this.#readAt = now;
    return read;
  }

  async #read(reader: SummaryReader, { cursor, filter, window, now }: ListRequest, signal?: AbortSignal): Promise<ListPage> {
    const place = cursor === undefined ? undefined : (JSON.parse(cursor) as Cursor);
    const from = place?.from ?? now - window;
    const { items, next, reached } = await newestTraces(reader, { from, at: place?.at, filter, count: TRACES_PAGE, now }, signal);
    const following: Cursor | undefined = next === undefined ? undefined : { at: next, from };
    return { items, next: following === undefined ? undefined : JSON.stringify(following), reached };
  }

  /** The first page with what is new or goes on; undefined where that is too much: then the page begins anew. */
  async #refreshed(reader: SummaryReader, { filter, window, now }: ListRequest, known: ListPage, signal?: AbortSignal): Promise<ListPage | undefined> {
    const awaited = known.items.filter(({ isPartial, id }) => isPartial && secondOf(id) > now - LONGEST_WAIT).map(({ id }) => secondOf(id));
    const from = Math.max(now - window, Math.min(this.#readAt, ...awaited) - LATE);
    const fresh = await newestTraces(reader, { from, at: undefined, filter, count: TRACES_PAGE, now }, signal);
    const byId = new Map([...known.items, ...fresh.items].map((item) => [item.id, item]));
    const items = [...byId.values()].filter(({ id }) => secondOf(id) >= now - window - LATE).toSorted(newestFirst);
    return fresh.next !== undefined || items.length > 2 * TRACES_PAGE ? undefined : { ...known, items };
  }
}
