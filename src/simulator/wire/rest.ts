import { Readable } from "node:stream";
import { FromStringShapeDeserializer } from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import { bytesOf } from "./bytes.ts";
import { decodePercent } from "./percent.ts";
import { membersOf, textTrait, traitsOf } from "./schema.ts";
import type { HttpBinding, Operation, SchemaRef, ServiceDefinition } from "./schema.ts";
import type { Members, WireRequest, WireResponse } from "./types.ts";

/** Simple schema of an epoch-seconds timestamp: what JSON bodies use unless a trait says otherwise. */
const EPOCH_SECONDS = 7;
const UNIT: SchemaRef = "unit";

/**
 * Reads a restJson or restXml request. Body and headers bind the same way in a request as in a response, so the
 * client's protocol "deserialises a response" whose output schema is the operation's input; what is bound to the
 * URI is read here.
 * @param path the path below the bucket for S3, the whole path otherwise.
 */
export async function readRestInput(
  service: ServiceDefinition,
  operation: Operation,
  http: HttpBinding,
  path: string,
  request: WireRequest,
): Promise<Members> {
  const { body, trailer } = isChunked(request) ? withoutChunks(request.body) : { body: request.body, trailer: {} };
  const members = membersOf(operation.input);
  const result = await readBodyAndHeaders(service, operation, { ...request, headers: { ...request.headers, ...trailer } }, body);
  const streamed = members.find(([, member]) => member.isStreaming() && member.isBlobSchema());
  if (streamed !== undefined) {
    result[streamed[0]] = body;
  }
  readUri(result, members, http, path, request.query);
  for (const [name, member] of members) {
    const value = result[name];
    const emptyPrefixes = textTrait(member, "httpPrefixHeaders") !== undefined && Object.keys(value ?? {}).length === 0;
    if (value === null || value === undefined || emptyPrefixes) {
      delete result[name];
    }
  }
  return result;
}

async function readBodyAndHeaders(
  service: ServiceDefinition,
  operation: Operation,
  request: WireRequest,
  body: Buffer,
): Promise<Members> {
  if (operation.input.isUnitSchema()) {
    return {};
  }
  const streams = membersOf(operation.input).some(([, member]) => member.isStreaming() && member.isBlobSchema());
  const mirrored = {
    name: operation.name,
    namespace: operation.namespace,
    traits: operation.traits,
    input: UNIT,
    output: withoutUriMembers(operation.inputRef, operation.input),
  };
  const asResponse = {
    statusCode: 200,
    headers: { ...request.headers },
    body: streams ? Readable.from([body]) : new Uint8Array(body),
  };
  const { $metadata: _metadata, ...result } = await service.protocol.deserializeResponse(
    mirrored,
    service.config,
    asResponse,
  );
  return result;
}

function readUri(
  result: Members,
  members: [string, NormalizedSchema][],
  http: HttpBinding,
  path: string,
  query: URLSearchParams,
): void {
  const scalars = new FromStringShapeDeserializer({
    httpBindings: true,
    timestampFormat: { useTrait: true, default: EPOCH_SECONDS },
  });
  const labels = http.path.exec(path) ?? [];
  const used = new Set(http.fixedQuery.map(([key]) => key));
  for (const [name, member] of members) {
    const queryName = textTrait(member, "httpQuery");
    const label = labels[1 + http.labels.indexOf(name)];
    if (traitsOf(member)["httpLabel"] !== undefined && label !== undefined) {
      result[name] = scalars.read(member, decodePercent(label));
    } else if (queryName !== undefined && query.has(queryName)) {
      used.add(queryName);
      result[name] = member.isListSchema()
        ? query.getAll(queryName).map((item): unknown => scalars.read(member.getValueSchema(), item))
        : scalars.read(member, query.get(queryName) ?? "");
    }
  }
  const rest = members.find(([, member]) => traitsOf(member)["httpQueryParams"] !== undefined);
  if (rest !== undefined) {
    const lists = rest[1].getValueSchema().isListSchema();
    const left = [...new Set(query.keys())].filter((key) => !used.has(key));
    const entries = left.map((key) => [key, lists ? query.getAll(key) : query.get(key)] as const);
    result[rest[0]] = entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
}

/** Copies of input schemas without the members that travel in the URI, kept because the codec caches by identity. */
const bodySchemas = new WeakMap<object, SchemaRef>();

function withoutUriMembers(ref: SchemaRef, schema: NormalizedSchema): SchemaRef {
  const tuple = schema.getSchema() as unknown;
  if (!Array.isArray(tuple)) {
    return ref;
  }
  const known = bodySchemas.get(tuple);
  if (known !== undefined) {
    return known;
  }
  const keep = membersOf(schema).map(([, member]) => {
    const traits = traitsOf(member);
    return (
      traits["httpLabel"] === undefined && traits["httpQuery"] === undefined && traits["httpQueryParams"] === undefined
    );
  });
  const kept = (list: unknown): unknown[] => (list as unknown[]).filter((_item, index) => keep[index]);
  const copy = [tuple[0], tuple[1], tuple[2], tuple[3], kept(tuple[4]), kept(tuple[5])] as unknown as SchemaRef;
  bodySchemas.set(tuple, copy);
  return copy;
}

/** Writes a REST answer: the client's protocol "serialises a request" whose input schema is the operation's output. */
export async function writeRestOutput(
  service: ServiceDefinition,
  operation: Operation,
  request: WireRequest,
  output: unknown,
): Promise<WireResponse> {
  const status = restStatus(operation, output);
  if (operation.output.isUnitSchema()) {
    return { status, headers: {}, body: Buffer.alloc(0) };
  }
  const written = await serialize(service, operation, output);
  const headers = { ...written.headers };
  const body = request.method === "HEAD" ? Buffer.alloc(0) : await bodyBytes(written.body);
  return { status, headers, body };
}

/** The members of an output that travel in headers. */
export async function headersOf(
  service: ServiceDefinition,
  operation: Operation,
  output: Members,
): Promise<Record<string, string>> {
  const { headers } = await serialize(service, operation, output);
  return { ...headers };
}

function serialize(service: ServiceDefinition, operation: Operation, output: unknown) {
  const mirrored = {
    name: operation.name,
    namespace: operation.namespace,
    traits: 0,
    input: operation.outputRef,
    output: UNIT,
  };
  const endpoint = () => Promise.resolve({ url: new URL("http://localhost/") });
  return service.protocol.serializeRequest(mirrored, output ?? {}, { endpoint });
}

function restStatus(operation: Operation, output: unknown): number {
  for (const [name, member] of membersOf(operation.output)) {
    const value = (output as Members | undefined)?.[name];
    if (traitsOf(member)["httpResponseCode"] !== undefined && typeof value === "number") {
      return value;
    }
  }
  return operation.http?.status ?? 200;
}

async function bodyBytes(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) {
    return Buffer.alloc(0);
  }
  if (typeof body === "string" || body instanceof Uint8Array) {
    return bytesOf(body);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isChunked(request: WireRequest): boolean {
  const encoding = request.headers["content-encoding"] ?? "";
  const hash = request.headers["x-amz-content-sha256"] ?? "";
  return encoding.includes("aws-chunked") || hash.startsWith("STREAMING");
}

/**
 * Undoes `aws-chunked`: each chunk is `<hex length>[;extensions]\r\n<bytes>\r\n`, the last is empty. Behind it stand headers
 * that the caller knew only then, such as a checksum ("Uploading objects with trailing checksums", Amazon S3 user guide).
 */
function withoutChunks(body: Buffer): { readonly body: Buffer; readonly trailer: Readonly<Record<string, string>> } {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", position);
    const length = lineEnd < 0 ? 0 : Number.parseInt(body.toString("latin1", position, lineEnd), 16);
    if (!(length > 0)) {
      const lines = lineEnd < 0 ? [] : body.toString("latin1", lineEnd + 2).split("\r\n");
      const headers = lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
      return { body: Buffer.concat(chunks), trailer: Object.fromEntries(headers.filter(([name = ""]) => name.startsWith("x-amz-checksum-"))) };
    }
    const start = lineEnd + 2;
    chunks.push(body.subarray(start, start + length));
    position = start + length + 2;
  }
}
