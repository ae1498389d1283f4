import type { MetricDataQuery, StateValue } from "@aws-sdk/client-cloudwatch";
import { text } from "../../resources/inventory.ts";
import type { Properties } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { valuesOf } from "./metricData.ts";
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
  /** The value of the period that begins at a time, of an alarm on metric math. */
  readonly math: ((from: number) => number | undefined) | undefined;
  /** How far back it is played when the account is opened, in milliseconds. */
  readonly lookbackMs: number;
  /** Seconds. */
  readonly period: number;
  readonly statistic: string;
  readonly periods: number;
  readonly needed: number;
  readonly threshold: number;
  readonly comparison: string;
  readonly missing: string;
}

/** Alarms on metric math are played so far back at most. */
const MATH_LOOKBACK_MS = 3_600_000;
/** Some functions look at the values before: so many periods are read. */
const BEFORE = 2;

/** A template may tell numbers as texts. */
const seconds = (value: unknown): number => Number(value);

/** The queries of an alarm on metric math, numbers as numbers; none of an alarm on one metric. */
export function queriesOf({ Metrics: metrics }: Properties): MetricDataQuery[] {
  if (!Array.isArray(metrics)) {
    return [];
  }
  return (metrics as readonly MetricDataQuery[]).map(({ Period, MetricStat, ReturnData, ...one }) => ({
    ...one,
    ReturnData: String(ReturnData ?? true) === "true",
    ...(Period === undefined ? {} : { Period: seconds(Period) }),
    ...(MetricStat === undefined ? {} : { MetricStat: { ...MetricStat, Period: seconds(MetricStat.Period ?? 60) } }),
  }));
}

/** What the one query that is returned gives. A template's that cannot be evaluated gives nothing: its alarm lacks data. */
function mathOf(queries: readonly MetricDataQuery[], period: number, metrics: Metrics): Condition["math"] {
  const id = queries.find(({ ReturnData }) => ReturnData === true)?.Id ?? "";
  return (from) => {
    try {
      return valuesOf(queries, metrics, { start: from - BEFORE * period * 1000, end: from + period * 1000 })(id).get(from);
    } catch (error) {
      if (error instanceof AwsError) {
        return undefined;
      }
      throw error;
    }
  };
}

/** @param metrics of its region */
export function conditionOf(properties: Properties, metrics: Metrics): Condition {
  const number = (name: string, usual: number) => Number(properties[name] ?? usual);
  const one = { properties };
  const periods = number("EvaluationPeriods", 1);
  const queries = queriesOf(properties);
  const key = { Namespace: text(one, "Namespace"), MetricName: text(one, "MetricName"), Dimensions: properties["Dimensions"] as Series["Dimensions"] };
  const series = queries.length === 0 ? metrics.find(key) : undefined;
  const period = queries.length === 0 ? number("Period", 60) : Math.max(...queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 60));
  return {
    series,
    key: keyOf(key),
    math: queries.length === 0 ? undefined : mathOf(queries, Math.max(60, period), metrics),
    lookbackMs: series?.lookbackMs ?? Math.min(...queries.map(({ MetricStat }) => metrics.find(MetricStat?.Metric ?? {})?.lookbackMs ?? MATH_LOOKBACK_MS), MATH_LOOKBACK_MS),
    period: Math.max(60, period),
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
  const { series, math, period, periods, needed, threshold, comparison, missing, statistic } = condition;
  const compare = COMPARISONS[comparison] ?? COMPARISONS["GreaterThanThreshold"];
  const starts = Array.from({ length: periods }, (_none, index) => end - (periods - index) * period * 1000);
  const points = starts.map((at) => ({ at, value: math?.(at) ?? (series && datapoint(series, at, period, statistic)) }));
  const known = points.filter((point): point is { at: number; value: number } => point.value !== undefined);
  const gone = periods - known.length;
  const breaching = known.filter(({ value }) => compare?.is(value, threshold) === true);
  const data = JSON.stringify({
    version: "1.0",
    queryDate: stamp(end),
    ...(known[0] === undefined ? {} : { startDate: stamp(known[0].at) }),
    ...(math === undefined ? { statistic } : {}),
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
