import { hashText } from "../random.ts";

/** The bucket of what partners send. */
export function documentBucket(accountId: string, region: string): string {
  return `kestrel-documents-${accountId}-${region}`;
}

/** The bucket that an account's pipelines keep their artifacts in: names are the world's, so it has the account in it. */
export function artifactBucket(accountId: string, region: string): string {
  return `kestrel-pipeline-artifacts-${accountId}-${region}`;
}

/** Where a pipeline keeps an artifact of an execution: CodePipeline shortens both names. */
export function artifactKey(pipeline: string, executionId: string, artifact: string): string {
  return `${pipeline.slice(0, 20)}/${artifact.slice(0, 10)}/${hashText(executionId + artifact).toString(36)}`;
}
