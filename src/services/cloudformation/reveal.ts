import { type AccountContext, contextKey } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { RoomHost } from "../../host/room.ts";

/** Shows the stack in its view. @throws DevOpsError where it is not there */
export async function reveal(host: RoomHost, context: AccountContext, name: string): Promise<void> {
  if (await host.trees.reveal("infrastructure", `${contextKey(context)}/cloudformation/${name}`)) return;
  const why = "it is not in the list: it may be deleted, its account may not be pinned, or a filter hides it";
  throw new DevOpsError({ kind: "notFound", tried: `show stack ${name}`, why });
}
