import { type Standing, standingBy } from "../../base/standing.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import type { Sizes } from "../../base/sizes.ts";
import { DAY, formatDateTime } from "../../base/time.ts";
import { capitalized, words } from "../../base/text.ts";

/** What a list tells of anything in EKS: its name. All else is described one by one. */
export interface Named {
  readonly name: string;
}

/** What is wrong with something, as EKS says it. */
export interface Issue {
  /** `AsgInstanceLaunchFailures` */
  readonly code: string;
  readonly message: string;
  /** What it is about: ids and ARNs. */
  readonly resources: readonly string[];
}

export interface Described {
  readonly arn: string | undefined;
  /** `ACTIVE`, `UPDATING` … */
  readonly status: string;
  readonly issues: readonly Issue[];
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number | undefined;
}

/** Until when a version of Kubernetes is supported. */
export interface Support {
  /** `STANDARD_SUPPORT`, `EXTENDED_SUPPORT`, `UNSUPPORTED`. */
  readonly status: string;
  readonly standardEnd: number | undefined;
  readonly extendedEnd: number | undefined;
}

export interface ClusterMore extends Described {
  readonly version: string | undefined;
  readonly platform: string | undefined;
  readonly endpoint: string | undefined;
  /** `API`, `API_AND_CONFIG_MAP`, `CONFIG_MAP`: who may enter is told by access entries, by a map in the cluster, or both. */
  readonly access: string | undefined;
  /** EKS Auto Mode: it runs nodes without node groups. */
  readonly isAuto: boolean;
  readonly support: Support;
}

export interface NodeGroupMore extends Described {
  readonly sizes: Sizes;
  readonly version: string | undefined;
  readonly release: string | undefined;
  readonly types: readonly string[];
  /** `ON_DEMAND`, `SPOT` … */
  readonly capacity: string | undefined;
  /** The Auto Scaling groups that run its nodes. */
  readonly groups: readonly string[];
}

export interface ProfileMore extends Described {
  /** `namespace kube-system`, `namespace jobs, app=import`. */
  readonly selectors: readonly string[];
}

export interface AddonMore extends Described {
  readonly version: string | undefined;
  /** The newest for the cluster's version, where that is another one. */
  readonly newest: string | undefined;
}

export interface EntryMore {
  readonly principal: ResourceRef | undefined;
  readonly type: string | undefined;
  readonly username: string | undefined;
  readonly groups: readonly string[];
  /** `AmazonEKSClusterAdminPolicy (cluster)`. */
  readonly policies: readonly string[];
}

export interface UpdateMore {
  readonly type: string;
  readonly status: string;
  /** What is changed: `Version 1.34`. */
  readonly params: readonly string[];
  readonly errors: readonly string[];
  readonly createdAt: number | undefined;
}

const MOVING: Readonly<Record<string, Standing | undefined>> = {
  CREATING: "running",
  PENDING: "running",
  UPDATING: "running",
  DELETING: "undoing",
  FAILED: "failed",
  CREATE_FAILED: "failed",
  DELETE_FAILED: "failed",
  UPDATE_FAILED: "failed",
  DEGRADED: "warned",
};

/** Undefined until it is described. */
export function standingOf({ status, issues = [] }: Partial<Described>): Standing | undefined {
  if (status === undefined) return undefined;
  return MOVING[status] ?? (issues.length > 0 ? "warned" : status === "ACTIVE" ? "passed" : "unknown");
}

export const standingOfUpdate = standingBy({ InProgress: "running", Successful: "passed", Failed: "failed", Cancelled: "stopped" });

/** From how long before the end of standard support a cluster needs a look: an upgrade takes weeks to prepare. */
const SOON = 60 * DAY;

/** How its version stands, in words and as a standing. */
export function supportOf({ status, standardEnd, extendedEnd }: Support, now: number): { readonly text: string | undefined; readonly isDue: boolean } {
  const day = (at: number | undefined) => (at === undefined ? "" : ` until ${formatDateTime(at).slice(0, 10)}`);
  if (status === "UNSUPPORTED") return { text: "no longer supported", isDue: true };
  if (status === "EXTENDED_SUPPORT") return { text: `extended support${day(extendedEnd)}`, isDue: true };
  const isDue = standardEnd !== undefined && standardEnd - now < SOON;
  return { text: standardEnd === undefined ? undefined : `supported${day(standardEnd)}`, isDue };
}

export function standingOfCluster(more: Partial<ClusterMore>, now: number): Standing | undefined {
  const standing = standingOf(more);
  return standing === "passed" && more.support !== undefined && supportOf(more.support, now).isDue ? "warned" : standing;
}

/** Only what is at rest can be written; what is not described yet is looked at before. */
export const isAtRest = ({ status }: Partial<Described>): boolean => status === undefined || status === "ACTIVE" || status === "DEGRADED";

/** `VersionUpdate` as words: `Version update`. */
export const plainWords = (name: string): string => capitalized(words(name.replace(/^Ec2(?=[A-Z])/, "Ec2 "))).replace(/^Ec2\b/, "EC2");

/** How one version of an add-on stands to another: by its numbers, `v1.19.2-eksbuild.5`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => (version.match(/\d+/g) ?? []).map(Number));
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The names in an ARN of one of these types: `nodegroup/cluster/name/uuid`. */
export function keysIn({ service, resource }: ResourceRef, type: "cluster" | "nodegroup" | "fargateprofile" | "addon"): readonly string[] | undefined {
  const [kind, cluster = "", name = ""] = resource.split("/");
  if (service !== "eks" || kind !== type || cluster === "") return undefined;
  if (type === "cluster") return name === "" ? [cluster] : undefined;
  return name === "" ? undefined : [cluster, name];
}
