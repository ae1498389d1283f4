import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  RegisterScalableTargetCommand,
  type ScalableDimension,
  type ScalableTarget,
  type ScalingActivity,
  type ScalingPolicy,
} from "@aws-sdk/client-application-auto-scaling";
import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import { GetProvisionedConcurrencyConfigCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { apiOf } from "../../aws/serviceApi.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { PageOf } from "../../base/pages.ts";
import { words } from "../../base/text.ts";
import { formatDateTime } from "../../base/time.ts";
import { type Activity, type Limits, NAMESPACES, type Namespace, PART_NAMES, type Part, type Policy, type Scheduled, type Target, partsOf } from "./model.ts";

/** The largest page of all lists (API reference). */
const MaxResults = 50;

/** Application Auto Scaling of one context. Every method throws DevOpsError. */
export class ScalingApi extends apiOf(ApplicationAutoScalingClient) {
  /** Of all namespaces at once: each has a token of its own. @param cursor what is left, by namespace */
  async listTargets(cursor: string | undefined, signal: AbortSignal): Promise<PageOf<Target>> {
    const left = cursor === undefined ? NAMESPACES.map((one) => [one, undefined] as const) : (JSON.parse(cursor) as [Namespace, string][]);
    const pages = await Promise.all(
      left.map(async ([ServiceNamespace, NextToken]) => {
        const page = await this.send(new DescribeScalableTargetsCommand({ ServiceNamespace, MaxResults, NextToken }), { signal });
        return { namespace: ServiceNamespace, ...page };
      }),
    );
    const next = pages.flatMap(({ namespace, NextToken }) => (NextToken === undefined ? [] : [[namespace, NextToken]]));
    const items = pages.flatMap(({ namespace, ScalableTargets = [] }) => ScalableTargets.map((one) => toTarget(namespace, one)));
    return { items, next: next.length === 0 ? undefined : JSON.stringify(next) };
  }

  /** @throws DevOpsError notFound where nothing scales it any more */
  async getTarget({ namespace, resource, dimension }: Target): Promise<Target> {
    const parts = { ServiceNamespace: namespace, ResourceIds: [resource], ScalableDimension: dimension as ScalableDimension };
    const { ScalableTargets: [one] = [] } = await this.send(new DescribeScalableTargetsCommand(parts), { subject: resource });
    if (one === undefined) throw new DevOpsError({ kind: "notFound", tried: "read the target", on: resource, why: "nothing scales it any more" });
    return toTarget(namespace, one);
  }

  /** The newest activities of whatever scales in a namespace: one call for all of it. */
  async recentActivities(namespace: Namespace, signal: AbortSignal): Promise<readonly Activity[]> {
    const command = new DescribeScalingActivitiesCommand({ ServiceNamespace: namespace, IncludeNotScaledActivities: true, MaxResults });
    return ((await this.send(command, { signal })).ScalingActivities ?? []).map(toActivity);
  }

  /** How many tasks services of one cluster are to have, ten of them at most. */
  async desiredCounts(batch: readonly Target[], signal: AbortSignal): Promise<readonly (number | undefined)[]> {
    const names = batch.map((one) => partsOf(one).name);
    const command = new DescribeServicesCommand({ cluster: batch[0] && partsOf(batch[0]).place, services: names });
    const { services = [] } = await this.session.send(ECSClient, command, { signal });
    return names.map((name) => services.find(({ serviceName }) => serviceName === name)?.desiredCount);
  }

  /** How many environments of an alias are to be started. */
  async provisioned(target: Target, signal: AbortSignal): Promise<number | undefined> {
    const { place: FunctionName, name: Qualifier } = partsOf(target);
    const command = new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier });
    const found = await this.session.send(LambdaClient, command, { signal, subject: `function ${FunctionName}` });
    return found.RequestedProvisionedConcurrentExecutions;
  }

  async listPolicies(target: Target, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Policy>> {
    const page = await this.send(new DescribeScalingPoliciesCommand({ ...input(target), NextToken }), { signal, subject: target.resource });
    const items = (page.ScalingPolicies ?? []).map((one) => ({
      name: one.PolicyName ?? "",
      facts: policyFacts(one),
      alarms: (one.Alarms ?? []).map(({ AlarmName: name = "", AlarmARN: arn = "" }) => ({ name, arn })),
    }));
    return { items, next: page.NextToken };
  }

  async listScheduled(target: Target, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Scheduled>> {
    const page = await this.send(new DescribeScheduledActionsCommand({ ...input(target), NextToken }), { signal, subject: target.resource });
    const items = (page.ScheduledActions ?? []).map(({ ScheduledActionName = "", Schedule, Timezone = "UTC", EndTime, ScalableTargetAction: to = {} }) => ({
      name: ScheduledActionName,
      facts: [
        to.MinCapacity === undefined ? undefined : `min ${to.MinCapacity}`,
        to.MaxCapacity === undefined ? undefined : `max ${to.MaxCapacity}`,
        Schedule && `${Schedule} ${Timezone}`,
        EndTime && `until ${formatDateTime(EndTime.getTime())}`,
      ],
    }));
    return { items, next: page.NextToken };
  }

  /** Of the last six weeks, the newest first, with what came to nothing. */
  async listActivities(target: Target, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Activity>> {
    const command = new DescribeScalingActivitiesCommand({ ...input(target), IncludeNotScaledActivities: true, NextToken });
    const page = await this.send(command, { signal, subject: target.resource });
    return { items: (page.ScalingActivities ?? []).map(toActivity), next: page.NextToken };
  }

  async setLimits(target: Target, { min: MinCapacity, max: MaxCapacity }: Limits): Promise<void> {
    await this.send(new RegisterScalableTargetCommand({ ...named(target), MinCapacity, MaxCapacity }), { subject: target.resource });
  }

  /** Suspends or resumes parts of it; the others stay as they are. */
  async setSuspended(target: Target, parts: readonly Part[], isSuspended: boolean): Promise<void> {
    const SuspendedState = Object.fromEntries(parts.map((part) => [part, isSuspended]));
    await this.send(new RegisterScalableTargetCommand({ ...named(target), SuspendedState }), { subject: target.resource });
  }
}

const named = ({ namespace, resource, dimension }: Target) => ({ ServiceNamespace: namespace, ResourceId: resource, ScalableDimension: dimension as ScalableDimension });
const input = (target: Target) => ({ ...named(target), MaxResults });

function toTarget(namespace: Namespace, one: ScalableTarget): Target {
  return {
    arn: one.ScalableTargetARN,
    namespace,
    resource: one.ResourceId ?? "",
    dimension: one.ScalableDimension ?? "",
    min: one.MinCapacity ?? 0,
    max: one.MaxCapacity ?? 0,
    suspended: PART_NAMES.filter((part) => one.SuspendedState?.[part] === true),
    createdAt: one.CreationTime?.getTime(),
  };
}

function toActivity(one: ScalingActivity): Activity {
  return {
    id: one.ActivityId ?? "",
    resource: one.ResourceId ?? "",
    description: one.Description ?? "Activity",
    cause: one.Cause ?? "",
    status: one.StatusCode ?? "",
    message: one.StatusMessage || undefined,
    reasons: (one.NotScaledReasons ?? []).map(({ Code = "", MinCapacity: min, MaxCapacity: max, CurrentCapacity: current }) => ({ code: Code, min, max, current })),
    startedAt: one.StartTime?.getTime(),
    endedAt: one.EndTime?.getTime(),
  };
}

function policyFacts(one: ScalingPolicy): readonly (string | undefined)[] {
  const { TargetTrackingScalingPolicyConfiguration: tracking, StepScalingPolicyConfiguration: steps, PredictiveScalingPolicyConfiguration: forecast } = one;
  const metric = tracking?.PredefinedMetricSpecification?.PredefinedMetricType ?? tracking?.CustomizedMetricSpecification?.MetricName;
  const by = (steps?.StepAdjustments ?? []).map(({ ScalingAdjustment: step = 0 }) => (step > 0 ? `+${step}` : String(step))).join(", ");
  return [
    tracking && `keeps ${metric ?? "its metric"} at ${tracking.TargetValue ?? "?"}`,
    tracking?.DisableScaleIn === true ? "never scales in" : undefined,
    by,
    steps?.AdjustmentType && words(steps.AdjustmentType),
    forecast && `predictive: ${words(forecast.Mode ?? "ForecastOnly")}`,
  ];
}
