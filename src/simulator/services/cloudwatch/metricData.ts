import type { GetMetricDataCommandInput, GetMetricDataCommandOutput, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";
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
  const skipped = offsetOf(NextToken);
  const [from, to] = [skipped, skipped + Math.min(MaxDatapoints, MOST_POINTS)];
  let seen = 0;
  const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).map(({ Id, Label, MetricStat, Expression }): MetricDataResult => {
    if (Expression !== undefined || MetricStat === undefined) {
      throw partNotSimulated("metric math and queries");
    }
    const { Metric = {}, Period = 60, Stat = "Average" } = MetricStat;
    if (!isPeriod(Period)) {
      throw new AwsError(INVALID, `The period ${Period} is not valid.`);
    }
    const series = metrics.find(Metric);
    const step = Math.max(Period, 60) * 1000;
    const points: { at: number; value: number }[] = [];
    for (let at = Math.floor(start / step) * step; at < Math.min(end, now + 1); at += step) {
      const value = series && datapoint(series, at, step / 1000, Stat);
      if (value !== undefined) points.push({ at, value });
    }
    const ordered = ScanBy === "TimestampAscending" ? points : points.toReversed();
    const shown = ordered.filter((_one, index) => seen + index >= from && seen + index < to);
    seen += ordered.length;
    return {
      Id,
      Label: Label ?? Metric.MetricName,
      Timestamps: shown.map(({ at }) => new Date(at)),
      Values: shown.map(({ value }) => value),
      StatusCode: seen > to ? "PartialData" : "Complete",
    };
  });
  return { MetricDataResults: results, Messages: [], ...(seen > to ? { NextToken: Buffer.from(`from:${to}`).toString("base64url") } : {}) };
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
