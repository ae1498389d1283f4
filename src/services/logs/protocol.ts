import * as v from "valibot";
import type { Protocol } from "../../base/rpc.ts";

/** Which part of the log is shown; see `LogRange` of the model. Times in epoch milliseconds. */
const range = v.variant("kind", [
  v.object({ kind: v.literal("all") }),
  v.object({ kind: v.literal("last"), ms: v.pipe(v.number(), v.minValue(1)) }),
  v.object({ kind: v.literal("exact"), from: v.optional(v.number()), to: v.optional(v.number()) }),
]);

const query = v.object({ text: v.string(), matchCase: v.boolean(), isRegExp: v.boolean() });

/** A line's number. Numbers may be negative: older lines than those of the first page have lower ones. */
const line = v.pipe(v.number(), v.integer());

const problem = v.object({
  kind: v.string(),
  short: v.string(),
  message: v.string(),
});

/** Everything that the view has to know besides the lines themselves; small, and sent whole. */
const state = v.object({
  /** Changes when the lines become others: another range, another filter, loaded anew. */
  generation: v.number(),
  /** The lines from `start` (inclusive) to `end` (exclusive) are loaded. */
  start: line,
  end: line,
  /** Lines from this number on may have changed since the last state. */
  changedFrom: line,
  firstTime: v.optional(v.number()),
  lastTime: v.optional(v.number()),
  group: v.string(),
  stream: v.optional(v.string()),
  context: v.string(),
  range,
  filter: v.string(),
  /** loading: lines are on their way · ready · waiting: the log does not exist yet and is looked for · failed: it cannot be read. */
  phase: v.picklist(["loading", "ready", "waiting", "failed"]),
  busy: v.picklist(["none", "older", "all"]),
  hasOlder: v.boolean(),
  /** A limit keeps older lines out; `isTrimmed`: it has dropped the oldest ones. */
  isFull: v.boolean(),
  isTrimmed: v.boolean(),
  /** Whether new lines may come: the range has no end. */
  isOpen: v.boolean(),
  /** Why the last call failed, until one succeeds. */
  problem: v.optional(problem),
  /** AWS's word on a filter pattern that it did not take; the lines shown are those from before. */
  filterProblem: v.optional(v.string()),
});

const lineData = v.object({
  /** Epoch milliseconds. */
  time: v.number(),
  stream: v.optional(v.string()),
  continues: v.boolean(),
  text: v.string(),
  isCut: v.boolean(),
});

const nothing = v.object({});

/** How many lines one request may ask for. */
export const MOST_LINES = 1000;

/**
 * The log view's protocol. `reversed` asks for lines as they stand when the newest is on top: counted from the end,
 * with the lines of one event kept in their order. A position and a line are each other's mirror.
 */
export const protocol = {
  requests: {
    /** The first request of a view. Range and filter are those it had before; without, the log's own are taken. */
    ready: { params: v.object({ range: v.optional(range), filter: v.optional(v.string()) }), result: state },
    lines: {
      params: v.object({ generation: v.number(), from: line, to: line, reversed: v.boolean() }),
      result: v.object({ generation: v.number(), from: line, lines: v.array(lineData) }),
    },
    older: { params: nothing, result: nothing },
    /** Loads everything, or stops doing so. */
    loadAll: { params: v.object({ on: v.boolean() }), result: nothing },
    configure: { params: v.object({ range, filter: v.string() }), result: nothing },
    follow: { params: v.object({ on: v.boolean() }), result: nothing },
    retry: { params: nothing, result: nothing },
    /** Looks for a text in all lines that are loaded; what is found is told by `found`. An empty text ends it. */
    find: { params: query, result: v.object({ problem: v.optional(v.string()) }) },
    /** The match before or after a position, going round at the ends. */
    findNext: {
      params: v.object({ from: line, forward: v.boolean(), reversed: v.boolean() }),
      result: v.object({ position: v.optional(line), ordinal: v.number() }),
    },
    /** The whole event that a line belongs to. */
    detail: {
      params: v.object({ generation: v.number(), position: line, reversed: v.boolean() }),
      result: v.object({
        time: v.number(),
        ingested: v.number(),
        stream: v.string(),
        message: v.string(),
        isCut: v.boolean(),
      }),
    },
    copy: {
      params: v.object({ generation: v.number(), from: line, to: line, reversed: v.boolean() }),
      result: v.object({ lines: v.number(), isCut: v.boolean() }),
    },
    copyText: { params: v.object({ text: v.string() }), result: nothing },
    openAsText: { params: nothing, result: nothing },
    /** Opens the trace that a line names. */
    openTrace: { params: v.object({ traceId: v.string() }), result: nothing },
  },
  events: {
    state,
    /** How far find is: `searched` of `total` lines. */
    found: v.object({ count: v.number(), searched: v.number(), total: v.number(), isDone: v.boolean() }),
  },
} as const satisfies Protocol;

export type LogProtocol = typeof protocol;
export type LogState = v.InferOutput<typeof state>;
export type LineData = v.InferOutput<typeof lineData>;
export type Found = v.InferOutput<(typeof protocol)["events"]["found"]>;
