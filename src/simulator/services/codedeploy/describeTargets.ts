import type { DeploymentTarget, ECSTaskSet, LifecycleEvent, TargetStatus } from "@aws-sdk/client-codedeploy";
import { Random } from "../../random.ts";
import type { DeploymentStore } from "./deployments.ts";
import { endOf, isActive } from "./model.ts";
import type { Deployment, Fleet, PlannedEvent, PlannedTarget } from "./model.ts";
import { eventNames } from "./plan.ts";

/** Each target's status, in the order of the plan. */
export function targetStatuses(deployment: Deployment, now: number): TargetStatus[] {
  return deployment.plan.targets.map((target) => statusOf(describeEvents(deployment, target, now)));
}

/** A target as BatchGetDeploymentTargets gives it. */
export function describeTarget(store: DeploymentStore, deployment: Deployment, target: PlannedTarget): DeploymentTarget {
  const now = store.clock.now();
  const { fleet } = deployment.group;
  const lifecycleEvents = describeEvents(deployment, target, now);
  const changes = lifecycleEvents.flatMap(({ startTime, endTime }) => [startTime, endTime].filter((at) => at !== undefined));
  const common = {
    deploymentId: deployment.id,
    targetId: target.id,
    targetArn: targetArn(store, fleet, target.id),
    lastUpdatedAt: changes.at(-1) ?? new Date(deployment.created),
    lifecycleEvents,
    status: statusOf(lifecycleEvents),
  };
  switch (fleet.kind) {
    case "instances":
      return { deploymentTargetType: "InstanceTarget", instanceTarget: common };
    case "service":
      return { deploymentTargetType: "ECSTarget", ecsTarget: { ...common, taskSetsInfo: taskSets(deployment, fleet, now) } };
    case "function":
      return {
        deploymentTargetType: "LambdaTarget",
        lambdaTarget: {
          ...common,
          lambdaFunctionInfo: {
            functionName: fleet.name,
            functionAlias: fleet.alias,
            currentVersion: String(deployment.previous?.version ?? deployment.release.version - 1),
            targetVersion: String(deployment.release.version),
            targetVersionWeight: weightAt(deployment, now) / 100,
          },
        },
      };
  }
}

/** The share of the traffic that the new version has, in per cent. */
export function weightAt(deployment: Deployment, now: number): number {
  const until = Math.min(now, endOf(deployment)) - deployment.started;
  return deployment.plan.traffic.findLast((step) => step.at <= until)?.weight ?? 0;
}

function describeEvents(deployment: Deployment, target: PlannedTarget, now: number): LifecycleEvent[] {
  const planned = new Map(target.events.map((event) => [event.name, event]));
  const names = eventNames(deployment.group.fleet, deployment.rollbackOf !== undefined);
  const failed = target.events.find(({ failure }) => failure !== undefined);
  // What comes behind a failed event never runs.
  const given = failed !== undefined && now >= deployment.started + failed.end;
  return names.map((lifecycleEventName) => {
    const event = planned.get(lifecycleEventName);
    const look = event === undefined && given ? { status: "Skipped" as const } : describeEvent(deployment, event, now);
    return { lifecycleEventName, ...look };
  });
}

function describeEvent(deployment: Deployment, event: PlannedEvent | undefined, now: number): LifecycleEvent {
  const { started, stoppedAt } = deployment;
  const until = Math.min(now, stoppedAt ?? now) - started;
  if (event === undefined || event.start > until) {
    return { status: isActive(deployment, now) ? "Pending" : "Skipped" };
  }
  const startTime = new Date(started + event.start);
  if (event.end > until) {
    return stoppedAt === undefined
      ? { status: "InProgress", startTime }
      : { status: "Failed", startTime, endTime: new Date(stoppedAt), diagnostics: STOPPED };
  }
  const endTime = new Date(started + event.end);
  const { failure } = event;
  if (failure === undefined) {
    return { status: "Succeeded", startTime, endTime, diagnostics: SUCCESS };
  }
  const { code, script, message, logTail } = failure;
  return { status: "Failed", startTime, endTime, diagnostics: { errorCode: code, scriptName: script, message, logTail } };
}

const SUCCESS = { errorCode: "Success", scriptName: "", message: "Succeeded", logTail: "" } as const;
const STOPPED = { errorCode: "UnknownError", scriptName: "", message: "The deployment was stopped.", logTail: "" } as const;

function statusOf(events: readonly LifecycleEvent[]): TargetStatus {
  const statuses = new Set(events.map(({ status }) => status));
  if (statuses.has("Failed")) {
    return "Failed";
  }
  if (statuses.has("InProgress")) {
    return "InProgress";
  }
  if (statuses.has("Pending")) {
    return statuses.has("Succeeded") ? "InProgress" : "Pending";
  }
  return statuses.has("Succeeded") ? "Succeeded" : "Skipped";
}

function targetArn(store: DeploymentStore, fleet: Fleet, id: string): string {
  const { region, accountId } = store;
  switch (fleet.kind) {
    case "instances":
      return fleet.onPremises
        ? `arn:aws:codedeploy:${region}:${accountId}:instance/${id}`
        : `arn:aws:ec2:${region}:${accountId}:instance/${id}`;
    case "service":
      return `arn:aws:ecs:${region}:${accountId}:service/${fleet.cluster}/${fleet.service}`;
    case "function":
      return `arn:aws:lambda:${region}:${accountId}:function:${fleet.name}:${fleet.alias}`;
  }
}

/** Blue is what was there, green what comes; where all traffic has gone over, blue's tasks are ended. */
function taskSets(deployment: Deployment, fleet: Extract<Fleet, { kind: "service" }>, now: number): ECSTaskSet[] {
  const weight = weightAt(deployment, now);
  const until = Math.min(now, endOf(deployment)) - deployment.started;
  const install = deployment.plan.targets[0]?.events.find(({ name }) => name === "Install");
  // A rollback goes back to tasks that still run.
  const share = install === undefined ? 1 : Math.min(1, Math.max(0, (until - install.start) / (install.end - install.start)));
  const running = Math.floor(fleet.tasks * share);
  const gone = weight === 100 && !isActive(deployment, now);
  const set = (label: "Blue" | "Green", status: string, trafficWeight: number, runningCount: number, seed: string): ECSTaskSet => ({
    identifer: `ecs-svc/${new Random(seed).between(1_000_000_000, 9_999_999_999)}${new Random(seed).between(100_000_000, 999_999_999)}`,
    desiredCount: status === "DRAINING" ? 0 : fleet.tasks,
    pendingCount: status === "DRAINING" ? 0 : fleet.tasks - runningCount,
    runningCount: status === "DRAINING" ? 0 : runningCount,
    status,
    trafficWeight,
    targetGroup: { name: `${fleet.service}-${label.toLowerCase()}` },
    taskSetLabel: label,
  });
  const blue = set("Blue", gone ? "DRAINING" : weight === 100 ? "ACTIVE" : "PRIMARY", 100 - weight, fleet.tasks, `blue ${deployment.id}`);
  const green = set("Green", weight === 100 ? "PRIMARY" : "ACTIVE", weight, running, `green ${deployment.id}`);
  return until < (install?.start ?? 0) ? [blue] : [blue, green];
}
