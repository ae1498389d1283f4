import { type Standing, isBusy, standingBy, statusIn } from "../../base/standing.ts";
import { joined, plural } from "../../base/text.ts";

/** Statuses of deployments, as the API names them. "Ready": its traffic is moved by hand (API reference, DeploymentStatus). */
const DEPLOYMENTS = {
  Created: "running",
  Queued: "running",
  InProgress: "running",
  Baking: "running",
  Ready: "waiting",
  Succeeded: "passed",
  Failed: "failed",
  Stopped: "stopped",
} as const;

export type DeploymentStatus = keyof typeof DEPLOYMENTS | "Unknown";

/** A status as the API writes it; anything unheard of is `Unknown` rather than a failure. */
export const toDeploymentStatus = statusIn(DEPLOYMENTS);

/** The statuses of targets and of their lifecycle events in one list. */
const STEPS = { Pending: "unknown", InProgress: "running", Ready: "waiting", Succeeded: "passed", Failed: "failed", Skipped: "skipped" } as const;

export type StepStatus = keyof typeof STEPS | "Unknown";

export const toStepStatus = statusIn(STEPS);

/** How a deployment, a target or a lifecycle event stands. */
export const standingOf: (status: DeploymentStatus | StepStatus | undefined) => Standing = standingBy({ ...STEPS, ...DEPLOYMENTS });

/** A deployment's status in words. */
export function statusText(status: DeploymentStatus): string {
  return status === "Ready" ? "ready, waits to go on" : stepText(status);
}

/** The status of a target or a lifecycle event in words. */
export function stepText(status: DeploymentStatus | StepStatus): string {
  return status === "InProgress" ? "in progress" : status.toLowerCase();
}

/** `Server` is EC2 and on premises. */
export type Platform = "Server" | "Lambda" | "ECS";

export interface Application {
  readonly name: string;
  readonly platform: Platform | undefined;
}

/** A group's deployment in short. */
export interface LatestDeployment {
  readonly id: string;
  readonly status: DeploymentStatus;
  /** Epoch milliseconds. */
  readonly createdAt: number | undefined;
  readonly endedAt: number | undefined;
}

export interface Group {
  readonly application: string;
  readonly name: string;
  readonly platform: Platform | undefined;
  readonly config: string | undefined;
  readonly style: string | undefined;
  /** What the group has: the revision that was last deployed with success. */
  readonly revision: Revision | undefined;
  /** Undefined where nothing was ever deployed. */
  readonly latest: LatestDeployment | undefined;
}

/** A bundle in S3. */
export interface Bundle {
  readonly kind: "s3";
  readonly bucket: string;
  readonly key: string;
  readonly version: string | undefined;
  readonly eTag: string | undefined;
  readonly bundleType: string | undefined;
}

/** An AppSpec file that was given with the deployment; `string` is the API's older form of it. */
export interface AppSpec {
  readonly kind: "appSpec" | "string";
  readonly sha256: string;
}

/** Where a revision is: the fields of the API that name one of each kind. */
export type Revision = Bundle | AppSpec | GitHubCommit;

export interface GitHubCommit {
  readonly kind: "gitHub";
  readonly repository: string;
  readonly commitId: string;
}

/** The group of a deployment, as far as it tells that. */
export function groupOf({ application, group: name, platform }: Deployment): Group {
  return { application, name, platform, config: undefined, style: undefined, revision: undefined, latest: undefined };
}

export function platformText(platform: Platform): string {
  return { Server: "EC2 or on premises", ECS: "Amazon ECS", Lambda: "AWS Lambda" }[platform];
}

export function isAppSpec(revision: Revision): revision is AppSpec {
  return revision.kind === "appSpec" || revision.kind === "string";
}

/** How many targets stand how. */
export interface Overview {
  readonly pending: number;
  readonly inProgress: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ready: number;
}

export interface Deployment {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly platform: Platform | undefined;
  readonly config: string | undefined;
  readonly status: DeploymentStatus;
  /** Epoch milliseconds. */
  readonly createdAt: number | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly revision: Revision | undefined;
  readonly previousRevision: Revision | undefined;
  /** `user`, `autoscaling`, `codeDeployRollback`, `CodeDeploy`, … */
  readonly creator: string | undefined;
  readonly description: string | undefined;
  readonly overview: Overview | undefined;
  readonly errorCode: string | undefined;
  readonly error: string | undefined;
  /** The deployment that took this one back, or that this one takes back. */
  readonly rolledBackBy: string | undefined;
  readonly rollbackOf: string | undefined;
  readonly rollsBackOnFailure: boolean;
  readonly instanceOptions: InstanceOptions;
}

/** How a deployment to instances was asked to go; other platforms know neither. */
export interface InstanceOptions {
  /** What is done with files that no deployment put there: `DISALLOW` (the deployment fails), `OVERWRITE`, `RETAIN`. */
  readonly fileExists: string | undefined;
  readonly ignoresStopFailures: boolean;
}

/** What a deployment is to go like: its configuration, and on instances the rest. Undefined: as the group deploys. */
export interface DeployOptions {
  readonly config: string | undefined;
  readonly instances: InstanceOptions | undefined;
}

/** How a deployment went, for one that is to go like it. */
export function optionsOf({ config, platform, instanceOptions }: Deployment): DeployOptions {
  return { config, instances: platform === "Server" ? instanceOptions : undefined };
}

/** One step of a target's way. */
export interface LifecycleEvent {
  readonly name: string;
  readonly status: StepStatus;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly errorCode: string | undefined;
  readonly script: string | undefined;
  readonly message: string | undefined;
  readonly logTail: string | undefined;
}

/** In a blue/green deployment what was there before (blue), or what comes in its place (green). */
export type Side = "original" | "replacement";

/** The tasks of one version of an ECS service. */
export interface TaskSet {
  readonly id: string;
  /** Undefined where the service does not tell. */
  readonly side: Side | undefined;
  /** As the API writes it: `PRIMARY`, `ACTIVE`, `DRAINING`. */
  readonly status: string | undefined;
  /** Its share of the traffic, in per cent. */
  readonly traffic: number;
  readonly desired: number;
  readonly pending: number;
  readonly running: number;
}

export interface Target {
  readonly id: string;
  readonly arn: string | undefined;
  readonly kind: "instance" | "service" | "function" | "stack" | "unknown";
  /** Only of instances that are deployed to blue/green. */
  readonly side: Side | undefined;
  readonly status: StepStatus;
  readonly updatedAt: number | undefined;
  readonly events: readonly LifecycleEvent[];
  /** The share of the traffic that the new version has, in per cent; undefined where no traffic is shifted. */
  readonly traffic: number | undefined;
  /** Only of ECS services. */
  readonly taskSets: readonly TaskSet[];
  /** A function's versions, in words. */
  readonly versions: string | undefined;
}

/** Whether a deployment is under way, so that it is worth looking again soon and can be stopped. */
export function isRunning(status: DeploymentStatus | undefined): boolean {
  return isBusy(standingOf(status));
}

/** Whether a target or a lifecycle event may still change: what is stopped comes to its end some time after its deployment. */
export function isOpen(status: StepStatus): boolean {
  return status === "Pending" || isBusy(standingOf(status));
}

/** The newest first: `ListDeployments` promises no order (API reference). Those whose time is not told come last. */
export function newestFirst(deployments: readonly Deployment[]): Deployment[] {
  return deployments.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
}

/** Milliseconds from the start to the end, or to `now` while it runs. */
export function elapsed(deployment: Deployment, now: number): number | undefined {
  const start = deployment.startedAt ?? deployment.createdAt;
  return start === undefined ? undefined : Math.max(0, (deployment.endedAt ?? now) - start);
}

/** `3 of 5 instances`: how many targets are through; undefined where there is one alone, or none is known. */
export function progressText({ overview, platform }: Pick<Deployment, "overview" | "platform">): string | undefined {
  if (overview === undefined) return undefined;
  const { pending, inProgress, succeeded, failed: broken, skipped, ready } = overview;
  const all = pending + inProgress + succeeded + broken + skipped + ready;
  if (all < 2 && platform !== "Server") return undefined;
  const failed = broken === 0 ? "" : `, ${broken} failed`;
  return all === 0 ? undefined : `${succeeded} of ${plural(all, "instance")}${failed}`;
}

/**
 * A revision in a few words: the bundle's file name, the commit, the first digits of an AppSpec's hash. A bundle of a
 * pipeline has no file name, but the pipeline's own at the beginning of its key.
 */
export function revisionText(revision: Revision): string {
  switch (revision.kind) {
    case "s3":
      return fileName(revision.key) ?? revision.key;
    case "gitHub":
      return `${revision.repository} ${revision.commitId.slice(0, 8)}`;
    case "appSpec":
    case "string":
      return `AppSpec ${revision.sha256.slice(0, 8)}`;
  }
}

/** A revision in a few words, an AppSpec by what it puts in place where that is known. */
export function nameOfRevision(revision: Revision | undefined, text: string | undefined): string | undefined {
  return text ?? (revision && revisionText(revision));
}

/** The last part of a key, where it is a file's name with an ending of letters. */
function fileName(key: string): string | undefined {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 && /^[a-z]+$/i.test(name.slice(dot + 1)) ? name : undefined;
}

/** A revision in full, as far as the deployment tells it. */
export function revisionDetails(revision: Revision): string {
  switch (revision.kind) {
    case "s3":
      return joined([`s3://${revision.bucket}/${revision.key}`, revision.version && `version ${revision.version}`], ", ");
    case "gitHub":
      return `GitHub ${revision.repository}, commit ${revision.commitId}`;
    case "appSpec":
    case "string":
      return `AppSpec with SHA-256 ${revision.sha256}`;
  }
}

/**
 * What an AppSpec puts in place, in a few words: the task definition's name and revision, or the function's version.
 * @param content JSON or YAML
 */
export function appSpecText(content: string): string | undefined {
  const value = (key: string) => new RegExp(`${key}["']?\\s*:\\s*["']?([^"',\\s}]+)`).exec(content)?.[1];
  const task = value("TaskDefinition");
  if (task !== undefined) return task.split("/").at(-1);
  const version = value("TargetVersion");
  return version === undefined ? undefined : `version ${version}`;
}

/** Who started a deployment, in words (`DeploymentCreator` of the API). */
export function starterText({ creator, rollbackOf }: Pick<Deployment, "creator" | "rollbackOf">): string | undefined {
  switch (creator) {
    case undefined:
      return undefined;
    case "user":
      return "by user";
    case "autoscaling":
      return "by Auto Scaling";
    case "autoscalingTermination":
      return "by Auto Scaling, for instances that end";
    case "codeDeployRollback":
      return rollbackOf === undefined ? "as a rollback" : `as a rollback of ${rollbackOf}`;
    default:
      return `by ${creator}`;
  }
}

/** The event that a target is at: the one that runs, else the one that failed. */
export function currentEvent(target: Target): LifecycleEvent | undefined {
  const at = (wanted: StepStatus) => target.events.find(({ status }) => status === wanted);
  return at("InProgress") ?? at("Failed");
}

/** A failed event's reason in one line. */
export function failureOf(event: LifecycleEvent): string | undefined {
  if (event.status !== "Failed") return undefined;
  return joined([event.errorCode, event.script, event.message], ": ") || undefined;
}

/** Milliseconds of an event, to now while it runs. */
export function tookOf({ startedAt, endedAt, status }: LifecycleEvent, now: number): number | undefined {
  if (startedAt === undefined) return undefined;
  if (endedAt !== undefined) return endedAt - startedAt;
  return status === "InProgress" ? Math.max(0, now - startedAt) : undefined;
}

/** What is told of a target beside its lifecycle events, a line each: task sets, versions. */
export function targetLines({ taskSets, versions }: Target): string[] {
  const sets = taskSets.map((set) => `${taskSetTitle(set)} ${set.id}: ${trafficText(set.traffic)}, ${tasksText(set)}`);
  return versions === undefined ? sets : [...sets, versions];
}

export function taskSetTitle({ side }: TaskSet): string {
  return side === undefined ? "Task set" : side === "original" ? "Original task set" : "Replacement task set";
}

/** A share of the traffic in per cent, in words. */
export function trafficText(percent: number): string {
  return `${percent} % of traffic`;
}

/** `3 of 4 tasks run, 1 pending, draining`; a task set that is ended wants none. */
export function tasksText({ running, desired, pending, status }: TaskSet): string {
  const tasks = desired === 0 ? `${plural(running, "task")} left` : `${running} of ${plural(desired, "task")} run`;
  return joined([tasks, pending === 0 ? undefined : `${pending} pending`, status?.toLowerCase()], ", ");
}

/** The traffic of the new version over all targets that shift some. */
export function trafficOf(targets: readonly Target[]): number | undefined {
  return targets.find(({ traffic }) => traffic !== undefined)?.traffic;
}
