import { CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmHistoryCommand, DescribeAlarmsCommand, PutCompositeAlarmCommand, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let client: CloudWatchClient;
beforeAll(async () => {
  bench = await openBench();
  client = new CloudWatchClient(clientOptions(bench.simulator));
});
afterAll(async () => {
  client.destroy();
  await bench.close();
});

const metric = (Id: string, MetricName: string, more: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: "AWS/Lambda", MetricName, Dimensions: [{ Name: "FunctionName", Value: "invoice-export" }] }, Period: 60, Stat: "Sum" },
  ...more,
});
const share = (Expression: string): MetricDataQuery[] => [metric("errors", "Errors"), metric("calls", "Invocations"), { Id: "share", Expression, ReturnData: true }];
const above = { EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold" as const };
const put = (AlarmName: string, Metrics: MetricDataQuery[], Threshold: number) => client.send(new PutMetricAlarmCommand({ AlarmName, Metrics, Threshold, ...above }));
const look = async (name: string) => {
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }));
  return [...MetricAlarms, ...CompositeAlarms][0];
};
const compose = (AlarmName: string, AlarmRule: string) => client.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule }));

describe("an alarm on metric math", () => {
  it("stands as what its expression gives, and is told with its queries", async () => {
    await put("errors-of-calls-low", share("100 * errors / calls"), 101);
    await put("errors-of-calls-high", share("100 * (1 + errors) / (1 + calls)"), 0);
    await bench.simulator.control.advance(180_000);
    const [low, high] = [await look("errors-of-calls-low"), await look("errors-of-calls-high")];
    expect([low?.StateValue, high?.StateValue]).toEqual(["OK", "ALARM"]);
    expect(high?.StateReason).toMatch(/^Threshold Crossed: 1 out of the last 1 datapoints \[[\d.]+ \(.*\)\] was greater than the threshold \(0\.0\)/);
    expect(high).toMatchObject({ Metrics: share("100 * (1 + errors) / (1 + calls)") });
    const { AlarmHistoryItems = [] } = await client.send(new DescribeAlarmHistoryCommand({ AlarmName: "errors-of-calls-high" }));
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toContain("Alarm updated from INSUFFICIENT_DATA to ALARM");
  });

  it.each([
    ["that returns nothing", [metric("errors", "Errors")]],
    ["that returns two", [metric("errors", "Errors", { ReturnData: true }), metric("calls", "Invocations", { ReturnData: true })]],
    ["that names what is not there", share("errors / nothing")],
    ["that is no expression", share("errors +")],
  ])("%s is refused", async (_what, queries) => {
    expect((await refusal(put("refused", queries, 1))).name).toMatch(/^ValidationE/);
    expect(await look("refused")).toBeUndefined();
  });
});

describe("a composite alarm that is put", () => {
  it("follows its children, composite ones too, is changed by putting it again, and goes", async () => {
    await put("child", share("errors * 0"), 1);
    await compose("middle", 'ALARM("child")');
    await compose("top", 'ALARM("middle") AND NOT ALARM("dead-letters-wait")');
    expect([(await look("middle"))?.StateValue, (await look("top"))?.StateValue]).toEqual(["OK", "OK"]);
    await bench.simulator.control.advance(1000);
    await client.send(new SetAlarmStateCommand({ AlarmName: "child", StateValue: "ALARM", StateReason: "Just so" }));
    expect((await look("middle"))?.StateValue).toBe("ALARM");
    const before = await look("top");
    await compose("top", 'OK("middle")');
    const after = await look("top");
    expect(after).toMatchObject({ AlarmRule: 'OK("middle")', StateValue: "OK", AlarmArn: before?.AlarmArn });
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ["top"] }));
    expect(await look("top")).toBeUndefined();
  });

  it.each([
    ["whose rule is none", "loop", "ALARM(", "not a valid expression"],
    ["of alarms that are not there", "loop", 'ALARM("nowhere")', "[nowhere] in the alarm rule do not exist"],
    ["that would need itself", "middle", 'OK("over")', "circular dependency"],
    ["under the name of a metric alarm", "child", 'OK("dead-letters-wait")', "already exists"],
  ])("%s is refused", async (_what, name, rule, told) => {
    await compose("over", 'ALARM("middle")');
    expect(await refusal(compose(name, rule))).toMatchObject({ message: expect.stringContaining(told) });
  });
});
