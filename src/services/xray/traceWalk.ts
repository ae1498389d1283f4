import { HOUR, MINUTE, SECOND } from "../../base/time.ts";
import type { SummaryReader, TraceSummary } from "./model.ts";

/** The API answers in no order that is promised, so the newest traces are asked for by short windows from the end. */
const FIRST_SPAN = 2 * MINUTE;
const SHORTEST_SPAN = SECOND;
/** A window without enough traces makes the next one longer, one with too many is asked again shorter. */
const GROWTH = 4;
/** Pages of one window before it counts as too full. */
const MOST_PAGES = 4;
/** Calls for one page of the list. */
const MOST_CALLS = 24;
/** The clock of this machine may be behind AWS's. */
const AHEAD = HOUR;
/** The API takes windows of six hours. */
const LONGEST_SPAN = 6 * HOUR - AHEAD - SECOND;

export interface WalkRequest {
  /** Epoch milliseconds: no trace before it. */
  readonly from: number;
  /** Epoch milliseconds: only traces that began before, or then and are not in `shown`; undefined for the newest. */
  readonly before: number | undefined;
  /** Ids that were shown already and began at `before`. */
  readonly shown: readonly string[];
  readonly filter: string | undefined;
  /** How many are wanted. */
  readonly count: number;
  readonly now: number;
}

export interface WalkPage {
  /** Newest first. */
  readonly items: readonly TraceSummary[];
  /** Where the next page begins; undefined after the last. */
  readonly next: { readonly before: number; readonly shown: readonly string[] } | undefined;
}

/** The newest traces of a time, at most as many as wanted, with a bounded number of calls. @throws DevOpsError */
export async function newestTraces(reader: SummaryReader, request: WalkRequest, signal?: AbortSignal): Promise<WalkPage> {
  const { from, filter, count } = request;
  const found = new Map<string, TraceSummary>();
  let to = request.before ?? request.now + AHEAD;
  let span = FIRST_SPAN;
  let calls = 0;
  while (to > from && found.size < count && calls < MOST_CALLS) {
    const start = Math.floor(Math.max(from, Math.min(to, request.now) - span));
    const window = await readWindow(reader, { from: start, to, filter }, span > SHORTEST_SPAN ? MOST_PAGES : MOST_CALLS - calls, signal);
    calls += window.calls;
    if (window.isTooFull && span > SHORTEST_SPAN) {
      span = Math.max(SHORTEST_SPAN, span / GROWTH ** 2);
      continue;
    }
    for (const item of window.items) {
      if (!request.shown.includes(item.id)) found.set(item.id, item);
    }
    // the windows touch: what began at that very moment is known by its id
    to = start;
    span = Math.min(LONGEST_SPAN, span * GROWTH);
  }
  const ordered = [...found.values()].toSorted((a, b) => b.start - a.start || (a.id < b.id ? -1 : 1));
  const items = ordered.slice(0, count);
  return { items, next: nextOf(request, items, { hasMore: ordered.length > count || to > from, to }) };
}

function nextOf(request: WalkRequest, items: readonly TraceSummary[], rest: { hasMore: boolean; to: number }): WalkPage["next"] {
  if (!rest.hasMore) return undefined;
  const last = items.at(-1);
  // so many calls found nothing at all: the next page goes on where they ended
  if (last === undefined || items.length < request.count) return { before: rest.to, shown: [] };
  const atLast = items.filter(({ start }) => start === last.start).map(({ id }) => id);
  return { before: last.start, shown: request.before === last.start ? [...request.shown, ...atLast] : atLast };
}

/** The traces of a window, as far as so many pages hold them. */
async function readWindow(
  reader: SummaryReader,
  query: { readonly from: number; readonly to: number; readonly filter: string | undefined },
  mostPages: number,
  signal: AbortSignal | undefined,
): Promise<{ items: TraceSummary[]; isTooFull: boolean; calls: number }> {
  const items: TraceSummary[] = [];
  let token: string | undefined;
  for (let calls = 1; ; calls += 1) {
    // the end is exclusive to some endpoints: a millisecond more, and what is too young is left out
    const page = await reader.summaries({ ...query, to: query.to + 1 }, token, signal);
    items.push(...page.items.filter(({ start }) => start <= query.to));
    token = page.next;
    if (token === undefined || calls >= mostPages) return { items, isTooFull: token !== undefined, calls };
  }
}
