import type { RegionState } from "../../account/account.ts";
import { hashText, Random } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { WrittenStream } from "../logs/writtenStream.ts";
import { traceIdAt } from "../xray/loggedRequest.ts";
import type { LoggedRequest } from "../xray/loggedRequest.ts";

/** A synchronous call takes 6 MB at most (Lambda quotas). */
const MOST_BYTES = 6 * 1024 * 1024;
/** The tail of the log that comes with an answer (API reference, Invoke). */
const TAIL_BYTES = 4096;
/** It throws where an event names no carrier, as its log tells of others' calls. */
const THROWING = "invoice-export";

/** What a call came to. */
export interface Invocation {
  readonly version: string;
  readonly isFailed: boolean;
  /** JSON. */
  readonly answer: string;
  /** Its lines in the log, cut to the last 4 KB. */
  readonly tail: string;
}

/** A stream to which calls of one version of a function write. */
class InvocationStream extends WrittenStream {
  readonly #requests = new Map<string, LoggedRequest>();

  tell(message: string, request: LoggedRequest): void {
    this.#requests.set(message, request);
  }

  request(index: number): LoggedRequest | undefined {
    return this.#requests.get(this.event(index).message);
  }
}

/** What is called by people: each call writes its lines and can be found as a trace. */
export class Invocations {
  readonly #state: RegionState;
  readonly #streams = new Map<string, InvocationStream>();
  #count = 0;

  constructor(state: RegionState) {
    this.#state = state;
  }

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** Runs a function once. @param payload as it was sent @throws AwsError where it is no JSON, or too long */
  run(own: Resource, version: string, payload: Uint8Array | undefined): Invocation {
    const event = readEvent(payload);
    this.#count += 1;
    const random = new Random(hashText(`${own.arn} ${version} ${this.#count}`));
    const milliseconds = random.between(2000, 90_000) / 100;
    const now = this.#state.clock.now();
    const isFailed = fails(own.name, event);
    const request: LoggedRequest = {
      service: own.name,
      kind: "function",
      traceId: traceIdAt(now - milliseconds, random.hex(24)),
      requestId: random.uuid(),
      segmentId: random.hex(16),
      outcome: isFailed ? "failed" : "ok",
      start: now - milliseconds,
      end: now,
      random: random.between(0, 1_000_000_000),
      parcel: `KX${random.between(100_000_000, 999_999_999)}`,
      depot: random.pick(["ams1", "bru2", "ham1"]),
    };
    const lines = linesOf(request, version, Number(own.properties["MemorySize"] ?? 128));
    const stream = this.#stream(own, version, now);
    stream.put(lines.map((message) => ({ timestamp: now, message })), now);
    stream.tell(lines.at(-1) ?? "", request);
    const answer = isFailed ? ERROR : { ok: true, depot: request.depot, parcel: request.parcel, version };
    return { version, isFailed, answer: JSON.stringify(answer), tail: lines.join("").slice(-TAIL_BYTES) };
  }

  #stream(own: Resource, version: string, now: number): InvocationStream {
    const date = new Date(now).toISOString().slice(0, 10).replaceAll("-", "/");
    const group = logGroupOf(own);
    const key = `${group} ${date}/[${version}]`;
    const known = this.#streams.get(key);
    if (known !== undefined) {
      return known;
    }
    const stream = new InvocationStream(`${date}/[${version}]${new Random(key).hex(32)}`, now);
    this.#streams.set(key, stream);
    const { logs } = this.#state;
    const before = logs.has(group) ? logs.find({ logGroupName: group }) : undefined;
    logs.add({
      name: group,
      creationTime: before?.creationTime ?? now,
      retentionInDays: before?.retentionInDays,
      hasRequests: true,
      streams: () => [...(before?.streams() ?? []), stream],
    });
    return stream;
  }
}

/** The log group that a function writes to. */
export function logGroupOf(one: Resource): string {
  return `/aws/lambda/${text(one, "FunctionName") || one.name}`;
}

const ERROR = {
  errorType: "TypeError",
  errorMessage: "Cannot read properties of undefined (reading 'carrier')",
  trace: [
    "TypeError: Cannot read properties of undefined (reading 'carrier')",
    "    at pick (/var/task/index.js:31:22)",
    "    at Runtime.handler (/var/task/index.js:12:16)",
  ],
};

function readEvent(payload: Uint8Array | undefined): unknown {
  if ((payload?.length ?? 0) > MOST_BYTES) {
    const message = `Request must be smaller than ${MOST_BYTES} bytes for the InvokeFunction operation`;
    throw new AwsError("RequestTooLargeException", message, { status: 413, members: { Type: "User" } });
  }
  const body = new TextDecoder().decode(payload);
  try {
    return body === "" ? {} : JSON.parse(body);
  } catch (error) {
    const message = `Could not parse request body into json: ${error instanceof Error ? error.message : ""}`;
    throw new AwsError("InvalidRequestContentException", message, { members: { Type: "User" } });
  }
}

/** Whether a function throws: the one that wants a carrier without one, any where its event says so. */
function fails(name: string, event: unknown): boolean {
  const members = typeof event === "object" && event !== null ? (event as Readonly<Record<string, unknown>>) : {};
  return members["fail"] === true || (name === THROWING && members["carrier"] === undefined);
}

function linesOf({ requestId, traceId, segmentId, outcome, start, end, random, depot }: LoggedRequest, version: string, memory: number): string[] {
  const at = new Date(end).toISOString();
  const duration = end - start;
  const said =
    outcome === "failed"
      ? `${at}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify({ ...ERROR, stack: ERROR.trace })}\n`
      : `${at}\t${requestId}\tINFO\tDone ${JSON.stringify({ depot })}\n`;
  return [
    `START RequestId: ${requestId} Version: ${version}\n`,
    said,
    `END RequestId: ${requestId}\n`,
    `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${Math.ceil(duration)} ms\t` +
      `Memory Size: ${memory} MB\tMax Memory Used: ${Math.min(memory, 70 + (random % 60))} MB\t\n` +
      `XRAY TraceId: ${traceId}\tSegmentId: ${segmentId}\tSampled: true\t\n`,
  ];
}
