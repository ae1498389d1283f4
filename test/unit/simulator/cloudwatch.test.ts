import {
  type AlarmType,
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readRule } from "../../../src/simulator/services/cloudwatch/rule.ts";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: Bench;
let cloudwatch: CloudWatchClient;
let logs: CloudWatchLogsClient;
let xray: XRayClient;
beforeAll(async () => {
  bench = await openBench();
  cloudwatch = new CloudWatchClient(clientOptions(bench.simulator));
  logs = new CloudWatchLogsClient(clientOptions(bench.simulator));
  xray = new XRayClient(clientOptions(bench.simulator));
});
beforeEach(async () => {
  await bench.simulator.control.reset();
  await bench.simulator.control.setSpeed(0);
});
afterAll(async () => {
  for (const client of [cloudwatch, logs, xray]) client.destroy();
  await bench.close();
});

const now = async () => (await bench.simulator.control.health()).now;
const ALL: AlarmType[] = ["MetricAlarm", "CompositeAlarm"];

/** All alarms, page by page. */
async function alarms(MaxRecords?: number, more: object = {}) {
  const found: MetricAlarm[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmTypes: ALL, MaxRecords, NextToken, ...more }));
    found.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

async function alarm(name: string): Promise<MetricAlarm> {
  const [one] = await alarms(100, { AlarmNames: [name] });
  if (one === undefined) throw new Error(`no alarm ${name}`);
  return one;
}

const namesOf = (all: readonly MetricAlarm[]) => all.map(({ AlarmName = "" }) => AlarmName).toSorted((a, b) => (a < b ? -1 : 1));

const stat = (Namespace: string, MetricName: string, Name: string, Value: string, Stat = "Sum") => ({
  Id: "m1",
  MetricStat: { Metric: { Namespace, MetricName, Dimensions: [{ Name, Value }] }, Period: 60, Stat },
});

/** Values by the minutes that they are of. */
async function minutes(query: ReturnType<typeof stat>, from: number, to: number): Promise<Map<number, number>> {
  const { MetricDataResults: [one] = [] } = await cloudwatch.send(
    new GetMetricDataCommand({ MetricDataQueries: [query], StartTime: new Date(from), EndTime: new Date(to), ScanBy: "TimestampAscending" }),
  );
  return new Map((one?.Timestamps ?? []).map((at, index) => [at.getTime(), one?.Values?.[index] ?? Number.NaN]));
}

const minuteOf = (time = 0) => Math.floor(time / MINUTE) * MINUTE;

describe("metrics", () => {
  it("count what the log says: the failing minute of a function's chart is the failing minute of its log", async () => {
    const to = minuteOf(await now());
    const errors = await minutes(stat("AWS/Lambda", "Errors", "FunctionName", "invoice-export"), to - 2 * HOUR, to);
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: "/aws/lambda/invoice-export", filterPattern: "ERROR", startTime: to - 2 * HOUR, endTime: to - 1 }),
    );
    expect(events.length).toBeGreaterThan(0);
    const failing = [...errors].filter(([, count]) => count > 0).map(([minute]) => minute);
    expect(failing).toEqual([...new Set(events.map(({ timestamp }) => minuteOf(timestamp)))]);
    // the request whose line that is, is the one that its trace tells of
    const [, requestId = ""] = (events[0]?.message ?? "").split("\t");
    const lines = await logs.send(
      new FilterLogEventsCommand({ logGroupName: "/aws/lambda/invoice-export", filterPattern: `"REPORT RequestId: ${requestId}"`, startTime: to - 2 * HOUR }),
    );
    const [, traceId = ""] = /TraceId: (\S+)/.exec(lines.events?.[0]?.message ?? "") ?? [];
    const at = events[0]?.timestamp ?? 0;
    const traces = await xray.send(new GetTraceSummariesCommand({ StartTime: new Date(at - MINUTE), EndTime: new Date(at + MINUTE), FilterExpression: 'service("invoice-export") AND (fault OR error)' }));
    expect(traces.TraceSummaries?.map(({ Id }) => Id)).toContain(traceId);
  });

  it("count a service's errors and requests by its lines", async () => {
    const to = minuteOf(await now());
    const from = to - 10 * MINUTE;
    const errors = await minutes(stat("Kestrel/Services", "Errors", "Service", "billing-service"), from, to);
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: "/ecs/billing-service", filterPattern: "ERROR", startTime: from, endTime: to - 1 }));
    expect([...errors.values()].reduce((sum, one) => sum + one, 0)).toBe(events.length);
    expect(events.length).toBeGreaterThan(0);
  });

  it("give the same again, and nothing of what is to come", async () => {
    const at = minuteOf(await now());
    const query = stat("AWS/ECS", "CPUUtilization", "ClusterName", "x", "Average");
    const dimensions = (await cloudwatch.send(new ListMetricsCommand({ Namespace: "AWS/ECS", MetricName: "CPUUtilization" }))).Metrics?.[0]?.Dimensions ?? [];
    query.MetricStat.Metric.Dimensions = dimensions as { Name: string; Value: string }[];
    const first = await minutes(query, at - HOUR, at + HOUR);
    expect(first.size).toBe(61);
    await bench.simulator.control.advance(5 * MINUTE);
    const again = await minutes(query, at - HOUR, at + HOUR);
    expect(again.size).toBe(66);
    for (const [minute, value] of first) expect(again.get(minute)).toBe(value);
  });

  it("are paged by values, with nothing lost or twice", async () => {
    const at = minuteOf(await now());
    const MetricDataQueries = ["parcel-api", "auth-service"].map((name, index) => ({ ...stat("Kestrel/Services", "Requests", "Service", name), Id: `m${index}` }));
    const range = { MetricDataQueries, StartTime: new Date(at - 20 * MINUTE), EndTime: new Date(at) };
    const { MetricDataResults: wanted = [] } = await cloudwatch.send(new GetMetricDataCommand(range));
    const found = new Map<string, number[]>();
    const statuses = new Set<string | undefined>();
    let NextToken: string | undefined;
    do {
      const page = await cloudwatch.send(new GetMetricDataCommand({ ...range, MaxDatapoints: 7, NextToken }));
      for (const { Id = "", Values = [], StatusCode } of page.MetricDataResults ?? []) {
        found.set(Id, [...(found.get(Id) ?? []), ...Values]);
        statuses.add(StatusCode);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(statuses).toEqual(new Set(["PartialData", "Complete"]));
    for (const { Id = "", Values } of wanted) expect(found.get(Id)).toEqual(Values);
  });

  it("are listed by namespace, name and dimension", async () => {
    const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ Namespace: "AWS/Lambda", Dimensions: [{ Name: "FunctionName", Value: "label-printer" }] }));
    expect(Metrics.map(({ MetricName }) => MetricName)).toEqual(["Invocations", "Errors", "Duration", "Throttles"]);
  });

  it("refuse a time that ends before it begins, a statistic and a period that are none, and a token of nobody", async () => {
    const at = await now();
    const send = (more: object, query: object = stat("AWS/Lambda", "Errors", "FunctionName", "invoice-export")) =>
      refusal(cloudwatch.send(new GetMetricDataCommand({ MetricDataQueries: [query as ReturnType<typeof stat>], StartTime: new Date(at - HOUR), EndTime: new Date(at), ...more })));
    expect(await send({ EndTime: new Date(at - 2 * HOUR) })).toMatchObject({ name: "ValidationException" });
    expect(await send({}, stat("AWS/Lambda", "Errors", "FunctionName", "invoice-export", "Median"))).toMatchObject({ name: "ValidationException" });
    expect(await send({ NextToken: "x" })).toMatchObject({ name: "InvalidNextToken" });
    expect(await refusal(cloudwatch.send(new ListMetricsCommand({ NextToken: "x" })))).toMatchObject({ name: "InvalidParameterValueException" });
  });
});

describe("alarms", () => {
  it("are forty, of which some fire and some have no data; pages lose nothing", async () => {
    const all = await alarms(100);
    expect(all.length).toBeGreaterThanOrEqual(40);
    const count = (state: string) => all.filter(({ StateValue }) => StateValue === state).length;
    expect(count("ALARM")).toBeGreaterThanOrEqual(3);
    expect(count("INSUFFICIENT_DATA")).toBe(3);
    expect(count("OK")).toBeGreaterThan(count("ALARM"));
    for (const size of [1, 7, undefined]) expect(namesOf(await alarms(size))).toEqual(namesOf(all));
    const firing = await alarms(100, { StateValue: "ALARM" });
    expect(firing.length).toBe(count("ALARM"));
    expect((await cloudwatch.send(new DescribeAlarmsCommand({ MaxRecords: 100 }))).CompositeAlarms).toEqual([]);
  });

  it("follow their metrics: the values that an alarm tells are those of the chart, and as many as it needs break its threshold", async () => {
    for (const one of await alarms(100)) {
      if (one.MetricName === undefined || one.StateValue === "INSUFFICIENT_DATA" || one.TreatMissingData === "breaching") continue;
      const { evaluatedDatapoints = [] } = JSON.parse(one.StateReasonData ?? "{}") as { evaluatedDatapoints?: { timestamp: string; value: number }[] };
      const { Namespace, MetricName, Dimensions, Period = 60, Statistic: Stat } = one;
      const Id = "m1";
      const times = evaluatedDatapoints.map(({ timestamp }) => Date.parse(timestamp));
      if (times.length === 0) continue;
      const { MetricDataResults: [data] = [] } = await cloudwatch.send(
        new GetMetricDataCommand({
          MetricDataQueries: [{ Id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat } }],
          StartTime: new Date(Math.min(...times)),
          EndTime: new Date(Math.max(...times) + 1),
        }),
      );
      expect(data?.Values, one.AlarmName).toEqual(evaluatedDatapoints.map(({ value }) => value));
      const isOver = (value: number) => (one.ComparisonOperator === "GreaterThanThreshold" ? value > (one.Threshold ?? 0) : value >= (one.Threshold ?? 0));
      const breaking = evaluatedDatapoints.filter(({ value }) => isOver(value)).length;
      expect(breaking >= (one.DatapointsToAlarm ?? one.EvaluationPeriods ?? 1), one.AlarmName).toBe(one.StateValue === "ALARM");
    }
    expect((await alarm("invoice-export-errors")).StateValue).toBe("ALARM");
  });

  it("stand as somebody says until their metric is looked at again; their actions are taken", async () => {
    const AlarmName = "label-printer-errors";
    expect((await alarm(AlarmName)).StateValue).toBe("OK");
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "a rehearsal" }));
    expect(await alarm(AlarmName)).toMatchObject({ StateValue: "ALARM", StateReason: "a rehearsal" });
    const history = async () => (await cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName, AlarmTypes: ALL }))).AlarmHistoryItems ?? [];
    expect((await history()).map(({ HistorySummary }) => HistorySummary)).toEqual([
      expect.stringMatching(/^Successfully executed action arn:aws:sns:/), "Alarm updated from OK to ALARM",
      // what it stood like when the account was opened had begun at some time, too
      "Alarm updated from ALARM to OK",
    ]);
    await bench.simulator.control.advance(5 * MINUTE);
    expect((await alarm(AlarmName)).StateValue).toBe("OK");
    expect((await history())[0]?.HistorySummary).toMatch(/from ALARM to OK|executed action/);
  });

  it("that are silenced take no actions", async () => {
    const AlarmName = "label-printer-errors";
    await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: [AlarmName] }));
    expect((await alarm(AlarmName)).ActionsEnabled).toBe(false);
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "a rehearsal" }));
    const { AlarmHistoryItems = [] } = await cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: "Action" }));
    expect(AlarmHistoryItems).toEqual([]);
    await cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames: [AlarmName] }));
    expect((await alarm(AlarmName)).ActionsEnabled).toBe(true);
  });

  it("of others follow their children", async () => {
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ ChildrenOfAlarmName: "checkout-health" }));
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(["auth-service-cpu-high", "billing-service-errors"]);
    expect((await alarm("checkout-health")).StateValue).toBe("OK");
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: "auth-service-cpu-high", StateValue: "ALARM", StateReason: "a rehearsal" }));
    const after = await alarm("checkout-health");
    expect(after.StateValue).toBe("ALARM");
    expect(after.StateReason).toContain("auth-service-cpu-high");
    await bench.simulator.control.advance(5 * MINUTE);
    expect((await alarm("checkout-health")).StateValue).toBe("OK");
  });

  it("tell their history page by page, the newest first", async () => {
    const AlarmName = "tracking-api-errors";
    await bench.simulator.control.advance(HOUR);
    const whole = (await cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName, MaxRecords: 100 }))).AlarmHistoryItems ?? [];
    expect(whole.length).toBeGreaterThan(3);
    const times = whole.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const paged: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloudwatch.send(new DescribeAlarmHistoryCommand({ AlarmName, MaxRecords: 2, NextToken }));
      paged.push(...(page.AlarmHistoryItems ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(paged).toEqual(whole);
  });

  it("are made, replaced, found by their metric, and deleted", async () => {
    const parts = { Namespace: "AWS/Lambda", MetricName: "Invocations", Dimensions: [{ Name: "FunctionName", Value: "label-printer" }] };
    const made = { AlarmName: "mine", ...parts, Statistic: "Sum" as const, Period: 300, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold" as const };
    await cloudwatch.send(new PutMetricAlarmCommand(made));
    expect(await alarm("mine")).toMatchObject({ StateValue: "INSUFFICIENT_DATA", StateReason: "Unchecked: Initial alarm creation" });
    await bench.simulator.control.advance(10 * MINUTE);
    expect((await alarm("mine")).StateValue).toBe("ALARM");
    await cloudwatch.send(new PutMetricAlarmCommand({ ...made, Threshold: 100_000 }));
    await bench.simulator.control.advance(10 * MINUTE);
    expect((await alarm("mine")).StateValue).toBe("OK");
    const found = await cloudwatch.send(new DescribeAlarmsForMetricCommand(parts));
    expect(found.MetricAlarms?.map(({ AlarmName, Threshold }) => [AlarmName, Threshold])).toEqual([["mine", 100_000]]);
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["mine"] }));
    expect(await refusal(alarm("mine"))).toMatchObject({ message: "no alarm mine" });
  });

  it("refuse what is none under the service's codes", async () => {
    const set = (more: object) => refusal(cloudwatch.send(new SetAlarmStateCommand({ AlarmName: "label-printer-errors", StateValue: "OK", StateReason: "x", ...more })));
    expect(await set({ AlarmName: "nobody's" })).toMatchObject({ name: "ResourceNotFound" });
    expect(await set({ StateReasonData: "{" })).toMatchObject({ name: "InvalidFormatFault" });
    expect(await set({ StateValue: "FINE" })).toMatchObject({ name: "ValidationException" });
    expect(await refusal(cloudwatch.send(new DescribeAlarmsCommand({ MaxRecords: 101 })))).toMatchObject({ name: "ValidationException" });
    expect(await refusal(cloudwatch.send(new DescribeAlarmsCommand({ NextToken: "x" })))).toMatchObject({ name: "InvalidNextToken" });
    expect(await refusal(cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ["nobody's"] })))).toMatchObject({ name: "ResourceNotFound" });
  });
});

describe("the rule of a composite alarm", () => {
  it.each([
    ['ALARM("a") OR ALARM(b)', true, ["a", "b"]],
    ['ALARM("a") AND ALARM(b)', false, ["a", "b"]],
    ["NOT (OK(a) OR OK(b)) AND TRUE", false, ["a", "b"]],
    ["ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a)", true, ["a"]],
    ["FALSE OR (OK(b) AND ALARM(a))", true, ["b", "a"]],
  ])("%s holds: %s", (text, holds, children) => {
    const rule = readRule(text);
    expect(rule?.children).toEqual(children);
    expect(rule?.holds((name) => (name === "a" ? "ALARM" : "OK"))).toBe(holds);
  });

  it.each(["ALARM(", "ALARM(a) OR", "ALARM(a) b", ""])("%j is none", (text) => expect(readRule(text)).toBeUndefined());
});
