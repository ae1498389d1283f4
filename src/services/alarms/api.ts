import {
  type AlarmHistoryItem,
  type AlarmType,
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  GetMetricDataCommand,
  type LogAlarm,
  type MetricAlarm,
  type MetricDataQuery,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { apiOf } from "../../aws/serviceApi.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { TimeSpan } from "../../base/contracts.ts";
import { type PageOf, everyItem, listed } from "../../base/pages.ts";
import { type Alarm, type AlarmState, type AlarmValues, type Happening, STATES, readReason } from "./model.ts";

/** The largest page (API reference, DescribeAlarms and DescribeAlarmHistory). */
const MaxRecords = 100;
/** Without them only metric alarms come. */
const AlarmTypes: AlarmType[] = ["MetricAlarm", "CompositeAlarm", "LogAlarm"];

const gone = (name: string) => new DevOpsError({ kind: "notFound", tried: "read the alarm", on: name, why: "CloudWatch does not have it" });

/** CloudWatch's alarms of one context. Every method throws DevOpsError. */
export class AlarmsApi extends apiOf(CloudWatchClient) {
  /** State by state, what fires first: one list that goes on. */
  async listAlarms(cursor: string | undefined, signal: AbortSignal): Promise<PageOf<Alarm>> {
    const [, number = "0", token] = /^(\d+):(.*)$/s.exec(cursor ?? "") ?? [];
    const at = Number(number);
    const StateValue = STATES[at];
    const { items, next } = await this.#describe({ StateValue, NextToken: token || undefined }, signal);
    const isLast = at + 1 >= STATES.length;
    return { items, next: next !== undefined ? `${at}:${next}` : isLast ? undefined : `${at + 1}:` };
  }

  /** @throws DevOpsError notFound where there is none */
  async getAlarm(name: string, signal?: AbortSignal): Promise<Alarm> {
    const { items: [one] } = await this.#describe({ AlarmNames: [name] }, signal);
    if (one === undefined) throw gone(name);
    return one;
  }

  listChildren(ChildrenOfAlarmName: string, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Alarm>> {
    // the types may not be said beside it
    return this.#describe({ ChildrenOfAlarmName, NextToken, AlarmTypes: undefined }, signal);
  }

  async #describe(input: DescribeAlarmsCommandInput, signal?: AbortSignal): Promise<PageOf<Alarm>> {
    const page = await this.send(new DescribeAlarmsCommand({ AlarmTypes, MaxRecords, ...input }), { signal });
    const items = [
      ...(page.MetricAlarms ?? []).map((one) => metricAlarm(one)),
      ...(page.CompositeAlarms ?? []).map((one) => ({ ...alarmOf(one), rule: one.AlarmRule, suppressedBy: one.ActionsSuppressedBy })),
      ...(page.LogAlarms ?? []).map((one) => ({ ...alarmOf(one), kind: "log" as const })),
    ];
    return { items, next: page.NextToken };
  }

  /** Of the last 30 days, the newest first: the service keeps no more. */
  async listHistory(AlarmName: string, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Happening>> {
    const command = new DescribeAlarmHistoryCommand({ AlarmName, AlarmTypes, NextToken, MaxRecords, ScanBy: "TimestampDescending" });
    const page = await this.send(command, { signal, subject: `alarm ${AlarmName}` });
    return listed(page.AlarmHistoryItems, page.NextToken, toHappening);
  }

  /** AWS's clock, in epoch milliseconds. */
  now(): number {
    return this.session.now();
  }

  /**
   * An alarm as it is now, and what its metric or formula was in a time, the newest first, as the alarm itself reads it.
   * @param spanOf which time, of the alarm
   */
  async values(name: string, spanOf: (alarm: Alarm) => TimeSpan, signal: AbortSignal): Promise<AlarmValues> {
    const { MetricAlarms: [found] = [] } = await this.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes }), { signal, subject: `alarm ${name}` });
    if (found === undefined) throw gone(name);
    const MetricDataQueries = queriesOf(found);
    if (MetricDataQueries.length === 0) throw new DevOpsError({ kind: "notFound", tried: "read its values", on: `alarm ${name}`, why: "it watches no metric by itself" });
    const alarm = metricAlarm(found);
    const { from, to } = spanOf(alarm);
    const range = { StartTime: new Date(from), EndTime: new Date(to), ScanBy: "TimestampDescending" } as const;
    const values = await everyItem("read its values", async (NextToken) => {
      const page = await this.send(new GetMetricDataCommand({ MetricDataQueries, ...range, NextToken }), { signal, subject: `alarm ${name}` });
      const [result] = page.MetricDataResults ?? [];
      return listed(result?.Timestamps?.map((at, index) => [at.getTime(), result.Values?.[index] ?? 0] as const), page.NextToken, (one) => one);
    });
    return { alarm, values };
  }

  async setActions(name: string, isOn: boolean): Promise<void> {
    const input = { AlarmNames: [name] };
    const options = { subject: `alarm ${name}` };
    if (isOn) await this.send(new EnableAlarmActionsCommand(input), options);
    else await this.send(new DisableAlarmActionsCommand(input), options);
  }

  async setState(AlarmName: string, StateValue: AlarmState, StateReason: string): Promise<void> {
    await this.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }), { subject: `alarm ${AlarmName}` });
  }
}

/** What an alarm evaluates, as GetMetricData takes it; what it returns comes first. */
function queriesOf({ Metrics, Namespace, MetricName, Dimensions, Period, Unit, ExtendedStatistic, Statistic, ThresholdMetricId }: MetricAlarm): MetricDataQuery[] {
  // a band that the service learns is no value
  if (Metrics !== undefined && Metrics.length > 0) return Metrics.filter(({ Id }) => Id !== ThresholdMetricId);
  if (MetricName === undefined) return [];
  return [{ Id: "m1", MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: ExtendedStatistic ?? Statistic ?? "Average", ...(Unit && { Unit }) } }];
}

function alarmOf(one: MetricAlarm | CompositeAlarm | LogAlarm): Alarm {
  return {
    kind: "composite",
    name: one.AlarmName ?? "",
    arn: one.AlarmArn ?? "",
    about: one.AlarmDescription || undefined,
    state: one.StateValue ?? "INSUFFICIENT_DATA",
    since: (one.StateTransitionedTimestamp ?? one.StateUpdatedTimestamp)?.getTime(),
    reason: one.StateReason || undefined,
    seen: readReason(one.StateReasonData),
    hasActions: one.ActionsEnabled ?? true,
    actions: { ALARM: one.AlarmActions ?? [], OK: one.OKActions ?? [], INSUFFICIENT_DATA: one.InsufficientDataActions ?? [] },
  };
}

function metricAlarm(one: MetricAlarm): Alarm {
  const trouble = one.EvaluationState?.toLowerCase().replaceAll("_", " ");
  const watched = {
    namespace: one.Namespace ?? "",
    // a formula has a name of its own, or none
    metric: one.MetricName ?? one.Metrics?.find(({ ReturnData }) => ReturnData !== false)?.Label ?? "a formula",
    statistic: one.ExtendedStatistic ?? one.Statistic,
    dimensions: (one.Dimensions ?? one.Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Metric?.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value] as const),
    comparison: one.ComparisonOperator,
    threshold: one.Threshold,
    period: one.Period,
    periods: one.EvaluationPeriods ?? 1,
    needed: one.DatapointsToAlarm ?? one.EvaluationPeriods ?? 1,
    missing: one.TreatMissingData,
  };
  return { ...alarmOf(one), kind: "metric", trouble, watched };
}

function toHappening(one: AlarmHistoryItem): Happening {
  const at = one.Timestamp?.getTime();
  const summary = one.HistorySummary ?? "";
  const type = one.HistoryItemType ?? "";
  return { id: `${at ?? ""} ${type} ${summary}`, at, type, summary, data: one.HistoryData };
}
