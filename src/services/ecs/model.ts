import { type ResourceRef, refIn } from "../../base/resourceRef.ts";
import type { Standing } from "../../base/standing.ts";
import { plural } from "../../base/text.ts";

/** As many deployments and revisions of services can be described at once (API reference). */
export const ROLLOUTS = 20;

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
  /** Tasks of it that did not start or did not stay well, one after the other. */
  readonly failedTasks: number;
  /** Epoch milliseconds. */
  readonly updatedAt: number | undefined;
}

export interface ServiceEvent {
  readonly id: string;
  readonly at: number | undefined;
  readonly message: string;
}

/** What a roll-out waits for until somebody lets it go on, and what happens when nobody does. */
export interface Hold {
  readonly hookId: string;
  readonly expiresAt: number | undefined;
  readonly onTimeout: string | undefined;
}

/** Of a service that ECS itself rolls out: one way from one revision to the next. */
export interface Rollout {
  readonly arn: string;
  readonly status: string;
  readonly reason: string | undefined;
  /** Family and revision, where the service's revision is known. */
  readonly definition: string | undefined;
  readonly target: Counts;
  /** Whether there is a revision to go back to. */
  readonly hasSource: boolean;
  /** `SCALE_UP`, `POST_TEST_TRAFFIC_SHIFT`, … */
  readonly stage: string | undefined;
  /** `ROLLING`, `BLUE_GREEN`, `LINEAR`, `CANARY`. */
  readonly strategy: string | undefined;
  readonly hold: Hold | undefined;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
}

export interface Service extends Counts {
  readonly cluster: string;
  readonly name: string;
  readonly status: string;
  readonly launchType: string | undefined;
  /** `ECS`, `CODE_DEPLOY`, `EXTERNAL`: who rolls it out. */
  readonly controller: string;
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
  /** Of the image that runs, once it was pulled. */
  readonly digest: string | undefined;
  /** Whether its task was started with ECS Exec. */
  readonly hasExec: boolean;
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
  /** Of what its containers run. */
  readonly digests: readonly string[];
}

/** What stands behind the last slash of an ARN. */
export function nameOf(arn: string | undefined): string {
  return (arn ?? "").split("/").at(-1) ?? "";
}

/** Whether a shell can be opened in a container. */
export function canExecute({ status, hasExec }: Pick<Container, "status" | "hasExec">): boolean {
  return status === "RUNNING" && hasExec;
}

/** The image of a container in ECR, by its digest where that is known, else its repository; undefined of one from elsewhere. */
export function imageRef({ image = "", digest }: Pick<Container, "image" | "digest">): ResourceRef | undefined {
  // "Amazon ECR private registry": account.dkr.ecr.region.amazonaws.com
  const [, account, region = "", repository] = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z.]+\/([^:@]+)/.exec(image) ?? [];
  return repository === undefined ? undefined : refIn(region, "ecr", `repository/${repository}${digest === undefined ? "" : `@${digest}`}`, account);
}

/** A revision below what has its family's name: `:48` of `pricing-engine:48`. Any other whole. */
export function revisionBelow(name: string, definition: string): string {
  return definition.startsWith(`${name}:`) ? definition.slice(name.length) : definition;
}

/** The deployment that a service is to have, or has. */
export function primaryOf({ deployments }: Service): Deployment | undefined {
  return deployments.find(({ status }) => status === "PRIMARY");
}

export const isOwn = ({ controller }: Service): boolean => controller === "ECS";

/** Whether ECS itself takes it from one revision to another, so that it can be held, and go back. */
export function rollsOut(service: Service): boolean {
  return isOwn(service) && service.deployments.length > 1 && service.deployments.some(({ rollout }) => rollout === "IN_PROGRESS");
}

/** How far a service's roll-out is, in words; undefined where none is under way and none failed. */
export function rolloutText(service: Service, hold: Hold | undefined): string | undefined {
  const { rollout, failedTasks = 0 } = primaryOf(service) ?? {};
  if (rollout === "FAILED") return "roll-out failed";
  if (rollout !== "IN_PROGRESS") return undefined;
  if (hold !== undefined) return "waits for somebody";
  return failedTasks === 0 ? "rolling out" : `rolling out: ${plural(failedTasks, "task")} failed`;
}

/**
 * An event of a service, without its name, which stands above: "(service web) has reached a steady state." is "Reached a
 * steady state" ("Amazon ECS service event messages"). Of a task's 32 digits the first eight are told.
 */
export function eventText(message: string): string {
  const said = message.replace(/^\(?service [^\s)]+\)? (?:\(deployment [^)]*\) )?(?:has )?/, "").replace(/\.$/, "");
  const told = said.replaceAll(/\(?\b(?:task )?([0-9a-f]{8})[0-9a-f]{24}\b\)?/g, "$1").replace(/\b1 (running )?tasks\b/, "1 $1task");
  return told.charAt(0).toUpperCase() + told.slice(1);
}

/** How a service stands: its roll-out, and whether as many tasks run as should. @param hold as far as it is known */
export function standingOfService(service: Service, hold?: Hold): Standing {
  if (service.status === "DRAINING") return "undoing";
  if (service.status === "INACTIVE") return "stopped";
  const rollout = primaryOf(service)?.rollout;
  if (rollout === "FAILED") return "failed";
  if (rollout === "IN_PROGRESS") return hold === undefined ? "running" : "waiting";
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
  return bad === undefined ? plainReason(stoppedReason) : (plainReason(bad.reason) ?? exitText(bad.exitCode));
}

/**
 * A reason of ECS in plain words, as far as it is one of those that are met most ("Stopped task error messages", ECS
 * developer guide); any other as it is.
 */
export function plainReason(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined;
  if (reason.startsWith("OutOfMemory")) return "out of memory: it wanted more than it may have";
  if (reason.startsWith("CannotPullContainerError") || reason.startsWith("CannotPullImageManifestError")) {
    const image = / ref (\S+?):? /.exec(reason)?.[1]?.split("/").at(-1);
    const why = /not found/i.test(reason) ? "there is no such image" : /denied|unauthorized|403/i.test(reason) ? "it may not" : /time(?:d )?out|dial tcp/i.test(reason) ? "the registry is not reached" : undefined;
    return `cannot pull its image${image === undefined ? "" : ` ${image}`}${why === undefined ? "" : `: ${why}`}`;
  }
  if (reason.startsWith("ResourceInitializationError")) return `cannot begin: ${reason.slice("ResourceInitializationError".length).replace(/^[:\s]+/, "")}`;
  if (/failed (?:container|ELB) health checks/i.test(reason)) return "failed its health checks";
  if (reason.startsWith("Scaling activity initiated by")) return "no longer wanted: the service scaled or was deployed";
  return reason;
}

const BUSY: readonly string[] = ["PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"];

/** How a roll-out stands: one that is held waits for a person. */
export function standingOfRollout({ status, hold }: Rollout): Standing {
  if (hold !== undefined) return "waiting";
  if (status.startsWith("ROLLBACK") || status === "STOP_REQUESTED") return status === "ROLLBACK_FAILED" ? "failed" : BUSY.includes(status) ? "undoing" : "warned";
  if (BUSY.includes(status)) return "running";
  return status === "SUCCESSFUL" ? "passed" : "stopped";
}

/** Whether a roll-out can be stopped: it is under way, and there is something to go back to. */
export function canUndo({ status, hasSource }: Rollout): boolean {
  return hasSource && (status === "PENDING" || status === "IN_PROGRESS");
}

/** Where a container writes: the group, and its stream where the definition tells that ("awslogs", ECS developer guide). */
export interface ContainerLog {
  readonly container: string;
  readonly group: string;
  readonly prefix: string | undefined;
}

export function streamOf({ prefix, container }: ContainerLog, task: string): string | undefined {
  return prefix === undefined ? undefined : `${prefix}/${container}/${task}`;
}

export function ecsRef(region: string, resource: string): ResourceRef {
  return refIn(region, "ecs", resource);
}
