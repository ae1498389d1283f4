import type { NotScaledReason, ScalingActivity, ScalingPolicy, ScheduledAction, SuspendedState } from "@aws-sdk/client-application-auto-scaling";
import type { RegionState } from "../../account/account.ts";
import { Random, hashText } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import type { EcsFleet } from "../ecs/fleet.ts";
import { ecs } from "../ecs/service.ts";

export const TARGET = "AWS::ApplicationAutoScaling::ScalableTarget";
const SERVICE = "AWS::ECS::Service";
const ALIAS = "AWS::Lambda::Alias";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How a target is limited, and what of it somebody suspended. */
interface Limits {
  readonly least: number;
  readonly most: number;
  readonly suspended?: SuspendedState;
}

/** Limits that somebody set; milliseconds since 1970. */
type Registered = Limits & { readonly at: number };

/** Services whose tasks follow the load, and one that nobody has given a policy. */
const SCALED: Readonly<Record<string, Limits>> = {
  "auth-service": { least: 2, most: 3 },
  "parcel-web": { least: 2, most: 12 },
  "tracking-api": { least: 2, most: 10 },
  "webhook-relay": { least: 1, most: 6, suspended: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true, ScheduledScalingSuspended: false } },
};
const OF_ALIASES: Limits = { least: 2, most: 20 };

type Course = readonly [ago: number, to: number, how: "out" | "in" | "failed" | NotScaledReason];

/** What became of a service's scaling before the account was opened, the newest first. */
const COURSES: Readonly<Record<string, readonly Course[]>> = {
  "auth-service": [
    [4 * MINUTE, 3, { Code: "AlreadyAtMaxCapacity", MaxCapacity: 3 }],
    [9 * MINUTE, 3, { Code: "AlreadyAtMaxCapacity", MaxCapacity: 3 }],
    [16 * MINUTE, 3, "out"],
    [11 * HOUR, 2, "in"],
  ],
  "parcel-web": [
    [3 * HOUR, 3, "in"],
    [5 * HOUR, 5, "out"],
    [6 * HOUR, 4, "failed"],
    [27 * HOUR, 3, { Code: "AlreadyAtDesiredCapacity", CurrentCapacity: 3 }],
    [30 * HOUR, 3, "in"],
  ],
  "tracking-api": [
    [35 * MINUTE, 3, { Code: "AutoScalingAnticipatedFlapping", CurrentCapacity: 3 }],
    [2 * HOUR, 3, { Code: "TargetServicePutResourceAsUnscalable" }],
    [26 * HOUR, 3, "out"],
  ],
};

/** What scales in one region: services of ECS, and the provisioned concurrency of aliases. */
export class Targets {
  readonly #state: RegionState;
  readonly #opened: number;
  readonly #changed = new Map<string, Registered>();
  readonly #activities = new Map<string, ScalingActivity[]>();

  constructor(state: RegionState) {
    this.#state = state;
    this.#opened = state.clock.now();
    const { inventory } = state;
    inventory.complete(TARGET, (one) => this.#ofStack(one));
    inventory.derive(TARGET, () => {
      const stacks = new Set(inventory.ofStacks(TARGET).map((one) => text(one, "ResourceId")));
      const own = [...inventory.list(SERVICE).flatMap((one) => this.#ofService(one)), ...inventory.list(ALIAS).flatMap((one) => this.#ofAlias(one))];
      return own.filter(({ name }) => !stacks.has(name));
    });
  }

  /** What a template says, unless somebody has set other limits since. */
  #ofStack(one: Resource): Resource {
    const id = text(one, "ResourceId");
    const set = this.#changed.get(id);
    const said = set !== undefined && set.at >= one.updated ? { MinCapacity: set.least, MaxCapacity: set.most, SuspendedState: set.suspended } : {};
    const { properties, created, arn } = one;
    const standing = { RoleARN: this.#role(), SuspendedState: NOTHING, ...properties, ...said };
    return { ...one, name: id, properties: { ...standing, Scaled: id.slice(id.lastIndexOf("/") + 1), CreationTime: created, ScalableTargetARN: arn } };
  }

  #role(): string {
    const role = "aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService";
    return `arn:aws:iam::${this.#state.inventory.accountId}:role/${role}`;
  }

  #ofService(service: Resource): Resource[] {
    const cluster = text(service, "Cluster");
    const limits = cluster === `kestrel-${this.#state.environment}` && Object.hasOwn(SCALED, service.name) ? SCALED[service.name] : undefined;
    const id = `service/${cluster}/${service.name}`;
    return limits === undefined ? [] : [this.#target({ ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount" }, id, service, limits)];
  }

  #ofAlias(alias: Resource): Resource[] {
    const id = `function:${text(alias, "FunctionName")}:${alias.name}`;
    const parts = { ServiceNamespace: "lambda", ScalableDimension: "lambda:function:ProvisionedConcurrency" };
    return alias.properties["ProvisionedConcurrencyConfig"] === undefined ? [] : [this.#target(parts, id, alias, OF_ALIASES)];
  }

  #target(parts: object, ResourceId: string, { name, created }: Resource, made: Limits): Resource {
    const { inventory } = this.#state;
    // the id in its ARN tells nothing of what is scaled
    const arn = inventory.arn("application-autoscaling", `scalable-target/0ec5${new Random(ResourceId).hex(30)}`);
    const { least, most, suspended = NOTHING } = this.#changed.get(ResourceId) ?? made;
    const properties = {
      ...parts,
      ResourceId,
      Scaled: name,
      MinCapacity: least,
      MaxCapacity: most,
      RoleARN: this.#role(),
      CreationTime: created,
      ScalableTargetARN: arn,
      SuspendedState: suspended,
    };
    return { type: TARGET, id: arn, arn, name: ResourceId, properties, created, updated: this.#opened };
  }

  /** The targets that an input names: of a kind of service, and of one thing. */
  of(namespace: string | undefined, resource: string | undefined): readonly Resource[] {
    return this.#state.inventory.list(TARGET).filter((one) => text(one, "ServiceNamespace") === namespace && (resource === undefined || one.name === resource));
  }

  /** Sets what is given of a target; a service that has too few or too many tasks then gets others. */
  register(target: Resource, { MinCapacity, MaxCapacity, SuspendedState }: { readonly MinCapacity?: number | undefined; readonly MaxCapacity?: number | undefined; readonly SuspendedState?: SuspendedState | undefined }): void {
    const before = target.properties["SuspendedState"] as SuspendedState;
    const least = MinCapacity ?? Number(target.properties["MinCapacity"]);
    const most = MaxCapacity ?? Number(target.properties["MaxCapacity"]);
    this.#changed.set(target.name, { least, most, suspended: { ...before, ...SuspendedState }, at: this.#state.clock.now() });
    const service = this.#state.inventory.list(SERVICE).find((one) => `service/${text(one, "Cluster")}/${one.name}` === target.name);
    if (service === undefined) {
      return;
    }
    const fleet = this.#state.services.of(ecs) as EcsFleet;
    const { desired } = fleet.courseOf(service);
    const fits = Math.min(most, Math.max(least, desired));
    if (fits !== desired) {
      fleet.acts.scale(service.arn, fits);
      const cause = fits > desired ? `minimum capacity was set to ${least}` : `maximum capacity was set to ${most}`;
      this.activitiesOf(target).unshift(this.#activity(target, this.#state.clock.now(), fits, "out", cause));
    }
  }

  /** The newest first. */
  activitiesOf(target: Resource): ScalingActivity[] {
    const name = text(target, "Scaled");
    const made = Object.hasOwn(COURSES, name) && target.name.startsWith("service/") ? (COURSES[name] ?? []) : [];
    const all = this.#activities.get(target.name) ?? made.map(([ago, to, how]) => this.#activity(target, this.#opened - ago, to, how));
    this.#activities.set(target.name, all);
    return all;
  }

  #activity({ name, properties }: Resource, at: number, to: number, how: Course[2], why?: string): ScalingActivity {
    const scaled = String(properties["Scaled"]);
    const side = how === "in" ? "cpu-low" : "cpu-high";
    const reason = typeof how === "object" ? how : undefined;
    const failed = how === "failed" ? "Failed to set desired count: the service has no steady state." : undefined;
    const isDone = reason === undefined && failed === undefined;
    return {
      ActivityId: new Random(`${name} ${at} ${to}`).uuid(),
      ServiceNamespace: properties["ServiceNamespace"] as "ecs",
      ScalableDimension: properties["ScalableDimension"] as "ecs:service:DesiredCount",
      ResourceId: name,
      Description: reason === undefined ? `Setting desired count to ${to}.` : "Attempting to scale due to alarm triggered",
      Cause: why ?? `monitor alarm ${scaled}-${side} in state ALARM triggered policy cpu-steps`,
      StartTime: new Date(at),
      EndTime: new Date(at + (isDone ? MINUTE : 0)),
      StatusCode: isDone ? "Successful" : "Failed",
      StatusMessage: isDone ? `Successfully set desired count to ${to}. Change successfully fulfilled by ecs.` : failed,
      ...(reason === undefined ? {} : { NotScaledReasons: [reason] }),
    };
  }

  policiesOf(target: Resource): readonly ScalingPolicy[] {
    const { inventory } = this.#state;
    const scaled = text(target, "Scaled");
    if (!Object.hasOwn(COURSES, scaled) || !target.name.startsWith("service/")) {
      return [];
    }
    const policy = (PolicyName: string, more: Pick<ScalingPolicy, "PolicyType"> & Partial<ScalingPolicy>): ScalingPolicy => ({
      PolicyName,
      PolicyARN: inventory.arn("autoscaling", `scalingPolicy:${new Random(`${target.name} ${PolicyName}`).uuid()}:resource/ecs/${target.name}:policyName/${PolicyName}`),
      ServiceNamespace: "ecs",
      ScalableDimension: "ecs:service:DesiredCount",
      ResourceId: target.name,
      CreationTime: new Date(target.created),
      ...more,
    });
    const alarm = `${scaled}-cpu-high`;
    const metric = { PredefinedMetricType: "ALBRequestCountPerTarget", ResourceLabel: `app/kestrel/${hashText(scaled)}/targetgroup/${scaled}/1` } as const;
    const forecast = { TargetValue: 55, PredefinedMetricPairSpecification: { PredefinedMetricType: "ECSServiceCPUUtilization" } };
    return [
      policy("cpu-steps", {
        PolicyType: "StepScaling",
        StepScalingPolicyConfiguration: { AdjustmentType: "ChangeInCapacity", Cooldown: 60, StepAdjustments: [{ MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 5, ScalingAdjustment: 1 }, { MetricIntervalLowerBound: 5, ScalingAdjustment: 2 }] },
        Alarms: [{ AlarmName: alarm, AlarmARN: inventory.arn("cloudwatch", `alarm:${alarm}`) }],
      }),
      policy("requests-per-task", {
        PolicyType: "TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration: { TargetValue: 800, PredefinedMetricSpecification: metric, ScaleInCooldown: 300, DisableScaleIn: scaled === "tracking-api" },
      }),
      policy("weekly-forecast", { PolicyType: "PredictiveScaling", PredictiveScalingPolicyConfiguration: { Mode: "ForecastOnly", MetricSpecifications: [forecast] } }),
    ];
  }

  scheduledOf(target: Resource): readonly ScheduledAction[] {
    if (text(target, "Scaled") !== "parcel-web" && target.name.startsWith("service/")) {
      return [];
    }
    const [least, most] = [Number(target.properties["MinCapacity"]), Number(target.properties["MaxCapacity"])];
    const plan = [["before-the-morning-peak", "cron(30 5 ? * MON-FRI *)", least + 2], ["after-the-evening-peak", "cron(0 20 ? * MON-FRI *)", least], ["weekend", "cron(0 6 ? * SAT *)", least]] as const;
    return plan.map(([ScheduledActionName, Schedule, MinCapacity]) => ({
      ScheduledActionName,
      ScheduledActionARN: this.#state.inventory.arn("autoscaling", `scheduledAction:${new Random(`${target.name} ${ScheduledActionName}`).uuid()}:resource/${target.name}:scheduledActionName/${ScheduledActionName}`),
      ServiceNamespace: target.properties["ServiceNamespace"] as "ecs",
      ScalableDimension: target.properties["ScalableDimension"] as "ecs:service:DesiredCount",
      ResourceId: target.name,
      Schedule,
      Timezone: "Europe/Berlin",
      ScalableTargetAction: { MinCapacity, MaxCapacity: most },
      CreationTime: new Date(this.#opened - 60 * DAY),
    }));
  }
}

const NOTHING: SuspendedState = { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false };
