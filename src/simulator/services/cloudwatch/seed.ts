import type { RegionState } from "../../account/account.ts";
import { hashText } from "../../random.ts";
import type { Properties } from "../../resources/inventory.ts";

const DAY = 86_400_000;
const ALARM = "AWS::CloudWatch::Alarm";
const COMPOSITE = "AWS::CloudWatch::CompositeAlarm";

/** A function that throws time and again: one failure in an hour is enough. */
const WATCHED = "invoice-export";
/** It fails a little more often than its alarm likes, and is well again. */
const FLAPPING = "tracking-api";
const SCALED = ["auth-service", "parcel-web", "tracking-api"];
const GROUP = "parcel-sorters";
/** Things that are gone, of which alarms are left. */
const GONE = ["freight-edge-old", "depot-sync-legacy", "label-cache-eu"];

interface Seed {
  readonly name: string;
  readonly about: string;
  readonly metric: Properties;
  readonly more?: Properties;
  /** The topic is told of it. */
  readonly isTold?: boolean;
}

const dimensions = (sides: Readonly<Record<string, string>>) => Object.entries(sides).map(([Name, Value]) => ({ Name, Value }));

const metric = (Namespace: string, MetricName: string, sides: Readonly<Record<string, string>>, Statistic = "Average") => ({
  Namespace, MetricName, Dimensions: dimensions(sides), Statistic,
});

const above = (Threshold: number, Period = 300, EvaluationPeriods = 3, DatapointsToAlarm = EvaluationPeriods) => ({
  ComparisonOperator: "GreaterThanOrEqualToThreshold", Threshold, Period, EvaluationPeriods, DatapointsToAlarm,
});

/** The alarms that no stack owns. */
export function seedAlarms({ inventory, logs, clock, environment }: RegionState): void {
  const now = clock.now();
  const inGroups = (path: string) => logs.groups().filter(({ name }) => name.startsWith(path)).map(({ name }) => name.slice(path.length));
  const functions = inGroups("/aws/lambda/");
  const services = inGroups("/ecs/").filter((name) => name !== "parcel-web");
  if (functions.length === 0) {
    return;
  }
  const topic = inventory.ofStacks("AWS::SNS::Topic")[0]?.arn ?? inventory.arn("sns", "kestrel-alarms");
  const seeds = [
    ...functions.flatMap(ofFunction),
    ...services.map(ofService),
    ...(functions.includes(WATCHED) ? ofPlatform(`kestrel-${environment}`, inventory.arn("autoscaling", `scalingPolicy:4b6f0a1e:autoScalingGroupName/${GROUP}:policyName/cpu-60`)) : []),
  ];
  for (const { name, about, metric: own, more, isTold = true } of seeds) {
    const created = now - (40 + (hashText(name) % 500)) * DAY;
    const properties = {
      AlarmName: name, AlarmDescription: about, ActionsEnabled: true, ...own,
      AlarmActions: isTold ? [topic] : [], OKActions: isTold && hashText(name) % 2 === 0 ? [topic] : [], InsufficientDataActions: [], ...more,
    };
    inventory.put({ type: ALARM, id: name, arn: inventory.arn("cloudwatch", `alarm:${name}`), name, properties, created, updated: created });
  }
  if (functions.includes(WATCHED)) {
    const composites = { "parcel-platform-health": [`${WATCHED}-errors`, "pricing-engine-memory-high", `${FLAPPING}-errors`], "checkout-health": ["auth-service-cpu-high", "billing-service-errors"] };
    for (const [name, children] of Object.entries(composites)) {
      const AlarmRule = children.map((child) => `ALARM("${child}")`).join(" OR ");
      const created = now - (40 + (hashText(name) % 300)) * DAY;
      const properties = { AlarmName: name, AlarmDescription: "Something that customers notice", ActionsEnabled: true, AlarmRule, AlarmActions: [topic], OKActions: [topic], InsufficientDataActions: [] };
      inventory.put({ type: COMPOSITE, id: name, arn: inventory.arn("cloudwatch", `alarm:${name}`), name, properties, created, updated: created });
    }
  }
}

function ofFunction(name: string): Seed[] {
  const about = { FunctionName: name };
  const quiet = { TreatMissingData: "notBreaching" };
  const often = name === WATCHED ? above(1, 300, 12, 1) : above(4, 300, 1);
  return [
    { name: `${name}-errors`, about: `${name} throws`, metric: metric("AWS/Lambda", "Errors", about, "Sum"), more: { ...often, ...quiet } },
    { name: `${name}-duration`, about: `${name} takes long`, metric: metric("AWS/Lambda", "Duration", about), more: { ...above(900), ...quiet }, isTold: false },
  ];
}

function ofService(name: string): Seed {
  const often = name === FLAPPING ? above(3, 300, 1) : above(9, 300, 2);
  return { name: `${name}-errors`, about: `${name} answers with errors`, metric: metric("Kestrel/Services", "Errors", { Service: name }, "Sum"), more: { ...often, TreatMissingData: "notBreaching" } };
}

/** Of what runs the company's services. */
function ofPlatform(cluster: string, policy: string): Seed[] {
  const scaled = SCALED.map((name): Seed => ({
    name: `${name}-cpu-high`, about: `${name} needs more tasks`, metric: metric("AWS/ECS", "CPUUtilization", { ClusterName: cluster, ServiceName: name }), more: above(90),
  }));
  const gone = GONE.map((name): Seed => ({
    name: `${name}-5xx`, about: `${name} answers with errors`, metric: metric("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", { LoadBalancer: `app/${name}/50dc6c495c0c9188` }, "Sum"), more: above(10, 60),
  }));
  return [
    ...scaled,
    ...gone,
    { name: "pricing-engine-memory-high", about: "Tasks are about to be killed", metric: metric("AWS/ECS", "MemoryUtilization", { ClusterName: cluster, ServiceName: "pricing-engine" }), more: above(90) },
    { name: `${GROUP}-cpu-high`, about: "The group grows", metric: metric("AWS/EC2", "CPUUtilization", { AutoScalingGroupName: GROUP }), more: { ...above(90), AlarmActions: [policy] } },
    { name: "dead-letters-wait", about: "Nobody takes the dead letters away", metric: metric("AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName: "dead-letter-drain-work" }, "Maximum"), more: { ...above(3600), ActionsEnabled: false } },
  ];
}
