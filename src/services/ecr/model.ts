import type { Standing } from "../../base/standing.ts";
import { formatBytes, joined } from "../../base/text.ts";

export interface Repository {
  readonly name: string;
  /** Without a tag: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/parcel-web`. */
  readonly uri: string;
  readonly registry: string;
  readonly mutability: string | undefined;
  readonly scansOnPush: boolean;
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number | undefined;
}

/** What a scan found, by how bad it is: `CRITICAL`, `HIGH`, `MEDIUM`, `LOW`, `INFORMATIONAL`, `UNDEFINED`. */
export type Counts = Readonly<Record<string, number>>;

export interface Image {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly tags: readonly string[];
  /** Bytes, as they are pulled. */
  readonly size: number | undefined;
  readonly pushedAt: number | undefined;
  readonly pulledAt: number | undefined;
  /** One in the archive cannot be pulled. */
  readonly isArchived: boolean;
  /** Undefined: it was never scanned. */
  readonly scan: string | undefined;
  readonly scanDescription: string | undefined;
  readonly scannedAt: number | undefined;
  /** Undefined where the list does not tell them. */
  readonly counts: Counts | undefined;
}

export interface Finding {
  /** `CVE-2026-12345`. */
  readonly id: string;
  readonly severity: string;
  readonly description: string | undefined;
  readonly packages: readonly { readonly name: string; readonly version: string | undefined; readonly fixedIn: string | undefined }[];
  /** Whether there is a remedy; undefined where the scan does not know: a basic one does not. */
  readonly fix: string | undefined;
  readonly exploit: string | undefined;
  readonly score: number | undefined;
  readonly page: string | undefined;
}

const SEVERITIES: readonly string[] = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED"];

/** `tag, tag`, else the beginning of the digest. A tag that is a whole commit id is told by its first eight digits. */
export function imageName({ tags, digest }: Pick<Image, "tags" | "digest">): string {
  const short = tags.map((tag) => (/^[0-9a-f]{40}$/.test(tag) ? tag.slice(0, 8) : tag));
  return short.length > 0 ? short.join(", ") : shortDigest(digest);
}

/** `sha256:1a2b3c4d5e6f` of a whole digest. */
export function shortDigest(digest: string): string {
  return digest.slice(0, "sha256:".length + 12);
}

/** The newest first: the service lists images in no order. */
export function byPushed(a: Image, b: Image): number {
  return (b.pushedAt ?? 0) - (a.pushedAt ?? 0);
}

/** The worst first. */
export function bySeverity(a: Finding, b: Finding): number {
  const rank = ({ severity }: Finding) => (SEVERITIES.includes(severity) ? SEVERITIES.indexOf(severity) : SEVERITIES.length);
  return rank(a) - rank(b) || (b.score ?? 0) - (a.score ?? 0);
}

/** `1 critical, 3 high`: the two worst kinds that there are. */
export function countsText(counts: Counts): string {
  const found = SEVERITIES.filter((severity) => (counts[severity] ?? 0) > 0);
  return found.length === 0 ? "nothing found" : joined(found.slice(0, 2).map((severity) => `${counts[severity] ?? 0} ${severity.toLowerCase()}`), ", ");
}

export function isScanning({ scan }: Image): boolean {
  return scan === "IN_PROGRESS" || scan === "PENDING";
}

/** Whether a scan can be asked for: not of what Inspector scans all the time, nor of what lies in the archive. */
export function canScan(image: Image): boolean {
  return !image.isArchived && !isScanning(image) && image.scan !== "ACTIVE";
}

/** How the scan of an image stands, in words. */
export function scanText(image: Image): string {
  const { scan, counts } = image;
  if (scan === undefined) return "never scanned";
  if (isScanning(image)) return "scan in progress";
  if (scan !== "COMPLETE" && scan !== "ACTIVE") return `scan: ${scan.toLowerCase().replaceAll("_", " ")}`;
  return counts === undefined ? "scanned" : countsText(counts);
}

/** How an image stands: by the worst that a scan found in it. Undefined: nobody knows. */
export function standingOfImage(image: Image): Standing | undefined {
  const { scan, counts } = image;
  if (image.isArchived) return "stopped";
  if (isScanning(image)) return "running";
  if (scan === undefined) return undefined;
  if (scan !== "COMPLETE" && scan !== "ACTIVE") return "warned";
  if (counts === undefined) return undefined;
  if ((counts["CRITICAL"] ?? 0) > 0) return "failed";
  return (counts["HIGH"] ?? 0) > 0 ? "warned" : "passed";
}

/** How bad a finding is, in the words that all services share. */
export function standingOfFinding({ severity }: Finding): Standing {
  if (severity === "CRITICAL") return "failed";
  return severity === "HIGH" || severity === "MEDIUM" ? "warned" : "skipped";
}

/** What mends a finding: the version of a package, or that there is none. */
export function fixText({ packages, fix }: Finding): string {
  const fixed = packages.filter(({ fixedIn }) => fixedIn !== undefined && fixedIn !== "NotAvailable");
  if (fixed.length > 0) return `fixed in ${[...new Set(fixed.map(({ fixedIn }) => fixedIn))].join(", ")}`;
  return fix === "NO" ? "no fix yet" : fix === "YES" ? "a fix is there" : "a basic scan tells no fix";
}

/** `docker pull` of an image: by its first tag, else by its digest. */
export function pullCommand({ uri }: Repository, { tags, digest }: Image): string {
  const [tag] = tags;
  return `docker pull ${uri}${tag === undefined ? `@${digest}` : `:${tag}`}`;
}

export function sizeText(size: number | undefined): string | undefined {
  return size === undefined ? undefined : formatBytes(size);
}
