import { CborCodec } from "@smithy/core/cbor";
import { NormalizedSchema } from "@smithy/core/schema";
import { bytesOf } from "./bytes.ts";
import type { AwsError } from "./errors.ts";
import { errorStatus, queryErrorCode } from "./errorTraits.ts";
import type { Operation, ServiceDefinition } from "./schema.ts";
import type { Members, WireRequest, WireResponse } from "./types.ts";

/** Simple schema of a document: whatever the value is. */
const DOCUMENT = NormalizedSchema.of(15);
const HEADERS = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };

/** Reads the body of a Smithy RPC v2 CBOR request. */
export async function readCborInput(operation: Operation, request: WireRequest): Promise<Members> {
  if (operation.input.isUnitSchema() || request.body.length === 0) {
    return {};
  }
  const input: unknown = await new CborCodec().createDeserializer().read(operation.input, new Uint8Array(request.body));
  return input as Members;
}

/** Writes a Smithy RPC v2 CBOR answer. */
export function writeCborOutput(operation: Operation, output: unknown): WireResponse {
  const body = operation.output.isUnitSchema() ? encode(DOCUMENT, {}) : encode(operation.output, output ?? {});
  return { status: 200, headers: HEADERS, body };
}

/** Writes an error in CBOR. */
export function writeCborError(service: ServiceDefinition, error: AwsError): WireResponse {
  const status = errorStatus(service, error);
  const queryCode = queryErrorCode(service, error);
  const query =
    queryCode === undefined ? {} : { "x-amzn-query-error": `${queryCode};${status < 500 ? "Sender" : "Receiver"}` };
  const type = service.errors.has(error.code) ? `${service.settings.defaultNamespace}#${error.code}` : error.code;
  return {
    status,
    headers: { ...HEADERS, ...query, ...error.headers },
    body: encode(DOCUMENT, { ...error.members, __type: type, message: error.message }),
  };
}

function encode(schema: NormalizedSchema, value: unknown): Buffer {
  const serializer = new CborCodec().createSerializer();
  serializer.write(schema, value);
  return bytesOf(serializer.flush());
}
