import { type ResourceRef, refIn } from "../../base/resourceRef.ts";
import type { Standing } from "../../base/standing.ts";
import { standingBy } from "../../base/standing.ts";

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

export interface Limits {
  readonly min: number;
  readonly max: number;
}

export interface Target extends Limits {
  readonly arn: string | undefined;
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

export interface NotScaled {
  readonly code: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly current: number | undefined;
}

export interface Activity {
  readonly id: string;
  readonly resource: string;
  readonly description: string;
  readonly cause: string;
  readonly status: string;
  readonly message: string | undefined;
  /** Why it came to nothing; empty where it was tried. */
  readonly reasons: readonly NotScaled[];
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
}

export interface Policy {
  readonly name: string;
  readonly facts: readonly (string | undefined)[];
  readonly alarms: readonly { readonly name: string; readonly arn: string }[];
}

export interface Scheduled {
  readonly name: string;
  readonly facts: readonly (string | undefined)[];
}

/** The cluster or function that a target's resource is of, and its own name. */
export function partsOf({ namespace, resource }: Pick<Target, "namespace" | "resource">): { readonly place: string; readonly name: string } {
  const [, place = "", name = ""] = resource.split(namespace === "ecs" ? "/" : ":");
  return { place, name };
}

/** What is scaled, as an ARN. */
export function scaledRef({ namespace, resource }: Target, region: string): ResourceRef {
  return refIn(region, namespace, resource);
}

/** The last part of a target's ARN; what it scales, where there is none. */
export function idOf({ arn, resource }: Pick<Target, "arn" | "resource">): string {
  return arn?.split("scalable-target/")[1] ?? resource;
}

export const limitsText = ({ min, max }: Limits): string => `${min}–${max}`;

const number = (value: number | undefined) => (value === undefined ? "" : ` of ${value}`);

/** Why something was not scaled, in plain words (user guide, "Not scaled reason codes"). */
export function reasonText({ code, min, max, current }: NotScaled): string {
  switch (code) {
    case "AlreadyAtMaxCapacity":
      return `it has its maximum${number(max)} already`;
    case "AlreadyAtMinCapacity":
      return `it has its minimum${number(min)} already`;
    case "AlreadyAtDesiredCapacity":
      return `it has the capacity${number(current)} that was computed already`;
    case "AutoScalingAnticipatedFlapping":
      return "it would have been scaled back at once";
    case "TargetServicePutResourceAsUnscalable":
      return "its service did not let it be scaled just then";
    default:
      return code;
  }
}

/** `not scaled: it has its maximum of 12 already`; undefined of one that was tried. */
export function notScaledText({ reasons }: Activity): string | undefined {
  return reasons.length === 0 ? undefined : `not scaled: ${reasons.map(reasonText).join("; ")}`;
}

const standingOfStatus = standingBy({
  Successful: "passed", Failed: "failed", Unfulfilled: "failed", Overridden: "skipped", Pending: "running", InProgress: "running",
});

/** One that was not even tried is told as failed: only what was held back by a limit needs somebody. */
export function standingOfActivity({ status, reasons }: Activity): Standing {
  if (reasons.length === 0) return standingOfStatus(status);
  return isHeldBack(reasons) ? "warned" : "skipped";
}

const isHeldBack = (reasons: readonly NotScaled[]) => reasons.some(({ code }) => code === "AlreadyAtMaxCapacity");

export function standingOfTarget({ suspended }: Target, last: Activity | undefined): Standing {
  if (suspended.length === PART_NAMES.length) return "stopped";
  const standing = last === undefined ? "passed" : standingOfActivity(last);
  if (standing === "running") return "running";
  return standing === "warned" || standing === "failed" ? "warned" : "passed";
}

/** What new limits do at once to a capacity, in words; undefined: nothing, or nobody knows it. */
export function moveText({ min, max }: Limits, current: number | undefined): string | undefined {
  if (current === undefined || (current >= min && current <= max)) return undefined;
  return current < min ? `${current} → ${min}, at once` : `${current} → ${max}, at once`;
}
