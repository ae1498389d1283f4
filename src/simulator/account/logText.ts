import { hashPair, hashText } from "../random.ts";
import type { Measured } from "../services/logs/logStream.ts";
import { traceIdAt } from "../services/xray/loggedRequest.ts";
import type { LoggedRequest } from "../services/xray/loggedRequest.ts";

/** Makes the text of a stream's event from its index and time. */
export type LineWriter = (index: number, timestamp: number) => string;

const DEPOTS = ["RTM", "AMS", "GDN", "LIS", "CPH", "ANR"] as const;
const PATHS = [
  "/parcels/search",
  "/parcels/{id}",
  "/labels",
  "/quotes",
  "/depots/near",
  "/healthz",
  "/track/{code}",
] as const;

/** What a group of streams writes: the lines, and the requests of those lines that carry a trace id. */
export interface ServiceLines {
  readonly line: LineWriter;
  /** The traced request that a line tells of; undefined where it names none. */
  readonly request: (index: number, timestamp: number) => LoggedRequest | undefined;
  /** What a line tells of a call, without being written: metrics count thousands of them. */
  readonly measure?: (index: number) => Measured;
}

/** Tells which version of a service served at a time (milliseconds since 1970). */
export type VersionAt = (timestamp: number) => string;

/** Lines of a service that logs JSON, with request ids and, on some, an X-Ray trace id. */
export function jsonService(service: string, versionAt?: VersionAt): ServiceLines {
  const served = servedRequests(service, versionAt);
  const isTraced = (random: number) => random % 3 === 0;
  const line = (index: number, timestamp: number) => {
    const { request, level, random } = served(index, timestamp);
    return JSON.stringify({
      time: new Date(timestamp).toISOString(),
      level,
      service,
      ...(request.version === undefined ? {} : { version: request.version }),
      message: messageOf(level, request),
      requestId: request.requestId,
      path: request.path,
      status: request.status,
      ms: request.end - request.start,
      ...(isTraced(random) ? { traceId: request.traceId } : {}),
      ...(level === "ERROR" ? { error: UPSTREAM_ERROR } : {}),
    });
  };
  return { line, request: tracedOf(service, isTraced, served), measure: measureOf(service) };
}

/** Lines of a Java service: time, level, thread, class. */
export function plainService(service: string, versionAt?: VersionAt): ServiceLines {
  const served = servedRequests(service, versionAt);
  const isTraced = (random: number) => random % 4 === 0;
  const line = (index: number, timestamp: number) => {
    const { request, level, random } = served(index, timestamp);
    const thread = `http-nio-8080-exec-${1 + (random % 16)}`;
    const facts = `parcel=${request.parcel} status=${request.status} ms=${request.end - request.start}`;
    const text = `${messageOf(level, request)} ${facts} requestId=${request.requestId}`;
    const trace = isTraced(random) ? ` traceId=${request.traceId}` : "";
    const stack = level === "ERROR" ? JAVA_STACK : "";
    return `${javaHead(service, level, thread, timestamp)} - ${text}${trace}${stack}`;
  };
  return { line, request: tracedOf(service, isTraced, served), measure: measureOf(service) };
}

/** Five lines for each invocation of a Lambda function; the last tells the trace. */
export function lambdaFunction(name: string, functionName: string): ServiceLines {
  const seed = hashText(name);
  const called = (invocation: number) => {
    const random = hashPair(seed, invocation);
    return { random, milliseconds: 20 + (random % 900) + (random % 100) / 100, isFailed: random % 40 === 0 };
  };
  const measure = (index: number): Measured => {
    const { milliseconds, isFailed } = called(Math.floor(index / LAMBDA_LINES));
    // its report tells how long it took, the line of its end that it failed
    return isReport(index) ? { milliseconds, isFailed: false } : { isFailed: isFailed && index % LAMBDA_LINES === 2 };
  };
  const served = (index: number, timestamp: number): LoggedRequest => {
    const invocation = Math.floor(index / LAMBDA_LINES);
    const { random, milliseconds, isFailed } = called(invocation);
    const start = timestamp - milliseconds;
    return {
      service: functionName,
      kind: "function",
      traceId: traceIdAt(start, hex(seed + 3, invocation, 24)),
      requestId: requestIdOf(seed, invocation),
      segmentId: hex(seed + 7, invocation, 16),
      outcome: isFailed ? "failed" : "ok",
      start,
      end: timestamp,
      random,
      parcel: parcelOf(random),
      depot: depotOf(random),
    };
  };
  const line = (index: number, timestamp: number) => {
    const request = served(index, timestamp);
    const { requestId, random } = request;
    switch (index % LAMBDA_LINES) {
      case 0:
        return `START RequestId: ${requestId} Version: $LATEST\n`;
      case 1:
        return jsonLine({ level: "INFO", requestId, message: "Received event", records: 1 + (random % 9) });
      case 2:
        return request.outcome === "failed"
          ? `${new Date(timestamp).toISOString()}\t${requestId}\tERROR\tInvoke Error \t${jsonLine(LAMBDA_ERROR)}`
          : jsonLine({ level: "INFO", requestId, message: "Done", depot: request.depot });
      case 3:
        return `END RequestId: ${requestId}\n`;
      default:
        return reportLine(request);
    }
  };
  const isReport = (index: number) => index % LAMBDA_LINES === LAMBDA_LINES - 1;
  return { line, measure, request: (index, timestamp) => (isReport(index) ? served(index, timestamp) : undefined) };
}

function reportLine({ requestId, random, traceId, segmentId, start, end }: LoggedRequest): string {
  const milliseconds = end - start;
  return (
    `REPORT RequestId: ${requestId}\tDuration: ${milliseconds.toFixed(2)} ms\t` +
    `Billed Duration: ${Math.ceil(milliseconds)} ms\tMemory Size: 256 MB\t` +
    `Max Memory Used: ${70 + (random % 60)} MB\t\n` +
    `XRAY TraceId: ${traceId}\tSegmentId: ${segmentId}\tSampled: true\t\n`
  );
}

/** How many carriers' rates one run of the import takes. */
export const IMPORTED_CARRIERS = 40;
/** Lines of one run: its beginning, one for each carrier, its end; a second apart. */
export const IMPORT_LINES = IMPORTED_CARRIERS + 2;

/** A run of the rates' import every so often: all lines of a run carry one request id and one trace id. */
export function ratesImport(service: string): ServiceLines {
  const seed = hashText(service);
  const served = (index: number, timestamp: number): LoggedRequest => {
    const run = Math.floor(index / IMPORT_LINES);
    const start = timestamp - (index % IMPORT_LINES) * 1000;
    const random = hashPair(seed, run);
    return {
      service,
      kind: "job",
      traceId: traceIdAt(start, hex(seed + 3, run, 24)),
      requestId: requestIdOf(seed, run),
      outcome: "ok",
      start,
      end: start + (IMPORT_LINES - 1) * 1000,
      random,
      parcel: parcelOf(random),
      depot: depotOf(random),
    };
  };
  const line = (index: number, timestamp: number) => {
    const { requestId, traceId, random } = served(index, timestamp);
    const step = index % IMPORT_LINES;
    const failed = isCarrierMissing(random, step - 1);
    const text =
      step === 0
        ? `Import of ${IMPORTED_CARRIERS} carriers started`
        : step <= IMPORTED_CARRIERS
          ? `Carrier ${carrierName(step - 1)} ${failed ? "sent no rates, yesterday's are kept" : "imported"}`
          : `Import of ${IMPORTED_CARRIERS} carriers done`;
    const level = step > 0 && failed ? "WARN" : "INFO";
    return `${javaHead(service, level, "main", timestamp)} - ${text} requestId=${requestId} traceId=${traceId}`;
  };
  return { line, request: served };
}

export function carrierName(index: number): string {
  return `CR-${String(index + 1).padStart(3, "0")}`;
}

/** Whether a carrier sent nothing in a run of the import. */
export function isCarrierMissing(random: number, carrier: number): boolean {
  return carrier >= 0 && carrier < IMPORTED_CARRIERS && hashPair(random, carrier) % 19 === 0;
}

interface Served {
  readonly request: LoggedRequest;
  readonly level: Level;
  readonly random: number;
}

/** What is drawn of a service's request. */
function answered(seed: number, index: number) {
  const random = hashPair(seed, index);
  const level = levelOf(random);
  return { random, level, milliseconds: 3 + (random % 240) + (level === "ERROR" ? 2000 : 0) };
}

function measureOf(service: string): NonNullable<ServiceLines["measure"]> {
  const seed = hashText(service);
  return (index) => {
    const { level, milliseconds } = answered(seed, index);
    return { milliseconds, isFailed: level === "ERROR" };
  };
}

/** The requests that a service answers, by the index and time of the line that each ends with. */
function servedRequests(service: string, versionAt: VersionAt | undefined): (index: number, timestamp: number) => Served {
  const seed = hashText(service);
  return (index, timestamp) => {
    const { random, level, milliseconds } = answered(seed, index);
    const start = timestamp - milliseconds;
    const outcome = outcomeOf(level, random);
    const request: LoggedRequest = {
      service,
      kind: "service",
      traceId: traceIdAt(start, hex(seed + 3, index, 24)),
      requestId: requestIdOf(seed, index),
      path: pathOf(random),
      status: STATUS[outcome],
      outcome,
      start,
      end: timestamp,
      random,
      parcel: parcelOf(random),
      depot: depotOf(random),
      ...(versionAt === undefined ? {} : { version: versionAt(timestamp) }),
    };
    return { request, level, random };
  };
}

function tracedOf(
  service: string,
  isTraced: (random: number) => boolean,
  served: (index: number, timestamp: number) => Served,
): ServiceLines["request"] {
  const seed = hashText(service);
  // Most lines carry no trace id: they are passed over before anything is made of them.
  return (index, timestamp) => (isTraced(hashPair(seed, index)) ? served(index, timestamp).request : undefined);
}

type Outcome = LoggedRequest["outcome"];
const STATUS: Readonly<Record<Outcome, number>> = {
  ok: 200,
  cached: 200,
  slow: 200,
  refused: 429,
  unknown: 404,
  failed: 502,
};

/** A warning in six is of a caller that asks too often, and some parcels are looked for that nobody has sent. */
function outcomeOf(level: Level, random: number): Outcome {
  switch (level) {
    case "ERROR":
      return "failed";
    case "WARN":
      return (random >>> 12) % 6 === 0 ? "refused" : "slow";
    case "DEBUG":
      return "cached";
    case "INFO":
      return (random >>> 12) % 37 === 0 && /^\/(parcels\/KL|track)/.test(pathOf(random)) ? "unknown" : "ok";
  }
}

function messageOf(level: Level, { outcome }: LoggedRequest): string {
  if (outcome === "refused") {
    return "Too many requests of this customer, refused";
  }
  return outcome === "unknown" ? "No such parcel" : MESSAGES[level];
}

function javaHead(service: string, level: string, thread: string, timestamp: number): string {
  const time = new Date(timestamp).toISOString().replace("T", " ").replace(".", ",").slice(0, 23);
  return `${time} ${level.padEnd(5)} [${thread}] c.kestrel.${service.replaceAll("-", ".")}`;
}

/** How many lines `lambdaFunction` writes for each invocation. */
export const LAMBDA_LINES = 5;

/** An access log in nginx's combined format. */
export function accessLog(name: string): LineWriter {
  const seed = hashText(name);
  return (index, timestamp) => {
    const random = hashPair(seed, index);
    const status = random % 211 === 0 ? 500 : random % 17 === 0 ? 404 : 200;
    const time = new Date(timestamp)
      .toUTCString()
      .slice(5, 25)
      .replaceAll(" ", "/")
      .replace(/\/(\d\d:)/, ":$1");
    const address = `10.${random % 256}.${(random >>> 8) % 256}.${(random >>> 16) % 256}`;
    const path = pathOf(random);
    const request = `"GET ${path} HTTP/1.1" ${status} ${random % 50_000}`;
    return `${address} - - [${time} +0000] ${request} "-" "KestrelApp/5.${random % 9}"`;
  };
}

/** Short numbered lines: every hundredth is a warning, every thousandth an error. */
export function scannerLine(index: number): string {
  const random = hashPair(0x5ca9, index);
  const number = String(index).padStart(7, "0");
  const depot = DEPOTS[random % DEPOTS.length];
  const lane = String(random % 24).padStart(2, "0");
  if (index % 1000 === 999) {
    return `${number} ERROR jam depot=${depot} lane=${lane} code=E${random % 90}`;
  }
  const level = index % 100 === 99 ? "WARN " : "INFO ";
  return `${number} ${level} scan depot=${depot} lane=${lane} parcel=${parcelOf(random)}`;
}

const UPSTREAM_ERROR = { name: "UpstreamTimeoutError", message: "rate-service did not answer within 2000 ms" };
const JAVA_STACK = [
  "",
  "java.net.SocketTimeoutException: Read timed out",
  "\tat com.kestrel.http.RateClient.fetch(RateClient.java:88)",
  "\tat com.kestrel.quotes.QuoteService.quote(QuoteService.java:41)",
].join("\n");
const LAMBDA_ERROR = {
  errorType: "TypeError",
  errorMessage: "Cannot read properties of undefined (reading 'carrier')",
  stack: ["    at pick (/var/task/index.js:31:18)"],
};

type Level = "DEBUG" | "INFO" | "WARN" | "ERROR";
const MESSAGES: Readonly<Record<Level, string>> = {
  DEBUG: "Cache hit for route matrix",
  INFO: "Request completed",
  WARN: "Slow answer from rate-service, using the last known rates",
  ERROR: "Request failed",
};

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function pathOf(random: number): string {
  const path = PATHS[random % PATHS.length] ?? PATHS[0];
  return path.replace(/\{\w+\}/, parcelOf(random));
}

function depotOf(random: number): string {
  return DEPOTS[random % DEPOTS.length] ?? DEPOTS[0];
}

function parcelOf(random: number): string {
  return `KL${String(random % 100_000_000).padStart(8, "0")}`;
}

function levelOf(random: number): Level {
  const share = (random >>> 4) % 100;
  if (share < 3) {
    return "ERROR";
  }
  if (share < 10) {
    return "WARN";
  }
  return share < 25 ? "DEBUG" : "INFO";
}

function hex(seed: number, index: number, length: number): string {
  let text = "";
  for (let part = 0; text.length < length; part += 1) {
    text += hashPair(seed + part * 7919, index)
      .toString(16)
      .padStart(8, "0");
  }
  return text.slice(0, length);
}

function requestIdOf(seed: number, index: number): string {
  const digits = hex(seed, index, 32);
  const [first, second, rest] = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(20)];
  return `${first}-${second}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${rest}`;
}
