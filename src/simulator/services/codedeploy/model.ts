import type {
  ComputePlatform,
  DeploymentGroupInfo,
  DeploymentStatus,
  ErrorInformation,
  FileExistsBehavior,
  LifecycleErrorCode,
  RevisionLocation,
} from "@aws-sdk/client-codedeploy";
import type { DeploymentConfig } from "./configs.ts";

/** What a deployment group deploys to. */
export type Fleet =
  | { readonly kind: "instances"; readonly ids: readonly string[]; readonly onPremises: boolean }
  | ServiceFleet
  | { readonly kind: "function"; readonly name: string; readonly alias: string };

/** A service of ECS; the family of its task definitions bears its name, where that is not said. */
export interface ServiceFleet {
  readonly kind: "service";
  readonly cluster: string;
  readonly service: string;
  readonly tasks: number;
  readonly family?: string;
}

export interface Application {
  readonly name: string;
  readonly platform: ComputePlatform;
  /** Milliseconds since 1970, as all times here. */
  readonly created: number;
  readonly groups: Map<string, DeploymentGroup>;
  /** Revisions by their key (`revisionKey`), as they were registered: with their contents. */
  readonly revisions: Map<string, RevisionLocation>;
}

export interface DeploymentGroup {
  readonly application: Application;
  readonly name: string;
  readonly id: string;
  config: DeploymentConfig;
  fleet: Fleet;
  /** Whether a failed or stopped deployment is rolled back without being asked. */
  rollsBack: boolean;
  /** What its template says of it, as the API tells it. */
  declared?: Partial<DeploymentGroupInfo>;
  /** Whether the application's users are served from here: then what is deployed is the component's release. */
  readonly serves: boolean;
  /** Whether files lie on its instances that no deployment put there: one that may not replace them fails. */
  readonly hasForeignFiles?: boolean;
  /** Oldest first. */
  readonly deployments: Deployment[];
}

/** What is to be deployed, with what it was built from where that is known. */
export interface Release {
  readonly location: RevisionLocation;
  readonly commit: string | undefined;
  /** Of the task definition or the function; counts up within a group. */
  readonly version: number;
}

/** One lifecycle event of a target, as it will go: times in milliseconds from the deployment's start. */
export interface PlannedEvent {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly failure: EventFailure | undefined;
}

export interface EventFailure {
  readonly code: LifecycleErrorCode;
  readonly script: string;
  readonly message: string;
  readonly logTail: string;
}

export interface PlannedTarget {
  readonly id: string;
  readonly events: readonly PlannedEvent[];
}

/** From a time on, in milliseconds from the start, the new version has this share of the traffic, in per cent. */
export interface TrafficStep {
  readonly at: number;
  readonly weight: number;
}

/** How a deployment will go, decided when it is made; stopping it cuts it off. */
export interface DeploymentPlan {
  readonly targets: readonly PlannedTarget[];
  readonly traffic: readonly TrafficStep[];
  /** Milliseconds from the start to the end. */
  readonly duration: number;
  readonly error: ErrorInformation | undefined;
}

/** What a deployment to instances was asked for besides its revision. */
export interface InstanceOptions {
  readonly fileExistsBehavior: FileExistsBehavior;
  readonly ignoreApplicationStopFailures: boolean;
  readonly updateOutdatedInstancesOnly: boolean;
}

export const USUAL_OPTIONS: InstanceOptions = {
  fileExistsBehavior: "DISALLOW",
  ignoreApplicationStopFailures: false,
  updateOutdatedInstancesOnly: false,
};

export interface Deployment {
  readonly id: string;
  readonly group: DeploymentGroup;
  readonly config: DeploymentConfig;
  readonly release: Release;
  /** What the group had before. */
  readonly previous: Release | undefined;
  readonly creator: "user" | "codeDeployRollback";
  readonly description: string | undefined;
  readonly created: number;
  readonly started: number;
  readonly plan: DeploymentPlan;
  /** The deployment that this one takes back. */
  readonly rollbackOf: string | undefined;
  readonly rollsBack: boolean;
  readonly options: InstanceOptions;
  rolledBackBy: string | undefined;
  stoppedAt: number | undefined;
}

/** When a deployment is over, or was stopped: milliseconds since 1970. */
export function endOf(deployment: Deployment): number {
  return deployment.stoppedAt ?? deployment.started + deployment.plan.duration;
}

export function statusAt(deployment: Deployment, now: number): DeploymentStatus {
  if (deployment.stoppedAt !== undefined) {
    return "Stopped";
  }
  if (now < deployment.started) {
    return "Created";
  }
  if (now < endOf(deployment)) {
    return "InProgress";
  }
  return deployment.plan.error === undefined ? "Succeeded" : "Failed";
}

export function isActive(deployment: Deployment, now: number): boolean {
  return deployment.stoppedAt === undefined && now < endOf(deployment);
}

/** What tells a revision from others of its application. */
export function revisionKey(location: RevisionLocation): string {
  const { s3Location: s3, gitHubLocation: gitHub } = location;
  if (s3 !== undefined) {
    return `s3 ${s3.bucket} ${s3.key} ${s3.eTag ?? ""}`;
  }
  if (gitHub !== undefined) {
    return `github ${gitHub.repository} ${gitHub.commitId}`;
  }
  return `sha256 ${location.appSpecContent?.sha256 ?? location.string?.sha256 ?? ""}`;
}
