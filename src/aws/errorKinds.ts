import type { ErrorKind } from "../base/errors.ts";
import { ForeignAnswerError } from "./foreignAnswer.ts";

/** What the mapping reads of a thrown value; texts are empty where the value has none. */
export interface SeenError {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  /** The HTTP status, where an answer came. */
  readonly status: number | undefined;
  readonly throttling: boolean;
  /** The SDK knows whose fault it is where it could read the answer. */
  readonly fault: "client" | "server" | undefined;
  /** An answer came, and it names no error: another form, a page, nothing. */
  readonly unreadable: boolean;
}

/** Reads what can be known of a thrown value. */
export function see(error: unknown): SeenError {
  const fields: Readonly<Record<string, unknown>> = typeof error === "object" && error !== null ? { ...error } : {};
  const metadata = fields["$metadata"] as { readonly httpStatusCode?: number } | undefined;
  const retryable = fields["$retryable"] as { readonly throttling?: boolean } | undefined;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const name = error instanceof Error ? error.name : text(fields["name"]);
  const fault = fields["$fault"];
  return {
    name,
    message: error instanceof Error ? error.message : text(error),
    code: text(fields["code"]),
    status: metadata?.httpStatusCode,
    throttling: retryable?.throttling === true,
    fault: fault === "client" || fault === "server" ? fault : undefined,
    unreadable: metadata?.httpStatusCode !== undefined && (fault === undefined || NAMELESS.test(name)),
  };
}

/** What the SDK calls an error that the answer does not name. */
const NAMELESS = /^(?:Unknown(?:Error)?|NotFound|[45]\d\d|)$/;

const EXPIRED = new Set([
  "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidSignatureException",
  "SignatureDoesNotMatch", "InvalidAccessKeyId", "CredentialsProviderError", "TokenProviderError", "AuthFailure",
  "UnauthorizedException", "RequestExpired", "InvalidToken", "RequestTimeTooSkewed", "TokenRefreshRequired",
]);
/** Of a region that is off, AWS says that it does not know the key ("Enable or disable AWS Regions", account guide). */
export const UNKNOWN_KEY: ReadonlySet<string> = new Set(["UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure"]);
/** The request lost its signature, or part of it, on the way: signing in again does not help. */
const CHANGED_ON_THE_WAY = new Set([
  "IncompleteSignature", "IncompleteSignatureException", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
]);
const DENIED = new Set([
  "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "AuthorizationError", "Forbidden", "ForbiddenException",
  "UnauthorizedAccess", "UnauthorizedAccessException", "KMSAccessDeniedException", "KMS.AccessDeniedException", "EncryptionKeyAccessDeniedException",
]);
const THROTTLED = new Set([
  "Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
  "RequestThrottled", "RequestThrottledException", "SlowDown", "PriorRequestNotComplete", "ProvisionedThroughputExceededException",
  "KMSThrottlingException", "EC2ThrottledException", "BandwidthLimitExceeded",
]);
const OFFLINE = new Set([
  "ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EPIPE", "TimeoutError",
  "NetworkingError", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);
const UNSUPPORTED = new Set(["NotImplemented", "NotImplementedException", "UnknownOperationException", "InvalidAction"]);
/** The account or the region was never opened for it ("Common error types" of the services, STS, KMS). */
const ABSENT = new Set([
  "OptInRequired", "OptInRequiredException", "KMSOptInRequired", "SubscriptionRequiredException", "RegionDisabledException",
]);
/** AWS's own failures; most carry a status of 500 and more, some reach us without. */
const UNAVAILABLE = new Set([
  "ServiceUnavailable", "ServiceUnavailableException", "InternalFailure", "InternalError", "InternalServerError",
  "InternalServerException", "InternalServiceError", "InternalServiceException", "InternalException", "Unavailable",
  "ServiceException", "ServiceQuotaTemporarilyExceeded", "RequestTimeout", "RequestTimeoutException", "DependencyTimeoutException",
  "KMSInternalException", "KMSServerException", "EncryptionKeyUnavailableException", "OperationAbortedException",
]);
/** The state of an encryption key forbids it. */
const KEY_STATE = /^(?:KMS|EncryptionKey).*(?:Disabled|InvalidState|InvalidKeyUsage|InvalidUsage)/;

/** The kind of an error that AWS, the network or the SDK gave. */
export function kindOf(seen: SeenError, error: unknown): ErrorKind {
  const { name, status } = seen;
  const has = (set: ReadonlySet<string>) => set.has(name) || set.has(seen.code);
  if (isUnassigned(seen)) return "denied";
  if (has(CHANGED_ON_THE_WAY)) return "internal";
  if (has(EXPIRED)) return "expired";
  if (has(DENIED)) return "denied";
  if (has(ABSENT)) return "absent";
  if (has(THROTTLED) || seen.throttling || status === 429) return "throttled";
  if (has(OFFLINE)) return "offline";
  if (has(UNSUPPORTED) || status === 501) return "unsupported";
  // a page with status 200 is a portal's on the way; other forms with 200 are the service's, and broke off
  if (error instanceof ForeignAnswerError && (status ?? 0) < 300) return "offline";
  if (seen.unreadable) return kindOfUnreadable(seen);
  if (has(UNAVAILABLE) || (seen.fault === "server" && (status ?? 500) >= 500)) return "unavailable";
  if (/NotFound|DoesNotExist|NoSuch/.test(name)) return "notFound";
  // CloudFormation has one error for everything that it refuses
  if (name === "ValidationError" && / does not exist\b/.test(seen.message)) return "notFound";
  if (name === "ValidationError" && /current stack status|state and can ?not be/.test(seen.message)) return "conflict";
  if (KEY_STATE.test(name)) return "conflict";
  if (/Conflict|AlreadyExists|InUse|AlreadyCompleted|NotRetryable|NotStoppable|NotLatest|InvalidState|Duplicated/.test(name)) {
    return "conflict";
  }
  if (/Validation|Invalid|Malformed|Missing|LimitExceeded/.test(name)) return "invalid";
  if (status === 404 || status === 405) return "unsupported";
  if (error instanceof AggregateError || (status === undefined && /socket hang up|network|connect/i.test(seen.message))) {
    return "offline";
  }
  return "internal";
}

/** An answer without an error's name: only its status tells who gave it. */
function kindOfUnreadable({ status = 0 }: SeenError): ErrorKind {
  if (status >= 500 || status < 300 || status === 408) return "unavailable";
  if (status < 400 || [401, 403, 407, 451, 511].includes(status)) return "offline";
  return "unsupported";
}

/** IAM Identity Center's word on a permission set that is no longer assigned (GetRoleCredentials). */
export function isUnassigned({ name, message }: SeenError): boolean {
  return /^(?:CredentialsProviderError|ForbiddenException)$/.test(name) && /^\s*No access\b/i.test(message);
}

/** Whether the request was signed and lost its signature on the way. */
export function isChangedOnTheWay({ name }: SeenError): boolean {
  return CHANGED_ON_THE_WAY.has(name);
}
