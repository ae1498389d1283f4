import type { GetMetricDataCommandInput, GetMetricDataCommandOutput, MetricDataQuery, MetricDataResult, MetricStat } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../wire/errors.ts";
import { evaluateMath } from "./metricMath.ts";
import type { Points } from "./metricMath.ts";
import type { Metrics } from "./series.ts";
import { INVALID, datapoint, isPeriod } from "./statistics.ts";

/** So many values a page has at most (API reference, GetMetricData). */
const MOST_POINTS = 100_800;

/** The values of metrics in a time, a page of them. @param now milliseconds since 1970 @throws AwsError */
export function metricData(input: GetMetricDataCommandInput, metrics: Metrics, now: number): Omit<GetMetricDataCommandOutput, "$metadata"> {
  const { MetricDataQueries = [], StartTime, EndTime, ScanBy = "TimestampDescending", MaxDatapoints = MOST_POINTS, NextToken } = input;
  const [start, end] = [StartTime?.getTime() ?? 0, EndTime?.getTime() ?? 0];
  if (start >= end) {
    throw new AwsError(INVALID, "The parameter StartTime must be less than the parameter EndTime.");
  }
  const ids = new Set(MetricDataQueries.map(({ Id }) => Id));
  if (ids.size < MetricDataQueries.length) {
    throw new AwsError(INVALID, "The values for parameter id in MetricDataQueries are not unique.");
  }
  const values = valuesOf(MetricDataQueries, metrics, { start, end: Math.min(end, now + 1) });
  const skipped = offsetOf(NextToken);
  const [from, to] = [skipped, skipped + Math.min(MaxDatapoints, MOST_POINTS)];
  let seen = 0;
  const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).map(({ Id = "", Label, MetricStat }): MetricDataResult => {
    const points = [...values(Id)].map(([at, value]) => ({ at, value })).toSorted((a, b) => a.at - b.at);
    const ordered = ScanBy === "TimestampAscending" ? points : points.toReversed();
    const shown = ordered.filter((_one, index) => seen + index >= from && seen + index < to);
    seen += ordered.length;
    return {
      Id,
      Label: Label ?? MetricStat?.Metric?.MetricName ?? Id,
      Timestamps: shown.map(({ at }) => new Date(at)),
      Values: shown.map(({ value }) => value),
      StatusCode: seen > to ? "PartialData" : "Complete",
    };
  });
  return { MetricDataResults: results, Messages: [], ...(seen > to ? { NextToken: Buffer.from(`from:${to}`).toString("base64url") } : {}) };
}

/**
 * What each query gives in a time, by its id: read once, and expressions after what they name.
 * @throws AwsError for a query that is none, when it is asked for
 */
export function valuesOf(
  queries: readonly MetricDataQuery[],
  metrics: Pick<Metrics, "find">,
  { start, end }: { readonly start: number; readonly end: number },
): (id: string) => Points {
  const known = new Map<string, Points>();
  const busy = new Set<string>();
  const query = (id: string) => {
    const found = queries.find(({ Id }) => Id === id);
    if (found === undefined) throw new AwsError(INVALID, `The id '${id}' is used in an expression and stands for nothing.`);
    return found;
  };
  const measuredIds = queries.flatMap(({ Id, MetricStat: stat }) => (Id === undefined || stat === undefined ? [] : [Id]));
  const period = (id: string) => query(id).MetricStat?.Period ?? query(id).Period ?? coarsest;
  const coarsest = Math.max(60, ...queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0));
  const stepOf = (seconds: number) => Math.max(seconds, 60) * 1000;
  const times = (seconds: number) => {
    const step = stepOf(seconds);
    const first = Math.floor(start / step) * step;
    const count = Math.max(0, Math.ceil((end - first) / step));
    if (count > MOST_POINTS) {
      throw new AwsError(INVALID, `An expression has at most ${MOST_POINTS} points: ask for a shorter time, or a longer period.`);
    }
    return Array.from({ length: count }, (_none, index) => first + index * step);
  };
  const measured = ({ Metric = {}, Period = 60, Stat = "Average" }: Partial<MetricStat>): Points => {
    if (!isPeriod(Period)) {
      throw new AwsError(INVALID, `The period ${Period} is not valid.`);
    }
    const series = metrics.find(Metric);
    const step = stepOf(Period);
    const points = new Map<number, number>();
    for (let at = Math.floor(start / step) * step; at < end; at += step) {
      const value = series && datapoint(series, at, step / 1000, Stat);
      if (value !== undefined) points.set(at, value);
    }
    return points;
  };
  const of = (id: string): Points => {
    const before = known.get(id);
    if (before !== undefined) return before;
    if (busy.has(id)) throw new AwsError(INVALID, `The expression '${id}' needs itself.`);
    busy.add(id);
    const { MetricStat, Expression } = query(id);
    if ((MetricStat === undefined) === (Expression === undefined)) {
      throw new AwsError(INVALID, `The query '${id}' needs either MetricStat or Expression.`);
    }
    const math = () => evaluateMath(id, Expression ?? "", { times: times(period(id)), of, period, metrics: measuredIds });
    const points = MetricStat === undefined ? math() : measured(MetricStat);
    busy.delete(id);
    known.set(id, points);
    return points;
  };
  return of;
}

function offsetOf(token: string | undefined): number {
  if (token === undefined) {
    return 0;
  }
  const [, digits] = /^from:(\d+)$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (digits === undefined) {
    throw new AwsError("InvalidNextToken", "The next token is not valid.");
  }
  return Number(digits);
}
