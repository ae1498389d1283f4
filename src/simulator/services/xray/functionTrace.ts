import { documentBucket } from "../artifacts.ts";
import type { Segment } from "./segment.ts";
import { dynamo, part, s3 } from "./traceWriter.ts";
import type { TraceWriter } from "./traceWriter.ts";

/** The trace of an invocation: what the Lambda service saw of it, and the function itself. @param senders segments whose messages it took */
export function writeFunctionTrace(writer: TraceWriter, senders: readonly Segment[]): void {
  const { request, place, random } = writer;
  const { service, outcome } = request;
  const span = { from: request.start, to: request.end };
  const arn = `arn:aws:lambda:${place.region}:${place.accountId}:function:${service}`;
  const failed = outcome === "failed";
  const outer = writer.segment(service, span, {
    origin: "AWS::Lambda",
    resource_arn: arn,
    http: { response: { status: failed ? 502 : 200 } },
    aws: { request_id: request.requestId, function_arn: arn, resource_names: [service] },
    ...(senders.length === 0
      ? {}
      : { links: senders.map(({ trace_id, id }) => ({ trace_id, id, attributes: { "aws.xray.reserved.reference_type": "parent" as const } })) }),
    ...(failed ? { fault: true } : {}),
  });
  const made = writer.segment(service, span, {
    // The function's report in the log names the segment.
    ...(request.segmentId === undefined ? {} : { id: request.segmentId }),
    parent_id: outer.id,
    origin: "AWS::Lambda::Function",
    resource_arn: arn,
    aws: {
      account_id: place.accountId,
      function_arn: arn,
      request_id: request.requestId,
      ...writer.logGroup(`/aws/lambda/${service}`),
    },
    ...(failed ? { fault: true } : {}),
  });
  const cold = request.random % 29 === 0;
  if (cold) {
    writer.local(made, "Initialization", part(span, 0, 0.3), { aws: { function_arn: arn } });
  }
  const invoked = part(span, cold ? 0.3 : 0.01, 0.94);
  const invocation = writer.local(made, "Invocation", invoked, {
    annotations: { depot: request.depot, parcel: request.parcel, requestId: request.requestId, coldStart: cold },
    metadata: { [service]: { event: { records: 1 + (request.random % 9) } } },
  });
  writer.aws(invocation, s3("GetObject", documentBucket(writer.place.accountId, writer.place.region), `inbox/${request.parcel}.json`), part(invoked, 0.05, 0.4));
  if (failed) {
    const message = "Cannot read properties of undefined (reading 'carrier')";
    const stack = [
      { path: "/var/task/index.js", line: 31, label: "pick" },
      { path: "/var/task/index.js", line: 12, label: "Runtime.handler" },
    ];
    const exception = writer.exception("TypeError", message, stack);
    invocation.fault = true;
    invocation.cause = { working_directory: "/var/task", exceptions: [exception] };
    made.cause = exception.id;
  } else {
    writer.aws(invocation, dynamo("PutItem", `kestrel-${service}`, { item_count: random.between(1, 9) }), part(invoked, 0.5, 0.9));
  }
  writer.local(made, "Overhead", part(span, 0.95, 0.99));
}
