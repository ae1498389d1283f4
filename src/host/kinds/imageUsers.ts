import type { AccountContext } from "../../base/context.ts";
import type { FoundUsers, ImageName, ImageUsers } from "../../base/contracts.ts";
import { toDevOpsError } from "../../base/errors.ts";

/** What runs an image, as far as the rooms may look: one that is refused does not hide what others know. */
export async function imageUsersOf(
  sources: readonly ImageUsers[],
  image: ImageName,
  context: AccountContext,
  signal: AbortSignal,
): Promise<FoundUsers> {
  const answers = await Promise.allSettled(sources.map((source) => source.usersOf(image, context, signal)));
  return {
    users: answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : [])),
    failures: answers.flatMap((answer) => (answer.status === "rejected" ? [toDevOpsError(answer.reason, "look for what runs the image")] : [])),
  };
}
