import type { ResourceRef } from "../../base/resourceRef.ts";
import { type Standing, rankOf, standingBy } from "../../base/standing.ts";
import { plural } from "../../base/text.ts";

export interface Application {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly versions: number;
  /** Epoch milliseconds, as all times here. */
  readonly updatedAt: number | undefined;
}

export interface Environment {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly application: string;
  /** The label of the version that is deployed. */
  readonly version: string | undefined;
  /** `Ready`, `Updating` … */
  readonly status: string;
  /** `Ok`, `Degraded` … of enhanced health; undefined where the environment has basic health alone. */
  readonly health: string | undefined;
  /** `Green`, `Red` …: all that basic health tells. */
  readonly colour: string | undefined;
  /** The name that callers use; a worker has none. */
  readonly cname: string | undefined;
  readonly platform: string | undefined;
  /** `WebServer`, `Worker`. */
  readonly tier: string | undefined;
  readonly updatedAt: number | undefined;
  /** Whether what is done to it now can be broken off. */
  readonly isAbortable: boolean;
}

/** What only an environment's own health tells. */
export interface EnvironmentMore {
  /** Sentences: why it is not well. */
  readonly causes: readonly string[];
  /** `12.4 requests/s, 3 % of them 5xx`; undefined where nothing was asked. */
  readonly requests: string | undefined;
}

/** What the environments of an application tell of it. */
export interface ApplicationMore {
  readonly environments: readonly Environment[];
}

export interface Instance {
  readonly id: string;
  readonly health: string | undefined;
  readonly causes: readonly string[];
  readonly type: string | undefined;
  readonly zone: string | undefined;
  /** The version that it runs. */
  readonly version: string | undefined;
  /** Per cent of its processors that are busy. */
  readonly busy: number | undefined;
  readonly launchedAt: number | undefined;
}

export interface Happening {
  readonly key: string;
  readonly message: string;
  /** `INFO`, `WARN` … */
  readonly severity: string;
  readonly version: string | undefined;
  readonly at: number | undefined;
}

export interface Version {
  readonly label: string;
  readonly arn: string;
  readonly description: string | undefined;
  /** `Processed`, `Failed` …; `Unprocessed` of one that is looked at only when it is deployed. */
  readonly status: string;
  /** Where its bundle is: `handbook, commit 3f2a1b9c`. */
  readonly source: string | undefined;
  /** The repository or the object that it was made of. */
  readonly sourceRef: ResourceRef | undefined;
  readonly createdAt: number | undefined;
}

const MOVING: Readonly<Record<string, Standing | undefined>> = {
  Launching: "running",
  Updating: "running",
  LinkingFrom: "running",
  LinkingTo: "running",
  Aborting: "undoing",
  Terminating: "undoing",
  Terminated: "skipped",
};
/** "Health colors and statuses" of the developer guide: what is red there is failed here. */
export const standingOfHealth = standingBy({
  Ok: "passed",
  Info: "passed",
  Warning: "warned",
  Degraded: "failed",
  Severe: "failed",
  Suspended: "stopped",
  Green: "passed",
  Yellow: "warned",
  Red: "failed",
});

export function standingOfEnvironment({ status, health, colour }: Pick<Environment, "status" | "health" | "colour">): Standing {
  return MOVING[status] ?? standingOfHealth(health ?? colour);
}

/** The standing that needs a person first; undefined of none. */
export function worst(all: readonly Standing[]): Standing | undefined {
  return all.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
}

/** `3 environments, 1 of them degraded`; undefined until they are known. */
export function environmentsText(environments: readonly Environment[] | undefined): string | undefined {
  if (environments === undefined) return undefined;
  const bad = environments.filter((one) => standingOfEnvironment(one) === "failed").length;
  return `${plural(environments.length, "environment")}${bad === 0 ? "" : `, ${bad} not well`}`;
}

/** Whether anything can be written: the service refuses it while something else goes on. */
export const isReady = ({ status }: Pick<Environment, "status">): boolean => status === "Ready";

/** Whether a version can be deployed: one that failed its processing cannot. */
export const isDeployable = ({ status }: Pick<Version, "status">): boolean => status === "Processed" || status === "Unprocessed";

/** `12.4 requests/s, 3 % of them 5xx`. @param seconds that were counted over, 10 in general */
export function requestsText(requests: number | undefined, failed: number | undefined, seconds: number | undefined): string | undefined {
  if (requests === undefined || seconds === undefined || seconds <= 0) return undefined;
  const share = requests === 0 ? 0 : Math.round(((failed ?? 0) / requests) * 100);
  return `${Number((requests / seconds).toFixed(1))} requests/s${share === 0 ? "" : `, ${share} % of them 5xx`}`;
}

/** The keys in an ARN of one of these types: `environment/app/env`. */
export function keysIn({ service, resource }: ResourceRef, type: "application" | "environment" | "applicationversion"): readonly string[] | undefined {
  const [kind, application = "", name] = resource.split("/");
  if (service !== "elasticbeanstalk" || kind !== type || application === "") return undefined;
  if (type === "application") return name === undefined ? [application] : undefined;
  return name === undefined || name === "" ? undefined : [application, name];
}
