import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  type DescribeScalingActivitiesCommandInput,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  type NotScaledReason,
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
import { type PageOf, listed } from "../../base/pages.ts";
import { type ScalingRule, policyFacts, scheduleFacts, toScalingActivity } from "../../base/scaling.ts";
import type { Limits } from "../../base/sizes.ts";
import { words } from "../../base/text.ts";
import { formatDateTime } from "../../base/time.ts";
import { type Activity, NAMESPACES, type Namespace, PART_NAMES, type Part, type Policy, type Target, partsOf } from "./model.ts";

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
    return listed(page.ScalingPolicies, page.NextToken, (one) => ({
      name: one.PolicyName ?? "",
      facts: factsOf(one),
      isOn: true,
      alarms: (one.Alarms ?? []).map(({ AlarmName: name = "", AlarmARN: arn = "" }) => ({ name, arn })),
    }));
  }

  async listScheduled(target: Target, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<ScalingRule>> {
    const page = await this.send(new DescribeScheduledActionsCommand({ ...input(target), NextToken }), { signal, subject: target.resource });
    return listed(page.ScheduledActions, page.NextToken, ({ ScheduledActionName: name = "", Schedule, Timezone, EndTime, ScalableTargetAction: to = {} }) => ({
      name,
      facts: [...scheduleFacts([["min", to.MinCapacity], ["max", to.MaxCapacity]], Schedule, Timezone), EndTime && `until ${formatDateTime(EndTime.getTime())}`],
      isOn: true,
    }));
  }

  /** Of the last six weeks, the newest first, with what came to nothing. @param of one target, or all of a namespace */
  async activities(of: Pick<DescribeScalingActivitiesCommandInput, "ServiceNamespace" | "ResourceId">, NextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Activity>> {
    const command = new DescribeScalingActivitiesCommand({ ...of, MaxResults, IncludeNotScaledActivities: true, NextToken });
    const page = await this.send(command, { signal, ...(of.ResourceId !== undefined && { subject: of.ResourceId }) });
    return listed(page.ScalingActivities, page.NextToken, toActivity);
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
    id: one.ScalableTargetARN?.split("scalable-target/")[1] ?? one.ResourceId ?? "",
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
  const { NotScaledReasons: reasons = [], ResourceId: resource = "" } = one;
  const notScaled = reasons.length === 0 ? undefined : reasons.map(reasonText).join("; ");
  return { ...toScalingActivity(one), resource, notScaled, isHeldBack: reasons.some(({ Code }) => Code === "AlreadyAtMaxCapacity") };
}

function factsOf(one: ScalingPolicy): readonly (string | undefined)[] {
  const { TargetTrackingScalingPolicyConfiguration: tracking, StepScalingPolicyConfiguration: steps, PredictiveScalingPolicyConfiguration: forecast } = one;
  return [...policyFacts(tracking, steps), forecast && `predictive: ${words(forecast.Mode ?? "ForecastOnly")}`];
}

/** Why something was not scaled, in plain words (user guide, "Not scaled reason codes"). */
function reasonText({ Code = "", MinCapacity, MaxCapacity, CurrentCapacity }: NotScaledReason): string {
  const number = (value: number | undefined) => (value === undefined ? "" : ` of ${value}`);
  const reasons: Readonly<Record<string, string | undefined>> = {
    AlreadyAtMaxCapacity: `at its maximum${number(MaxCapacity)}`,
    AlreadyAtMinCapacity: `at its minimum${number(MinCapacity)}`,
    AlreadyAtDesiredCapacity: `at the capacity${number(CurrentCapacity)} that was computed`,
    AutoScalingAnticipatedFlapping: "would be scaled back at once",
    TargetServicePutResourceAsUnscalable: "refused by its service for a while",
  };
  return reasons[Code] ?? Code;
}
