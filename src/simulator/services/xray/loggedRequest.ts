/**
 * A request (or run of a job) that a service has logged under a trace id. The log line and the trace are both written
 * from it, so that they cannot contradict each other.
 */
export interface LoggedRequest {
  /** The service, function or job, as X-Ray names it. */
  readonly service: string;
  readonly kind: "service" | "function" | "job";
  /** X-Ray's form: `1-<8 digits>-<24 digits>`. */
  readonly traceId: string;
  readonly requestId: string;
  /** The segment's id where the log line tells it. */
  readonly segmentId?: string;
  /** Only of an HTTP request. */
  readonly path?: string;
  readonly status?: number;
  readonly outcome: "ok" | "slow" | "failed" | "refused" | "unknown" | "cached";
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** What else differs from one request to another. */
  readonly random: number;
  readonly parcel: string;
  readonly depot: string;
  /** The first eight digits of the commit that served. */
  readonly version?: string;
}

/** No logged request takes longer than this, in milliseconds: a trace's first line is at most so much after its start. */
export const LONGEST_REQUEST_MS = 60_000;

/** X-Ray's form of a trace id: version, seconds since 1970 in hexadecimal, 24 digits. @param start milliseconds since 1970 */
export function traceIdAt(start: number, digits: string): string {
  return `1-${Math.floor(start / 1000).toString(16).padStart(8, "0")}-${digits}`;
}
