import { Random } from "../../random.ts";
import { seconds } from "./segment.ts";
import type { Entity, ExceptionBlock, Segment } from "./segment.ts";
import type { LoggedRequest } from "./loggedRequest.ts";

/** Where a trace happens. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** A span of milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The part of a span between two fractions of it. */
export function part({ from, to }: Span, start: number, end: number): Span {
  return { from: from + (to - from) * start, to: from + (to - from) * end };
}

/** Writes the segments of one trace. Ids are the same whenever it is written. */
export class TraceWriter {
  readonly place: Place;
  readonly request: LoggedRequest;
  readonly random: Random;
  readonly #segments: Segment[] = [];

  constructor(place: Place, request: LoggedRequest) {
    this.place = place;
    this.request = request;
    this.random = new Random(`trace ${request.traceId}`);
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  segment(name: string, span: Span, more: Partial<Segment> = {}): Segment {
    const made: Segment = { ...this.#entity(name, span), trace_id: this.request.traceId, ...more };
    this.#segments.push(made);
    return made;
  }

  /** A subsegment of local work. */
  local(parent: Entity, name: string, span: Span, more: Partial<Entity> = {}): Entity {
    const made: Entity = { ...this.#entity(name, span), ...more };
    parent.subsegments = [...(parent.subsegments ?? []), made];
    return made;
  }

  /** A call of an AWS service, and the segment that X-Ray infers of it. */
  aws(parent: Entity, call: AwsCall, span: Span, more: Partial<Entity> = {}): Entity {
    const { region, accountId } = this.place;
    const made = this.local(parent, call.service, span, {
      namespace: "aws",
      http: { response: { status: 200, content_length: this.random.between(20, 4000) } },
      aws: {
        operation: call.operation,
        region,
        request_id: this.random.uuid(),
        retries: 0,
        ...call.facts,
      },
      ...more,
    });
    this.segment(call.resource, span, {
      parent_id: made.id,
      inferred: true,
      origin: call.origin,
      ...(made.http === undefined ? {} : { http: made.http }),
      aws: { ...made.aws, account_id: accountId },
      ...flagsOf(made),
    });
    return made;
  }

  /** A call of another service over HTTP. */
  remote(parent: Entity, name: string, span: Span, more: Partial<Entity>): Entity {
    return this.local(parent, name, span, { namespace: "remote", ...more });
  }

  exception(type: string, message: string, stack: ExceptionBlock["stack"], remote = false): ExceptionBlock {
    return { id: this.random.hex(16), type, message, ...(remote ? { remote: true } : {}), stack };
  }

  /** `aws.cloudwatch_logs` of a service whose log group holds lines of this trace. */
  logGroup(group: string): { cloudwatch_logs: { log_group: string; arn: string }[] } {
    const { region, accountId } = this.place;
    return { cloudwatch_logs: [{ log_group: group, arn: `arn:aws:logs:${region}:${accountId}:log-group:${group}` }] };
  }

  #entity(name: string, { from, to }: Span): Entity {
    return { id: this.random.hex(16), name, start_time: seconds(from), end_time: seconds(to) };
  }
}

/** A call of an AWS service as its subsegment tells it. */
export interface AwsCall {
  /** The subsegment's name: `DynamoDB`. */
  readonly service: string;
  readonly operation: string;
  /** The inferred segment's name: a table, a queue, a bucket. */
  readonly resource: string;
  readonly origin: string;
  /** `table_name`, `queue_url`, … */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The state of an entity alone: an inferred segment has its subsegment's. */
function flagsOf({ error, fault, throttle, cause }: Entity): Partial<Entity> {
  return {
    ...(error === undefined ? {} : { error }),
    ...(fault === undefined ? {} : { fault }),
    ...(throttle === undefined ? {} : { throttle }),
    ...(cause === undefined ? {} : { cause }),
  };
}

export function dynamo(operation: string, table: string, facts: Record<string, unknown> = {}): AwsCall {
  const origin = "AWS::DynamoDB::Table";
  return { service: "DynamoDB", operation, resource: table, origin, facts: { table_name: table, ...facts } };
}

export function sqs({ region, accountId }: Place, operation: string, queue: string): AwsCall {
  const url = `https://sqs.${region}.amazonaws.com/${accountId}/${queue}`;
  return { service: "SQS", operation, resource: queue, origin: "AWS::SQS::Queue", facts: { queue_url: url } };
}

export function s3(operation: string, bucket: string, key: string): AwsCall {
  return { service: "S3", operation, resource: bucket, origin: "AWS::S3::Bucket", facts: { bucket_name: bucket, key } };
}
