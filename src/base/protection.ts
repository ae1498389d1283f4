import type { AccountContext } from "./context.ts";
import { matchesGlob } from "./text.ts";

/** Who a context turned out to be, as far as protection goes by it. */
export interface CallerNames {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
}

/**
 * Whether one of the globs matches the context's profile, its account's id, or the name of the role or user behind it.
 * @param caller undefined while nobody has asked: then the profile's name has to do
 */
export function isProtectedBy(globs: readonly string[], context: AccountContext, caller: CallerNames | undefined): boolean {
  const names = [context.profile, ...(caller === undefined ? [] : callerNames(caller))];
  return globs.some((glob) => names.some((name) => matchesGlob(name, glob)));
}

/** What names accounts by their ids: digits, and what stands for them. */
const OF_ACCOUNTS = /^[?*]*\d[\d?*]*$/;

/**
 * Whether a write is guarded, after it was asked who writes. The environment and the machine's role have no name of
 * their own: where nobody could tell who they are, they are guarded. So is a profile where accounts are named by their
 * ids: it may be one of theirs.
 */
export function isGuarded(globs: readonly string[], context: AccountContext, caller: CallerNames | undefined): boolean {
  const isNameless = context.origin === "environment" || context.origin === "machine";
  if (caller === undefined && (isNameless ? globs.length > 0 : globs.some((glob) => OF_ACCOUNTS.test(glob)))) return true;
  return isProtectedBy(globs, context, caller);
}

/** The account, the role or user without its path, and the permission set that Identity Center made the role of. */
function callerNames({ account, arn }: CallerNames): string[] {
  const [, kind = "", path = ""] = /^[^:]*:[^:]*:[^:]*:[^:]*:[^:]*:([\w-]+)\/(.*)$/.exec(arn) ?? [];
  const parts = path.split("/");
  // an assumed role's name is followed by the session's
  const name = kind === "assumed-role" ? parts[0] : parts.at(-1);
  const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]+$/.exec(name ?? "")?.[1];
  return [account, name, permissionSet].flatMap((one) => (one === undefined || one === "" ? [] : [one]));
}
