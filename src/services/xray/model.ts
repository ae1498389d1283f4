import { type AccountContext, parseContext } from "../../base/context.ts";
import type { TraceLocation } from "../../base/contracts.ts";
import { formatDuration, HOUR, MINUTE, SECOND } from "../../base/time.ts";

/** How a trace or a part of it ended. A throttled call counts as a client's error to X-Ray; here it stands for itself. */
export type TraceState = "ok" | "error" | "fault" | "throttle";

/** A trace as the list tells it. Times in epoch milliseconds, durations in milliseconds. */
export interface TraceSummary {
  readonly id: string;
  readonly start: number;
  /** From the first beginning to the last end. */
  readonly duration: number | undefined;
  /** What the caller waited for. */
  readonly responseTime: number | undefined;
  readonly state: TraceState;
  /** Parts of it have not ended or not arrived. */
  readonly isPartial: boolean;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly status: number | undefined;
  /** The service that the trace began in. */
  readonly entry: string | undefined;
  readonly services: readonly string[];
  readonly version: string | undefined;
}

export interface SummaryQuery {
  /** Epoch milliseconds, whole seconds, at most six hours apart; compared with the second in the trace's id. */
  readonly from: number;
  readonly to: number;
  readonly filter: string | undefined;
}

export interface SummaryPage {
  readonly items: readonly TraceSummary[];
  readonly next: string | undefined;
  /** Epoch milliseconds: the beginning of the time that the page covers, where the service tells it. */
  readonly reached?: number | undefined;
}

/** The part of the service that lists traces. */
export interface SummaryReader {
  summaries(query: SummaryQuery, token: string | undefined, signal: AbortSignal | undefined): Promise<SummaryPage>;
}

/** Where new segments go; undefined where it could not be asked. */
export type SegmentDestination = "XRay" | "CloudWatchLogs" | undefined;

/** A trace's segment documents, as they came. */
export interface TraceDocuments {
  readonly id: string;
  readonly documents: readonly string[];
  /** Segments are missing: the trace is larger than X-Ray keeps. */
  readonly limitExceeded: boolean;
}

/** What said nothing for so long (milliseconds) never ends: four times the longest run of a Lambda function. */
export const GIVEN_UP = HOUR;

/** The state that the flags of a summary or a segment say. */
export function stateOf(flags: { readonly fault: boolean; readonly error: boolean; readonly throttle: boolean }): TraceState {
  if (flags.fault) return "fault";
  if (flags.throttle) return "throttle";
  return flags.error ? "error" : "ok";
}

/** The second in which a trace's id was made, in epoch milliseconds ("Tracing header", X-Ray developer guide); 0 where it tells none. */
export function secondOf(traceId: string): number {
  return Number.parseInt(traceId.split("-")[1] ?? "", 16) * 1000 || 0;
}

/** What a trace is called: `GET /parcels/search`, or the service it began in. */
export function traceName(trace: Pick<TraceSummary, "method" | "url" | "entry" | "id">): string {
  const path = trace.url === undefined ? undefined : pathOf(trace.url);
  const named = [trace.method, path].filter((part) => part !== undefined).join(" ");
  return named === "" ? (trace.entry ?? trace.id) : named;
}

/** The path of a URL, or the text itself where it is none. */
export function pathOf(url: string): string {
  try {
    return new URL(url).pathname;
  } catch {
    return url;
  }
}

/** A span of milliseconds as precise as a trace wants it: `0.4 ms`, `243 ms`, `2.24 s`, `3 m 07 s`. */
export function preciseDuration(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(2))} ms`;
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(2)} s`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(1)} s`;
  return formatDuration(ms);
}

/** Reads a panel's address; undefined where it is none. */
export function parseTraceAddress(value: unknown): TraceLocation | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { context, traceId } = value as Partial<Record<keyof TraceLocation, unknown>>;
  const parsed: AccountContext | undefined = parseContext(context);
  if (parsed === undefined || typeof traceId !== "string" || traceId === "") return undefined;
  return { context: parsed, traceId };
}

/** The console's page of a trace. */
export function traceConsolePath(traceId: string): string {
  return `cloudwatch/home#xray:traces/${traceId}`;
}
