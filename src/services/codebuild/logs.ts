import type { AccountContext } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import { cancelled } from "../../base/errors.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import type { Ask } from "../../host/kinds/ask.ts";
import type { CodeBuildApi } from "./api.ts";
import { findBuildLog } from "./buildLog.ts";
import { buildIdOf } from "./model.ts";

/**
 * Where a build writes its log; waits for one that is about to. One in S3 opens in the console: the log view reads none.
 * @throws DevOpsError where there is none; cancelled where the console has it
 */
export async function locateBuildLog(
  api: CodeBuildApi,
  ref: ResourceRef,
  context: AccountContext,
  signal: AbortSignal,
  { ask }: { readonly ask: Pick<Ask, "external"> },
): Promise<LogLocation[]> {
  const id = buildIdOf(ref);
  if (id === undefined) return [];
  const log = await findBuildLog(api, id, signal);
  if (log.kind === "stream") return [{ context, group: log.group, stream: log.stream, title: log.title }];
  await ask.external(log.address, context);
  throw cancelled("open the build log here");
}
