import { DevOpsError, type ErrorKind, cancelled, isCancelled } from "../base/errors.ts";
import { operationPhrase } from "../base/text.ts";
import { permissionsOf } from "./permissions.ts";

/** What is known of a call when it fails. */
export interface CallFacts {
  /** The client's service id, e.g. `CodePipeline`. */
  readonly service: string;
  /** The operation, e.g. `ListPipelines`. */
  readonly operation: string;
  /** The resource in the user's words, where there is one: `pipeline parcel-web-release`. */
  readonly subject?: string | undefined;
  /** Profile and region, as shown. */
  readonly context: string;
}

/** What the mapping reads of a thrown value; texts are empty where the value has none. */
interface SeenError {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  /** The HTTP status, where an answer came. */
  readonly status: number | undefined;
  readonly throttling: boolean;
  /** An answer came, and the SDK could not read it as the service's. */
  readonly unreadable: boolean;
}

function see(error: unknown): SeenError {
  const fields: Readonly<Record<string, unknown>> = typeof error === "object" && error !== null ? { ...error } : {};
  const metadata = fields["$metadata"] as { readonly httpStatusCode?: number } | undefined;
  const retryable = fields["$retryable"] as { readonly throttling?: boolean } | undefined;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    name: error instanceof Error ? error.name : text(fields["name"]),
    message: error instanceof Error ? error.message : text(error),
    code: text(fields["code"]),
    status: metadata?.httpStatusCode,
    throttling: retryable?.throttling === true,
    unreadable: metadata?.httpStatusCode !== undefined && fields["$fault"] === undefined,
  };
}

const EXPIRED = new Set([
  "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidSignatureException",
  "SignatureDoesNotMatch", "InvalidAccessKeyId", "CredentialsProviderError", "TokenProviderError", "AuthFailure",
  "IncompleteSignature", "MissingAuthenticationToken", "UnauthorizedException", "RequestExpired",
]);
const DENIED = new Set(["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "AuthorizationError"]);
const THROTTLED = new Set([
  "Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException", "RequestLimitExceeded",
  "RequestThrottled", "RequestThrottledException", "SlowDown", "PriorRequestNotComplete", "ProvisionedThroughputExceededException",
]);
const OFFLINE = new Set([
  "ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EPIPE", "TimeoutError",
  "NetworkingError", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);
const UNSUPPORTED = new Set(["NotImplemented", "NotImplementedException", "UnknownOperationException", "InvalidAction"]);

/** A thrown value of an SDK call as the error that the user sees. Cancelling stays cancelling. */
export function mapSdkError(error: unknown, facts: CallFacts): DevOpsError {
  if (error instanceof DevOpsError) return error;
  if (isCancelled(error)) return cancelled(operationPhrase(facts.operation));
  const seen = see(error);
  const kind = kindOf(seen, error);
  const why = whyOf(kind, seen, facts);
  const missingAction = kind === "denied" ? missingActionOf(seen.message, facts) : undefined;
  const remedy = remedyOf(kind, missingAction);
  return new DevOpsError({
    kind,
    tried: operationPhrase(facts.operation),
    on: facts.subject === undefined ? facts.context : `${facts.subject}, ${facts.context}`,
    why,
    ...(remedy === undefined ? {} : { remedy }),
    ...(missingAction === undefined ? {} : { missingAction }),
    cause: error,
  });
}

function kindOf(seen: SeenError, error: unknown): ErrorKind {
  const { name, status } = seen;
  const has = (set: ReadonlySet<string>) => set.has(name) || set.has(seen.code);
  if (has(EXPIRED)) return "expired";
  if (has(DENIED)) return "denied";
  if (has(THROTTLED) || seen.throttling || status === 429) return "throttled";
  if (has(OFFLINE)) return "offline";
  if (has(UNSUPPORTED) || status === 501) return "unsupported";
  if (/NotFound|DoesNotExist|NoSuch/.test(name)) return "notFound";
  // CloudFormation has one error for everything that it refuses
  if (name === "ValidationError" && / does not exist\b/.test(seen.message)) return "notFound";
  if (name === "ValidationError" && /current stack status|state and can ?not be/.test(seen.message)) return "conflict";
  if (/Conflict|AlreadyExists|InUse|AlreadyCompleted|NotRetryable|NotStoppable|NotLatest|InvalidState|Duplicated/.test(name)) {
    return "conflict";
  }
  if (/Validation|Invalid|Malformed|Missing|LimitExceeded/.test(name)) return "invalid";
  // an endpoint that is not the service answers a page, another form, or nothing that can be read
  if (seen.unreadable || status === 404 || status === 405) return "unsupported";
  if (error instanceof AggregateError || (status === undefined && /socket hang up|network|connect/i.test(seen.message))) {
    return "offline";
  }
  return "internal";
}

function whyOf(kind: ErrorKind, seen: SeenError, facts: CallFacts): string {
  const message = firstLine(seen.message) || seen.name || "no reason given";
  if (kind === "offline" && seen.name === "SimulatorGoneError") return message;
  if (kind === "offline") return `the endpoint did not answer (${seen.code || seen.name || message})`;
  if (kind === "unsupported" && seen.unreadable) {
    return `the endpoint's answer (HTTP ${seen.status}) to ${facts.service} ${facts.operation} is not the service's (${message})`;
  }
  if (kind === "unsupported") return `the endpoint does not know ${facts.service} ${facts.operation} (${message})`;
  return message;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? message;
}

function remedyOf(kind: ErrorKind, missingAction: string | undefined): string | undefined {
  switch (kind) {
    case "denied":
      return missingAction === undefined
        ? "Ask for the permission."
        : `The IAM action ${missingAction} is missing: ask for it, or use another profile.`;
    case "expired":
      return "Sign in again (for example `aws sso login`) or renew the keys; it is tried again by itself.";
    case "throttled":
      return "AWS limits the calls of this account; it is tried again by itself.";
    case "offline":
      return "Check the network, the proxy and the endpoint; it is tried again by itself.";
    case "unsupported":
      return "Use an endpoint that offers it.";
    case "notFound":
    case "invalid":
    case "conflict":
    case "cancelled":
    case "internal":
      return undefined;
  }
}

/** AWS names the action in most denials (`is not authorized to perform: x:Y`); else the table knows it. */
function missingActionOf(message: string, facts: CallFacts): string | undefined {
  const named = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9*]+)/.exec(message)?.[1];
  return named ?? permissionsOf(facts.service, facts.operation)?.actions[0];
}
