import type { StateValue } from "@aws-sdk/client-cloudwatch";
import { text } from "../../resources/inventory.ts";
import type { Properties } from "../../resources/inventory.ts";
import { keyOf } from "./series.ts";
import type { Metrics, Series } from "./series.ts";
import { datapoint } from "./statistics.ts";

/** What an alarm says of its state. */
export interface Judged {
  readonly state: StateValue;
  readonly reason: string;
  /** JSON. */
  readonly data: string;
}

/** What a metric alarm looks at and when it fires, as numbers; a template may tell them as texts. */
export interface Condition {
  readonly series: Series | undefined;
  readonly key: string;
  /** Seconds. */
  readonly period: number;
  readonly statistic: string;
  readonly periods: number;
  readonly needed: number;
  readonly threshold: number;
  readonly comparison: string;
  readonly missing: string;
}

/** @param metrics of its region */
export function conditionOf(properties: Properties, metrics: Metrics): Condition {
  const number = (name: string, usual: number) => Number(properties[name] ?? usual);
  const one = { properties };
  const periods = number("EvaluationPeriods", 1);
  const key = { Namespace: text(one, "Namespace"), MetricName: text(one, "MetricName"), Dimensions: properties["Dimensions"] as Series["Dimensions"] };
  return {
    series: metrics.find(key),
    key: keyOf(key),
    period: Math.max(60, number("Period", 60)),
    statistic: text(one, "ExtendedStatistic") || text(one, "Statistic") || "Average",
    periods,
    needed: number("DatapointsToAlarm", periods),
    threshold: number("Threshold", 0),
    comparison: text(one, "ComparisonOperator"),
    missing: text(one, "TreatMissingData") || "missing",
  };
}

const COMPARISONS: Readonly<Record<string, { readonly is: (value: number, threshold: number) => boolean; readonly words: string }>> = {
  GreaterThanOrEqualToThreshold: { is: (value, threshold) => value >= threshold, words: "greater than or equal to the threshold" },
  GreaterThanThreshold: { is: (value, threshold) => value > threshold, words: "greater than the threshold" },
  LessThanThreshold: { is: (value, threshold) => value < threshold, words: "less than the threshold" },
  LessThanOrEqualToThreshold: { is: (value, threshold) => value <= threshold, words: "less than or equal to the threshold" },
};

/** How an alarm stands by the periods that end at a time; undefined: it stays as it is. @param end milliseconds since 1970 */
export function judge(condition: Condition, end: number): Judged | undefined {
  const { series, period, periods, needed, threshold, comparison, missing, statistic } = condition;
  const compare = COMPARISONS[comparison] ?? COMPARISONS["GreaterThanThreshold"];
  const starts = Array.from({ length: periods }, (_none, index) => end - (periods - index) * period * 1000);
  const points = starts.map((at) => ({ at, value: series === undefined ? undefined : datapoint(series, at, period, statistic) }));
  const known = points.filter((point): point is { at: number; value: number } => point.value !== undefined);
  const gone = periods - known.length;
  const breaching = known.filter(({ value }) => compare?.is(value, threshold) === true);
  const data = JSON.stringify({
    version: "1.0",
    queryDate: stamp(end),
    ...(known[0] === undefined ? {} : { startDate: stamp(known[0].at) }),
    statistic,
    period,
    recentDatapoints: known.map(({ value }) => value),
    threshold,
    evaluatedDatapoints: known.toReversed().map(({ at, value }) => ({ timestamp: stamp(at), value })),
  });
  const fires = breaching.length + (missing === "breaching" ? gone : 0) >= needed;
  if (known.length === 0 && missing !== "breaching" && missing !== "notBreaching") {
    if (missing === "ignore") {
      return undefined;
    }
    const unknown = periods === 1 ? "1 datapoint was unknown" : `${periods} datapoints were unknown`;
    return { state: "INSUFFICIENT_DATA", reason: `Insufficient Data: ${unknown}.`, data };
  }
  if (known.length === 0) {
    const treated = missing === "breaching" ? "Breaching" : "NonBreaching";
    const were = periods === 1 ? "1 missing datapoint was" : `${periods} missing datapoints were`;
    return { state: fires ? "ALARM" : "OK", reason: `Threshold Crossed: ${were} treated as [${treated}].`, data };
  }
  const told = fires ? breaching : known.filter((point) => !breaching.includes(point));
  const shown = (told.length === 0 ? known : told).toReversed().slice(0, 5);
  const list = shown.map(({ at, value }) => `${decimal(value)} (${shortStamp(at)})`).join(", ");
  const was = `${shown.length === 1 ? "was" : "were"}${fires ? "" : " not"} ${compare?.words ?? ""} (${decimal(threshold)})`;
  const way = fires ? "OK -> ALARM" : "ALARM -> OK";
  const least = fires ? needed : Math.max(1, periods - needed + 1);
  const minimum = `(minimum ${least} datapoint${least === 1 ? "" : "s"} for ${way} transition)`;
  const count = fires ? breaching.length : known.length - breaching.length;
  const reason = `Threshold Crossed: ${count} out of the last ${periods} datapoints [${list}] ${was} ${minimum}.`;
  return { state: fires ? "ALARM" : "OK", reason, data };
}

const decimal = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `2026-11-27T15:00:00.000+0000` */
export function stamp(time: number): string {
  return new Date(time).toISOString().replace("Z", "+0000");
}

/** `27/11/26 15:00:00`, as reasons have it. */
function shortStamp(time: number): string {
  const [, year = "", month = "", day = "", clock = ""] = /^\d\d(\d\d)-(\d\d)-(\d\d)T(\S{8})/.exec(new Date(time).toISOString()) ?? [];
  return `${day}/${month}/${year} ${clock}`;
}
