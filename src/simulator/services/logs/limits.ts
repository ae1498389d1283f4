import { hashPair } from "../../random.ts";

/** GetLogEvents and FilterLogEvents give at most this many events a page (CloudWatch Logs API reference). */
export const PAGE_EVENTS = 10_000;
/** And at most 1 MB. */
export const PAGE_BYTES = 1_048_576;
/** Each event counts 26 bytes more than its message (PutLogEvents, API reference). */
const EVENT_OVERHEAD = 26;

/**
 * Pages are cut by time, too: a page ends before so long a time without events (milliseconds), and so many empty pages
 * follow. AWS only says that pages may be empty while there is more; how it cuts them is not documented.
 */
export const GAP = 30 * 60 * 1000;
export const GAP_PAGES = 2;

/** What an event counts towards a page's size. */
export function eventBytes(message: string): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD;
}

/** When an event reached CloudWatch: a little after it happened. */
export function ingestionTime(timestamp: number, index: number): number {
  return timestamp + 80 + (hashPair(timestamp % 1_000_003, index) % 900);
}
