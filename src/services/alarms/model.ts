import type { TimeSpan } from "../../base/contracts.ts";
import { membersOf, parsedJson } from "../../base/json.ts";
import { type ResourceRef, partitionOf } from "../../base/resourceRef.ts";
import type { Standing } from "../../base/standing.ts";
import { containsIgnoringCase } from "../../base/text.ts";

/** In the order in which they are listed. */
export const STATES = ["ALARM", "INSUFFICIENT_DATA", "OK"] as const;
export type AlarmState = (typeof STATES)[number];

/** What a metric alarm looks at, and when it fires. */
export interface Watched {
  readonly namespace: string;
  readonly metric: string;
  readonly statistic: string | undefined;
  readonly dimensions: readonly (readonly [name: string, value: string])[];
  readonly comparison: string | undefined;
  /** Undefined where it is a band that the service learns. */
  readonly threshold: number | undefined;
  /** Seconds. */
  readonly period: number | undefined;
  readonly periods: number;
  /** Of `periods` so many have to break the threshold. */
  readonly needed: number;
  readonly missing: string | undefined;
}

/** What an alarm saw when it came to its state, the oldest value first. */
export interface Seen {
  readonly values: readonly number[];
  readonly threshold: number | undefined;
  /** Of a composite alarm: the names of those for which it fires. */
  readonly firing: readonly string[];
}

export interface Alarm {
  readonly kind: "metric" | "composite" | "log";
  readonly name: string;
  readonly arn: string;
  readonly about: string | undefined;
  readonly state: AlarmState;
  /** Epoch milliseconds, as all times here. */
  readonly since: number | undefined;
  readonly reason: string | undefined;
  readonly seen: Seen | undefined;
  readonly hasActions: boolean;
  /** The ARNs of what is done when a state begins. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  /** Why its evaluation is not whole: `partial data`. */
  readonly trouble?: string | undefined;
  readonly watched?: Watched;
  /** Of a composite alarm. */
  readonly rule?: string | undefined;
  readonly suppressedBy?: string | undefined;
}

export interface Happening {
  readonly id: string;
  readonly at: number | undefined;
  /** `StateUpdate`, `Action`, `ConfigurationUpdate` … */
  readonly type: string;
  readonly summary: string;
  /** JSON. */
  readonly data: string | undefined;
}

const STANDINGS: Readonly<Record<AlarmState, Standing>> = { ALARM: "failed", INSUFFICIENT_DATA: "unknown", OK: "passed" };
export const STATE_WORDS: Readonly<Record<AlarmState, string>> = { ALARM: "in alarm", INSUFFICIENT_DATA: "too little data", OK: "OK" };

export const standingOfAlarm = ({ state }: Pick<Alarm, "state">): Standing => STANDINGS[state];

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: "≥",
  GreaterThanThreshold: ">",
  LessThanThreshold: "<",
  LessThanOrEqualToThreshold: "≤",
  GreaterThanUpperThreshold: "above the band",
  LessThanLowerThreshold: "below the band",
  LessThanLowerOrGreaterThanUpperThreshold: "outside the band",
};

/** `Errors ≥ 1` */
export function conditionText({ metric, comparison = "", threshold }: Watched): string {
  return [metric, SIGNS[comparison] ?? comparison, threshold === undefined ? undefined : numberText(threshold)].filter(Boolean).join(" ");
}

/** `sum in 5 m, 2 of 3 times`; how a value is made and how often it has to break the threshold. */
export function oftenText({ statistic, period, periods, needed }: Watched): string {
  const made = `${statistic?.toLowerCase() ?? "value"}${period === undefined ? "" : ` in ${periodText(period)}`}`;
  if (periods === 1) return made;
  return `${made}, ${needed === periods ? `${periods} times in a row` : `${needed} of ${periods} times`}`;
}

/** @param period in seconds */
function periodText(period: number): string {
  if (period % 3600 === 0) return `${period / 3600} h`;
  return period % 60 === 0 ? `${period / 60} min` : `${period} s`;
}

/** The values of the reason that tell most: what broke the threshold, else the last ones; undefined where none is known. */
export function seenText({ seen, watched, state }: Alarm): string | undefined {
  if (seen !== undefined && seen.firing.length > 0) return `by ${seen.firing.join(", ")}`;
  if (seen === undefined || seen.values.length === 0 || watched === undefined) return undefined;
  const breaking = seen.values.filter((value) => breaks(watched, value, seen.threshold));
  if (state === "ALARM" && breaking.length > 0) {
    const last = breaking.at(-1) ?? 0;
    return seen.values.length === 1 ? numberText(last) : `${numberText(last)} at last, ${breaking.length} of ${seen.values.length} over it`.replace("over it", wordOf(watched));
  }
  return `last ${numberText(seen.values.at(-1) ?? 0)}`;
}

const wordOf = ({ comparison = "" }: Watched) => (comparison.startsWith("Less") ? "low" : "high");

function breaks({ comparison = "", threshold }: Watched, value: number, then: number | undefined): boolean {
  const limit = then ?? threshold ?? Number.NaN;
  switch (comparison) {
    case "GreaterThanOrEqualToThreshold":
      return value >= limit;
    case "GreaterThanThreshold":
      return value > limit;
    case "LessThanThreshold":
      return value < limit;
    case "LessThanOrEqualToThreshold":
      return value <= limit;
    default:
      return false;
  }
}

/** Two digits behind the point at most. */
export function numberText(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** What `StateReasonData` tells; it is JSON that the service writes, or somebody who set the state. */
export function readReason(json: string | undefined): Seen | undefined {
  try {
    const { recentDatapoints, threshold, triggeringAlarms } = JSON.parse(json ?? "") as Readonly<Record<string, unknown>>;
    const values = Array.isArray(recentDatapoints) ? recentDatapoints.filter((one) => typeof one === "number") : [];
    const arns = Array.isArray(triggeringAlarms) ? triggeringAlarms.map((one: { readonly arn?: unknown } | null) => one?.arn) : [];
    const firing = arns.filter((arn) => typeof arn === "string").map((arn) => arn.slice(arn.indexOf(":alarm:") + ":alarm:".length));
    return { values, firing, threshold: typeof threshold === "number" ? threshold : undefined };
  } catch {
    return undefined;
  }
}

/** `FunctionName invoice-export`, or the values alone where there is one. */
export function dimensionText({ dimensions }: Watched): string | undefined {
  return dimensions.length === 0 ? undefined : dimensions.map(([name, value]) => (dimensions.length === 1 ? value : `${name} ${value}`)).join(", ");
}

/** How the name of a thing stands in its ARN, by its namespace and the dimension that names it (metrics of each service's guide). */
const THINGS: readonly (readonly [namespace: string, dimension: string, service: string, resource: (value: string, of: (name: string) => string) => string])[] = [
  ["AWS/Lambda", "FunctionName", "lambda", (name) => `function:${name}`],
  ["AWS/ECS", "ServiceName", "ecs", (name, of) => `service/${of("ClusterName")}/${name}`],
  ["ECS/ContainerInsights", "ServiceName", "ecs", (name, of) => `service/${of("ClusterName")}/${name}`],
  ["AWS/ECS", "ClusterName", "ecs", (name) => `cluster/${name}`],
  ["ECS/ContainerInsights", "ClusterName", "ecs", (name) => `cluster/${name}`],
  ["AWS/EC2", "InstanceId", "ec2", (id) => `instance/${id}`],
  ["AWS/EC2", "AutoScalingGroupName", "autoscaling", (name) => `autoScalingGroup:*:autoScalingGroupName/${name}`],
  ["AWS/AutoScaling", "AutoScalingGroupName", "autoscaling", (name) => `autoScalingGroup:*:autoScalingGroupName/${name}`],
  ["AWS/CodeBuild", "ProjectName", "codebuild", (name) => `project/${name}`],
  ["AWS/Logs", "LogGroupName", "logs", (name) => `log-group:${name}`],
];

/** What a metric alarm watches, as an ARN of the alarm's account; undefined where that is not known. @param alarm its own ARN */
export function thingOf({ namespace, dimensions }: Watched, alarm: ResourceRef): ResourceRef | undefined {
  const of = (name: string) => dimensions.find(([one]) => one === name)?.[1] ?? "";
  const found = THINGS.find(([space, dimension]) => space === namespace && of(dimension) !== "");
  if (found === undefined) return undefined;
  const [, dimension, service, resource] = found;
  const { region, account } = alarm;
  return { partition: partitionOf(region), service, region, account, resource: resource(of(dimension), of) };
}

/** Actions by what they do, in words. */
export function actionText(arn: string): string {
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  const name = resource.slice(resource.lastIndexOf("/") + 1);
  if (service === "sns") return `tells topic ${name}`;
  if (service === "autoscaling") return `scales by ${resource.split("policyName/")[1] ?? name}${groupIn(resource)}`;
  if (service === "lambda") return `calls function ${resource.replace(/^function:/, "")}`;
  if (service === "automate" || service === "swf") return `${verbIn(resource)} the instance`;
  if (service === "ssm") return containsIgnoringCase(resource, "opsitem") ? "opens an OpsItem" : `asks Systems Manager for ${resource}`;
  return arn;
}

function groupIn(resource: string): string {
  const [, group] = /autoScalingGroupName\/([^:]+)/.exec(resource) ?? [];
  return group === undefined ? "" : ` in group ${group}`;
}

function verbIn(resource: string): string {
  const [verb = "changes"] = /stop|terminate|reboot|recover/i.exec(resource) ?? [];
  return `${verb.toLowerCase()}s`;
}

/** `Alarm updated from OK to ALARM` in short: `OK → ALARM`; without the name of the alarm that it stands below. */
export function happeningText({ type, summary }: Pick<Happening, "type" | "summary">): string {
  const [, from, to] = /updated from (\w+) to (\w+)$/.exec(summary) ?? [];
  if (type === "StateUpdate" && from !== undefined && to !== undefined) return `${from} → ${to}`;
  const [, done] = /^Alarm ".*" (created|updated|deleted)$/.exec(summary) ?? [];
  if (done !== undefined) return done === "updated" ? "settings updated" : done;
  const [, arn] = /action (arn:\S+)/.exec(summary) ?? [];
  return type === "Action" && arn !== undefined ? summary.replace(arn, `(${actionText(arn)})`).replace(/^Successfully executed action \((.*)\)/, "$1") : summary;
}

export function standingOfHappening({ type, summary }: Happening): Standing | undefined {
  if (type === "Action") return /^Failed/i.test(summary) ? "failed" : "passed";
  const [, to] = / to (\w+)$/.exec(summary) ?? [];
  const state = STATES.find((one) => one === to);
  return type === "StateUpdate" && state !== undefined ? STANDINGS[state] : undefined;
}

/** Why a state began, of a happening's JSON. */
export function whyOf({ data }: Happening): string | undefined {
  const { stateReason } = membersOf(membersOf(parsedJson(data ?? ""))["newState"]);
  return typeof stateReason === "string" ? stateReason : undefined;
}

/** The name in an alarm's ARN. */
export function alarmIn({ service, resource }: ResourceRef): string | undefined {
  return service === "cloudwatch" && resource.startsWith("alarm:") ? resource.slice("alarm:".length) : undefined;
}

/** What an alarm did, with the alarm. */
export interface OwnHappening extends Happening {
  readonly alarm: Alarm;
}

const MINUTES = 60_000;

/** The minutes in which something of an alarm is to be seen: those that were evaluated, and some after; epoch milliseconds. */
export function spanAround(at: number, { watched }: Pick<Alarm, "watched">, now: number): TimeSpan {
  const evaluated = (watched?.period ?? 60) * (watched?.periods ?? 1) * 1000;
  return { from: at - Math.max(evaluated, 5 * MINUTES), to: Math.max(at, Math.min(now, at + 10 * MINUTES)) };
}

/** An alarm, and what it watches was in a time: the newest first, at the beginnings of their periods in epoch milliseconds. */
export interface AlarmValues {
  readonly alarm: Alarm;
  readonly values: readonly (readonly [at: number, value: number])[];
}

/** Values of a metric, the newest first, with those that break the threshold. */
export function valuesText({ alarm, values }: AlarmValues, timeText: (at: number) => string): string {
  const { name, watched, since, state } = alarm;
  const most = Math.max(...values.map(([, value]) => Math.abs(value)), Math.abs(watched?.threshold ?? 0), 1e-9);
  const width = Math.max(0, ...values.map(([, value]) => numberText(value).length));
  const rows = values.map(([at, value]) => {
    const mark = watched !== undefined && breaks(watched, value, undefined) ? "!" : " ";
    return `${timeText(at)}  ${mark} ${numberText(value).padStart(width)}  ${"█".repeat(Math.round((Math.abs(value) / most) * 40))}`.trimEnd();
  });
  return [
    `${name}: ${STATE_WORDS[state]}${since === undefined ? "" : ` since ${timeText(since)}`}`,
    ...(watched === undefined ? [] : [`${conditionText(watched)}: ${oftenText(watched)}`, [watched.namespace, dimensionText(watched)].filter(Boolean).join(" · ")]),
    "",
    ...(rows.length === 0 ? ["No value in this time: nothing was sent, which the alarm takes as its settings say."] : rows),
    ...(rows.some((row) => row.includes("  ! ")) ? ["", "! breaks the threshold"] : []),
    "",
  ].join("\n");
}
