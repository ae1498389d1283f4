import { PageTokens } from "../../base/pages.ts";
import { HOUR, MINUTE, SECOND } from "../../base/time.ts";
import { type SummaryReader, type TraceSummary, secondOf } from "./model.ts";

/** Calls for one page of the list. */
const MOST_CALLS = 24;
/** The clock of this machine may be behind AWS's; a later end may be refused. With the second at its end it is a minute. */
const AHEAD = MINUTE - SECOND;
/** The API takes windows of six hours; each is asked for with a second more at its end. */
const LONGEST_SPAN = 6 * HOUR - SECOND;

/** Where a walk goes on. */
export interface WalkPlace {
  /** Epoch milliseconds, a whole second: what has a later one in its id was looked at. */
  readonly to: number;
  /** Of the API, where the time up to `to` was begun. */
  readonly token: string | undefined;
  /** Ids with that very second that were shown already. */
  readonly shown: readonly string[];
}

export interface WalkRequest {
  /** Epoch milliseconds: no trace before it. */
  readonly from: number;
  /** Undefined for the newest. */
  readonly at: WalkPlace | undefined;
  readonly filter: string | undefined;
  /** How many are wanted. */
  readonly count: number;
  readonly now: number;
}

export interface WalkPage {
  /** Newest first. */
  readonly items: readonly TraceSummary[];
  /** Where the next page begins; undefined after the last. */
  readonly next: WalkPlace | undefined;
  /** Epoch milliseconds: so far back was looked. */
  readonly reached: number;
}

/**
 * The newest traces of a time, at most as many as wanted, with a bounded number of calls. "The first page contains the
 * most recent results, closest to the end of the time frame" (NextToken of GetTraceSummaries), so reading ends with the
 * page that has enough; within a page nothing is promised. A filtered page may be empty and have a successor. The API
 * selects by the second that stands in the trace's id, which may be older than the trace's start. @throws DevOpsError
 */
export async function newestTraces(reader: SummaryReader, request: WalkRequest, signal?: AbortSignal): Promise<WalkPage> {
  const { filter, count, now, at } = request;
  const from = wholeSecond(request.from);
  const known = new Set(at?.shown);
  const tokens = new PageTokens("list traces");
  const found = new Map<string, TraceSummary>();
  let { to, token } = at ?? { to: wholeSecond(now + AHEAD), token: undefined };
  let reached = Math.min(to, now);
  let isDone = false;
  for (let calls = 0; calls < MOST_CALLS && found.size < count && !isDone; calls += 1) {
    const start = Math.max(from, to - LONGEST_SPAN);
    // the end is exclusive to some endpoints: a second more, and what is too young is left out
    const page = await reader.summaries({ from: start, to: to + SECOND, filter }, token, signal);
    for (const item of page.items) if (!known.has(item.id) && secondOf(item.id) <= to) found.set(item.id, item);
    token = tokens.after(page.next);
    reached = Math.min(reached, token === undefined ? start : (page.reached ?? reached));
    if (token !== undefined) continue;
    isDone = start === from;
    // the windows share a second: it is not known which of the ends belong to them
    to = start;
  }
  const ordered = [...found.values()].toSorted(newestFirst);
  const items = ordered.slice(0, count);
  const last = items.at(-1);
  if (isDone && items.length === ordered.length) return { items, next: undefined, reached };
  if (last !== undefined && items.length === count) [to, token] = [secondOf(last.id), undefined];
  const shown = [...(at?.shown ?? []), ...items.map(({ id }) => id)].filter((id) => secondOf(id) === to);
  return { items, next: { to, token, shown }, reached };
}

/** By the second in the id, as the API selects; within a second by the start. */
export function newestFirst(a: TraceSummary, b: TraceSummary): number {
  return secondOf(b.id) - secondOf(a.id) || b.start - a.start || (a.id < b.id ? -1 : 1);
}

function wholeSecond(time: number): number {
  return Math.floor(time / SECOND) * SECOND;
}
