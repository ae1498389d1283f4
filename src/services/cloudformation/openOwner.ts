import { type AccountContext, contextLabel } from "../../base/context.ts";
import type { ChangedThing } from "../../base/contracts.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { Tools } from "../../host/kinds/ask.ts";
import type { CloudFormationApi } from "./api.ts";
import { type Owner, isMeant, physicalIds } from "./model/owner.ts";

/** The stack that has a thing, a call for each id that it may go by. @throws DevOpsError notFound where none of the region has */
export async function findOwner(api: CloudFormationApi, thing: ChangedThing, context: AccountContext, { ask }: Tools): Promise<Owner> {
  const ids = physicalIds(thing);
  const found = await ask.wait(`Looking for the stack of ${thing.name}`, async (signal) => {
    for (const id of ids) {
      const owner = await api.ownerOf(id, signal);
      if (owner !== undefined && isMeant(thing, owner)) return owner;
    }
    return undefined;
  });
  if (found !== undefined) return found;
  const why = `no stack of ${contextLabel(context)} has a resource by the id ${ids.join(" or ")}: it was made otherwise, or by a stack of another region`;
  throw new DevOpsError({ kind: "notFound", tried: "find the stack", on: thing.name, why, remedy: "\"Who changed this?\" tells who made it, for 90 days." });
}
