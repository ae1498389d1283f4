import type { SimulatedClock } from "../../clock.ts";
import { hashText } from "../../random.ts";
import type { LogStore } from "../logs/logStore.ts";
import { writeFunctionTrace } from "./functionTrace.ts";
import { happenedBy, writeJobTrace } from "./jobTrace.ts";
import { LONGEST_REQUEST_MS } from "./loggedRequest.ts";
import type { LoggedRequest } from "./loggedRequest.ts";
import type { Segment, TraceRecord } from "./segment.ts";
import { writeServiceTrace } from "./serviceTrace.ts";
import { TraceWriter } from "./traceWriter.ts";

/** The region whose spans go to CloudWatch Logs, and of how many traces X-Ray indexes one there. */
const SPANS_REGION = "us-east-1";
const INDEXED_OF = 4;
/** Requests are looked up for so long at a time. */
const PIECE_MS = 300_000;
/** No message of a simulated queue waits longer for its consumer. */
const QUEUE_WAIT_MS = 20_000;

/**
 * The traces of one region. None is kept: the log lines tell which requests there were, and the trace of a request is
 * written from it whenever it is asked for.
 */
export class TraceStore {
  readonly region: string;
  readonly accountId: string;
  readonly #logs: LogStore;
  readonly #clock: SimulatedClock;

  constructor(logs: LogStore, clock: SimulatedClock) {
    this.region = logs.region;
    this.accountId = logs.accountId;
    this.#logs = logs;
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Whether segments go to CloudWatch Logs (Transaction Search), of which X-Ray indexes a share. */
  get searchesSpans(): boolean {
    return this.region === SPANS_REGION;
  }

  /** Whether X-Ray lists and tells a trace by itself. */
  isIndexed(traceId: string): boolean {
    return !this.searchesSpans || hashText(traceId) % INDEXED_OF === 0;
  }

  /**
   * The requests whose trace ids were made within a time (both ends included, milliseconds since 1970), in the order of
   * their beginning. The second in the id counts, as for X-Ray, and not the exact beginning.
   */
  requests(from: number, to: number): LoggedRequest[] {
    const found = new Map<string, LoggedRequest>();
    const upTo = Math.min(this.#clock.now(), to + 1000 + LONGEST_REQUEST_MS);
    for (const group of this.#logs.groups()) {
      for (const stream of group.hasRequests === true ? group.streams() : []) {
        const end = stream.countUpTo(upTo);
        for (let index = stream.countUpTo(from - 1); index < end; index += 1) {
          const request = stream.request?.(index);
          const made = request === undefined ? Number.NaN : madeAt(request.traceId);
          if (request !== undefined && made >= from && made <= to) {
            found.set(request.traceId, request);
          }
        }
      }
    }
    return [...found.values()].sort((a, b) => a.start - b.start || (a.traceId < b.traceId ? -1 : 1));
  }

  /** The same, the newest first, looked up piece by piece as far as somebody reads. */
  *newest(from: number, to: number): Generator<LoggedRequest> {
    for (let end = Math.floor(Math.min(to, this.#clock.now())); end >= from; end -= PIECE_MS) {
      yield* this.requests(Math.max(from, end - PIECE_MS + 1), end).reverse();
    }
  }

  /** The request of a trace id; undefined where no line has it. */
  find(traceId: string): LoggedRequest | undefined {
    const begin = madeAt(traceId);
    if (!(begin <= this.#clock.now())) {
      return undefined;
    }
    return this.requests(begin, begin).find((request) => request.traceId === traceId);
  }

  /** The first segments of the requests whose labels the label printer takes from its queue: the latest few. */
  #senders({ service, start, random }: LoggedRequest): Segment[] {
    if (service !== "label-printer") {
      return [];
    }
    const sent = this.requests(start - QUEUE_WAIT_MS, start).filter(({ kind, path, end }) => kind === "service" && path === "/labels" && end < start);
    return sent.slice(-1 - (random % 3)).flatMap((request) => this.trace(request).segments[0]);
  }

  trace(request: LoggedRequest): TraceRecord {
    const writer = new TraceWriter({ region: this.region, accountId: this.accountId }, request);
    switch (request.kind) {
      case "service":
        writeServiceTrace(writer);
        break;
      case "function":
        writeFunctionTrace(writer, this.#senders(request));
        break;
      case "job":
        writeJobTrace(writer, this.#clock.now());
        break;
    }
    const [first, ...others] = happenedBy(writer.segments, this.#clock.now());
    if (first === undefined) {
      throw new Error(`The trace ${request.traceId} has no segment`);
    }
    return { id: request.traceId, start: request.start, segments: [first, ...others] };
  }
}

/** The second in a trace's id, in milliseconds since 1970. */
function madeAt(traceId: string): number {
  return Number.parseInt(traceId.split("-")[1] ?? "", 16) * 1000;
}
