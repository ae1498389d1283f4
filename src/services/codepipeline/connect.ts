import type { AccountContext } from "../../base/context.ts";
import type { RoomHost } from "../../host/room.ts";
import type { CodePipelineApi } from "./api.ts";

const apis = new WeakMap<object, CodePipelineApi>();

/** The API of a context, one a session; the SDK is loaded on the first call. */
export async function pipelineApi(host: RoomHost, context: AccountContext): Promise<CodePipelineApi> {
  const [{ CodePipelineApi: Api }, session] = await Promise.all([import("./api.ts"), host.session(context)]);
  const api = apis.get(session) ?? new Api(session);
  apis.set(session, api);
  return api;
}
