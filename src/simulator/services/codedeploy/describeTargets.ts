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
  const changes = lifecycleEvents.flatMap(({ startTime, endTime }) => [startTime, endTime]);
  const common = {
    deploymentId: deployment.id,
    targetId: target.id,
    targetArn: targetArn(store, fleet, target.id),
    lastUpdatedAt: changes.findLast((at) => at !== undefined) ?? new Date(deployment.created),
    lifecycleEvents,
    status: statusOf(lifecycleEvents),
  };
  switch (fleet.kind) {
    case "instances":
      return { deploymentTargetType: "InstanceTarget", instanceTarget: common };
    case "service":
      return {
        deploymentTargetType: "ECSTarget",
        ecsTarget: { ...common, taskSetsInfo: taskSets(deployment, fleet, now) },
      };
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
            // in per cent (API reference, LambdaFunctionInfo)
            targetVersionWeight: weightAt(deployment, now),
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
const STOPPED = { ...SUCCESS, errorCode: "UnknownError", message: "The deployment was stopped." } as const;

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
  const shifted = weight === 100;
  const blue: ECSTaskSet = {
    ...taskSet(deployment, fleet, "Blue", fleet.tasks),
    status: shifted ? "ACTIVE" : "PRIMARY",
    trafficWeight: 100 - weight,
  };
  const ended = { status: "DRAINING", desiredCount: 0, runningCount: 0 };
  const green: ECSTaskSet = {
    ...taskSet(deployment, fleet, "Green", Math.floor(fleet.tasks * installed(install, until))),
    status: shifted ? "PRIMARY" : "ACTIVE",
    trafficWeight: weight,
  };
  const before = shifted && !isActive(deployment, now) ? { ...blue, ...ended } : blue;
  return until < (install?.start ?? 0) ? [before] : [before, green];
}

/** How much of the new tasks runs, from 0 to 1. A rollback goes back to tasks that still run. */
function installed(install: PlannedEvent | undefined, until: number): number {
  if (install === undefined) {
    return 1;
  }
  return Math.min(1, Math.max(0, (until - install.start) / (install.end - install.start)));
}

/** The name of a task set that a deployment finds (blue) or puts in place (green). */
export function taskSetId(label: "Blue" | "Green", deployment: string): string {
  const random = new Random(`${label} ${deployment}`);
  return `ecs-svc/${random.between(1_000_000_000, 9_999_999_999)}${random.between(100_000_000, 999_999_999)}`;
}

function taskSet(
  { id }: Deployment,
  { service, tasks }: Extract<Fleet, { kind: "service" }>,
  label: "Blue" | "Green",
  runningCount: number,
): ECSTaskSet {
  return {
    identifer: taskSetId(label, id),
    desiredCount: tasks,
    pendingCount: tasks - runningCount,
    runningCount,
    targetGroup: { name: `${service}-${label.toLowerCase()}` },
    taskSetLabel: label,
  };
}
