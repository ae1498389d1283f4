import { plural } from "./text.ts";

/** Between which numbers something may be. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** How many there are to be, and between which limits that may be changed. */
export interface Sizes extends Limits {
  readonly desired: number;
}

export function sizesText({ min, max, desired }: Sizes): string {
  return `desired ${desired} (${min}–${max})`;
}

/** What limits leave of a number. */
export function clamped(desired: number, { min, max }: Limits): number {
  return Math.min(max, Math.max(min, desired));
}

/** What comes of another number of things, in words. @param noun `instance` @param end what becomes of those that are too many */
export function moveText(from: number, to: number, noun: string, end: string): string {
  if (from === to) return "nothing: it is so already";
  return to > from ? `${plural(to - from, noun)} more` : `${plural(from - to, noun)} ${end}`;
}
