import { type AccountContext, contextKey } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { RoomHost } from "../../host/room.ts";
import { StackRow } from "./tree.ts";

/** Shows the stack in its view, as it stands now: whoever follows a link to a stack does so because it changes. @throws DevOpsError where it is not there */
export async function reveal(host: RoomHost, context: AccountContext, name: string): Promise<void> {
  const asked = Date.now();
  if (await host.trees.reveal("infrastructure", `${contextKey(context)}/cloudformation/${name}`)) {
    const row = (await host.trees.views()).of("infrastructure")?.selection;
    if (row instanceof StackRow && row.readAt < asked) await host.trees.refresh(row.parent);
    return;
  }
  const why = "it is not in the list: it may be deleted, its account may not be pinned, or a filter hides it";
  throw new DevOpsError({ kind: "notFound", tried: `show stack ${name}`, why });
}
