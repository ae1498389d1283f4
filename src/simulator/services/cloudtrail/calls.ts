import type { NormalizedSchema } from "@smithy/core/schema";
import type { Members } from "../../wire/types.ts";

/** Events that are kept of a region: beyond them the oldest are forgotten, so that a long demo does not grow. */
export const MOST_EVENTS = 20_000;

/** Who made a call. */
export interface Caller {
  readonly accountId: string;
  readonly callerArn: string;
  readonly userId: string;
  readonly accessKeyId: string;
  /** The service that called for somebody: `cloudformation.amazonaws.com`. */
  readonly invokedBy?: string;
}

/** A call that was answered, as it came: what CloudTrail tells of it is made when somebody looks. */
export interface Call {
  /** What tells it from the region's others for ever: its number, or what it began. */
  readonly order: number | string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly region: string;
  /** Signing name. */
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly address: string;
  readonly agent: string;
  readonly input: Members;
  /** The input's schema, which knows what is secret; absent where nothing of the input is. */
  readonly schema?: NormalizedSchema | undefined;
  /** What stands beside the parameters, where the service says more (`additionalEventData`). */
  readonly additional?: Readonly<Record<string, unknown>>;
  /** Bytes of the request's body. */
  readonly size: number;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

/** The calls of one region, as they were answered. */
export class CallLog {
  /** Beyond the most a ring: the next one takes the oldest one's place. */
  readonly #calls: Call[] = [];
  #count = 0;
  #first: number | undefined;

  record(call: Omit<Call, "order">): void {
    this.#calls[this.#count % MOST_EVENTS] = { ...call, order: this.#count };
    this.#count += 1;
    this.#first ??= call.at;
  }

  /** When the first call was answered; undefined before. */
  get first(): number | undefined {
    return this.#first;
  }

  newestFirst(): readonly Call[] {
    const at = this.#count % MOST_EVENTS;
    return [...this.#calls.slice(at), ...this.#calls.slice(0, at)].reverse();
  }
}

/**
 * What reads or writes data and manages nothing: trails call these data events, and the event history has none of them
 * ("Logging data events", CloudTrail user guide; the services' own pages on logging).
 */
const DATA: Readonly<Record<string, RegExp>> = {
  lambda: /^Invoke/,
  logs: /^(PutLogEvents|FilterLogEvents|GetLog(Events|Record|Object)|StartLiveTail|StartQuery|StopQuery|GetQueryResults)$/,
  monitoring: /^(PutMetricData|GetMetric(Data|Statistics|WidgetImage))$/,
  s3: /Object|Upload|^ListParts$/,
  xray: /^(PutT|BatchGetTraces|Get(Trace|Service|Sampling|TimeSeries)|ListRetrievedTraces|StartTraceRetrieval)/,
};

/** Management calls with `Object` in their name. */
const MANAGEMENT = /^(Get|Put)ObjectLockConfiguration$/;

export function isManagement(service: string, operation: string): boolean {
  return DATA[service]?.test(operation) !== true || MANAGEMENT.test(operation);
}

/** Services whose calls are recorded in one region, wherever they were made ("Global service events", user guide). */
const GLOBAL_SERVICES: ReadonlySet<string> = new Set(["iam", "cloudfront", "route53"]);

/** The region in which a call is recorded. */
export function recordedIn(service: string, region: string): string {
  return GLOBAL_SERVICES.has(service) ? "us-east-1" : region;
}
