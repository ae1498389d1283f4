/**
 * What a request names by its name or by its ARN.
 * @param kind what stands before the name in the ARN, with its separator: `log-group:`
 * @returns the name; undefined for an ARN of another service, region or account
 */
export function ownName(
  { region, accountId }: { readonly region: string; readonly accountId: string },
  service: string,
  kind: string,
  nameOrArn: string,
): string | undefined {
  if (!nameOrArn.startsWith("arn:")) {
    return nameOrArn;
  }
  const own = `arn:aws:${service}:${region}:${accountId}:${kind}`;
  return nameOrArn.startsWith(own) ? nameOrArn.slice(own.length) : undefined;
}
