import { DAY, HOUR, MINUTE } from "../../base/time.ts";

/** The windows that can be chosen, in milliseconds. */
export const WINDOWS = [5 * MINUTE, 30 * MINUTE, 3 * HOUR, 6 * HOUR, DAY, 7 * DAY] as const;
export const USUAL_WINDOW: number = 30 * MINUTE;

/** `5 minutes`, `3 hours`, `7 days`: rounded down, in a unit of which there are two at least */
export function windowText(ms: number): string {
  if (ms < MINUTE * 2) return "minute";
  if (ms < 2 * HOUR) return `${Math.floor(ms / MINUTE)} minutes`;
  return ms < 2 * DAY ? `${Math.floor(ms / HOUR)} hours` : `${Math.floor(ms / DAY)} days`;
}
