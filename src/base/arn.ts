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

/**
 * Whether an ARN fits a pattern such as `codebuild:project/*`: the service, a colon, and the resource, of which `**` at the
 * end stands for anything and `*` for anything without a slash or a colon.
 */
export function matchesArn({ service, resource }: ResourceRef, pattern: string): boolean {
  const at = pattern.indexOf(":");
  if (service !== pattern.slice(0, at)) return false;
  const [before = "", after] = pattern.slice(at + 1).split("*", 2);
  if (after === undefined) return resource === before;
  const rest = resource.slice(before.length);
  return resource.startsWith(before) && rest !== "" && (pattern.endsWith("**") || !/[/:]/.test(rest));
}

/** Services whose resources' ARNs have no account. */
const WITHOUT_ACCOUNT: ReadonlySet<string> = new Set(["s3", "apigateway", "route53"]);

export function hasNoAccount({ service }: ResourceRef): boolean {
  return WITHOUT_ACCOUNT.has(service);
}
