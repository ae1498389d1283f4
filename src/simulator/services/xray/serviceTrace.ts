import { Random } from "../../random.ts";
import type { Entity, Segment } from "./segment.ts";
import { dynamo, part, sqs } from "./traceWriter.ts";
import type { Span, TraceWriter } from "./traceWriter.ts";

/** After so long a service gives up waiting for rate-service, in milliseconds; the log lines say so, too. */
const RATES_TIMEOUT_MS = 2000;
/** Services in front of parcel-api; all others call what they need themselves. */
const FRONTS: ReadonlySet<string> = new Set(["parcel-web", "us-parcel-web", "customer-portal"]);
const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
  "KestrelApp/5.3 (Android 15)",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1",
] as const;

/** The trace of a request that a service has answered. */
export function writeServiceTrace(writer: TraceWriter): void {
  const { request, place, random } = writer;
  const { service, path = "/", status = 200, version, outcome } = request;
  const span = { from: request.start, to: request.end };
  const own = writer.segment(service, span, {
    origin: "AWS::ECS::Container",
    ...stateOf(status),
    ...(version === undefined ? {} : { service: { version } }),
    user: `customer-${request.random % 977}`,
    http: {
      request: {
        method: methodOf(path),
        url: `https://${service}.kestrel-logistics.example${path}`,
        user_agent: random.pick(AGENTS),
        client_ip: `203.0.113.${request.random % 254}`,
        x_forwarded_for: true,
      },
      response: { status, content_length: random.between(200, 40_000) },
    },
    aws: {
      ecs: { container: service, container_id: random.hex(12) },
      account_id: place.accountId,
      xray: { sdk: "X-Ray for Node.js", sdk_version: "3.10.3", auto_instrumentation: false },
      ...writer.logGroup(`/ecs/${service}`),
    },
    annotations: {
      ...(version === undefined ? {} : { version }),
      depot: request.depot,
      parcel: request.parcel,
      requestId: request.requestId,
      cached: outcome === "cached",
    },
    metadata: { default: { route: path.replace(/KL\d+/, "{id}"), requestId: request.requestId }, build: { node: "22.17.0" } },
  });
  if (outcome === "refused") {
    writer.local(own, "rate-limit", part(span, 0.1, 0.8), { error: true, throttle: true });
    return;
  }
  writer.local(own, "middleware", part(span, 0.005, 0.04));
  if (path === "/healthz" && outcome === "ok") {
    writer.local(own, "checks", part(span, 0.1, 0.9));
    return;
  }
  if (FRONTS.has(service)) {
    writeFront(writer, own, span);
  } else {
    writeWork(writer, own, part(span, 0.05, 0.98));
  }
}

/** A front: session, the call of parcel-api, and the page. */
function writeFront(writer: TraceWriter, own: Segment, span: Span): void {
  const { status = 200, path = "/", outcome } = writer.request;
  const call = callSpan(span, outcome === "failed");
  writer.aws(own, dynamo("GetItem", "kestrel-sessions", { consistent_read: false }), { from: span.from, to: call.from });
  const url = `http://parcel-api.internal:8080${path}`;
  const method = methodOf(path);
  const remote = writer.remote(own, "parcel-api", call, {
    ...stateOf(status),
    http: { request: { method, url, traced: true }, response: { status, content_length: writer.random.between(100, 9000) } },
  });
  const margin = Math.min(1, (call.to - call.from) * 0.02);
  const inside = { from: call.from + margin, to: call.to - margin };
  const api = writer.segment("parcel-api", inside, {
    parent_id: remote.id,
    origin: "AWS::ECS::Container",
    ...stateOf(status),
    http: { request: { method, url }, response: { status } },
    aws: { ecs: { container: "parcel-api", container_id: writer.random.hex(12) }, account_id: writer.place.accountId },
    annotations: { depot: writer.request.depot, parcel: writer.request.parcel },
  });
  const cause = writeWork(writer, api, inside);
  if (cause !== undefined) {
    own.cause = cause;
  }
  if (status === 200) {
    writer.local(own, "render", { from: call.to, to: span.to - (span.to - call.to) * 0.1 }, {
      metadata: { default: { template: "parcel.page", rows: writer.random.between(1, 60) } },
    });
  }
}

/** Where the call of another service lies in a request: around a timeout, where it ran into one. */
function callSpan(span: Span, timedOut: boolean): Span {
  const whole = span.to - span.from;
  const length = timedOut ? RATES_TIMEOUT_MS + (whole - RATES_TIMEOUT_MS) * 0.7 : whole * 0.68;
  const from = span.from + (whole - length) * 0.5;
  return { from, to: from + length };
}

/** What a service does for a path. @returns the id of the exception that ended it */
function writeWork(writer: TraceWriter, own: Segment, span: Span): string | undefined {
  const { path = "/", outcome, parcel } = writer.request;
  if (outcome === "failed") {
    return writeTimeout(writer, own, span);
  }
  writer.local(own, "validate", part(span, 0.02, 0.08));
  if (outcome === "slow") {
    writeRates(writer, own, part(span, 0.1, 0.75));
    writer.aws(own, dynamo("GetItem", "kestrel-rates"), part(span, 0.76, 0.9));
    return undefined;
  }
  if (outcome === "cached") {
    writer.local(own, "cache", part(span, 0.1, 0.3), { annotations: { hit: true } });
    return undefined;
  }
  if (outcome === "unknown") {
    writer.aws(own, dynamo("GetItem", "kestrel-parcels", { item_count: 0 }), part(span, 0.1, 0.85));
    own.cause = { working_directory: "/app", exceptions: [writer.exception("NotFoundError", `No parcel ${parcel}`, [])] };
    return undefined;
  }
  writeByPath(writer, own, path, span);
  return undefined;
}

function writeByPath(writer: TraceWriter, own: Segment, path: string, span: Span): void {
  const { random, place } = writer;
  switch (path.split("/")[1] ?? "") {
    case "parcels":
      if (path === "/parcels/search") {
        writeSearch(writer, own, span);
      } else {
        writeParcel(writer, own, span);
      }
      break;
    case "quotes":
      writeRates(writer, own, part(span, 0.1, 0.9));
      break;
    case "labels":
      writer.aws(own, dynamo("UpdateItem", "kestrel-parcels"), part(span, 0.1, 0.45));
      writer.aws(own, sqs(place, "SendMessage", "label-jobs"), part(span, 0.5, 0.9));
      break;
    case "track":
      writer.aws(own, dynamo("Query", "kestrel-events", { item_count: random.between(1, 30) }), part(span, 0.1, 0.85));
      break;
    default:
      writer.local(own, "lookup", part(span, 0.1, 0.8));
  }
}

/** Now and then the table refuses a read at first, and the SDK reads again. */
function writeParcel(writer: TraceWriter, own: Segment, span: Span): void {
  const call = dynamo("GetItem", "kestrel-parcels", { consistent_read: true, item_count: 1 });
  if (writer.request.random % 13 !== 0) {
    writer.aws(own, call, part(span, 0.1, 0.88));
    return;
  }
  const message = "The level of configured provisioned throughput for the table was exceeded.";
  writer.aws(own, call, part(span, 0.1, 0.3), {
    error: true,
    throttle: true,
    http: { response: { status: 400 } },
    cause: { working_directory: "/app", exceptions: [writer.exception("ProvisionedThroughputExceededException", message, [], true)] },
  });
  writer.aws(own, { ...call, facts: { ...call.facts, retries: 1 } }, part(span, 0.4, 0.9));
}

function writeSearch(writer: TraceWriter, own: Segment, span: Span): void {
  const { region, accountId } = writer.place;
  const host = `kestrel-orders.cluster-${new Random(`database ${accountId} ${region}`).hex(12)}.${region}.rds.amazonaws.com`;
  writer.remote(own, `kestrel-orders@${host}`, part(span, 0.1, 0.7), {
    sql: {
      url: `postgresql://${host}:5432/orders`,
      preparation: "statement",
      database_type: "PostgreSQL",
      database_version: "16.8",
      driver_version: "pg 8.16.3",
      user: "parcel_api",
      sanitized_query: "SELECT id, status, depot FROM parcels WHERE recipient ILIKE $1 ORDER BY changed DESC LIMIT 50",
    },
  });
  writer.local(own, "rank", part(span, 0.72, 0.95), { metadata: { default: { candidates: writer.random.between(3, 50) } } });
}

function writeRates(writer: TraceWriter, own: Segment, span: Span): Entity {
  const remote = writer.remote(own, "rate-service", span, {
    http: {
      request: { method: "POST", url: "https://rates.kestrel-carriers.example/v2/quote" },
      response: { status: 200, content_length: writer.random.between(300, 900) },
    },
  });
  writer.segment("rate-service", span, {
    parent_id: remote.id,
    inferred: true,
    ...(remote.http === undefined ? {} : { http: remote.http }),
  });
  return remote;
}

/** rate-service does not answer: its subsegment carries the exception, those above name it by its id. */
function writeTimeout(writer: TraceWriter, own: Segment, span: Span): string {
  const spare = span.to - span.from - RATES_TIMEOUT_MS;
  // A request that is hardly longer than the timeout leaves no room around it.
  const from = span.from + Math.max(0, spare) * 0.6;
  const to = Math.min(span.to, from + RATES_TIMEOUT_MS);
  writer.local(own, "validate", { from: span.from, to: from });
  const exception = writer.exception("UpstreamTimeoutError", "rate-service did not answer within 2000 ms", [
    { path: "/app/src/rates/client.js", line: 88, label: "RateClient.fetch" },
    { path: "/app/src/quotes/service.js", line: 41, label: "QuoteService.quote" },
    { path: "/app/src/server.js", line: 12, label: "handle" },
  ]);
  const cause = { working_directory: "/app", exceptions: [exception] };
  const url = "https://rates.kestrel-carriers.example/v2/quote";
  const remote = writer.remote(own, "rate-service", { from, to }, { fault: true, cause, http: { request: { method: "POST", url } } });
  writer.segment("rate-service", { from, to }, { parent_id: remote.id, inferred: true, fault: true });
  own.cause = exception.id;
  return exception.id;
}

function methodOf(path: string): string {
  return path === "/labels" || path === "/quotes" ? "POST" : "GET";
}

/** X-Ray's flags of an HTTP status: 4xx are errors, 429 throttles besides, 5xx faults. */
function stateOf(status: number): Pick<Entity, "error" | "fault" | "throttle"> {
  if (status >= 500) {
    return { fault: true };
  }
  if (status === 429) {
    return { error: true, throttle: true };
  }
  return status >= 400 ? { error: true } : {};
}
