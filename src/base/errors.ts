/**
 * What went wrong, as far as a user can act on it.
 *
 * denied: the identity may not do this · expired: the credentials ran out or are wrong · throttled: too many calls ·
 * offline: no answer · notFound: the resource is gone · invalid: the request was wrong · conflict: the state forbids
 * it · unsupported: the other side does not know the call · unavailable: the other side cannot answer for now · absent:
 * the region does not have it, and will not soon · cancelled: the user or an owner gave up · internal: ours.
 */
export type ErrorKind =
  | "denied"
  | "expired"
  | "throttled"
  | "offline"
  | "notFound"
  | "invalid"
  | "conflict"
  | "unsupported"
  | "unavailable"
  | "absent"
  | "cancelled"
  | "internal";

export interface ErrorParts {
  readonly kind: ErrorKind;
  /** What was tried, as a verb phrase: `list pipelines`. */
  readonly tried: string;
  /** On what: a resource, a context. */
  readonly on?: string;
  /** Why it failed, in the words of whoever refused. */
  readonly why: string;
  /** What the user can do about it. */
  readonly remedy?: string;
  /** The IAM action that is missing, when `kind` is `denied` and it is known. */
  readonly missingAction?: string;
  /** One short line for a row or a title, where the kind's own would say too little. */
  readonly short?: string;
  /** A write whose answer is lost: nobody knows whether it happened, and the message must not say that it failed. */
  readonly isUncertain?: boolean;
  readonly cause?: unknown;
}

/** The one error class that reaches a user. Its message says what was tried, on what, why it failed, what to do. */
export class DevOpsError extends Error {
  readonly kind: ErrorKind;
  /** One short line for a tree row or a title. */
  readonly short: string;
  readonly remedy: string | undefined;
  readonly missingAction: string | undefined;

  constructor(parts: ErrorParts) {
    const on = parts.on === undefined ? "" : ` (${parts.on})`;
    const remedy = parts.remedy === undefined ? "" : ` ${parts.remedy}`;
    const outcome = parts.isUncertain === true ? `It may have happened: ${parts.tried}` : `Could not ${parts.tried}`;
    super(`${outcome}${on}: ${sentence(parts.why)}${remedy}`, { cause: parts.cause });
    this.name = "DevOpsError";
    this.kind = parts.kind;
    this.short = parts.short ?? shortLine(parts);
    this.remedy = parts.remedy;
    this.missingAction = parts.missingAction;
  }
}

function shortLine(parts: ErrorParts): string {
  switch (parts.kind) {
    case "denied":
      return parts.missingAction === undefined ? "Access denied" : `Access denied: ${parts.missingAction}`;
    case "expired":
      return "Credentials expired or invalid";
    case "throttled":
      return "Throttled by AWS";
    case "offline":
      return "No connection";
    case "notFound":
      return "Not found";
    case "invalid":
    case "conflict":
    case "internal":
      return sentence(parts.why);
    case "unsupported":
      return "Not supported by this endpoint";
    case "unavailable":
      return "Not available for now";
    case "absent":
      return "Not available in this region";
    case "cancelled":
      return "Cancelled";
    default:
      return unreachable(parts.kind);
  }
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** The user or an owner gave up: never shown as a failure. */
export function cancelled(tried = "finish"): DevOpsError {
  return new DevOpsError({ kind: "cancelled", tried, why: "cancelled" });
}

/** What the state of something forbids. @param tried a verb phrase: `stop build 12` */
export function conflict(tried: string, why: string, remedy?: string): DevOpsError {
  return new DevOpsError({ kind: "conflict", tried, why, ...(remedy === undefined ? {} : { remedy }) });
}

/** Undefined for what a call says is not there. @throws whatever else it failed with */
export function noneWhereGone(error: unknown): undefined {
  if (error instanceof DevOpsError && error.kind === "notFound") return undefined;
  throw error;
}

/** Whether the error only says that somebody gave up (ours, or an AbortError of the platform or the SDK). */
export function isCancelled(error: unknown): boolean {
  if (error instanceof DevOpsError) return error.kind === "cancelled";
  return error instanceof Error && (error.name === "AbortError" || error.message === "aborted");
}

/** Any thrown value as a DevOpsError; one that already is stays as it is. */
export function toDevOpsError(error: unknown, tried: string): DevOpsError {
  if (error instanceof DevOpsError) return error;
  if (isCancelled(error)) return cancelled(tried);
  const why = error instanceof Error ? error.message : String(error);
  return new DevOpsError({ kind: "internal", tried, why, cause: error });
}

/** Marks the end of an exhaustive switch; reaching it at run time is a bug that names the value. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
