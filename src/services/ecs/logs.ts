import type { AccountContext } from "../../base/context.ts";
import type { LogLocation } from "../../base/contracts.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import type { EcsApi } from "./api.ts";
import { streamOf } from "./model.ts";

/** Where a service or a task writes, one place a container; nothing where it is gone. */
export async function locateLogs(api: EcsApi, { resource }: ResourceRef, context: AccountContext, signal: AbortSignal): Promise<LogLocation[]> {
  const [kind, cluster = "", name = ""] = resource.split("/");
  const found = kind === "task" ? await api.getTask(cluster, name, signal) : await api.getService(cluster, name, signal);
  if (found === undefined) return [];
  const logs = await api.containerLogs(found.definition, signal);
  return logs.map((log) => {
    const stream = kind === "task" ? streamOf(log, name) : undefined;
    return { context, group: log.group, ...(stream === undefined ? {} : { stream }), title: `${log.container} ${kind === "task" ? name.slice(0, 8) : ""}`.trim() };
  });
}
