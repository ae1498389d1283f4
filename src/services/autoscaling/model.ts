import type { Sizes } from "../../base/sizes.ts";
import type { Standing } from "../../base/standing.ts";

export interface Member {
  readonly id: string;
  readonly type: string | undefined;
  readonly zone: string | undefined;
  /** `InService`, `Pending:Wait` … */
  readonly lifecycle: string;
  readonly isHealthy: boolean;
  readonly isProtected: boolean;
  /** Of the launch template that it was started from. */
  readonly version: string | undefined;
}

export interface Group extends Sizes {
  readonly name: string;
  readonly arn: string;
  readonly members: readonly Member[];
  /** Processes that somebody suspended, with why, as the service says it. */
  readonly suspended: readonly { readonly name: string; readonly reason: string | undefined }[];
  /** `web, version 14`, or the launch configuration's name. */
  readonly template: string | undefined;
  readonly zones: readonly string[];
  readonly healthCheck: string | undefined;
  /** Undefined, or what goes on with the group itself: `Delete in progress`. */
  readonly status: string | undefined;
  /** The service that manages it: others only read it. */
  readonly operator: string | undefined;
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number | undefined;
}

export interface Refresh {
  readonly id: string;
  readonly status: string;
  readonly reason: string | undefined;
  /** Per cent of the instances that are replaced. */
  readonly percent: number | undefined;
  readonly left: number | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** `template, version 15` that it goes to; undefined where it goes to what the group has. */
  readonly desired: string | undefined;
  /** Why it cannot be rolled back, though it runs; undefined: it can. */
  readonly noWayBack: string | undefined;
  readonly minHealthy: number | undefined;
}

/** What only the refreshes of a group tell of it: the last one; none, where there never was one. */
export interface GroupMore {
  readonly refresh: Refresh | "none";
}

/** Everything that can be suspended ("Suspend and resume processes", Auto Scaling user guide), with what stops then. */
export const PROCESSES: Readonly<Record<string, string>> = {
  Launch: "no instance is added",
  Terminate: "no instance is taken away",
  AddToLoadBalancer: "new instances get no traffic",
  AlarmNotification: "alarms scale nothing",
  AZRebalance: "zones are not balanced",
  HealthCheck: "instances are not marked as unhealthy",
  InstanceRefresh: "refreshes replace nothing",
  ReplaceUnhealthy: "unhealthy instances stay",
  ScheduledActions: "the schedule does nothing",
};

const REFRESHING = new Set(["Pending", "InProgress", "Baking"]);
const GIVEN_UP = new Set(["Cancelling", "RollbackInProgress"]);
const REFRESHED: Readonly<Record<string, Standing | undefined>> = {
  Successful: "passed",
  RollbackSuccessful: "warned",
  Failed: "failed",
  RollbackFailed: "failed",
  Cancelled: "stopped",
};

export function standingOfRefresh({ status }: Pick<Refresh, "status">): Standing {
  if (REFRESHING.has(status)) return "running";
  return GIVEN_UP.has(status) ? "undoing" : (REFRESHED[status] ?? "unknown");
}

/** The last refresh of a group, where there was one. */
export const given = (refresh: GroupMore["refresh"] | undefined): Refresh | undefined => (refresh === "none" ? undefined : refresh);

export const isRefreshing = (refresh: GroupMore["refresh"] | undefined): boolean => REFRESHING.has(given(refresh)?.status ?? "");

/** Whether one goes on in any way: then no other can be started. */
export const isBusy = (refresh: GroupMore["refresh"] | undefined): boolean => isRefreshing(refresh) || GIVEN_UP.has(given(refresh)?.status ?? "");

export const canRollBack = (refresh: GroupMore["refresh"] | undefined): boolean => isRefreshing(refresh) && given(refresh)?.noWayBack === undefined;

/** `refresh 50 %`, `refresh failed`; undefined where the last one went well. */
export function refreshText(refresh: GroupMore["refresh"] | undefined): string | undefined {
  const last = given(refresh);
  if (last === undefined || last.status === "Successful") return undefined;
  return isRefreshing(last) ? `refresh ${last.percent ?? 0} %` : `refresh ${statusText(last.status)}`;
}

/** `RollbackInProgress` as words: `rollback in progress`. */
export function statusText(status: string): string {
  return status.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

export const inService = ({ members }: Pick<Group, "members">): number => members.filter(({ lifecycle }) => lifecycle === "InService").length;

export function standingOfGroup(group: Group, refresh: GroupMore["refresh"] | undefined): Standing {
  if (group.status !== undefined) return "undoing";
  const last = given(refresh);
  if (last !== undefined && isBusy(last)) return standingOfRefresh(last);
  const lives = group.members.map(({ lifecycle }) => standingOfLifecycle(lifecycle));
  if (lives.includes("running") || lives.includes("undoing")) return "running";
  const isShort = inService(group) < group.desired || group.members.some(({ isHealthy }) => !isHealthy);
  return isShort || (last !== undefined && standingOfRefresh(last) === "failed") ? "warned" : "passed";
}

export function standingOfLifecycle(lifecycle: string): Standing {
  if (lifecycle === "InService") return "passed";
  if (/^(?:Pending|EnteringStandby|Warmed:Pending)/.test(lifecycle)) return "running";
  if (/^(?:Terminating|Detaching|Warmed:Terminating)/.test(lifecycle)) return "undoing";
  if (lifecycle === "Standby" || lifecycle.startsWith("Warmed:")) return "stopped";
  return lifecycle.startsWith("Quarantined") ? "warned" : "skipped";
}

/** A template's version that names no fixed one cannot be gone back to ("Roll back changes with an instance refresh"). */
export const isFixedVersion = (version: string | undefined): boolean => version !== undefined && !version.startsWith("$");

/** The name of a group in its ARN. */
export function groupIn(resource: string): string | undefined {
  return resource.startsWith("autoScalingGroup:") ? resource.split("autoScalingGroupName/")[1] || undefined : undefined;
}
