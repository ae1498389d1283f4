import { type AccountContext, contextKey } from "../../base/context.ts";
import { commandId } from "../../base/manifest.ts";
import { formatAgo, formatDateTime, MINUTE } from "../../base/time.ts";
import type { RoomHost } from "../../host/room.ts";
import { type Branch, NoteRow, type Page, type PageRequest, POLL_IDLE, Row, type RowView } from "../../host/tree/rows.ts";
import type { ServiceSource } from "../../host/tree/serviceRow.ts";
import { spansElsewhere, xrayApi } from "./connect.ts";
import { manifest } from "./manifest.ts";
import { progressText, stateIcon, stateText } from "./look.ts";
import { type TraceSummary, preciseDuration, traceConsolePath, traceName } from "./model.ts";
import { TraceList } from "./traceList.ts";
import { USUAL_WINDOW, windowText } from "./windows.ts";

/** The recent traces of one context, newest first. */
export class TracesSource implements ServiceSource {
  readonly #host: RoomHost;
  readonly #context: AccountContext;
  readonly #windows: ReadonlyMap<string, number>;
  readonly #list = new TraceList();
  #isElsewhere: boolean | undefined;

  /** @param windows the windows that were chosen, by context key, in milliseconds */
  constructor(host: RoomHost, context: AccountContext, windows: ReadonlyMap<string, number>) {
    this.#host = host;
    this.#context = context;
    this.#windows = windows;
  }

  get #window(): number {
    return this.#windows.get(contextKey(this.#context)) ?? USUAL_WINDOW;
  }

  async load(parent: Branch, { cursor, filter, reason, signal }: PageRequest): Promise<Page> {
    const api = await xrayApi(this.#host, this.#context);
    const now = Date.now();
    const request = { cursor, filter, window: this.#window, isPoll: reason === "poll", now };
    const { items, next, reached } = await this.#list.page(api, request, signal);
    // a poll does not ask again: it may have failed because of too many calls
    if (reason !== "poll") this.#isElsewhere ??= await spansElsewhere(this.#host, this.#context);
    const notes = cursor === undefined && this.#isElsewhere === true ? [new SpansNote(parent)] : [];
    const rows = items.map((trace) => new TraceRow(parent, trace));
    return { rows: [...notes, ...rows], next, ...(next === undefined ? {} : { emptyText: noneSince(reached, now) }) };
  }

  pollInterval(): number {
    return POLL_IDLE;
  }
}

/** What a list says in which so far back nothing was found, and which goes on. */
function noneSince(reached: number, now: number): string {
  const looked = now - reached < MINUTE ? "None found yet" : `None in the last ${windowText(now - reached)}`;
  return `${looked}: “Load more…” looks further back`;
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
      "The others are not listed here: open one by its trace id, which reads its spans, or search the log group aws/spans.",
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
    const now = Date.now();
    const facts = factsOf(trace, now);
    return {
      label: traceName(trace),
      description: facts.join(" · "),
      icon: stateIcon(trace, now),
      facets: ["trace"],
      spoken: `${traceName(trace)}, trace, ${stateText(trace, now)}, ${facts.join(", ")}`,
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
      `${traceName(trace)}: ${stateText(trace, Date.now())}`,
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
    progressText(trace, now) ?? took,
    formatAgo(trace.start, now),
    trace.url === undefined ? undefined : trace.entry,
  ];
  return parts.filter((part) => part !== undefined);
}
