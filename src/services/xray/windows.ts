import { HOUR, MINUTE } from "../../base/time.ts";

/** The windows that can be chosen, in milliseconds; the API takes six hours at most. */
export const WINDOWS = [5 * MINUTE, 30 * MINUTE, 3 * HOUR, 6 * HOUR] as const;
export const USUAL_WINDOW: number = 30 * MINUTE;

/** `5 minutes`, `3 hours` */
export function windowText(ms: number): string {
  return ms < HOUR ? `${ms / MINUTE} minutes` : `${ms / HOUR} hours`;
}
