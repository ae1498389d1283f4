/** The bucket of what partners send. */
export function documentBucket(accountId: string, region: string): string {
  return `kestrel-documents-${accountId}-${region}`;
}

/** The bucket that an account's pipelines keep their artifacts in: names are the world's, so it has the account in it. */
export function artifactBucket(accountId: string, region: string): string {
  return `kestrel-pipeline-artifacts-${accountId}-${region}`;
}
