import type { AccountContext } from "../../base/context.ts";
import type { RoomHost } from "../../host/room.ts";
import type { CodeBuildApi } from "./api.ts";

/** The API of a context; the SDK is loaded on the first call. */
export async function buildApi(host: RoomHost, context: AccountContext): Promise<CodeBuildApi> {
  const [{ CodeBuildApi: Api }, session] = await Promise.all([import("./api.ts"), host.session(context)]);
  return new Api(session);
}
