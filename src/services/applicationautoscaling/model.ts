import { type ScalingActivity, type ScalingRule, standingOfActivity } from "../../base/scaling.ts";
import { type Limits, clamped } from "../../base/sizes.ts";
import type { Standing } from "../../base/standing.ts";

/** Whose capacity is shown here: services of ECS, and what aliases of functions keep started. */
export const NAMESPACES = ["ecs", "lambda"] as const;
export type Namespace = (typeof NAMESPACES)[number];

/** What of a target's scaling can be suspended, with what it is called and what stops then (API reference, SuspendedState). */
export const PARTS = {
  DynamicScalingOutSuspended: { label: "Scale out", off: "no policy adds capacity" },
  DynamicScalingInSuspended: { label: "Scale in", off: "no policy takes capacity away" },
  ScheduledScalingSuspended: { label: "Schedule", off: "the schedule does nothing" },
} as const;
export type Part = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as readonly Part[];

export interface Target extends Limits {
  /** The last part of its ARN, which tells nothing of what is scaled. */
  readonly id: string;
  readonly namespace: Namespace;
  /** `service/cluster/name`, `function:name:alias`. */
  readonly resource: string;
  readonly dimension: string;
  readonly suspended: readonly Part[];
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number | undefined;
}

/** What only others tell of a target. */
export interface TargetMore {
  /** Tasks that are wanted, environments that are kept started. */
  readonly current: number | undefined;
  readonly last: Activity | undefined;
}

/** An activity, and of what. */
export interface Activity extends ScalingActivity {
  readonly resource: string;
}

export interface Policy extends ScalingRule {
  readonly alarms: readonly { readonly name: string; readonly arn: string }[];
}

/** The cluster or function that a target's resource is of, and its own name. */
export function partsOf({ namespace, resource }: Pick<Target, "namespace" | "resource">): { readonly place: string; readonly name: string } {
  const [, place = "", name = ""] = resource.split(namespace === "ecs" ? "/" : ":");
  return { place, name };
}

export const limitsText = ({ min, max }: Limits): string => `${min}–${max}`;

export function standingOfTarget({ suspended }: Target, last: Activity | undefined): Standing {
  if (suspended.length === PART_NAMES.length) return "stopped";
  const standing = last === undefined ? "passed" : standingOfActivity(last);
  if (standing === "running") return "running";
  return standing === "warned" || standing === "failed" ? "warned" : "passed";
}

/** What new limits do at once to a capacity, in words; undefined: nothing, or nobody knows it. */
export function moveText(limits: Limits, current: number | undefined): string | undefined {
  const after = current === undefined ? undefined : clamped(current, limits);
  return after === current ? undefined : `${current} → ${after}, at once`;
}
