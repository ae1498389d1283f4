import { DAY, HOUR, MINUTE, SECOND } from "../../../base/time.ts";
import type { LogRange } from "../model.ts";
import { type Zone, epochOf, formatMoment, formatTime, formatDate, partsOf } from "./timeFormat.ts";

/** The ranges that are one click away. */
export const PRESETS: readonly { readonly label: string; readonly short: string; readonly range: LogRange }[] = [
  preset("5 minutes", "5 min", 5 * MINUTE),
  preset("15 minutes", "15 min", 15 * MINUTE),
  preset("1 hour", "1 h", HOUR),
  preset("3 hours", "3 h", 3 * HOUR),
  preset("12 hours", "12 h", 12 * HOUR),
  preset("24 hours", "24 h", DAY),
  preset("3 days", "3 d", 3 * DAY),
  preset("7 days", "7 d", 7 * DAY),
  { label: "All times", short: "All times", range: { kind: "all" } },
];

function preset(words: string, short: string, ms: number) {
  return { label: `Last ${words}`, short: `Last ${short}`, range: { kind: "last", ms } } as const;
}

export function sameRange(a: LogRange, b: LogRange): boolean {
  if (a.kind === "last" && b.kind === "last") return a.ms === b.ms;
  if (a.kind === "exact" && b.kind === "exact") return a.from === b.from && a.to === b.to;
  return a.kind === b.kind && a.kind === "all";
}

/** A range in a few words: `Last 1 h`, `2026-11-22 13:10:00 – 14:00:00`. */
export function describeRange(range: LogRange, zone: Zone): string {
  const known = PRESETS.find((each) => sameRange(each.range, range));
  if (known !== undefined) return known.short;
  switch (range.kind) {
    case "all":
      return "All times";
    case "last":
      return `Last ${Math.round(range.ms / MINUTE)} min`;
    case "exact": {
      const { from, to } = range;
      if (from === undefined) return to === undefined ? "All times" : `Until ${formatMoment(to, zone)}`;
      if (to === undefined) return `Since ${formatMoment(from, zone)}`;
      const isOneDay = formatDate(from, zone) === formatDate(to, zone);
      return `${formatMoment(from, zone)} – ${isOneDay ? formatTime(to, zone) : formatMoment(to, zone)}`;
    }
  }
}

const UNITS: readonly [RegExp, number][] = [
  [/^(s|secs?|seconds?)$/, SECOND],
  [/^(m|mins?|minutes?)$/, MINUTE],
  [/^(h|hrs?|hours?)$/, HOUR],
  [/^(d|days?)$/, DAY],
  [/^(w|weeks?)$/, 7 * DAY],
];

/** Nobody types a longer time. */
const LONGEST = 100;

/** What can be typed, for the message where something else was. */
export const TIME_EXAMPLES = "2h ago, 13:10, yesterday 08:00, 2026-11-22 13:10:05 or an ISO time";

interface TimeInput {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly zone: Zone;
  /** A date or minute alone means its beginning, or its end where the range ends with it. */
  readonly edge: "from" | "to";
}

/** Reads a time as people write it; undefined where it is none. Epoch milliseconds. */
export function parseTime(text: string, input: TimeInput): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > LONGEST) return undefined;
  if (trimmed === "now") return input.now;
  if (/^\d{10}$/.test(trimmed)) return Number(trimmed) * SECOND;
  if (/^\d{13}$/.test(trimmed)) return Number(trimmed);
  return parseAgo(trimmed, input.now) ?? parseIso(trimmed) ?? parseDateTime(trimmed, input);
}

/** `2h ago`, `1d 3h ago`, `90 min`; `last` in front changes nothing. */
function parseAgo(text: string, now: number): number | undefined {
  const spans = text.replace(/\s*ago$/, "").replace(/^(last|-)\s*/, "");
  if (!/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/.test(spans)) return undefined;
  let total = 0;
  for (const [, amount = "", unit = ""] of spans.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const ms = UNITS.find(([names]) => names.test(unit))?.[1];
    if (ms === undefined) return undefined;
    total += Number(amount) * ms;
  }
  return Math.round(now - total);
}

/** A time that names its zone: `2026-11-22T13:10:05Z`, `2026-11-22 13:10+01:00`. */
function parseIso(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const epoch = Date.parse(text.replace(" ", "T").replaceAll(" ", "").toUpperCase());
  return Number.isNaN(epoch) ? undefined : epoch;
}

/** `13:10`, `today 13:10:05`, `yesterday`, `2026-11-22`, `11-22 13:10`, `2026-11-22t13:10:05.250`. */
function parseDateTime(text: string, input: TimeInput): number | undefined {
  const pattern = /^(?:(today|yesterday|(?:(\d{4})-)?(\d{1,2})-(\d{1,2})))?(?:[t\s]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?)?$/;
  const match = pattern.exec(text);
  if (match === null || text === "") return undefined;
  const [, word, year, month, day, hour, minute, second, fraction] = match;
  const base = partsOf(word === "yesterday" ? input.now - DAY : input.now, input.zone);
  const date = {
    year: year === undefined ? base.year : Number(year),
    month: month === undefined ? base.month : Number(month),
    day: day === undefined ? base.day : Number(day),
  };
  const end = input.edge === "to";
  const time = {
    hour: hour === undefined ? (end ? 23 : 0) : Number(hour),
    minute: minute === undefined ? (end ? 59 : 0) : Number(minute),
    second: second === undefined ? (end && hour === undefined ? 59 : 0) : Number(second),
    ms: fraction === undefined ? (end && hour === undefined ? 999 : 0) : Number(fraction.padEnd(3, "0")),
  };
  const epoch = epochOf({ ...date, ...time }, input.zone);
  if (epoch === undefined) return undefined;
  // a time of day that has not come yet is the one of yesterday
  return word === undefined && hour !== undefined && epoch > input.now ? epoch - DAY : epoch;
}

export type RangeInput =
  | { readonly range: LogRange }
  | { readonly field: "from" | "to"; readonly problem: string };

/** The range of two typed times. An empty end is left open, so that the log is followed. */
export function parseRange(fromText: string, toText: string, input: Omit<TimeInput, "edge">): RangeInput {
  const from = fromText.trim() === "" ? undefined : parseTime(fromText, { ...input, edge: "from" });
  if (from === undefined && fromText.trim() !== "") return { field: "from", problem: notATime(fromText) };
  const isNow = ["", "now"].includes(toText.trim().toLowerCase());
  const to = isNow ? undefined : parseTime(toText, { ...input, edge: "to" });
  if (to === undefined && !isNow) return { field: "to", problem: notATime(toText) };
  if (from === undefined && to === undefined) return { field: "from", problem: `Type a time: ${TIME_EXAMPLES}.` };
  if (from !== undefined && to !== undefined && to < from) return { field: "to", problem: "The end is before the beginning." };
  if (from !== undefined && from > input.now) return { field: "from", problem: "The beginning is in the future." };
  return { range: { kind: "exact", from, to } };
}

function notATime(text: string): string {
  return `“${text.trim().slice(0, LONGEST)}” is no time. Type ${TIME_EXAMPLES}.`;
}
