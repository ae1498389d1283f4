import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

const HOUR = 3_600_000;
const FUNCTION = [{ Name: "FunctionName", Value: "invoice-export" }];

let bench: Bench;
let client: CloudWatchClient;
let now: number;
beforeAll(async () => {
  bench = await openBench();
  client = new CloudWatchClient(clientOptions(bench.simulator));
  ({ now } = await bench.simulator.control.health());
});
afterAll(async () => {
  client.destroy();
  await bench.close();
});

const metric = (Id: string, MetricName: string, Stat = "Sum"): MetricDataQuery =>
  ({ Id, MetricStat: { Metric: { Namespace: "AWS/Lambda", MetricName, Dimensions: FUNCTION }, Period: 300, Stat } });
/** `none` is of nothing that there is. */
const METRICS = [metric("calls", "Invocations"), metric("errors", "Errors"), metric("none", "NoSuchMetric")];

/** The points of each query by time, of two hours. */
async function ask(...queries: MetricDataQuery[]) {
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({ MetricDataQueries: [...METRICS, ...queries], StartTime: new Date(now - 2 * HOUR), EndTime: new Date(now) }),
  );
  const found = MetricDataResults.map(({ Id = "", Timestamps = [], Values = [] }) => [Id, new Map(Timestamps.map((at, index) => [at.getTime(), Values[index] ?? 0]))] as const);
  return new Map(found);
}

async function given(Expression: string) {
  const all = await ask({ Id: "e1", Expression });
  const [calls, errors, result] = ["calls", "errors", "e1"].map((id) => all.get(id) ?? new Map<number, number>());
  return { calls: calls ?? new Map<number, number>(), errors: errors ?? new Map<number, number>(), result: result ?? new Map<number, number>() };
}

const sum = (all: Iterable<number>) => [...all].reduce((total, one) => total + one, 0);

describe("metric math", () => {
  it("counts point by point, times before sums and brackets first", async () => {
    const { calls, errors, result } = await given("100 - 2 * (errors + calls) / 4");
    expect(calls.size).toBeGreaterThan(10);
    expect(result).toEqual(new Map([...calls].filter(([at]) => errors.has(at)).map(([at, value]) => [at, 100 - (2 * (value + (errors.get(at) ?? 0))) / 4])));
  });

  it.each([
    ["SUM(calls) + 0 * calls", (all: number[]) => sum(all)],
    ["AVG(calls) + 0 * calls", (all: number[]) => sum(all) / all.length],
    ["MIN(calls) + 0 * calls", (all: number[]) => Math.min(...all)],
    ["MAX(calls) + 0 * calls", (all: number[]) => Math.max(...all)],
    ["PERIOD(calls) + 0 * calls", () => 300],
  ])("%s is one number at each time", async (expression, expected) => {
    const { calls, result } = await given(expression);
    expect(new Set([...result.values()].map((one) => one.toFixed(6)))).toEqual(new Set([expected([...calls.values()]).toFixed(6)]));
  });

  it("gathers all metrics, or those whose id has a word", async () => {
    const { calls, errors, result } = await given("SUM(METRICS())");
    expect([...result.values()].length).toBe(calls.size);
    expect(sum(result.values())).toBeCloseTo(sum(calls.values()) + sum(errors.values()), 6);
    expect((await given('MAX(METRICS("call"))')).result).toEqual(calls);
  });

  it("fills what was not measured", async () => {
    expect((await given("none")).result.size).toBe(0);
    const { result } = await given("FILL(none, 7)");
    expect(result.size).toBe(24 + (now % 300_000 === 0 ? 0 : 1));
    expect(new Set(result.values())).toEqual(new Set([7]));
  });

  it("fills by what stood before, and by a line", async () => {
    const some = "IF(calls > AVG(calls), calls)";
    const [bare, repeated, drawn] = [await given(some), await given(`FILL(${some}, REPEAT)`), await given(`FILL(${some}, LINEAR)`)].map(({ result }) => result);
    const known = [...(bare ?? [])].toSorted(([a], [b]) => a - b);
    const gap = known.findIndex(([at], index) => (known[index + 1]?.[0] ?? 0) - at > 300_000);
    const start = known[gap] ?? [0, 0];
    const end = known[gap + 1] ?? [0, 0];
    expect(end[0]).toBeGreaterThan(start[0]);
    const at = start[0] + 300_000;
    expect(bare?.has(at)).toBe(false);
    expect(repeated?.get(at)).toBe(start[1]);
    expect(drawn?.get(at)).toBeCloseTo(start[1] + ((end[1] - start[1]) * 300_000) / (end[0] - start[0]), 6);
  });

  it("tells how fast something changes", async () => {
    const { calls, result } = await given("RATE(calls)");
    const [first = 0, second = 0] = [...calls.keys()].toSorted((a, b) => a - b);
    expect(result.has(first)).toBe(false);
    expect(result.get(second)).toBeCloseTo(((calls.get(second) ?? 0) - (calls.get(first) ?? 0)) / ((second - first) / 1000), 6);
  });

  it("chooses by a condition", async () => {
    const { calls, result } = await given("IF(calls > AVG(calls) && errors >= 0, 1, calls * 0 - 1)");
    const average = sum(calls.values()) / calls.size;
    for (const [at, value] of result) expect(value).toBe((calls.get(at) ?? 0) > average ? 1 : -1);
    expect(new Set(result.values())).toEqual(new Set([1, -1]));
  });

  it("counts with other expressions, and shows what it is told to alone", async () => {
    const all = await ask({ Id: "twice", Expression: "calls * 2", ReturnData: false }, { Id: "same", Expression: "twice / 2" });
    expect(all.get("same")).toEqual(all.get("calls"));
    expect(all.has("twice")).toBe(false);
  });

  it("divided by nothing gives no point", async () => {
    expect((await given("calls / (calls - calls)")).result.size).toBe(0);
  });

  it.each([
    ["calls +", "ValidationException"], ["calls calls", "ValidationException"], ["unknown * 2", "ValidationException"], ["SUM(calls)", "ValidationException"],
    ["calls $ 2", "ValidationException"], ["e1 + 1", "ValidationException"], ["FILL(calls)", "ValidationException"], [`${"(".repeat(900)}calls`, "ValidationException"],
  ])("refuses %s", async (expression, code) => {
    expect((await refusal(given(expression))).name).toBe(code);
  });

  it.each(["ANOMALY_DETECTION_BAND(calls)", "SEARCH('{AWS/Lambda} Errors', 'Sum')", "METRICS()"])("says that %s is not simulated", async (expression) => {
    expect((await refusal(given(expression))).message).toContain("not simulated");
  });
});
