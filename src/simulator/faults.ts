import { setTimeout as sleep } from "node:timers/promises";
import { errorFamily, expiredToken } from "./credentials.ts";
import { jsonStatus } from "./signature.ts";
import { AwsError } from "./wire/errors.ts";
import type { Route } from "./wire/routing.ts";
import type { CallContext, Members } from "./wire/types.ts";

export const FAULT_KINDS = ["throttle", "denied", "forbidden", "expired", "error", "offline", "delay"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Something that is to go wrong. Without a service or an operation it goes wrong for all of them. */
export interface Fault {
  readonly kind: FaultKind;
  /** Signing name: `codepipeline`, `codebuild`, `logs`, `sts`. */
  readonly service?: string;
  readonly operation?: string;
  /** How many calls it meets before it is over; for ever when absent. */
  readonly times?: number;
  /** Only for `delay`: real milliseconds at most; it is over when the faults are cleared. */
  readonly delayMs?: number;
  /** Only for `forbidden`: the kind of policy that says no; `service control policy` when absent. */
  readonly policy?: string;
  /** Only for `error`: the code that is answered, `ServiceUnavailable` when absent. */
  readonly code?: string;
  /** Only for `error`: its HTTP status, 503 when absent. */
  readonly status?: number;
  /** Only for `denied`: calls alone whose input lacks this member, as a policy for named resources denies them. */
  readonly without?: string;
}

/** The faults in force. */
export class FaultList {
  #faults: { fault: Fault; left: number }[] = [];
  /** Aborts when the faults in force are cleared. */
  #force = new AbortController();

  add(faults: readonly Fault[]): void {
    this.#faults.push(...faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })));
  }

  /** Nothing goes wrong any more, and calls that are held back go on. */
  clear(): void {
    this.#faults = [];
    this.#force.abort();
    this.#force = new AbortController();
  }

  /** Holds a call back as long as the delays that it met want. */
  async delay(met: readonly Fault[]): Promise<void> {
    const { signal } = this.#force;
    const wait = met.reduce((sum, { kind, delayMs = 0 }) => (kind === "delay" ? sum + delayMs : sum), 0);
    // cleared: it goes on
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }

  /** The faults in force, with `times` counting what is left. */
  list(): Fault[] {
    return this.#faults.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault));
  }

  /** The faults that a call meets; each is used up by one. */
  take(service: string, operation: string): Fault[] {
    const met = this.#faults.filter(
      ({ fault }) =>
        (fault.service === undefined || fault.service === service) &&
        (fault.operation === undefined || fault.operation === operation),
    );
    for (const entry of met) {
      entry.left -= 1;
    }
    this.#faults = this.#faults.filter(({ left }) => left > 0);
    return met.map(({ fault }) => fault);
  }
}

/** The error of a fault that answers; `offline` and `delay` have none. */
export function faultError(
  fault: Fault,
  route: Route,
  input: Members,
  context: CallContext,
): AwsError | undefined {
  switch (fault.kind) {
    case "throttle":
      return throttled(route);
    case "expired":
      return expiredToken(errorFamily(route));
    case "denied":
      if (fault.without !== undefined && input[fault.without] !== undefined) {
        return undefined;
      }
      return accessDenied(route, resourceArn(route, input, context), context.callerArn);
    case "forbidden":
      return accessDenied(route, resourceArn(route, input, context), context.callerArn, fault.policy ?? "service control policy");
    case "error": {
      const code = fault.code ?? "ServiceUnavailable";
      return new AwsError(code, `The simulated account answers ${code}.`, { status: fault.status ?? 503 });
    }
    case "offline":
    case "delay":
      return undefined;
  }
}

/** A throttle in the service's own words: the error that it declares for this, else its protocol's. */
function throttled({ service }: Route): AwsError {
  const declared = ["ThrottlingException", "ThrottledException", "TooManyRequestsException"];
  const common = service?.kind === "awsQuery" ? "Throttling" : "ThrottlingException";
  return new AwsError(declared.find((code) => service?.errors.has(code)) ?? common, "Rate exceeded");
}

/** Operations whose permission has another name ("Actions, resources, and condition keys", Service Authorization Reference). */
const ACTIONS: Readonly<Record<string, string>> = {
  "lambda:Invoke": "lambda:InvokeFunction",
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:ListObjectVersions": "s3:ListBucketVersions",
  "s3:HeadObject": "s3:GetObject",
  "s3:CreateMultipartUpload": "s3:PutObject",
  "s3:UploadPart": "s3:PutObject",
  "s3:CompleteMultipartUpload": "s3:PutObject",
};

/** Services whose permissions begin otherwise than the name that their calls are signed with (same reference). */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: "cloudwatch" };

/** @param forbiddenBy the kind of policy that denies it explicitly; without, an identity-based one does not allow it */
function accessDenied(route: Route, resource: string | undefined, callerArn: string, forbiddenBy?: string): AwsError {
  const operation = `${PREFIXES[route.serviceName] ?? route.serviceName}:${route.operationName}`;
  const action = ACTIONS[operation] ?? operation;
  const on = resource === undefined ? "" : ` on resource: ${resource}`;
  const article = /^[aeiou]/.test(forbiddenBy ?? "") ? "an" : "a";
  const reason =
    forbiddenBy === undefined
      ? `because no identity-based policy allows the ${action} action`
      : `with an explicit deny in ${article} ${forbiddenBy}`;
  const message = `User: ${callerArn} is not authorized to perform: ${action}${on} ${reason}`;
  const status = jsonStatus(errorFamily(route));
  return status === undefined
    ? new AwsError("AccessDenied", message, { status: 403 })
    : new AwsError("AccessDeniedException", message, { status });
}

/** The resource that AWS names in a refusal, from what the request names. */
function resourceArn(route: Route, input: Members, { region, accountId }: CallContext): string | undefined {
  const service = route.serviceName;
  const text = (name: string) => (typeof input[name] === "string" ? input[name] : undefined);
  const arn = `arn:aws:${service}:${region}:${accountId}`;
  switch (service) {
    case "codepipeline":
      return `${arn}:${text("pipelineName") ?? text("name") ?? "*"}`;
    case "codebuild": {
      const ids = [input["ids"], input["names"]].find(Array.isArray) as unknown[] | undefined;
      const named = text("projectName") ?? text("id") ?? (typeof ids?.[0] === "string" ? ids[0] : "*");
      return `${arn}:project/${named.split(":")[0] ?? "*"}`;
    }
    case "codecommit":
      return `${arn}:${text("repositoryName") ?? "*"}`;
    case "codedeploy": {
      // By the service authorization reference of CodeDeploy: what works on deployments is a group's.
      const isOfGroup = /Deployments?$|Target|GetDeploymentGroups?$/.test(route.operationName);
      const application = text("applicationName") ?? "*";
      return isOfGroup
        ? `${arn}:deploymentgroup:${application}/${text("deploymentGroupName") ?? "*"}`
        : `${arn}:application:${application}`;
    }
    case "cloudformation": {
      const stack = text("StackName") ?? "*";
      return stack.startsWith("arn:") ? stack : `${arn}:stack/${stack}/*`;
    }
    case "logs": {
      const group = text("logGroupName") ?? text("logGroupIdentifier")?.split(":log-group:").at(-1) ?? "";
      return `${arn}:log-group:${group}:log-stream:${text("logStreamName") ?? ""}`;
    }
    default:
      return undefined;
  }
}
