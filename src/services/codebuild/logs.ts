import type { AccountContext } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import { cancelled } from "../../base/errors.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { openForeignPage } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { findBuildLog } from "./buildLog.ts";
import { buildApi } from "./connect.ts";
import { buildIdOf } from "./model.ts";

/**
 * Where a build writes its log; waits for one that is about to. One in S3 opens in the console: the log view reads none.
 * @throws DevOpsError where there is none; cancelled where the console has it
 */
export async function locateBuildLog(host: RoomHost, ref: ResourceRef, context: AccountContext, signal: AbortSignal): Promise<LogLocation[]> {
  const id = buildIdOf(ref);
  if (id === undefined) return [];
  const log = await findBuildLog(await buildApi(host, context), id, signal);
  if (log.kind === "stream") return [{ context, group: log.group, stream: log.stream, title: log.title }];
  await openForeignPage(log.address, context);
  throw cancelled("open the build log here");
}
