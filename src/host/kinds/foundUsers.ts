import type { AccountContext } from "../../base/context.ts";
import type { ConnectionUsers, FoundUsers, ImageName, ImageUsers, RoleUsers } from "../../base/contracts.ts";
import { toDevOpsError } from "../../base/errors.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";

/** What runs an image, as far as the rooms may look. */
export function imageUsersOf(
  sources: readonly ImageUsers[],
  image: ImageName,
  context: AccountContext,
  signal: AbortSignal,
): Promise<FoundUsers> {
  const ask = async (source: ImageUsers) => ({ users: await source.usersOf(image, context, signal), failures: [] });
  return foundUsers(sources.map(ask), "look for what runs the image");
}

/** What takes its sources through a connection, as far as the rooms may look. */
export function connectionUsersOf(
  sources: readonly ConnectionUsers[],
  connection: ResourceRef,
  context: AccountContext,
  signal: AbortSignal,
): Promise<FoundUsers> {
  return foundUsers(sources.map((source) => source.usersOf(connection, context, signal)), "look for what uses the connection");
}

/** What acts as a role, as far as the rooms may look. @param role its ARN */
export function roleUsersOf(sources: readonly RoleUsers[], role: string, context: AccountContext, signal: AbortSignal): Promise<FoundUsers> {
  return foundUsers(sources.map((source) => source.usersOf(role, context, signal)), "look for what acts as the role");
}

/** All that was found: one that is refused does not hide what others know. */
async function foundUsers(asked: readonly Promise<FoundUsers>[], tried: string): Promise<FoundUsers> {
  const answers = await Promise.allSettled(asked);
  return {
    users: answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value.users : [])),
    failures: answers.flatMap((answer) => (answer.status === "rejected" ? [toDevOpsError(answer.reason, tried)] : answer.value.failures)),
  };
}
