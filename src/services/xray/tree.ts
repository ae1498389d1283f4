import { type AccountContext, contextKey } from "../../base/context.ts";
import { commandId } from "../../base/manifest.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import type { RoomHost } from "../../host/room.ts";
import { type Branch, NoteRow, type Page, type PageRequest, POLL_IDLE, Row, type RowView } from "../../host/tree/rows.ts";
import type { ServiceSource } from "../../host/tree/serviceRow.ts";
import { xrayApi } from "./connect.ts";
import { manifest } from "./manifest.ts";
import { stateIcon, stateText } from "./look.ts";
import { type SegmentDestination, type TraceSummary, preciseDuration, traceConsolePath, traceName } from "./model.ts";
import { newestTraces } from "./traceWalk.ts";
import { USUAL_WINDOW } from "./windows.ts";

/** Traces shown at once. */
export const TRACES_PAGE = 50;

/** The recent traces of one context, newest first. */
export class TracesSource implements ServiceSource {
  readonly #host: RoomHost;
  readonly #context: AccountContext;
  readonly #windows: ReadonlyMap<string, number>;
  #destination: Promise<SegmentDestination> | undefined;

  /** @param windows the windows that were chosen, by context key, in milliseconds */
  constructor(host: RoomHost, context: AccountContext, windows: ReadonlyMap<string, number>) {
    this.#host = host;
    this.#context = context;
    this.#windows = windows;
  }

  get #window(): number {
    return this.#windows.get(contextKey(this.#context)) ?? USUAL_WINDOW;
  }

  async load(parent: Branch, { cursor, filter, signal }: PageRequest): Promise<Page> {
    const api = await xrayApi(this.#host, this.#context);
    const place = readCursor(cursor);
    const now = Date.now();
    const request = { from: place?.from ?? now - this.#window, before: place?.before, shown: place?.shown ?? [], filter, count: TRACES_PAGE, now };
    const { items, next } = await newestTraces(api, request, signal);
    const rows = items.map((trace) => new TraceRow(parent, trace));
    const notes = cursor === undefined && (await this.#isElsewhere()) ? [new SpansNote(parent)] : [];
    // the window's beginning is the first page's: it must not move while one reads on
    const following = next === undefined ? undefined : JSON.stringify({ ...next, from: request.from });
    return { rows: [...notes, ...rows], next: following };
  }

  pollInterval(): number {
    return POLL_IDLE;
  }

  /** Asked once; whoever may not ask is told nothing. */
  async #isElsewhere(): Promise<boolean> {
    this.#destination ??= xrayApi(this.#host, this.#context)
      .then((api) => api.destination())
      .catch((error: unknown) => {
        this.#host.log.debug(`Where X-Ray's segments go is not known: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      });
    return (await this.#destination) === "CloudWatchLogs";
  }
}

interface Cursor {
  readonly before: number;
  readonly shown: readonly string[];
  readonly from: number;
}

function readCursor(cursor: string | undefined): Cursor | undefined {
  return cursor === undefined ? undefined : (JSON.parse(cursor) as Cursor);
}

/** Says what the list lacks where spans go to CloudWatch Logs. */
class SpansNote extends NoteRow {
  constructor(parent: Branch) {
    super(parent, "Only indexed traces: spans go to CloudWatch Logs");
  }

  override tooltip(): readonly string[] {
    return [
      "Transaction Search is on",
      "This account sends its spans to the log group aws/spans. X-Ray lists the share of them that is indexed.",
      "The others are not listed here and have no waterfall: search the log group aws/spans by their trace id.",
    ];
  }
}

/** A trace; a click opens its waterfall. */
export class TraceRow extends Row<TraceSummary> {
  constructor(parent: Branch, trace: TraceSummary) {
    super(parent, parent.context, trace.id, trace);
  }

  view(): RowView {
    const trace = this.data;
    const facts = factsOf(trace, Date.now());
    return {
      label: traceName(trace),
      description: facts.join(" · "),
      icon: stateIcon(trace),
      facets: ["trace"],
      spoken: `${traceName(trace)}, trace, ${stateText(trace)}, ${facts.join(", ")}`,
      command: { id: commandId(manifest, "open"), title: "Open Trace" },
    };
  }

  override name(): string {
    return this.data.id;
  }

  override consolePath(): string {
    return traceConsolePath(this.data.id);
  }

  override tooltip(): readonly string[] {
    const trace = this.data;
    const lines = [
      `${traceName(trace)}: ${stateText(trace)}`,
      trace.url,
      `Began ${formatDateTime(trace.start)}`,
      trace.duration === undefined ? undefined : `Took ${preciseDuration(trace.duration)}`,
      trace.version === undefined ? undefined : `Version ${trace.version}`,
      trace.services.length === 0 ? undefined : `Services: ${[...new Set(trace.services)].join(", ")}`,
      trace.id,
    ];
    return lines.filter((line) => line !== undefined);
  }
}

/** Status, duration, age and service, as far as they are known: what differs most stands first, for there is little room. */
export function factsOf(trace: TraceSummary, now: number): string[] {
  const took = trace.duration === undefined ? undefined : preciseDuration(trace.duration);
  const parts = [
    trace.status === undefined ? undefined : String(trace.status),
    trace.isPartial ? "in progress" : took,
    formatAgo(trace.start, now),
    trace.url === undefined ? undefined : trace.entry,
  ];
  return parts.filter((part) => part !== undefined);
}
