import { type ResourceRef, partitionOf } from "../../base/resourceRef.ts";
import type { Standing } from "../../base/standing.ts";

export interface Instance {
  readonly id: string;
  /** Its tag of that name. */
  readonly name: string | undefined;
  /** `running`, `stopped` …, as EC2 says it; undefined where it does not. */
  readonly state: string | undefined;
  /** Why it is in that state, where EC2 says so. */
  readonly reason: string | undefined;
  readonly type: string | undefined;
  readonly image: string | undefined;
  readonly zone: string | undefined;
  readonly privateAddress: string | undefined;
  readonly publicAddress: string | undefined;
  /** Whether its public address stays when it is stopped; it does where it was allocated to the account. */
  readonly keepsAddress: boolean;
  /** Epoch milliseconds. */
  readonly launchedAt: number | undefined;
  /** The Auto Scaling group that it is in, which replaces it where it is stopped. */
  readonly group: string | undefined;
  /** The account that has it. */
  readonly owner: string | undefined;
  readonly tags: readonly (readonly [key: string, value: string])[];
}

/** What the status of an instance tells beside it. */
export interface Checks {
  /** How each stands, in EC2's words: `ok`, `impaired`, `initializing`, `insufficient-data`, `not-applicable`. */
  readonly checks: readonly string[];
  /** What AWS is about to do with it: `system-reboot on 2026-12-01`. */
  readonly events: readonly string[];
}

const APPLIES = (check: string) => check !== "not-applicable";

/** `2/2 checks`; undefined where none applies. */
export function checksText(checks: readonly string[] = []): string | undefined {
  const own = checks.filter(APPLIES);
  if (own.length === 0) return undefined;
  const passed = own.filter((check) => check === "ok").length;
  if (own.includes("impaired")) return `${passed}/${own.length} checks: impaired`;
  return own.includes("initializing") ? "checks are running" : `${passed}/${own.length} checks`;
}

const STANDINGS: Readonly<Record<string, Standing | undefined>> = {
  pending: "running",
  stopping: "undoing",
  "shutting-down": "undoing",
  stopped: "stopped",
  terminated: "skipped",
};

export function standingOf({ state = "" }: Pick<Instance, "state">, { checks = [], events = [] }: Partial<Checks>): Standing {
  if (state !== "running") return STANDINGS[state] ?? "unknown";
  if (checks.includes("impaired")) return "failed";
  if (events.length > 0 || checks.includes("insufficient-data")) return "warned";
  return checks.includes("initializing") ? "running" : "passed";
}

/** EC2's order means nothing: what is changing, then what runs, then the rest; by name. */
export function byState(a: Instance, b: Instance): number {
  const rank = ({ state = "" }: Instance) => ["pending", "stopping", "shutting-down", "running", "stopped"].indexOf(state) + 1 || 9;
  return rank(a) - rank(b) || (a.name ?? a.id).localeCompare(b.name ?? b.id);
}

const STATES = new Set(["pending", "running", "shutting-down", "terminated", "stopping", "stopped"]);

/** A filter of DescribeInstances. */
export interface Wanted {
  readonly Name: string;
  readonly Values: string[];
}

/**
 * What a person's filter asks of EC2: a state, an id, an address, `tag:key=value` (`tag:key`: whoever has it), else a part
 * of the name, in the case in which it is written ("Filtering", DescribeInstances).
 */
export function filtersOf(text: string): readonly Wanted[] {
  const wanted = text.trim();
  const [, key, value] = /^tag:([^=]+)(?:=(.*))?$/s.exec(wanted) ?? [];
  if (key !== undefined) return [value === undefined ? { Name: "tag-key", Values: [key] } : { Name: `tag:${key}`, Values: [value] }];
  // with `state:` before it, too: what the filter's box says reads like that
  const state = wanted.toLowerCase().replace(/^state:\s*/, "");
  if (STATES.has(state)) return [{ Name: "instance-state-name", Values: [state] }];
  if (/^i-[0-9a-f]+$/.test(wanted)) return [{ Name: "instance-id", Values: [`${wanted}*`] }];
  if (/^\d+\.\d+\.\d+\.\d+$/.test(wanted)) return [{ Name: "private-ip-address", Values: [wanted] }];
  return [{ Name: "tag:Name", Values: [wanted.includes("*") ? wanted : `*${wanted}*`] }];
}

export function instanceRef(region: string, { id, owner = "" }: Pick<Instance, "id" | "owner">): ResourceRef {
  return { partition: partitionOf(region), service: "ec2", region, account: owner, resource: `instance/${id}` };
}

/** The group that an instance is in; its name alone is told, which is enough to find it. */
export function groupRef(region: string, { group = "", owner = "" }: Pick<Instance, "group" | "owner">): ResourceRef {
  return { partition: partitionOf(region), service: "autoscaling", region, account: owner, resource: `autoScalingGroup:*:autoScalingGroupName/${group}` };
}
