import { carrierName, IMPORTED_CARRIERS, isCarrierMissing } from "../../account/logText.ts";
import { seconds } from "./segment.ts";
import type { Entity, Segment } from "./segment.ts";
import { dynamo, part, s3, sqs } from "./traceWriter.ts";
import type { Span, TraceWriter } from "./traceWriter.ts";

/** How many batches of rows are written for each carrier. */
const BATCHES = 4;

/**
 * The trace of a run of the rates' import: forty carriers, each handed over a queue to a worker that fetches, reads and
 * stores its rates. What lies after `now` is not in it yet: a run that goes on is in progress.
 */
export function writeJobTrace(writer: TraceWriter, now: number): void {
  const { request, place } = writer;
  const { service } = request;
  const span = { from: request.start, to: request.end };
  const own = writer.segment(service, span, {
    origin: "AWS::ECS::Fargate",
    aws: { ecs: { container: service }, account_id: place.accountId, ...writer.logGroup("/kestrel/jobs/nightly.rates-import") },
    annotations: { requestId: request.requestId, carriers: IMPORTED_CARRIERS },
    metadata: { default: { schedule: "every ten minutes" } },
  });
  writer.aws(own, s3("ListObjectsV2", "kestrel-rates-inbox", ""), { from: span.from + 5, to: span.from + 180 });
  for (let carrier = 0; carrier < IMPORTED_CARRIERS; carrier += 1) {
    // The log's line about a carrier is written when its worker is done.
    const done = request.start + (carrier + 1) * 1000;
    const took = 600 + ((request.random >>> (carrier % 20)) % 2400);
    const work = { from: Math.max(request.start + 200, done - took), to: done };
    if (work.from < now) {
      writeCarrier(writer, own, carrier, work);
    }
  }
}

function writeCarrier(writer: TraceWriter, own: Segment, carrier: number, span: Span): void {
  const name = carrierName(carrier);
  const handedOver = { from: span.from - 20, to: span.from - 4 };
  const message = writer.local(own, `hand over ${name}`, { from: handedOver.from, to: span.from });
  const sent = writer.aws(message, sqs(writer.place, "SendMessage", "rates-imports"), handedOver);
  const missing = isCarrierMissing(writer.request.random, carrier);
  const worker = writer.segment("rates-worker", span, {
    parent_id: sent.id,
    origin: "AWS::ECS::Fargate",
    aws: { ecs: { container: "rates-worker" }, account_id: writer.place.accountId },
    annotations: { carrier: name },
    ...(missing ? { error: true } : {}),
  });
  writer.aws(worker, s3("GetObject", "kestrel-rates-inbox", `${name}.csv`), part(span, 0.02, 0.3), {
    ...(missing ? { error: true, http: { response: { status: 404 } } } : {}),
  });
  if (missing) {
    const exception = writer.exception("NoSuchKey", "The specified key does not exist.", [], true);
    worker.cause = { working_directory: "/app", exceptions: [exception] };
  } else {
    writer.local(worker, "parse", part(span, 0.31, 0.5), { metadata: { default: { rows: writer.random.between(200, 9000) } } });
    const store = writer.local(worker, "store", part(span, 0.5, 0.98));
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const slot = part(span, 0.51 + batch * 0.115, 0.61 + batch * 0.115);
      writer.local(store, `batch ${batch + 1}`, slot, { namespace: "aws", aws: dynamo("BatchWriteItem", "kestrel-rates").facts });
    }
  }
}

/** A trace as far as it has happened: what lies ahead is not there, what goes on has no end. */
export function happenedBy(segments: readonly Segment[], now: number): Segment[] {
  const begun = segments.filter(({ start_time }) => start_time <= seconds(now));
  for (const segment of begun) {
    cutAt(segment, now);
  }
  return begun;
}

function cutAt(entity: Entity, now: number): void {
  if (entity.end_time !== undefined && entity.end_time > seconds(now)) {
    delete entity.end_time;
    entity.in_progress = true;
  }
  if (entity.subsegments !== undefined) {
    entity.subsegments = entity.subsegments.filter(({ start_time }) => start_time <= seconds(now));
    for (const child of entity.subsegments) {
      cutAt(child, now);
    }
  }
}
