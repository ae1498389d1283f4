import { DevOpsError } from "../../base/errors.ts";
import type { LogFeed } from "./feed/feed.ts";
import type { LineStore } from "./lines/lineStore.ts";
import type { LogRange } from "./model.ts";

/** The first page is small, so that the newest lines are there at once. */
const FIRST_PAGE = 1000;

/**
 * Loads pages until lines are there or none are left: a filter may find nothing in the newest hours.
 * @returns whether older lines may follow
 */
export async function loadFirst(feed: LogFeed, store: LineStore, signal: AbortSignal): Promise<boolean> {
  let hasOlder: boolean;
  do {
    const page = await feed.older(FIRST_PAGE, signal);
    store.prepend(page.events);
    hasOlder = page.hasMore;
  } while (store.count === 0 && hasOlder && !signal.aborted);
  return hasOlder;
}

/** A log that did not appear in minutes was deleted, or never written. */
export function gone(cause: DevOpsError): DevOpsError {
  const why = "there is no such log: it was deleted, or nothing was ever written to it";
  return new DevOpsError({ kind: "notFound", tried: "read the log", why, short: "There is no such log", cause });
}

/** A range's ends in epoch milliseconds; undefined: no end. */
export function bounds(range: LogRange, now: number): { from: number | undefined; to: number | undefined } {
  switch (range.kind) {
    case "all":
      return { from: undefined, to: undefined };
    case "last":
      return { from: now - range.ms, to: undefined };
    case "exact":
      return { from: range.from, to: range.to };
  }
}
