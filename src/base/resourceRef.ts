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

/** The partition that a region belongs to, by the prefixes AWS documents. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

const CONSOLE_HOST: Record<string, string> = {
  aws: "console.aws.amazon.com",
  "aws-us-gov": "console.amazonaws-us-gov.com",
  "aws-cn": "console.amazonaws.cn",
};

/** The console's address for a page of a region: `path` starts without a slash, e.g. `codesuite/codepipeline/…`. */
export function consolePage(region: string, path: string): string {
  const host = CONSOLE_HOST[partitionOf(region)] ?? "console.aws.amazon.com";
  const [page = "", fragment] = path.split(/#(.*)/s);
  // single-page consoles have a "?" of their own behind the "#"
  const separator = page.includes("?") ? "&" : "?";
  const hash = fragment === undefined ? "" : `#${fragment}`;
  return `https://${region}.${host}/${page}${separator}region=${region}${hash}`;
}
