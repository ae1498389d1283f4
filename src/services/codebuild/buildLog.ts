import { sleep } from "../../base/async.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { CodeBuildApi } from "./api.ts";
import { type Build, buildName, isRunning, tellingPart } from "./model.ts";

/** A build names its log stream once it was provisioned; until then it is asked this often, in milliseconds. */
const ASK_AGAIN = 2_000;

/** Where a log is: a stream of CloudWatch Logs, or a file in S3 by its page in the console. */
export type BuildLog =
  | { readonly kind: "stream"; readonly group: string; readonly stream: string; readonly title: string }
  | { readonly kind: "page"; readonly address: string };

/**
 * Where a build writes its log; waits for one that is about to. Of a batch it is the build that tells most: actions of
 * pipelines name batches as they name builds.
 * @throws DevOpsError where there is none
 */
export async function findBuildLog(api: CodeBuildApi, id: string, signal: AbortSignal): Promise<BuildLog> {
  for (;;) {
    const [build] = await api.getBuilds([id], signal);
    if (build === undefined) return findBatchLog(api, id, signal);
    const found = logOf(build);
    if (found !== undefined) return found;
    await sleep(ASK_AGAIN, signal);
  }
}

async function findBatchLog(api: CodeBuildApi, id: string, signal: AbortSignal): Promise<BuildLog> {
  for (;;) {
    const batch = await api.getBatch(id, signal);
    if (batch === undefined) throw noLog(id, "the build does not exist (any more)");
    const part = tellingPart(batch);
    if (part !== undefined) {
      const log = await findBuildLog(api, part.buildId, signal);
      return log.kind === "page" ? log : { ...log, title: `${log.title}, ${part.identifier} of ${batch.parts.length} in the batch` };
    }
    if (!isRunning(batch)) throw noLog(id, "the batch ended before a build of it began");
    await sleep(ASK_AGAIN, signal);
  }
}

/** Undefined: not yet. @throws DevOpsError where there will be none */
function logOf(build: Build): BuildLog | undefined {
  const { id, log, logPage } = build;
  if (log !== undefined) return { kind: "stream", ...log, title: `${build.project} ${buildName(build)}` };
  if (logPage !== undefined && build.logDisabled) {
    if (isRunning(build)) throw noLog(id, "its log goes to S3 alone, where it is written when the build has ended");
    return { kind: "page", address: logPage };
  }
  if (build.logDisabled) throw noLog(id, "the project sends no logs to CloudWatch Logs", "Turn CloudWatch logs on in the project.");
  if (!isRunning(build)) throw noLog(id, "the build ended before it wrote a log");
  return undefined;
}

function noLog(on: string, why: string, remedy?: string): DevOpsError {
  return new DevOpsError({ kind: "notFound", tried: "open the build log", on, why, ...(remedy === undefined ? {} : { remedy }) });
}
