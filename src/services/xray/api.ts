import {
  BatchGetTracesCommand,
  GetTraceSegmentDestinationCommand,
  GetTraceSummariesCommand,
  type TraceSummary as SdkSummary,
  XRayClient,
} from "@aws-sdk/client-xray";
import type { AwsSession } from "../../aws/session.ts";
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

/** X-Ray of one context. Every method throws DevOpsError. */
export class XRayApi implements SummaryReader {
  readonly #session: AwsSession;

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** One page of the traces whose ids were made in a time, the newest page first; it may be empty and have a successor. */
  async summaries({ from, to, filter }: SummaryQuery, token: string | undefined, signal?: AbortSignal): Promise<SummaryPage> {
    const command = new GetTraceSummariesCommand({
      TimeRangeType: "TraceId",
      StartTime: new Date(from),
      EndTime: new Date(to),
      ...(filter === undefined ? {} : { FilterExpression: filter }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const answer = await this.#session.send(XRayClient, command, { signal });
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

  /** Where the account's segments go. */
  async destination(signal?: AbortSignal): Promise<SegmentDestination> {
    const { Destination } = await this.#session.send(XRayClient, new GetTraceSegmentDestinationCommand({}), { signal });
    return Destination;
  }
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
