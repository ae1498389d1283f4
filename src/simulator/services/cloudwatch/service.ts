import {
  CloudWatchClient,
  DeleteAlarms$,
  DescribeAlarmHistory$,
  DescribeAlarms$,
  DescribeAlarmsForMetric$,
  DisableAlarmActions$,
  EnableAlarmActions$,
  GetMetricData$,
  InvalidFormatFault$,
  InvalidNextToken$,
  InvalidParameterValueException$,
  ListMetrics$,
  PutCompositeAlarm$,
  PutMetricAlarm$,
  ResourceNotFound$,
  SetAlarmState$,
  ValidationException$,
} from "@aws-sdk/client-cloudwatch";
import type * as CloudWatchModule from "@aws-sdk/client-cloudwatch";
import type { AlarmType, MetricAlarm, PutCompositeAlarmCommandInput, PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import type { Facts } from "../../resources/rule.ts";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { ALARM, Alarms, COMPOSITE } from "./alarms.ts";
import { queriesOf } from "./evaluation.ts";
import { metricData, valuesOf } from "./metricData.ts";
import { readRule } from "./rule.ts";
import { keyOf } from "./series.ts";
import type { Metrics } from "./series.ts";
import { INVALID, isPeriod } from "./statistics.ts";

/** Alarms and their history (API reference). */
const PAGE = { standard: 50, most: 100 };
const badToken = () => new AwsError("InvalidNextToken", "The next token is not valid.");

const numbers = ["Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold"];

/** What every answer tells of an alarm beside its properties. */
function told(one: Resource, alarms: Alarms): MetricAlarm {
  const { state, reason, data, at } = alarms.standing(one);
  return {
    ActionsEnabled: alarms.hasActions(one),
    AlarmArn: one.arn,
    AlarmConfigurationUpdatedTimestamp: new Date(one.updated),
    AlarmName: one.name,
    StateReason: reason,
    StateReasonData: data,
    StateTransitionedTimestamp: new Date(at),
    StateUpdatedTimestamp: new Date(at),
    StateValue: state,
  };
}

/** An alarm whole: the codec leaves out what its shape does not have. */
function whole(one: Resource, alarms: Alarms): MetricAlarm {
  const counted = numbers.flatMap((name) => (one.properties[name] === undefined ? [] : [[name, Number(one.properties[name])] as const]));
  const queries = queriesOf(one.properties);
  return { OKActions: [], AlarmActions: [], InsufficientDataActions: [], Dimensions: [], ...one.properties, ...(queries.length > 0 && { Metrics: queries }), ...Object.fromEntries(counted), ...told(one, alarms) };
}

type Row = Facts<MetricAlarm, Alarms>;
const fact = <Name extends keyof MetricAlarm>(name: Name) => (one: Resource, alarms: Alarms) => told(one, alarms)[name];
const facts: Row = {
  ActionsEnabled: fact("ActionsEnabled"), AlarmConfigurationUpdatedTimestamp: fact("AlarmConfigurationUpdatedTimestamp"),
  StateReason: fact("StateReason"), StateReasonData: fact("StateReasonData"), StateTransitionedTimestamp: fact("StateTransitionedTimestamp"),
  StateUpdatedTimestamp: fact("StateUpdatedTimestamp"), StateValue: fact("StateValue"),
};

const typeOf = ({ type }: Resource): AlarmType => (type === ALARM ? "MetricAlarm" : "CompositeAlarm");
const actionsOf = ({ properties }: Resource) => ["AlarmActions", "OKActions", "InsufficientDataActions"].flatMap((name) => (properties[name] ?? []) as readonly string[]);

/** Refuses what no model forbids. @throws AwsError */
function checkAlarm(input: PutMetricAlarmCommandInput, { metrics, now }: Alarms): void {
  const { Metrics, MetricName, Period, EvaluationPeriods = 1, DatapointsToAlarm = 1, ThresholdMetricId } = input;
  if (DatapointsToAlarm > EvaluationPeriods) {
    throw new AwsError(INVALID, "DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  }
  if (ThresholdMetricId !== undefined) {
    throw partNotSimulated("alarms on anomalies");
  }
  if (Metrics !== undefined) {
    checkMath(input, metrics, now);
    return;
  }
  if (MetricName === undefined || Period === undefined) {
    throw new AwsError(INVALID, "The parameters MetricName, Namespace and Period must be specified.");
  }
  if (!isPeriod(Period)) {
    throw new AwsError(INVALID, `Period must be 10, 20, 30 or a multiple of 60: ${Period}`);
  }
}

/** The queries of an alarm on metric math: one is returned, and all can be evaluated. @throws AwsError */
function checkMath(input: PutMetricAlarmCommandInput, metrics: Metrics, now: number): void {
  if (input.MetricName !== undefined || input.Period !== undefined || input.Statistic !== undefined || input.ExtendedStatistic !== undefined) {
    throw new AwsError(INVALID, "Metrics list cannot be specified together with MetricName, Namespace, Dimensions, Period, Unit, Statistic or ExtendedStatistic.");
  }
  const queries = queriesOf({ Metrics: input.Metrics });
  const returned = queries.filter(({ ReturnData }) => ReturnData === true);
  const [{ Id: id = "" } = {}] = returned;
  if (returned.length !== 1) {
    throw new AwsError(INVALID, "Exactly one element of the metrics list should return data.");
  }
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length) {
    throw new AwsError(INVALID, "The values for parameter id in Metrics are not unique.");
  }
  valuesOf(queries, metrics, { start: now - 60_000, end: now })(id);
}

/** Refuses a rule that is none, or that cannot be followed. @throws AwsError */
function checkRule({ AlarmName = "", AlarmRule = "", ActionsSuppressor }: PutCompositeAlarmCommandInput, alarms: Alarms): void {
  if (ActionsSuppressor !== undefined) {
    throw partNotSimulated("suppressed actions of composite alarms");
  }
  const rule = readRule(AlarmRule);
  if (rule === undefined) {
    throw new AwsError(INVALID, `AlarmRule is not a valid expression: ${AlarmRule}`);
  }
  const there = new Set(alarms.all().map(({ name }) => name));
  const missing = rule.children.filter((name) => !there.has(name));
  if (missing.length > 0) {
    throw new AwsError(INVALID, `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist`);
  }
  if (rule.children.some((name) => alarms.needs(name, AlarmName))) {
    throw new AwsError(INVALID, `Could not save the composite alarm as alarm rule would create a circular dependency with [${AlarmName}]`);
  }
}

/** Makes an alarm, or another one of it. @throws AwsError where its name is that of an alarm of the other type */
function putAlarm(alarms: Alarms, type: typeof ALARM | typeof COMPOSITE, { AlarmName: name = "", Tags: _tags, ...given }: PutMetricAlarmCommandInput | PutCompositeAlarmCommandInput, of: { readonly region: string; readonly accountId: string }): void {
  const before = alarms.all().find((one) => one.name === name);
  if (before !== undefined && before.type !== type) {
    throw new AwsError(INVALID, `An alarm of another type with the name ${name} already exists.`);
  }
  const arn = before?.arn ?? `arn:aws:cloudwatch:${of.region}:${of.accountId}:alarm:${name}`;
  const properties = { ActionsEnabled: true, AlarmName: name, ...given };
  alarms.put({ type, id: name, arn, name, properties, created: before?.created ?? alarms.now, updated: alarms.now }, before === undefined);
}

/** Amazon CloudWatch: metrics and alarms. */
export const cloudwatch = describeService<typeof CloudWatchModule, Alarms>({
  name: "monitoring",
  types: "AWS::CloudWatch::",
  invalid: INVALID,
  schemas: {
    DeleteAlarms$,
    DescribeAlarmHistory$,
    DescribeAlarms$,
    DescribeAlarmsForMetric$,
    DisableAlarmActions$,
    EnableAlarmActions$,
    GetMetricData$,
    InvalidFormatFault$,
    InvalidNextToken$,
    InvalidParameterValueException$,
    ListMetrics$,
    PutCompositeAlarm$,
    PutMetricAlarm$,
    ResourceNotFound$,
    SetAlarmState$,
    ValidationException$,
  },
  client: (options) => new CloudWatchClient(options),
  open: (state) => new Alarms(state),
  listed: [COMPOSITE],
  rules: {
    DescribeAlarmsForMetric: {
      type: ALARM, rows: "MetricAlarms", facts,
      where: (one, { Namespace, MetricName, Dimensions }, alarms) =>
        alarms.isThere(one) &&
        keyOf({ Namespace, MetricName, Dimensions }) ===
          keyOf({ Namespace: text(one, "Namespace"), MetricName: text(one, "MetricName"), Dimensions: one.properties["Dimensions"] as MetricAlarm["Dimensions"] }),
    },
  },
  handlers: (world) => ({
    DescribeAlarms(input, { region }) {
      const alarms = world(region);
      const { AlarmNames, AlarmNamePrefix, AlarmTypes = ["MetricAlarm"], StateValue, ActionPrefix, ChildrenOfAlarmName, ParentsOfAlarmName } = input;
      if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) {
        throw new AwsError(INVALID, "AlarmNamePrefix and AlarmNames cannot be specified together.");
      }
      const children = ChildrenOfAlarmName === undefined ? undefined : alarms.childrenOf(alarms.get(ChildrenOfAlarmName));
      const found = alarms.all().filter(
        (one) =>
          (children === undefined ? AlarmTypes.includes(typeOf(one)) : children.includes(one.name)) &&
          (AlarmNames?.includes(one.name) ?? true) &&
          one.name.startsWith(AlarmNamePrefix ?? "") &&
          (ParentsOfAlarmName === undefined || alarms.childrenOf(one).includes(ParentsOfAlarmName)) &&
          (ActionPrefix === undefined || actionsOf(one).some((arn) => arn.startsWith(ActionPrefix))) &&
          (StateValue === undefined || alarms.standing(one).state === StateValue),
      );
      const size = pageSize(input.MaxRecords, "maxRecords", PAGE, INVALID);
      const { items, nextToken } = page(found, ({ name }) => name, { nextToken: input.NextToken, size, badToken });
      const of = (type: AlarmType) => items.filter((one) => typeOf(one) === type).map((one) => whole(one, alarms));
      return { MetricAlarms: of("MetricAlarm"), CompositeAlarms: of("CompositeAlarm"), NextToken: nextToken };
    },
    DescribeAlarmHistory(input, { region }) {
      const alarms = world(region);
      const { AlarmName, AlarmTypes = ["MetricAlarm"], HistoryItemType, StartDate, EndDate, ScanBy = "TimestampDescending" } = input;
      // An alarm that is named need not be there any more, and then has no history here.
      const asked = alarms.all().filter((one) => (AlarmName === undefined ? AlarmTypes.includes(typeOf(one)) : one.name === AlarmName));
      const newest = asked
        .flatMap((one) => alarms.history(one))
        .filter(({ HistoryItemType: type, Timestamp }) => {
          const at = Timestamp?.getTime() ?? 0;
          return (HistoryItemType === undefined || type === HistoryItemType) && at >= (StartDate?.getTime() ?? 0) && at <= (EndDate?.getTime() ?? Infinity);
        })
        .sort((a, b) => (b.Timestamp?.getTime() ?? 0) - (a.Timestamp?.getTime() ?? 0));
      const items = ScanBy === "TimestampAscending" ? newest.toReversed() : newest;
      const size = pageSize(input.MaxRecords, "maxRecords", PAGE, INVALID);
      const key = (item: (typeof items)[number]) => `${item.AlarmName} ${item.Timestamp?.getTime()} ${item.HistoryItemType} ${item.HistorySummary}`;
      const paged = page(items, key, { nextToken: input.NextToken, size, badToken });
      return { AlarmHistoryItems: paged.items, NextToken: paged.nextToken };
    },
    SetAlarmState({ AlarmName = "", StateValue = "OK", StateReason = "", StateReasonData }, { region }) {
      const alarms = world(region);
      const one = alarms.get(AlarmName);
      if (StateReasonData !== undefined && !isJson(StateReasonData)) {
        throw new AwsError("InvalidFormatFault", "StateReasonData was not syntactically valid JSON");
      }
      alarms.set(one, StateValue, StateReason, StateReasonData);
      return {};
    },
    EnableAlarmActions({ AlarmNames = [] }, { region }) {
      const alarms = world(region);
      for (const one of alarms.all()) if (AlarmNames.includes(one.name)) alarms.setActions(one, true);
      return {};
    },
    DisableAlarmActions({ AlarmNames = [] }, { region }) {
      const alarms = world(region);
      for (const one of alarms.all()) if (AlarmNames.includes(one.name)) alarms.setActions(one, false);
      return {};
    },
    PutMetricAlarm(input, context) {
      const alarms = world(context.region);
      checkAlarm(input, alarms);
      putAlarm(alarms, ALARM, input, context);
      return {};
    },
    PutCompositeAlarm(input, context) {
      const alarms = world(context.region);
      checkRule(input, alarms);
      putAlarm(alarms, COMPOSITE, input, context);
      return {};
    },
    DeleteAlarms({ AlarmNames = [] }, { region }) {
      const alarms = world(region);
      const found = alarms.all().filter(({ name }) => AlarmNames.includes(name));
      for (const one of found) alarms.remove(one);
      const missing = AlarmNames.filter((name) => !found.some((one) => one.name === name));
      if (missing.length > 0) {
        throw new AwsError("ResourceNotFound", `Unknown alarm: ${missing.join(", ")}`);
      }
      return {};
    },
    ListMetrics({ Namespace, MetricName, Dimensions = [], NextToken }, { region }) {
      const found = world(region)
        .metrics.all()
        .filter(
          (one) =>
            (Namespace === undefined || one.Namespace === Namespace) &&
            (MetricName === undefined || one.MetricName === MetricName) &&
            Dimensions.every(({ Name, Value }) => one.Dimensions?.some((side) => side.Name === Name && (Value === undefined || side.Value === Value)) === true),
        );
      const bad = () => new AwsError("InvalidParameterValueException", "The next token is not valid.");
      const { items, nextToken } = page(found, keyOf, { nextToken: NextToken, size: 500, badToken: bad });
      return { Metrics: items.map((one) => ({ Namespace: one.Namespace, MetricName: one.MetricName, Dimensions: [...(one.Dimensions ?? [])] })), NextToken: nextToken };
    },
    GetMetricData: (input, { region }) => metricData(input, world(region).metrics, world(region).now),
  }),
});

function isJson(data: string): boolean {
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}
