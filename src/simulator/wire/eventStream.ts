import { EventStreamSerde, eventStreamSerdeProvider } from "@smithy/core/event-streams";
import { headersOf } from "./rest.ts";
import type { Operation, ServiceDefinition } from "./schema.ts";
import type { Members, WireResponse } from "./types.ts";

type SerdeOptions = ConstructorParameters<typeof EventStreamSerde>[0];

/**
 * Writes an answer that is an event stream: every event that the handler's iterable yields becomes one frame.
 * The RPC protocols put the members beside the stream into a first frame, `initial-response`.
 */
export async function writeEventStream(
  service: ServiceDefinition,
  operation: Operation,
  streamMember: string,
  output: Members,
): Promise<WireResponse> {
  const protocol = service.protocol;
  const isRpc = service.kind !== "rest";
  const { [streamMember]: events, ...initial } = output;
  const options = {
    marshaller: eventStreamSerdeProvider(service.config),
    // A REST protocol's own serialiser looks for HTTP bindings; events have none.
    serializer: isRpc ? protocol.serializer : protocol.getPayloadCodec().createSerializer(),
    deserializer: protocol.deserializer,
    serdeContext: service.config,
    defaultContentType: protocol.getDefaultContentType(),
    compositeErrorRegistry: protocol.compositeErrorRegistry,
  };
  const serde = new EventStreamSerde(options as unknown as SerdeOptions);
  const body: unknown = await serde.serializeEventStream({
    eventStream: events as AsyncIterable<unknown>,
    requestSchema: operation.output,
    ...(isRpc ? { initialRequest: initial, initialMessageType: "initial-response" } : {}),
  });
  const bound = isRpc ? {} : await headersOf(service, operation, initial);
  return {
    status: 200,
    headers: { "content-type": "application/vnd.amazon.eventstream", ...bound },
    body: body as AsyncIterable<Uint8Array>,
  };
}
