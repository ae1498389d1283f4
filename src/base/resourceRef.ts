import { partitionOfRegion } from "./partitions.ts";

/** An ARN taken apart. `resource` is everything after the account, as it stands. */
export interface ResourceRef {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Takes an ARN apart; undefined where the text is none. */
export function parseArn(arn: string): ResourceRef | undefined {
  const match = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s.exec(arn);
  if (match === null) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  return { partition, service, region, account, resource };
}

export function formatArn(ref: ResourceRef): string {
  return `arn:${ref.partition}:${ref.service}:${ref.region}:${ref.account}:${ref.resource}`;
}

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  return partitionOfRegion(region).id;
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
