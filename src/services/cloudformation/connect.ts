import type { AccountContext } from "../../base/context.ts";
import type { RoomHost } from "../../host/room.ts";
import type { CloudFormationApi } from "./api.ts";

/** The API of a context; the SDK is loaded on the first call. */
export async function stackApi(host: RoomHost, context: AccountContext): Promise<CloudFormationApi> {
  const [{ CloudFormationApi: Api }, session] = await Promise.all([import("./api.ts"), host.session(context)]);
  return new Api(session);
}
