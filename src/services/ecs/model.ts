import { type ResourceRef, refIn } from "../../base/resourceRef.ts";
import type { Standing } from "../../base/standing.ts";

export interface Cluster {
  readonly name: string;
  readonly status: string;
  readonly services: number;
  readonly running: number;
  readonly pending: number;
}

/** How many tasks there are, and should be. */
export interface Counts {
  readonly running: number;
  readonly desired: number;
  readonly pending: number;
}

export interface Deployment extends Counts {
  readonly id: string;
  /** `PRIMARY`, `ACTIVE` while it is replaced. */
  readonly status: string;
  readonly definition: string;
  readonly rollout: string | undefined;
  readonly reason: string | undefined;
  /** Epoch milliseconds. */
  readonly updatedAt: number | undefined;
}

export interface ServiceEvent {
  readonly id: string;
  readonly at: number | undefined;
  readonly message: string;
}

export interface Service extends Counts {
  readonly cluster: string;
  readonly name: string;
  readonly status: string;
  readonly launchType: string | undefined;
  /** Family and revision: `parcel-web:42`. */
  readonly definition: string;
  readonly deployments: readonly Deployment[];
  readonly events: readonly ServiceEvent[];
}

export interface Container {
  readonly name: string;
  readonly image: string | undefined;
  readonly status: string;
  readonly exitCode: number | undefined;
  readonly reason: string | undefined;
}

export interface Task {
  readonly cluster: string;
  readonly id: string;
  /** `service:parcel-web`, or the name of whoever ran it. */
  readonly group: string | undefined;
  readonly definition: string;
  readonly status: string;
  readonly health: string | undefined;
  readonly stopCode: string | undefined;
  readonly stoppedReason: string | undefined;
  readonly startedAt: number | undefined;
  readonly stoppedAt: number | undefined;
  readonly containers: readonly Container[];
}

/** What stands behind the last slash of an ARN. */
export function nameOf(arn: string | undefined): string {
  return (arn ?? "").split("/").at(-1) ?? "";
}

/** How a service stands: its roll-out, and whether as many tasks run as should. */
export function standingOfService(service: Service): Standing {
  if (service.status === "DRAINING") return "undoing";
  if (service.status === "INACTIVE") return "stopped";
  const primary = service.deployments.find(({ status }) => status === "PRIMARY");
  if (primary?.rollout === "FAILED") return "failed";
  if (primary?.rollout === "IN_PROGRESS") return "running";
  return service.running < service.desired ? "warned" : "passed";
}

/** How a deployment stands; one that is replaced is on its way out. */
export function standingOfDeployment({ rollout, status }: Deployment): Standing {
  if (rollout === "FAILED") return "failed";
  if (rollout === "IN_PROGRESS") return "running";
  return status === "PRIMARY" ? "passed" : "skipped";
}

/** How a task stands. One that was stopped on purpose did not fail. */
export function standingOfTask({ status, stopCode, containers }: Task): Standing {
  if (status === "RUNNING") return "passed";
  if (status !== "STOPPED") return ["DEACTIVATING", "STOPPING", "DEPROVISIONING"].includes(status) ? "undoing" : "running";
  if (stopCode === "TaskFailedToStart") return "failed";
  const isBad = containers.some(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  return isBad && stopCode === "EssentialContainerExited" ? "failed" : "stopped";
}

/** Exit codes in plain words (128 and the signal's number, as shells tell it). */
export function exitText(code: number | undefined): string | undefined {
  if (code === undefined) return undefined;
  const known: Readonly<Record<number, string>> = { 0: "ended well", 137: "killed, often for want of memory", 139: "crashed", 143: "told to end" };
  return known[code] === undefined ? `exit code ${code}` : `exit code ${code}: ${known[code]}`;
}

/** Why a task is not running, in one line: the container that says most, else the task's own reason. */
export function stopText({ containers, stoppedReason }: Task): string | undefined {
  const bad = containers.find(({ reason, exitCode }) => reason !== undefined || (exitCode ?? 0) !== 0);
  return bad === undefined ? stoppedReason : (bad.reason ?? exitText(bad.exitCode));
}

export function ecsRef(region: string, resource: string): ResourceRef {
  return refIn(region, "ecs", resource);
}
