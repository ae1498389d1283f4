import { randomUUID } from "node:crypto";
import { bytesOf } from "./bytes.ts";
import { AwsError } from "./errors.ts";
import { errorStatus, queryErrorCode } from "./errorTraits.ts";
import type { Operation, ServiceDefinition } from "./schema.ts";
import type { Members, WireRequest, WireResponse } from "./types.ts";

/** Bytes of a body among which its first character that is no blank has to be. */
const LOOKED_AT = 1024;
const DEFAULT_CONTENT_TYPE = "application/x-amz-json-1.1";

/** Reads the body of an awsJson 1.0 or 1.1 request. */
export async function readJsonInput(
  service: ServiceDefinition,
  operation: Operation,
  request: WireRequest,
): Promise<Members> {
  if (operation.input.isUnitSchema() || request.body.length === 0) {
    return {};
  }
  // The codec would take a list for a structure without members.
  if (!/^\s*\{/.test(request.body.toString("latin1", 0, LOOKED_AT))) {
    throw new AwsError("SerializationException", "The request is not a JSON object.", { status: 400 });
  }
  return await service.protocol.deserializer.read(operation.inputRef, new Uint8Array(request.body));
}

/** Writes an awsJson answer in the version that was asked. */
export function writeJsonOutput(
  service: ServiceDefinition,
  operation: Operation,
  request: WireRequest,
  output: unknown,
): WireResponse {
  const headers = { "content-type": request.headers["content-type"] ?? service.protocol.getDefaultContentType() };
  if (operation.output.isUnitSchema()) {
    return { status: 200, headers, body: Buffer.from("{}") };
  }
  const serializer = service.protocol.serializer;
  serializer.write(operation.outputRef, output ?? {});
  return { status: 200, headers, body: bytesOf(serializer.flush()) };
}

/** Writes an error for awsJson and restJson: the shape's name is in the body and in a header. */
export function writeJsonError(
  service: ServiceDefinition | undefined,
  error: AwsError,
  contentType?: string,
): WireResponse {
  const modelled = service?.errors.has(error.code) === true;
  const status = errorStatus(service, error);
  const headers: Record<string, string> = {
    "content-type": contentType ?? DEFAULT_CONTENT_TYPE,
    "x-amzn-errortype": error.code,
    ...error.headers,
  };
  const queryCode = service?.settings.awsQueryCompatible === true ? queryErrorCode(service, error) : undefined;
  if (queryCode !== undefined) {
    headers["x-amzn-query-error"] = `${queryCode};${status < 500 ? "Sender" : "Receiver"}`;
  }
  const type = modelled && service !== undefined ? `${service.settings.defaultNamespace}#${error.code}` : error.code;
  return {
    status,
    headers,
    body: Buffer.from(JSON.stringify({ ...error.members, __type: type, message: error.message })),
  };
}

/** A fresh request id, as AWS puts one on every answer. */
export function requestId(): string {
  return randomUUID();
}
