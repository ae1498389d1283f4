import type { AccountContext } from "../../base/context.ts";
import { toDevOpsError } from "../../base/errors.ts";
import type { RoomHost } from "../../host/room.ts";
import type { XRayApi } from "./api.ts";

/** The API of a context; the SDK is loaded on the first call. */
export async function xrayApi(host: RoomHost, context: AccountContext): Promise<XRayApi> {
  const [{ XRayApi: Api }, session] = await Promise.all([import("./api.ts"), host.session(context)]);
  return new Api(session);
}

/** Whether the account's spans go to CloudWatch Logs. Whoever may not ask is told no; undefined where it is not known now. */
export async function spansElsewhere(host: RoomHost, context: AccountContext): Promise<boolean | undefined> {
  try {
    return (await (await xrayApi(host, context)).destination()) === "CloudWatchLogs";
  } catch (error) {
    const { kind, message } = toDevOpsError(error, "ask where X-Ray's segments go");
    host.log.debug(message);
    return kind === "denied" ? false : undefined;
  }
}
