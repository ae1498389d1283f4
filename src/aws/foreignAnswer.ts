import type { AbsoluteLocation, DeserializeHandlerOptions, DeserializeMiddleware } from "@smithy/types";

/** Every answer of AWS carries one of these, whatever the protocol; what stands on the way to it does not. */
const REQUEST_ID = ["x-amzn-requestid", "x-amz-request-id", "x-amz-id-2", "x-amz-cf-id"];

/** What is heard of every answer before it is read. */
export interface AnswerFacts {
  /** The server's clock, in epoch milliseconds to the second, where it told. */
  readonly date: number | undefined;
}

/** The parts of the SDK's HTTP response that are looked at. */
interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  body?: unknown;
}

/**
 * An answer that came from something on the way and not from the service: a proxy's refusal, a hotel's sign-in page, a
 * load balancer's page of an outage. The SDK takes some of them for an empty list (a page with status 200 in a
 * protocol of XML), and others for a mistake in JSON.
 */
export class ForeignAnswerError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  /** The host that a redirect leads to. */
  readonly redirectedTo: string | undefined;

  constructor(status: number, redirectedTo: string | undefined) {
    super(`HTTP ${status} from something else than the service`);
    this.name = "ForeignAnswerError";
    this.$metadata = { httpStatusCode: status };
    this.redirectedTo = redirectedTo;
  }
}

/** The part of a client's middleware stack that is used. */
export interface AnswerStack {
  add(middleware: DeserializeMiddleware<never, object>, options: DeserializeHandlerOptions & AbsoluteLocation): void;
}

/** Makes a client refuse what is not the service's, before it tries to read it, and tells of every answer. */
export function watchAnswers(stack: AnswerStack, heard: (facts: AnswerFacts) => void): void {
  const watch: DeserializeMiddleware<never, object> = (next) => async (args) => {
    const result = await next(args);
    const { response } = result;
    if (isHttpAnswer(response)) {
      heard({ date: dateOf(response) });
      await refuseForeign(response);
    }
    return result;
  };
  // a low priority is nearer to the network than the reading of the answer
  stack.add(watch, { name: "devOpsForeignAnswers", step: "deserialize", priority: "low" });
}

async function refuseForeign(answer: HttpAnswer): Promise<void> {
  const { statusCode, headers } = answer;
  if (REQUEST_ID.some((name) => headers[name] !== undefined)) return;
  const isRedirect = statusCode >= 300 && statusCode < 400;
  if (isRedirect || statusCode === 407) throw new ForeignAnswerError(statusCode, hostOf(headers["location"]));
  if (!/^(?:text\/html\b|application\/xhtml\b|$)/i.test(headers["content-type"] ?? "")) return;
  // emulators call their XML "text/html", too, or nothing at all: the beginning tells
  const body = await readBody(answer.body);
  if (body === undefined) return;
  if (isPage(body.subarray(0, BEGINNING).toString("utf8"))) throw new ForeignAnswerError(statusCode, undefined);
  answer.body = new Uint8Array(body);
}

/** So many bytes of a body tell whether it is a page: some begin with the license of the portal. */
const BEGINNING = 8192;
/** What a page begins with, or the piece of one that leads a browser on. No answer of AWS has such a root. */
const PAGE = /^<(?:!doctype\s+html|html|head|body|meta|script|title|style|link|base|frameset|iframe|noscript|center|div|form|table|h1|p)\b/i;

/** Whether a text is a page: behind a mark of UTF-8, declarations of XML and comments. */
function isPage(text: string): boolean {
  let rest = text.trimStart();
  for (;;) {
    const end = rest.startsWith("<!--") ? "-->" : rest.startsWith("<?") ? "?>" : undefined;
    if (end === undefined) return PAGE.test(rest);
    const at = rest.indexOf(end);
    if (at < 0) return false;
    rest = rest.slice(at + end.length).trimStart();
  }
}

/** The whole body; undefined where it is no stream of bytes. @throws the stream's own errors */
async function readBody(body: unknown): Promise<Buffer | undefined> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (!isAsyncIterable(body)) return undefined;
  const parts: Buffer[] = [];
  for await (const part of body) {
    if (!(part instanceof Uint8Array)) return undefined;
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function isHttpAnswer(value: unknown): value is HttpAnswer {
  return typeof value === "object" && value !== null && "statusCode" in value && "headers" in value;
}

function dateOf({ headers }: HttpAnswer): number | undefined {
  const date = Date.parse(headers["date"] ?? "");
  return Number.isNaN(date) ? undefined : date;
}

function hostOf(location: string | undefined): string | undefined {
  return location !== undefined && URL.canParse(location) ? new URL(location).host : undefined;
}
