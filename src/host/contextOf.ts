import type { Identity } from "../aws/sessions.ts";
import { type AccountContext, sameContext } from "../base/context.ts";
import { DevOpsError } from "../base/errors.ts";
import { type ResourceRef, formatArn } from "../base/resourceRef.ts";

/** What is needed to tell whose a resource is. */
export interface ContextFinder {
  readonly pinned: readonly AccountContext[];
  readonly identity: (context: AccountContext) => Promise<Identity>;
}

/**
 * The context in which a resource can be read, in the resource's own region: the one it was found in where the resource
 * names no other account, else a pinned one of its account.
 * @param found where the resource was named: its account is asked first
 * @throws DevOpsError where no pinned account is the resource's
 */
export async function contextOf({ pinned, identity }: ContextFinder, ref: ResourceRef, found: AccountContext): Promise<AccountContext> {
  const here = { ...found, region: ref.region === "" ? found.region : ref.region };
  if (ref.account === "") return here;
  const own = await accountOf(identity, found);
  // who may not ask for the account opens what is named as if it were the account's own
  if (own === undefined || own === ref.account) return here;
  for (const context of pinned.filter((candidate) => !sameContext(candidate, found))) {
    if ((await accountOf(identity, context)) === ref.account) return { ...context, region: here.region };
  }
  throw new DevOpsError({
    kind: "notFound",
    tried: `open ${formatArn(ref)}`,
    why: `it is in account ${ref.account}, which is not pinned`,
    remedy: "Pin a profile of that account, or open the page of what it runs as.",
  });
}

async function accountOf(identity: ContextFinder["identity"], context: AccountContext): Promise<string | undefined> {
  try {
    return (await identity(context)).account;
  } catch {
    return undefined; // another context may be the account's
  }
}
