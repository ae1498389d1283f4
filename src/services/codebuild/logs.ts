import type { AccountContext } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import { sleep } from "../../base/async.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import type { RoomHost } from "../../host/room.ts";
import { buildApi } from "./connect.ts";
import { buildIdOf, buildName, isRunning } from "./model.ts";

/** A build names its log stream once it was provisioned; until then it is asked this often, in milliseconds. */
const ASK_AGAIN = 2_000;

/** Where a build writes its log; waits for one that is about to. @throws DevOpsError where there is none */
export async function locateBuildLog(host: RoomHost, ref: ResourceRef, context: AccountContext, signal: AbortSignal): Promise<LogLocation[]> {
  const id = buildIdOf(ref);
  if (id === undefined) return [];
  const api = await buildApi(host, context);
  for (;;) {
    const [build] = await api.getBuilds([id], signal);
    if (build === undefined) {
      throw new DevOpsError({ kind: "notFound", tried: "open the build log", on: id, why: "the build does not exist (any more)" });
    }
    if (build.log !== undefined) {
      return [{ context, ...build.log, title: `${build.project} ${buildName(build)}` }];
    }
    if (build.logDisabled) {
      const why = "the project sends no logs to CloudWatch Logs";
      throw new DevOpsError({ kind: "notFound", tried: "open the build log", on: id, why, remedy: "Turn CloudWatch logs on in the project." });
    }
    if (!isRunning(build)) {
      throw new DevOpsError({ kind: "notFound", tried: "open the build log", on: id, why: "the build ended before it wrote a log" });
    }
    await sleep(ASK_AGAIN, signal);
  }
}
