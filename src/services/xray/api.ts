import {
  BatchGetTracesCommand,
  type GetTraceSummariesCommandInput,
  GetTraceSegmentDestinationCommand,
  GetTraceSummariesCommand,
  ListRetrievedTracesCommand,
  StartTraceRetrievalCommand,
  type TraceSummary as SdkSummary,
  XRayClient,
} from "@aws-sdk/client-xray";
import type { AwsSession } from "../../aws/session.ts";
import { sleep } from "../../base/async.ts";
import { DevOpsError } from "../../base/errors.ts";
import { HOUR, MINUTE, SECOND } from "../../base/time.ts";
import { everyPage } from "../../base/pages.ts";
import {
  type SegmentDestination,
  type SummaryPage,
  type SummaryQuery,
  type SummaryReader,
  type TraceDocuments,
  type TraceSummary,
  secondOf,
  stateOf,
} from "./model.ts";

/** A trace's spans are looked for so long after the second in its id. */
const RETRIEVED_WITHIN = HOUR;
/** A retrieval is asked for every second, so many times at most. */
const ASK_AGAIN = SECOND;
const MOST_ASKED = 60;

/** X-Ray of one context. Every method throws DevOpsError. */
export class XRayApi implements SummaryReader {
  readonly #session: AwsSession;
  /** Ends of time that were refused because they are in the future, with what was taken instead: a walk keeps to it. */
  readonly #ends = new Map<number, number>();

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** One page of the traces whose ids were made in a time, the newest page first; it may be empty and have a successor. */
  async summaries({ from, to, filter }: SummaryQuery, token: string | undefined, signal?: AbortSignal): Promise<SummaryPage> {
    const input = (end: number): GetTraceSummariesCommandInput => ({
      TimeRangeType: "TraceId",
      StartTime: new Date(from),
      EndTime: new Date(end),
      ...(filter === undefined ? {} : { FilterExpression: filter }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const ask = (end: number) => this.#session.send(XRayClient, new GetTraceSummariesCommand(input(end)), { signal });
    const answer = await this.#upToNow(to, from, ask);
    return { items: (answer.TraceSummaries ?? []).map(toSummary), next: answer.NextToken, reached: answer.ApproximateTime?.getTime() };
  }

  /** A trace's documents; undefined where X-Ray has none (yet). */
  async trace(id: string, signal?: AbortSignal): Promise<TraceDocuments | undefined> {
    const documents: string[] = [];
    let limitExceeded = false;
    let found = false;
    const pages = everyPage("get traces", async (token) => {
      const command = new BatchGetTracesCommand({ TraceIds: [id], ...(token === undefined ? {} : { NextToken: token }) });
      const answer = await this.#session.send(XRayClient, command, { signal, subject: `trace ${id}` });
      return { items: answer.Traces ?? [], next: answer.NextToken };
    });
    for await (const traces of pages) {
      for (const trace of traces) {
        found = true;
        limitExceeded ||= trace.LimitExceeded === true;
        documents.push(...(trace.Segments ?? []).flatMap(({ Document }) => Document ?? []));
      }
    }
    return found ? { id, documents, limitExceeded } : undefined;
  }

  /**
   * Asks up to a time that may be in the future, which may be refused; then up to the service's own now, by the date of its
   * answer: the clock of this machine may run ahead.
   */
  async #upToNow<T>(to: number, from: number, ask: (end: number) => Promise<T>): Promise<T> {
    const end = this.#ends.get(to) ?? to;
    try {
      return await ask(end);
    } catch (error) {
      const now = error instanceof DevOpsError && error.kind === "invalid" ? dateOf(error.cause) : undefined;
      if (now === undefined || now >= end || now <= from) throw error;
      this.#ends.set(to, now);
      return ask(now);
    }
  }

  /**
   * A trace that X-Ray does not index, out of the spans in CloudWatch Logs (developer guide, "Retrieve traces"); undefined
   * where there is none. Takes some seconds, and is billed as a query of the log group.
   */
  async retrieve(id: string, signal?: AbortSignal): Promise<TraceDocuments | undefined> {
    const subject = { signal, subject: `trace ${id}` };
    const made = secondOf(id);
    const times = { StartTime: new Date(made - MINUTE), EndTime: new Date(made + RETRIEVED_WITHIN) };
    const started = await this.#session.send(XRayClient, new StartTraceRetrievalCommand({ TraceIds: [id], ...times }), subject);
    const { RetrievalToken } = started;
    for (let asked = 0; asked < MOST_ASKED; asked += 1) {
      const command = new ListRetrievedTracesCommand({ RetrievalToken, TraceFormat: "XRAY" });
      const { RetrievalStatus, Traces = [] } = await this.#session.send(XRayClient, command, subject);
      if (RetrievalStatus === "COMPLETE") {
        const documents = Traces.flatMap(({ Spans = [] }) => Spans.flatMap(({ Document }) => Document ?? []));
        return documents.length === 0 ? undefined : { id, documents, limitExceeded: false };
      }
      if (RetrievalStatus !== "SCHEDULED" && RetrievalStatus !== "RUNNING") break;
      await sleep(ASK_AGAIN, signal);
    }
    const why = "X-Ray did not come to its end with reading the spans";
    throw new DevOpsError({ kind: "unavailable", tried: "retrieve the trace", on: id, why, remedy: "Try again." });
  }

  /** Where the account's segments go. */
  async destination(signal?: AbortSignal): Promise<SegmentDestination> {
    const { Destination } = await this.#session.send(XRayClient, new GetTraceSegmentDestinationCommand({}), { signal });
    return Destination;
  }
}

/** The date of the answer that an error of the SDK came with, in epoch milliseconds. */
function dateOf(error: unknown): number | undefined {
  const headers = (error as { $response?: { headers?: Record<string, string> } } | undefined)?.$response?.headers;
  const date = Date.parse(headers?.["date"] ?? "");
  return Number.isNaN(date) ? undefined : date;
}

function toSummary(summary: SdkSummary): TraceSummary {
  const { Http, Annotations, EntryPoint, ServiceIds = [] } = summary;
  const version = Annotations?.["version"]?.[0]?.AnnotationValue?.StringValue;
  return {
    id: summary.Id ?? "",
    start: summary.StartTime?.getTime() ?? secondOf(summary.Id ?? ""),
    duration: milliseconds(summary.Duration),
    responseTime: milliseconds(summary.ResponseTime),
    state: stateOf({
      fault: summary.HasFault === true,
      error: summary.HasError === true,
      throttle: summary.HasThrottle === true,
    }),
    isPartial: summary.IsPartial === true,
    method: Http?.HttpMethod,
    url: Http?.HttpURL,
    status: Http?.HttpStatus,
    entry: EntryPoint?.Name,
    services: ServiceIds.flatMap(({ Name }) => Name ?? []),
    version,
  };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
