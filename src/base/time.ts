import { DAY, HOUR, MINUTE, formatDuration, two } from "./duration.ts";

// spans stand apart: they are all that is needed of this when the extension is activated
export { DAY, HOUR, MINUTE, SECOND, formatDuration } from "./duration.ts";

/**
 * How long ago `then` was, for a tree row: `just now`, `5 m ago`, `3 h ago`, `2 d ago`. Both in epoch milliseconds; undefined
 * where the time is not known.
 */
export function formatAgo(then: number, now: number): string;
export function formatAgo(then: number | undefined, now: number): string | undefined;
export function formatAgo(then: number | undefined, now: number): string | undefined {
  if (then === undefined) return undefined;
  const age = now - then;
  if (age < MINUTE) return "just now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)} m ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  return `${Math.floor(age / DAY)} d ago`;
}

/** Local date and time to the second with the zone, sortable: `2026-11-22 19:45:00 +01:00`. */
export function formatDateTime(epochMs: number): string {
  const d = new Date(epochMs);
  const date = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  const ahead = -d.getTimezoneOffset();
  const zone = `${ahead < 0 ? "-" : "+"}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`;
  return `${date} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())} ${zone}`;
}

/** How long something took from one time to another, as `formatDuration` tells it; undefined where one is not known. */
export function formatSpan(from: number | undefined, to: number | undefined): string | undefined {
  return from === undefined || to === undefined ? undefined : formatDuration(to - from);
}

/** A line of a tooltip: `Started 2026-11-22 19:45:00 +01:00`; undefined where the time is not known. */
export function timeLine(what: string, epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : `${what} ${formatDateTime(epochMs)}`;
}
