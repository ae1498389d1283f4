import type { ServiceDeployment, ServiceDeploymentBrief, ServiceDeploymentStatus, ServiceRevision, ServiceRevisionSummary } from "@aws-sdk/client-ecs";
import type { Resource } from "../../resources/inventory.ts";
import { counts, liveService } from "./describe.ts";
import type { EcsFleet } from "./fleet.ts";
import type { Step } from "./rollout.ts";

/** A hook that holds a deployment gives up after this time, and rolls it back. */
const HOLD_MS = 24 * 3_600_000;

/** How ECS itself rolled a service out, as ListServiceDeployments tells it. */
export function briefDeployment(one: Resource, fleet: EcsFleet): ServiceDeploymentBrief {
  const { serviceDeploymentArn, serviceArn, clusterArn, createdAt, startedAt, finishedAt, status, statusReason, targetServiceRevision } = serviceDeployment(one, fleet);
  return { serviceDeploymentArn, serviceArn, clusterArn, createdAt, startedAt, finishedAt, status, statusReason, targetServiceRevisionArn: targetServiceRevision?.arn };
}

/** The same, as DescribeServiceDeployments tells it. */
export function serviceDeployment(one: Resource, fleet: EcsFleet): ServiceDeployment {
  const found = fleet.stepOf(one);
  if (found === undefined) {
    return { serviceDeploymentArn: one.arn };
  }
  const { service, step, previous } = found;
  const { now } = fleet;
  const live = liveService(fleet, service);
  const revision = (of: Step): ServiceRevisionSummary => {
    const { runningCount, pendingCount } = counts(live, of);
    return { arn: revisionArn(one, of), requestedTaskCount: live.course.desired, runningTaskCount: runningCount, pendingTaskCount: pendingCount };
  };
  const isOver = now >= step.ends;
  const statusReason = step.undone === undefined ? (step.fails && isOver ? "tasks failed to start" : undefined) : "Rolled back by a person";
  return {
    serviceDeploymentArn: one.arn,
    serviceArn: service.arn,
    clusterArn: fleet.clusterArn(service),
    createdAt: new Date(step.from),
    startedAt: new Date(step.from),
    updatedAt: new Date(Math.min(now, step.ends)),
    ...(isOver ? { finishedAt: new Date(step.ends) } : {}),
    status: statusOf(step, now),
    ...(statusReason === undefined ? {} : { statusReason }),
    targetServiceRevision: revision(step),
    sourceServiceRevisions: previous === undefined ? [] : [revision(previous)],
    ...(isOver ? {} : { lifecycleStage: step.holds === true ? "POST_TEST_TRAFFIC_SHIFT" : "SCALE_UP" }),
    ...(step.holds === true
      ? { lifecycleHookDetails: [{ hookId: hookOf(step), targetType: "PAUSE", status: "AWAITING_ACTION", expiresAt: new Date(step.from + HOLD_MS), timeoutAction: "ROLLBACK" }] }
      : {}),
    deploymentConfiguration: { strategy: step.holds === true || step.released !== undefined ? "BLUE_GREEN" : "ROLLING", maximumPercent: 200, minimumHealthyPercent: 100 },
    ...(step.undone === undefined || previous === undefined
      ? {}
      : { rollback: { reason: "Rolled back by a person", startedAt: new Date(step.undone), serviceRevisionArn: revisionArn(one, previous) } }),
  };
}

/** What a service ran at one of its deployments. */
export function revisionOf(one: Resource, fleet: EcsFleet): ServiceRevision {
  const found = fleet.stepOf(one);
  if (found === undefined) {
    return { serviceRevisionArn: one.arn };
  }
  const { service, step } = found;
  return {
    serviceRevisionArn: one.arn,
    serviceArn: service.arn,
    clusterArn: fleet.clusterArn(service),
    taskDefinition: step.taskDefinition,
    launchType: "FARGATE",
    createdAt: new Date(step.from),
  };
}

export function hookOf({ id }: Step): string {
  return `hook-${id.slice(-8)}`;
}

function revisionArn(one: Resource, { id }: Step): string {
  return one.arn.replace(":service-deployment/", ":service-revision/").replace(/[^/]+$/, id.slice("ecs-svc/".length));
}

function statusOf(step: Step, now: number): ServiceDeploymentStatus {
  const isOver = now >= step.ends;
  if (step.undone !== undefined) {
    return isOver ? "ROLLBACK_SUCCESSFUL" : "ROLLBACK_IN_PROGRESS";
  }
  return isOver ? (step.fails ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL") : "IN_PROGRESS";
}
