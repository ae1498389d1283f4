import type { AccountContext } from "../../../base/context.ts";
import { DevOpsError } from "../../../base/errors.ts";
import { formatArn } from "../../../base/resourceRef.ts";
import type { Tools } from "../../../host/kinds/ask.ts";
import type { CloudFormationApi } from "../api.ts";
import { type Located, otherAccount, placeOf, stackPage } from "../model.ts";

/** Shows a resource where a room has a view for it, else its page in the console. */
export async function openResource(api: CloudFormationApi, context: AccountContext, found: Located, { canOpen, open, ask }: Tools): Promise<void> {
  const { ref, page, stackId } = await api.locate(found);
  if (ref === undefined || !canOpen(ref)) return ask.console(context, page ?? stackPage(stackId, "resources"));
  const account = otherAccount(ref, stackId);
  if (account !== undefined) {
    const why = `it is in account ${account}, and ${context.profile} is of account ${placeOf(stackId).account}`;
    throw new DevOpsError({ kind: "unsupported", tried: `open ${formatArn(ref)}`, why, remedy: "Open its ARN with a profile of that account." });
  }
  await open(ref, { ...context, region: ref.region === "" ? context.region : ref.region });
}
