import type { ResourceRef } from "./arn.ts";
import { partitionOfRegion } from "./partitions.ts";

// ARNs as texts stand apart: they are all that is needed of this when the extension is activated
export { formatArn, hasNoAccount, matchesArn, parseArn } from "./arn.ts";
export type { ResourceRef } from "./arn.ts";

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  return partitionOfRegion(region).id;
}

/** A resource of a service in a region. The account may be unknown (empty) until it is needed. */
export function refIn(region: string, service: string, resource: string, account = ""): ResourceRef {
  return { partition: partitionOf(region), service, region, account, resource };
}

/** The console's address for a page of a region: `path` starts without a slash, e.g. `codesuite/codepipeline/…`. */
export function consolePage(region: string, path: string): string {
  const { console: host } = partitionOfRegion(region);
  const [page = "", fragment] = path.split(/#(.*)/s);
  // single-page consoles have a "?" of their own behind the "#"
  const separator = page.includes("?") ? "&" : "?";
  const hash = fragment === undefined ? "" : `#${fragment}`;
  return `https://${region}.${host}/${page}${separator}region=${region}${hash}`;
}
