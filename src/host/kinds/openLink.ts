import type { AccountContext } from "../../base/context.ts";
import { DevOpsError } from "../../base/errors.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import type { Tools } from "./ask.ts";

/**
 * Opens what something names, in the context that can read it; what is of no region, where it was found.
 * @param what it is, for the message: `the instance`
 * @throws DevOpsError where it names nothing, or nothing that has a view
 */
export async function openLink(
  ref: ResourceRef | undefined,
  found: AccountContext,
  { open, contextOf }: Pick<Tools, "open" | "contextOf">,
  what = "it",
): Promise<void> {
  if (ref === undefined) throw new DevOpsError({ kind: "notFound", tried: `open ${what}`, why: "no ARN of it is told" });
  await open(ref, await contextOf({ ...ref, region: ref.region || found.region }, found));
}
