import { AwsError } from "../../wire/errors.ts";
import type { Series } from "./series.ts";

const MINUTE = 60_000;

/** What the service refuses inputs with; older clients are told `ValidationError`. */
export const INVALID = "ValidationException";

/**
 * The value of a period, or undefined where nothing was measured in it.
 * @param from its beginning, milliseconds since 1970 @param period in seconds
 * @throws AwsError where a statistic is none
 */
export function datapoint(series: Series, from: number, period: number, statistic: string): number | undefined {
  const samples: number[] = [];
  for (let minute = from; minute < from + period * 1000; minute += MINUTE) {
    samples.push(...series.samples(minute));
  }
  const value = valueOf(samples, statistic);
  return samples.length === 0 ? undefined : Math.round(value * 10_000) / 10_000;
}

function valueOf(samples: readonly number[], statistic: string): number {
  const sum = () => samples.reduce((total, one) => total + one, 0);
  switch (statistic) {
    case "Sum":
      return sum();
    case "SampleCount":
      return samples.length;
    case "Average":
      return sum() / samples.length;
    case "Minimum":
      return Math.min(...samples);
    case "Maximum":
      return Math.max(...samples);
    default:
      return percentile(samples, statistic);
  }
}

function percentile(samples: readonly number[], statistic: string): number {
  const [, digits] = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic) ?? [];
  if (digits === undefined) {
    throw new AwsError(INVALID, `Value '${statistic}' for statistic is not valid.`);
  }
  const ordered = samples.toSorted((a, b) => a - b);
  return ordered[Math.max(0, Math.ceil((Number(digits) / 100) * ordered.length) - 1)] ?? Number.NaN;
}

/** Whether CloudWatch keeps periods of such a length: one, five, ten, twenty, thirty seconds, or whole minutes. */
export function isPeriod(period: number): boolean {
  return [1, 5, 10, 20, 30].includes(period) || (period > 0 && period % 60 === 0);
}
