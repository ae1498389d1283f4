import type { Standing } from "../../base/standing.ts";
import { DAY, MINUTE, formatAgo } from "../../base/time.ts";

/** The labels that Secrets Manager itself moves from version to version. */
export const CURRENT = "AWSCURRENT";
export const PREVIOUS = "AWSPREVIOUS";
const PENDING = "AWSPENDING";

export interface Secret {
  readonly kind: "secret" | "folder";
  readonly arn: string;
  /** Of a folder, which is what names have in common up to a slash, with that: `kestrel/production/`. */
  readonly name: string;
  readonly description: string | undefined;
  readonly rotates: boolean;
  /** `30 days`, or a schedule as it is written; undefined where nobody set one. */
  readonly schedule: string | undefined;
  /** Epoch milliseconds, all of them. */
  readonly rotatedAt: number | undefined;
  readonly rotatesAt: number | undefined;
  readonly changedAt: number | undefined;
  /** A day: more is not told. */
  readonly readAt: number | undefined;
  readonly createdAt: number | undefined;
  /** When its deletion was asked for; it can be restored until it is gone. */
  readonly deletedAt: number | undefined;
  /** The service that manages it, such as `rds`: others only read it. */
  readonly owner: string | undefined;
  readonly key: string | undefined;
  /** The labels of each version, by its id; of those alone that have one. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

export interface Version {
  readonly id: string;
  readonly labels: readonly string[];
  readonly createdAt: number | undefined;
  /** A day: more is not told. */
  readonly readAt: number | undefined;
}

/** The id of the version with a label. */
export function versionWith({ versions }: Pick<Secret, "versions">, label: string): string | undefined {
  return Object.entries(versions).find(([, labels]) => labels.includes(label))?.[0];
}

/** Whether a rotation has begun that has not ended: another one is refused (API reference, RotateSecret). */
export function isRotating(secret: Pick<Secret, "versions">): boolean {
  const pending = versionWith(secret, PENDING);
  return pending !== undefined && pending !== versionWith(secret, CURRENT);
}

/**
 * How a rotation stands: its new version is labelled as pending until it is the current one ("Rotation function", Secrets
 * Manager user guide). One that has been pending for long has failed: nothing else tells it.
 */
export function rotationOf(secret: Secret, now: number): "running" | "unfinished" | undefined {
  if (!isRotating(secret)) return undefined;
  return now - (secret.changedAt ?? 0) < 10 * MINUTE ? "running" : "unfinished";
}

export function standingOf(secret: Secret, now: number): Standing | undefined {
  if (secret.deletedAt !== undefined) return "stopped";
  const rotation = rotationOf(secret, now);
  if (rotation !== undefined) return rotation === "running" ? "running" : "warned";
  return isOverdue(secret, now) ? "warned" : undefined;
}

/** Whether it should have been rotated more than a day ago: a rotation may take place at any time of its day. */
function isOverdue({ rotates, rotatesAt }: Secret, now: number): boolean {
  return rotates && rotatesAt !== undefined && now - rotatesAt > DAY;
}

/** What tells most of a secret, in words, the most telling first. */
export function factsOf(secret: Secret, now: number): readonly (string | undefined)[] {
  const { deletedAt, owner, rotates, schedule, changedAt, createdAt } = secret;
  const rotation = rotationOf(secret, now);
  const age = changedAt ?? createdAt;
  return [
    deletedAt === undefined ? undefined : `deletion asked for ${formatAgo(deletedAt, now)}`,
    rotation === "running" ? "being rotated" : rotation === "unfinished" ? "a rotation did not finish" : undefined,
    isOverdue(secret, now) ? "rotation is overdue" : undefined,
    versionWith(secret, CURRENT) === undefined ? "no value yet" : age === undefined ? undefined : `changed ${formatAgo(age, now)}`,
    rotates ? (schedule === undefined ? "rotates" : `rotates every ${schedule}`) : "no rotation",
    owner === undefined ? undefined : `managed by ${owner}`,
  ];
}

/** The label of a version as a person says it: `current`; others as they are. */
export function labelText(label: string): string {
  return label.startsWith("AWS") ? label.slice("AWS".length).toLowerCase() : label;
}

/** The name in an ARN, whose last seven characters the service adds; a JSON key, label or version behind it is left out. */
export function nameOf(resource: string): string | undefined {
  const [kind, name = ""] = resource.split(":");
  return kind !== "secret" || name === "" ? undefined : name.replace(/-[A-Za-z0-9]{6}$/, "");
}
