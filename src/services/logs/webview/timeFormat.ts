/** Whether times are shown and read in the zone of whoever looks, or in UTC. */
export type Zone = "local" | "utc";

export interface DateParts {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

export function partsOf(epochMs: number, zone: Zone): DateParts {
  const d = new Date(epochMs);
  if (zone === "utc") {
    return {
      year: d.getUTCFullYear(),
      month: d.getUTCMonth() + 1,
      day: d.getUTCDate(),
      hour: d.getUTCHours(),
      minute: d.getUTCMinutes(),
      second: d.getUTCSeconds(),
      ms: d.getUTCMilliseconds(),
    };
  }
  return {
    year: d.getFullYear(),
    month: d.getMonth() + 1,
    day: d.getDate(),
    hour: d.getHours(),
    minute: d.getMinutes(),
    second: d.getSeconds(),
    ms: d.getMilliseconds(),
  };
}

/** Epoch milliseconds of a date and time in a zone; undefined where there is no such date. */
export function epochOf(parts: DateParts, zone: Zone): number | undefined {
  const { year, month, day, hour, minute, second, ms } = parts;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const epoch =
    zone === "utc"
      ? Date.UTC(year, month - 1, day, hour, minute, second, ms)
      : new Date(year, month - 1, day, hour, minute, second, ms).getTime();
  // 31 April would silently become 1 May
  const back = partsOf(epoch, zone);
  return back.month === month && back.day === day ? epoch : undefined;
}

/** `2026-11-22` */
export function formatDate(epochMs: number, zone: Zone): string {
  const { year, month, day } = partsOf(epochMs, zone);
  return `${year}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** `13:10:05` */
export function formatTime(epochMs: number, zone: Zone): string {
  const { hour, minute, second } = partsOf(epochMs, zone);
  return `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}`;
}

/** `13:10:05.123` */
export function formatTimeMs(epochMs: number, zone: Zone): string {
  return `${formatTime(epochMs, zone)}.${pad(partsOf(epochMs, zone).ms, 3)}`;
}

/** `2026-11-22 13:10:05`, in UTC with a `Z` behind it. */
export function formatMoment(epochMs: number, zone: Zone): string {
  return `${formatDate(epochMs, zone)} ${formatTime(epochMs, zone)}${zone === "utc" ? "Z" : ""}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
