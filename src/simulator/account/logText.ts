import { hashPair, hashText } from "../random.ts";

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

/** Lines of a service that logs JSON, with request ids and, on some, an X-Ray trace id. */
export function jsonService(service: string): LineWriter {
  const seed = hashText(service);
  return (index, timestamp) => {
    const random = hashPair(seed, index);
    const path = PATHS[random % PATHS.length];
    const level = levelOf(random);
    const milliseconds = 3 + (random % 240) + (level === "ERROR" ? 2000 : 0);
    const line: Record<string, unknown> = {
      time: new Date(timestamp).toISOString(),
      level,
      service,
      message: MESSAGES[level],
      requestId: requestIdOf(seed, index),
      path,
      status: level === "ERROR" ? 502 : 200,
      ms: milliseconds,
    };
    if (random % 3 === 0) {
      line["traceId"] = traceIdOf(seed, index, timestamp);
    }
    if (level === "ERROR") {
      line["error"] = { name: "UpstreamTimeoutError", message: "rate-service did not answer within 2000 ms" };
    }
    return JSON.stringify(line);
  };
}

/** Lines of a Java service: time, level, thread, class. */
export function plainService(service: string): LineWriter {
  const seed = hashText(service);
  return (index, timestamp) => {
    const random = hashPair(seed, index);
    const level = levelOf(random);
    const time = new Date(timestamp).toISOString().replace("T", " ").replace(".", ",").slice(0, 23);
    const thread = `http-nio-8080-exec-${1 + (random % 16)}`;
    const text = `${MESSAGES[level]} parcel=${parcelOf(random)} requestId=${requestIdOf(seed, index)}`;
    const trace = random % 4 === 0 ? ` traceId=${traceIdOf(seed, index, timestamp)}` : "";
    const stack = level === "ERROR" ? JAVA_STACK : "";
    return `${time} ${level.padEnd(5)} [${thread}] c.kestrel.${service.replaceAll("-", ".")} - ${text}${trace}${stack}`;
  };
}

/** Five lines for each invocation of a Lambda function. */
export function lambdaFunction(name: string): LineWriter {
  const seed = hashText(name);
  return (index, timestamp) => {
    const invocation = Math.floor(index / LAMBDA_LINES);
    const request = requestIdOf(seed, invocation);
    const random = hashPair(seed, invocation);
    const failing = random % 40 === 0;
    const duration = (20 + (random % 900) + (random % 100) / 100).toFixed(2);
    switch (index % LAMBDA_LINES) {
      case 0:
        return `START RequestId: ${request} Version: $LATEST\n`;
      case 1:
        return jsonLine({ level: "INFO", requestId: request, message: "Received event", records: 1 + (random % 9) });
      case 2:
        return failing
          ? `${new Date(timestamp).toISOString()}\t${request}\tERROR\tInvoke Error \t${jsonLine(LAMBDA_ERROR)}`
          : jsonLine({ level: "INFO", requestId: request, message: "Done", depot: DEPOTS[random % DEPOTS.length] });
      case 3:
        return `END RequestId: ${request}\n`;
      default:
        return (
          `REPORT RequestId: ${request}\tDuration: ${duration} ms\t` +
          `Billed Duration: ${Math.ceil(Number(duration))} ms\tMemory Size: 256 MB\t` +
          `Max Memory Used: ${70 + (random % 60)} MB\t\n` +
          `XRAY TraceId: ${traceIdOf(seed, invocation, timestamp)}\t` +
          `SegmentId: ${hex(seed + 7, invocation, 16)}\tSampled: true\t\n`
        );
    }
  };
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
    const path = PATHS[random % PATHS.length];
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

/** X-Ray's form: version, seconds since 1970 in hexadecimal, 24 random digits. */
function traceIdOf(seed: number, index: number, timestamp: number): string {
  const seconds = Math.floor(timestamp / 1000)
    .toString(16)
    .padStart(8, "0");
  return `1-${seconds}-${hex(seed + 3, index, 24)}`;
}
