import type { AccountContext } from "../../base/context.ts";
import type { RoomHost } from "../../host/room.ts";
import type { CodeDeployApi } from "./api.ts";

const apis = new WeakMap<object, CodeDeployApi>();

/** The API of a context, one a session: it keeps what no longer changes. The SDK is loaded on the first call. */
export async function deployApi(host: RoomHost, context: AccountContext): Promise<CodeDeployApi> {
  const [{ CodeDeployApi: Api }, session] = await Promise.all([import("./api.ts"), host.session(context)]);
  const api = apis.get(session) ?? new Api(session);
  apis.set(session, api);
  return api;
}
