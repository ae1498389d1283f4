import { DevOpsError, type ErrorKind, type ErrorParts, cancelled, isCancelled } from "../base/errors.ts";
import { operationPhrase } from "../base/text.ts";
import { denialRemedy, readDenial } from "./denial.ts";
import { type SeenError, isChangedOnTheWay, isUnassigned, kindOf, see } from "./errorKinds.ts";
import { ForeignAnswerError } from "./foreignAnswer.ts";
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
  /** Why the region is thought not to have what was asked, where the session found that out. */
  readonly absent?: "region off" | "no such host" | undefined;
  /** Whether the caller gave up; undefined where that is not known. */
  readonly gaveUp?: boolean | undefined;
}

/** What an error of one kind says: why, in one line where the kind's own says too little, and what to do. */
type Words = Pick<ErrorParts, "why" | "short" | "remedy" | "missingAction">;

/** A thrown value of an SDK call as the error that the user sees. Cancelling stays cancelling. */
export function mapSdkError(error: unknown, facts: CallFacts): DevOpsError {
  if (error instanceof DevOpsError) return error;
  const seen = see(error);
  // Node says "aborted" of an answer that the server cut off, too
  const wasCutOff = facts.gaveUp === false && seen.code === "ECONNRESET";
  if (isCancelled(error) && !wasCutOff) return cancelled(operationPhrase(facts.operation));
  const kind = facts.absent === undefined ? kindOf(seen, error) : "absent";
  const isUncertain = mayHaveHappened(kind, seen, facts);
  const { remedy, short, missingAction, why } = wordsOf(kind, seen, facts, error);
  const shown = isUncertain ? "Look first whether it did, before you do it again." : remedy;
  return new DevOpsError({
    kind,
    tried: operationPhrase(facts.operation),
    on: facts.subject === undefined ? facts.context : `${facts.subject}, ${facts.context}`,
    why,
    ...(shown === undefined ? {} : { remedy: shown }),
    ...(missingAction === undefined ? {} : { missingAction }),
    ...(isUncertain ? { isUncertain, short: "It may have happened: look first" } : short === undefined ? {} : { short }),
    cause: error,
  });
}

/** Whether a call changes something: by the table, else by its name. */
function isWrite({ service, operation }: CallFacts): boolean {
  // a sign-in leaves nothing behind that anybody would look for
  if (service === "STS" || service === "SSO" || service === "SSO OIDC") return false;
  const known = permissionsOf(service, operation)?.access;
  if (known !== undefined) return known === "write";
  return !/^(?:List|Get|Describe|BatchGet|Filter|Lookup|Search|Query|Scan|Head|Validate|Estimate|Simulate|Test|StartLiveTail)/.test(operation);
}

/** A write whose answer was lost: it was taken in, or it was cut off after it had been sent. */
function mayHaveHappened(kind: ErrorKind, seen: SeenError, facts: CallFacts): boolean {
  if (!isWrite(facts)) return false;
  const { status, code, name } = seen;
  if (status === undefined) return kind === "offline" && /^(?:TimeoutError|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code || name);
  return seen.unreadable && (status < 300 || (status >= 500 && status !== 503));
}

function wordsOf(kind: ErrorKind, seen: SeenError, facts: CallFacts, error: unknown): Words {
  const message = firstLine(seen.message) || seen.name || "no reason given";
  const { service, operation } = facts;
  const again = isWrite(facts) ? "Do it again later." : "It is tried again by itself.";
  if (error instanceof ForeignAnswerError) return foreignWords(error, facts, again);
  switch (kind) {
    case "denied":
      return deniedWords(seen, facts, message);
    case "expired":
      return { why: message, remedy: expiredRemedy(message, again) };
    case "throttled":
      return { why: message, remedy: `AWS limits the calls of this account. ${again}` };
    case "offline":
      return offlineWords(seen, facts, message, again);
    case "unavailable":
      return unavailableWords(seen, facts, message, again);
    case "absent":
      return absentWords(facts, message);
    case "unsupported":
      return {
        why: seen.unreadable
          ? `the endpoint's answer (HTTP ${seen.status}) to ${service} ${operation} is not the service's (${message})`
          : `the endpoint does not know ${service} ${operation} (${message})`,
        remedy: "Use an endpoint that offers it.",
      };
    case "internal":
      if (!isChangedOnTheWay(seen)) return { why: message };
      return {
        why: `${service} found no complete signature in the request (${seen.name}: ${message})`,
        remedy: "Something between this computer and AWS changes requests, often a proxy that removes headers.",
      };
    case "notFound":
    case "invalid":
    case "conflict":
    case "cancelled":
      return { why: message };
  }
}

/** What an answer means that something on the way gave. */
function foreignWords({ $metadata, redirectedTo }: ForeignAnswerError, facts: CallFacts, again: string): Words {
  const status = $metadata.httpStatusCode;
  const what = `in place of ${facts.service}`;
  if (status === 407) {
    const why = "the proxy wants a user name and a password (HTTP 407)";
    return { why, short: "The proxy wants a password", remedy: "Set them in the proxy's address, or in the editor's setting http.proxy." };
  }
  if (status >= 500) {
    const why = `a page answered ${what} (HTTP ${status}): the service, or what stands before it, is down for now`;
    return { why, short: `Not available for now (HTTP ${status})`, remedy: again };
  }
  if (status < 400) {
    const where = redirectedTo === undefined ? "" : `, which leads to ${redirectedTo}`;
    const why = `a web page answered ${what} (HTTP ${status}${where}), as the sign-in page of a network does`;
    return { why, short: "A sign-in page answered", remedy: `Sign in to the network in a browser. ${again}` };
  }
  if (status === 404 || status === 405) {
    const why = `the endpoint's answer (HTTP ${status}) to ${facts.service} ${facts.operation} is a web page`;
    return { why, remedy: "Use an endpoint that offers it." };
  }
  const why = `a web page answered ${what} (HTTP ${status}), as a proxy or a firewall does that refuses`;
  return { why, short: `A proxy refused (HTTP ${status})`, remedy: "Let the network's administrators allow the address of this service." };
}

function offlineWords(seen: SeenError, facts: CallFacts, message: string, again: string): Words {
  if (seen.name === "SimulatorGoneError") return { why: message, remedy: "Check the network, the proxy and the endpoint." };
  const check = `Check the network, the proxy and the endpoint. ${again}`;
  // so Node calls it where an answer ends before its end
  if (seen.code !== "" && (seen.status !== undefined || /^aborted\b/.test(seen.message))) {
    return { why: `the connection was cut in the middle of the answer of ${facts.service} (${seen.code})`, remedy: check };
  }
  if (seen.status !== undefined) {
    const why = `${facts.service} was not reached: HTTP ${seen.status} without a reason, as a proxy or a firewall gives it`;
    return { why, short: `A proxy refused (HTTP ${seen.status})`, remedy: check };
  }
  return { why: `the endpoint did not answer (${seen.code || seen.name || message})`, remedy: check };
}

function unavailableWords(seen: SeenError, facts: CallFacts, message: string, again: string): Words {
  const status = seen.status === undefined ? "" : ` (HTTP ${seen.status})`;
  const short = `${facts.service} is not available for now${status}`;
  if (seen.unreadable && (seen.status ?? 0) < 300) {
    return { why: `the answer of ${facts.service}${status} cannot be read`, short, remedy: again };
  }
  const reason = seen.unreadable ? "" : `: ${seen.name}${message === seen.name ? "" : `, ${message}`}`;
  return { why: `${facts.service} failed on its own side${status}${reason}`, short, remedy: again };
}

function absentWords({ absent, service, context }: CallFacts, message: string): Words {
  if (absent === "region off") {
    const why = `AWS does not know these keys in ${context}, and knows them elsewhere: the region may not be enabled in this account`;
    return { why, short: "This region may not be enabled", remedy: "Enable the region in the account's settings, or use another." };
  }
  if (absent === "no such host") {
    const why = `there is no address for ${service} here, while others answer: it is not offered in this region, or the network hides it`;
    return { why, short: `${service} is not offered in this region`, remedy: "Use another region." };
  }
  return { why: message, short: firstLine(message), remedy: "The account or the region has to be opened for it first." };
}

function deniedWords(seen: SeenError, facts: CallFacts, message: string): Words {
  if (isUnassigned(seen)) {
    const why = "IAM Identity Center says that you have no access: the permission set of this profile is not assigned to you (any more)";
    return { why, short: "The permission set is no longer assigned", remedy: "Ask for the assignment, or use another profile." };
  }
  if (/^KMS|^EncryptionKey/.test(seen.name)) {
    return { why: message, short: "Access to the encryption key denied", remedy: "Ask for the use of the KMS key." };
  }
  const denial = readDenial(seen.message);
  const action = denial.action ?? permissionsOf(facts.service, facts.operation)?.actions[0];
  if (denial.policy !== undefined) {
    return { why: message, short: `Denied by ${denial.policy}`, remedy: denialRemedy(denial, action) };
  }
  if (action === undefined) return { why: message, remedy: "Ask for the permission." };
  return { why: message, missingAction: action, remedy: `The IAM action ${action} is missing: ask for it, or use another profile.` };
}

function expiredRemedy(message: string, again: string): string {
  // the SDK sets its own clock by the server's; what is left is a clock that is far off, or that jumped
  if (/signature expired|not yet current|too skewed|difference between the request time/i.test(message)) {
    return `Set this computer's clock. ${again}`;
  }
  return `Sign in again (for example \`aws sso login\`) or renew the keys. ${again}`;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? message;
}
