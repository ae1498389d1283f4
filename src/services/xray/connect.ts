import type { AccountContext } from "../../base/context.ts";
import type { RoomHost } from "../../host/room.ts";
import type { XRayApi } from "./api.ts";

/** The API of a context; the SDK is loaded on the first call. */
export async function xrayApi(host: RoomHost, context: AccountContext): Promise<XRayApi> {
  const [{ XRayApi: Api }, session] = await Promise.all([import("./api.ts"), host.session(context)]);
  return new Api(session);
}
