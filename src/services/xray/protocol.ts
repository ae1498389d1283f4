import * as v from "valibot";
import type { Protocol } from "../../base/rpc.ts";

const traceState = v.picklist(["ok", "error", "fault", "throttle"]);

/** A segment or subsegment, as far as its row and the table show it; see `TraceNode` of the model. */
const row = v.object({
  id: v.string(),
  name: v.string(),
  about: v.string(),
  depth: v.number(),
  parent: v.number(),
  end: v.number(),
  kind: v.picklist(["service", "inferred", "local", "remote", "aws", "sql"]),
  state: traceState,
  status: v.optional(v.number()),
  /** Milliseconds since the trace began. */
  from: v.number(),
  to: v.optional(v.number()),
  inProgress: v.boolean(),
  problems: v.array(v.string()),
});

const header = v.object({
  method: v.optional(v.string()),
  url: v.optional(v.string()),
  status: v.optional(v.number()),
  state: traceState,
  /** Epoch milliseconds. */
  start: v.number(),
  /** Milliseconds; of a trace that goes on what has passed so far. */
  duration: v.number(),
  isPartial: v.boolean(),
  versions: v.array(v.string()),
});

const problem = v.object({ kind: v.string(), short: v.string(), message: v.string() });

/** Everything that the view shows but for the details of one part; sent whole, whenever it changes. */
const state = v.object({
  traceId: v.string(),
  context: v.string(),
  /** missing: X-Ray has no such trace (yet). */
  phase: v.picklist(["loading", "ready", "missing"]),
  /** Whether spans of the account go to CloudWatch Logs instead. */
  spansElsewhere: v.boolean(),
  header: v.optional(header),
  rows: v.array(row),
  /** What the trace as a whole lacks, in sentences. */
  notes: v.array(v.string()),
  problem: v.optional(problem),
});

/** See `Cause` of the model. */
const cause = v.variant("kind", [
  v.object({ kind: v.literal("own"), type: v.string() }),
  v.object({ kind: v.literal("part"), id: v.string(), name: v.string() }),
  v.object({ kind: v.literal("missing") }),
]);

const exception = v.object({
  type: v.string(),
  message: v.string(),
  remote: v.boolean(),
  frames: v.array(v.string()),
  truncated: v.number(),
  skipped: v.number(),
  cause: v.optional(cause),
});

const detail = v.object({
  id: v.string(),
  sections: v.array(v.object({ title: v.string(), facts: v.array(v.object({ name: v.string(), value: v.string() })) })),
  links: v.array(v.object({ traceId: v.string(), about: v.string() })),
  exceptions: v.array(exception),
  /** Of a part that names an exception by its id alone. */
  cause: v.optional(cause),
  /** The document, laid out. */
  json: v.string(),
});

const nothing = v.object({});

export const protocol = {
  requests: {
    ready: { params: nothing, result: state },
    retry: { params: nothing, result: nothing },
    /** What is known of one part; without a detail where there is no such part any more. */
    detail: { params: v.object({ id: v.string() }), result: v.object({ detail: v.optional(detail) }) },
    /** Opens the log lines of the trace, those of the part's service first. */
    openLogs: { params: v.object({ id: v.optional(v.string()) }), result: nothing },
    /** Looks for the trace in the log group that spans go to. */
    openSpans: { params: nothing, result: nothing },
    /** Opens a trace that a part is linked to. */
    openTrace: { params: v.object({ traceId: v.string() }), result: nothing },
    openConsole: { params: nothing, result: nothing },
    copyText: { params: v.object({ text: v.string() }), result: nothing },
  },
  events: { state },
} as const satisfies Protocol;

export type TraceProtocol = typeof protocol;
export type TraceViewState = v.InferOutput<typeof state>;
export type TraceRowData = v.InferOutput<typeof row>;
export type TraceDetail = v.InferOutput<typeof detail>;
