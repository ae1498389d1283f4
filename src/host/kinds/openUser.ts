import type { AccountContext } from "../../base/context.ts";
import type { FoundUsers } from "../../base/contracts.ts";
import { joined, plural } from "../../base/text.ts";
import type { Tools } from "./ask.ts";

/** What is said around the users of something. */
export interface UserWords {
  /** `Looking for what runs parcel-web:1.4` */
  readonly looking: string;
  /** `What runs parcel-web:1.4` */
  readonly title: string;
  readonly none: string;
}

/**
 * Looks for what uses something, and opens the one that is picked.
 * @throws DevOpsError cancelled, or why nothing could be looked at
 */
export async function openUser(
  { ask, open }: Pick<Tools, "ask" | "open">,
  context: AccountContext,
  { looking, title, none }: UserWords,
  find: (signal: AbortSignal) => Promise<FoundUsers>,
): Promise<void> {
  const { users, failures } = await ask.wait(looking, find);
  const unseen = failures.map(({ message }) => message);
  const [failure] = failures;
  if (users.length === 0 && failure !== undefined) throw failure;
  if (users.length === 0) {
    await ask.tell(none);
    return;
  }
  const choices = users.map((value) => ({ label: value.label, description: value.detail, id: `${value.ref.service} ${value.ref.resource}`, value }));
  const { ref } = await ask.pick(title, joined([plural(users.length, "user"), ...unseen]), choices);
  await open(ref, context);
}
