/**
 * A segment or subsegment as documents carry it ("X-Ray segment documents", X-Ray developer guide).
 * Times are seconds since 1970.
 */
export interface Entity {
  readonly id: string;
  readonly name: string;
  readonly start_time: number;
  end_time?: number;
  in_progress?: true;
  namespace?: "aws" | "remote";
  http?: HttpBlock;
  aws?: Record<string, unknown>;
  sql?: Record<string, unknown>;
  error?: true;
  fault?: true;
  throttle?: true;
  cause?: string | { working_directory: string; exceptions: ExceptionBlock[] };
  annotations?: Record<string, string | number | boolean>;
  metadata?: Record<string, Record<string, unknown>>;
  subsegments?: Entity[];
}

export interface Segment extends Entity {
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly origin?: string;
  readonly resource_arn?: string;
  readonly user?: string;
  readonly service?: { readonly version: string };
  /** Other traces that this one goes on from, as X-Ray links a queue's consumer to the senders. */
  readonly links?: readonly TraceLink[];
  /** X-Ray itself made it up from a subsegment: the other side sends no traces. */
  readonly inferred?: true;
}

export interface TraceLink {
  readonly trace_id: string;
  readonly id: string;
  readonly attributes: { readonly "aws.xray.reserved.reference_type": "parent" | "child" };
}

export interface HttpBlock {
  request?: { method?: string; url?: string; user_agent?: string; client_ip?: string; x_forwarded_for?: true; traced?: true };
  response?: { status?: number; content_length?: number };
}

export interface ExceptionBlock {
  readonly id: string;
  readonly message: string;
  readonly type: string;
  readonly remote?: true;
  readonly stack: readonly { readonly path: string; readonly line: number; readonly label: string }[];
}

/** One trace: its segments, the one that began it first. */
export interface TraceRecord {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly segments: readonly [Segment, ...Segment[]];
}

/** Milliseconds since 1970 as documents write times: seconds, to the microsecond. */
export function seconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1_000_000;
}
