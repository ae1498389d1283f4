import type { ErrorInformation } from "@aws-sdk/client-codedeploy";
import type { Random } from "../../random.ts";
import { batchSize } from "./configs.ts";
import type { DeploymentConfig, TrafficRouting } from "./configs.ts";
import type { DeploymentPlan, EventFailure, Fleet, PlannedEvent, PlannedTarget, TrafficStep } from "./model.ts";
import { filesExist, hookFailure, instanceFailure } from "./scripts.ts";

/** What a plan is made of. */
export interface PlanRequest {
  readonly fleet: Fleet;
  readonly config: DeploymentConfig;
  /** Names hooks and scripts. */
  readonly component: string;
  readonly failing: boolean;
  /** Files are in the way that it may not replace. */
  readonly filesExist: boolean;
  /** Taking a version back is quick: the one before still runs. */
  readonly rollback: boolean;
  readonly random: Random;
}

type Span = readonly [shortest: number, longest: number];

/** Events of an instance in place, without a load balancer (user guide, "AppSpec hooks section"), in milliseconds. */
const INSTANCE_EVENTS: readonly (readonly [string, Span])[] = [
  ["ApplicationStop", [700, 1500]],
  ["DownloadBundle", [500, 1200]],
  ["BeforeInstall", [400, 900]],
  ["Install", [900, 2000]],
  ["AfterInstall", [900, 2000]],
  ["ApplicationStart", [1100, 2400]],
  ["ValidateService", [1200, 2600]],
];

/** Events of an ECS service before traffic goes over; `AllowTraffic` and what follows come behind them. */
const SERVICE_EVENTS: readonly (readonly [string, Span])[] = [
  ["BeforeInstall", [400, 900]],
  ["Install", [6000, 9000]],
  ["AfterInstall", [400, 900]],
  ["AllowTestTraffic", [500, 1000]],
  ["AfterAllowTestTraffic", [1500, 3000]],
  ["BeforeAllowTraffic", [400, 900]],
];
const TRAFFIC_EVENTS = ["BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic"];
const AFTER_TRAFFIC: Span = [1500, 2500];
/** A minute between two shifts of traffic is played in this many milliseconds: a demo does not take ten minutes. */
const SHIFT_MINUTE_MS = 2000;
const AT_ONCE_MS = 1500;

const TOO_FEW_HEALTHY: ErrorInformation = {
  code: "HEALTH_CONSTRAINTS",
  message:
    "The overall deployment failed because too many individual instances failed deployment, too few healthy " +
    "instances are available for deployment, or some instances in your deployment group are experiencing problems.",
};

/** "Error codes" of the user guide's troubleshooting. */
const NO_INSTANCES: ErrorInformation = {
  code: "NO_INSTANCES",
  message:
    "The deployment failed because no instances were found for your deployment group. Check your deployment group settings " +
    "to make sure the tags for your instances correctly identify those you want to deploy to, and then try again.",
};

/** Decides how a deployment will go. */
export function planDeployment(request: PlanRequest): DeploymentPlan {
  const { fleet } = request;
  return fleet.kind === "instances" ? planInstances(fleet.ids, request) : planTraffic(fleet, request);
}

/** Batch by batch; a failing one fails in its first batch, and what comes behind is skipped. */
function planInstances(ids: readonly string[], request: PlanRequest): DeploymentPlan {
  const { config, random, component } = request;
  if (ids.length === 0) return { targets: [], traffic: [], duration: 500, error: NO_INSTANCES };
  const size = batchSize(config, ids.length);
  const failure = request.filesExist ? filesExist(component) : request.failing ? instanceFailure(component, random) : undefined;
  const targets: PlannedTarget[] = [];
  let begin = 0;
  for (let first = 0; first < ids.length; first += size) {
    const after = failure !== undefined && first > 0;
    const batch = ids.slice(first, first + size).map((id) => {
      const events = after ? [] : walk(INSTANCE_EVENTS, begin + random.between(0, 400), random, failure);
      return { id, events };
    });
    targets.push(...batch);
    begin = Math.max(begin, ...batch.map(({ events }) => events.at(-1)?.end ?? 0));
  }
  return { targets, traffic: [], duration: begin + 500, error: failure && TOO_FEW_HEALTHY };
}

function planTraffic(fleet: Exclude<Fleet, { kind: "instances" }>, request: PlanRequest): DeploymentPlan {
  const { config, failing, rollback, random, component } = request;
  const isService = fleet.kind === "service";
  const tested = isService ? "AfterAllowTestTraffic" : "BeforeAllowTraffic";
  const hook = failing ? { event: tested, ...hookFailure(component) } : undefined;
  const first = isService && !rollback ? SERVICE_EVENTS : ([["BeforeAllowTraffic", [400, 1200]]] as const);
  const events = walk(first, 0, random, hook);
  const start = events.at(-1)?.end ?? 0;
  const routing: TrafficRouting = rollback || !("routing" in config) ? { kind: "allAtOnce" } : config.routing;
  const traffic = failing ? [] : shiftTraffic(routing, start);
  if (!failing) {
    const shifted = (traffic.at(-1)?.at ?? start) + AT_ONCE_MS;
    const last = shifted + random.between(...AFTER_TRAFFIC);
    events.push({ name: "AllowTraffic", start, end: shifted, failure: undefined });
    events.push({ name: "AfterAllowTraffic", start: shifted, end: last, failure: undefined });
  }
  const id = isService ? `${fleet.cluster}:${fleet.service}` : `${fleet.name}:${fleet.alias}`;
  return {
    targets: [{ id, events }],
    traffic,
    duration: (events.at(-1)?.end ?? 0) + 500,
    error: hook && {
      code: "HOOK_EXECUTION_FAILURE",
      message: `The overall deployment failed because one or more of the lifecycle event hooks failed: ${hook.event}.`,
    },
  };
}

function shiftTraffic(routing: TrafficRouting, start: number): TrafficStep[] {
  switch (routing.kind) {
    case "allAtOnce":
      return [{ at: start, weight: 100 }];
    case "canary":
      return [
        { at: start, weight: routing.percent },
        { at: start + routing.minutes * SHIFT_MINUTE_MS, weight: 100 },
      ];
    case "linear":
      return Array.from({ length: Math.ceil(100 / routing.percent) }, (_step, index) => ({
        at: start + index * routing.minutes * SHIFT_MINUTE_MS,
        weight: Math.min(100, (index + 1) * routing.percent),
      }));
  }
}

/** Events one behind the other, up to the one that fails. */
function walk(
  events: readonly (readonly [string, Span])[],
  begin: number,
  random: Random,
  failure: (EventFailure & { readonly event: string }) | undefined,
): PlannedEvent[] {
  const planned: PlannedEvent[] = [];
  let start = begin;
  for (const [name, span] of events) {
    const end = start + random.between(...span);
    const fails = failure?.event === name;
    planned.push({ name, start, end, failure: fails ? failure : undefined });
    if (fails) {
      break;
    }
    start = end;
  }
  return planned;
}

/** The names of a target's events in the order in which they come, whether or not a plan gets to them. */
export function eventNames(fleet: Fleet, rollback: boolean): readonly string[] {
  switch (fleet.kind) {
    case "instances":
      return INSTANCE_EVENTS.map(([name]) => name);
    case "service":
      return rollback ? TRAFFIC_EVENTS : [...SERVICE_EVENTS.map(([name]) => name), ...TRAFFIC_EVENTS.slice(1)];
    case "function":
      return TRAFFIC_EVENTS;
  }
}
