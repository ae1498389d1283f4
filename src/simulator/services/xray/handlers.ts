import type * as XRayModule from "@aws-sdk/client-xray";
import type { AnnotationValue, ServiceId, TraceSummary } from "@aws-sdk/client-xray";
import type { Handlers } from "../../wire/types.ts";
import { compileFilter } from "./filterExpression.ts";
import { invalid, Retrievals } from "./retrievals.ts";
import type { LoggedRequest } from "./loggedRequest.ts";
import type { Segment, TraceRecord } from "./segment.ts";
import { serviceGraph } from "./serviceGraph.ts";
import { exceptionsOf, typeOf, viewOf } from "./traceFacts.ts";
import type { TraceView } from "./traceFacts.ts";
import type { TraceStore } from "./traceStore.ts";

/** A page holds at most this many summaries, and looks at no more than that many traces: it may hold none. */
const PAGE_SIZE = 100;
const PROCESSED_PER_PAGE = 1000;
/** BatchGetTraces takes at most five ids. */
const BATCH_SIZE = 5;
const HOUR = 3_600_000;
/** The longest span of GetTraceSummaries and GetServiceGraph. */
const LONGEST_SPAN_MS = 6 * HOUR;
/** Nobody knows of requests that look further ahead: they are refused. */
const MOST_AHEAD_MS = 60_000;
/** The graph counts no more traces than these. */
const GRAPH_TRACES = 2000;

/** The simulated operations of X-Ray. */
export function xrayHandlers(store: (region: string) => TraceStore): Handlers<typeof XRayModule> {
  const retrievals = new Retrievals();
  return {
    GetTraceSummaries(input, { region }) {
      const [from, to] = span(input.StartTime, input.EndTime);
      const fits = compileFilter(input.FilterExpression);
      const traces = store(region);
      if (to > traces.now() + MOST_AHEAD_MS) {
        throw invalid("The end time must not be in the future.");
      }
      // the first page has the newest
      const after = input.NextToken === undefined ? undefined : readToken(input.NextToken);
      const requests = traces.newest(from, Math.min(to, after?.start ?? to));
      skipThrough(requests, after?.traceId);
      const found: TraceSummary[] = [];
      let last: LoggedRequest | undefined;
      let processed = 0;
      let hasMore = false;
      for (const request of requests) {
        hasMore = found.length === PAGE_SIZE || processed === PROCESSED_PER_PAGE;
        if (hasMore) {
          break;
        }
        const view = traces.isIndexed(request.traceId) ? viewOf(traces.trace(request), traces.accountId) : undefined;
        if (view !== undefined && fits(view)) {
          found.push(summaryOf(view, traces.accountId));
        }
        last = request;
        processed += 1;
      }
      return {
        TraceSummaries: found,
        ApproximateTime: new Date(last?.start ?? from),
        TracesProcessedCount: processed,
        ...(hasMore && last !== undefined ? { NextToken: tokenAfter(last) } : {}),
      };
    },

    BatchGetTraces(input, { region }) {
      noFurther(input);
      const ids = input.TraceIds ?? [];
      if (ids.length === 0) {
        throw invalid("The list of trace ids is empty");
      }
      if (ids.length > BATCH_SIZE) {
        const constraint = `Member must have length less than or equal to ${BATCH_SIZE}`;
        throw invalid(`1 validation error detected: Value at 'traceIds' failed to satisfy constraint: ${constraint}`);
      }
      for (const id of ids) {
        if (!/^1-[0-9a-f]{8}-[0-9a-f]{24}$/.test(id)) {
          throw invalid(`Invalid trace id: ${id}`);
        }
      }
      const traces = store(region);
      const records = new Map<string, TraceRecord>();
      for (const id of ids) {
        const request = traces.find(id);
        if (request !== undefined && traces.isIndexed(id)) {
          records.set(id, traces.trace(request));
        }
      }
      return {
        Traces: [...records.values()].map((record) => ({
          Id: record.id,
          Duration: viewOf(record, traces.accountId).duration,
          LimitExceeded: false,
          Segments: record.segments.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
        })),
        UnprocessedTraceIds: ids.filter((id) => !records.has(id)),
      };
    },

    GetServiceGraph(input, { region }) {
      noFurther(input);
      const [from, to] = span(input.StartTime, input.EndTime);
      const traces = store(region);
      const counted = traces.requests(from, to).slice(-GRAPH_TRACES);
      const views = counted.map((request) => viewOf(traces.trace(request), traces.accountId));
      const [start, end] = [new Date(from), new Date(to)];
      const Services = serviceGraph(views, traces.accountId, start, end);
      return { StartTime: start, EndTime: end, Services, ContainsOldGroupVersions: false };
    },

    GetTraceSegmentDestination: (_input, { region }) => ({
      Destination: store(region).searchesSpans ? "CloudWatchLogs" : "XRay",
      Status: "ACTIVE",
    }),

    StartTraceRetrieval(input, { region }) {
      if (!store(region).searchesSpans) {
        throw invalid("Traces can be retrieved where the destination of segments is CloudWatch Logs.");
      }
      return { RetrievalToken: retrievals.start(input) };
    },

    ListRetrievedTraces(input, { region }) {
      const traces = store(region);
      const ids = retrievals.ask(input.RetrievalToken ?? "");
      if (ids === "running") {
        return { RetrievalStatus: "RUNNING", TraceFormat: "XRAY", Traces: [] };
      }
      const found = ids.flatMap((id) => traces.find(id) ?? []).map((request) => traces.trace(request));
      const Traces = found.map((record) => ({
        Id: record.id,
        Duration: viewOf(record, traces.accountId).duration,
        Spans: record.segments.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
      }));
      return { RetrievalStatus: "COMPLETE", TraceFormat: "XRAY", Traces };
    },
  };
}

/** Both ends in milliseconds since 1970. @throws AwsError */
function span(start: Date | undefined, end: Date | undefined): [number, number] {
  const from = start?.getTime() ?? 0;
  const to = end?.getTime() ?? 0;
  if (to <= from) {
    throw invalid("The start time must be before the end time.");
  }
  if (to - from > LONGEST_SPAN_MS) {
    throw invalid("The time range cannot be longer than 6 hours.");
  }
  return [from, to];
}

function tokenAfter({ start, traceId }: LoggedRequest): string {
  return Buffer.from(`${start} ${traceId}`).toString("base64url");
}

/** @throws AwsError */
function readToken(token: string): { readonly start: number; readonly traceId: string } {
  const [start, traceId] = Buffer.from(token, "base64url").toString().split(" ");
  if (traceId === undefined || Number.isNaN(Number(start))) {
    throw invalid("Invalid next token");
  }
  return { start: Number(start), traceId };
}

/** Leaves out what was told on the pages before. @throws AwsError */
function skipThrough(requests: Iterator<LoggedRequest>, traceId: string | undefined): void {
  for (let at = traceId; at !== undefined; ) {
    const { value, done } = requests.next();
    if (done === true) {
      throw invalid("Invalid next token");
    }
    at = value.traceId === traceId ? undefined : at;
  }
}

function summaryOf(view: TraceView, accountId: string): TraceSummary {
  const { segments, id, start } = view.record;
  const [root] = segments;
  const serviceId = (segment: Segment): ServiceId => ({
    Name: segment.name,
    Names: [segment.name],
    AccountId: accountId,
    Type: typeOf(segment),
  });
  const services = new Map(segments.map((segment) => [`${segment.name} ${typeOf(segment)}`, serviceId(segment)]));
  const { request, response } = root.http ?? {};
  return {
    Id: id,
    StartTime: new Date(start),
    MatchedEventTime: new Date(start),
    Duration: view.duration,
    ...(view.responseTime === undefined ? {} : { ResponseTime: view.responseTime }),
    HasError: root.error === true,
    HasFault: root.fault === true,
    HasThrottle: root.throttle === true,
    IsPartial: view.isPartial,
    Http: {
      ...(request?.url === undefined ? {} : { HttpURL: request.url }),
      ...(request?.method === undefined ? {} : { HttpMethod: request.method }),
      ...(request?.user_agent === undefined ? {} : { UserAgent: request.user_agent }),
      ...(request?.client_ip === undefined ? {} : { ClientIp: request.client_ip }),
      ...(response?.status === undefined ? {} : { HttpStatus: response.status }),
    },
    Annotations: Object.fromEntries(
      [...view.annotations].map(([key, values]) => [
        key,
        values.map((value) => ({ AnnotationValue: annotationValue(value), ServiceIds: [serviceId(root)] })),
      ]),
    ),
    Users: segments.flatMap(({ user }) => (user === undefined ? [] : [{ UserName: user, ServiceIds: [serviceId(root)] }])),
    ServiceIds: [...services.values()],
    EntryPoint: serviceId(root),
    FaultRootCauses: root.fault === true ? [rootCause(view, accountId)] : [],
    ErrorRootCauses: root.error === true ? [rootCause(view, accountId)] : [],
    ResponseTimeRootCauses: [],
    ResourceARNs: segments.flatMap(({ resource_arn }) => (resource_arn === undefined ? [] : [{ ARN: resource_arn }])),
    InstanceIds: [],
    AvailabilityZones: [],
    Revision: 1,
  };
}

/** Refuses a token where an answer is always whole: none was ever given. @throws AwsError */
function noFurther({ NextToken }: { readonly NextToken?: string | undefined }): void {
  if (NextToken !== undefined) {
    throw invalid("Invalid next token");
  }
}

function annotationValue(value: string | number | boolean): AnnotationValue {
  if (typeof value === "number") {
    return { NumberValue: value };
  }
  return typeof value === "boolean" ? { BooleanValue: value } : { StringValue: value };
}

/** The services from the first to the one where the exception arose. */
function rootCause({ record }: TraceView, accountId: string) {
  const failed = record.segments.filter(({ fault, error }) => fault === true || error === true);
  return {
    ClientImpacting: true,
    Services: failed.map((segment) => ({
      Name: segment.name,
      Names: [segment.name],
      Type: typeOf(segment),
      AccountId: accountId,
      Inferred: segment.inferred === true,
      EntityPath: [
        {
          Name: segment.name,
          Exceptions: exceptionsOf(segment).map(({ type, message }) => ({ Name: type, Message: message })),
          Remote: segment.inferred === true,
        },
      ],
    })),
  };
}
