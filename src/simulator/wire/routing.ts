import { readCborInput, writeCborError, writeCborOutput } from "./cbor.ts";
import { AwsError } from "./errors.ts";
import { writeEventStream } from "./eventStream.ts";
import { readJsonInput, writeJsonError, writeJsonOutput } from "./json.ts";
import { checkShape } from "./malformed.ts";
import { decodePercent } from "./percent.ts";
import { readQueryInput, writeQueryOutput, writeXmlError } from "./query.ts";
import { readRestInput, writeRestOutput } from "./rest.ts";
import { membersOf } from "./schema.ts";
import type { HttpBinding, Operation, ServiceDefinition } from "./schema.ts";
import type { Members, WireRequest, WireResponse } from "./types.ts";

/** A request whose protocol is known, and where its operation is one of ours, that too. */
export interface Route {
  /** Signing name of the service; of an unknown service what the request says. */
  readonly serviceName: string;
  readonly operationName: string;
  readonly service: ServiceDefinition | undefined;
  readonly operation: Operation | undefined;
  readInput(): Promise<Members>;
  writeOutput(output: unknown): WireResponse | Promise<WireResponse>;
  writeError(error: AwsError): WireResponse;
}

/** Service and operation of a route, and how the protocol reads and writes them. */
interface Codec {
  /** The protocol's error for a body that it cannot make sense of. */
  readonly malformed: string;
  readInput(service: ServiceDefinition, operation: Operation): Promise<Members>;
  writeOutput(service: ServiceDefinition, operation: Operation, output: unknown): WireResponse | Promise<WireResponse>;
  writeError(service: ServiceDefinition | undefined, error: AwsError): WireResponse;
}

const UNREADABLE = "The request could not be read.";

/**
 * Finds out what a request asks, by the request alone (its target header, `smithy-protocol`, a form with an Action,
 * else its method and path): SDKs of different ages speak different protocols to one service.
 * @param signingName the service in the request's signature, where it has one.
 */
export function route(
  services: readonly ServiceDefinition[],
  request: WireRequest,
  signingName: string | undefined,
): Route {
  return (
    routeJson(services, request, signingName) ??
    routeCbor(services, request, signingName) ??
    routeQuery(services, request, signingName) ??
    routeRest(services, request, signingName)
  );
}

function makeRoute(
  service: ServiceDefinition | undefined,
  operation: Operation | undefined,
  serviceName: string,
  operationName: string,
  codec: Codec,
): Route {
  const known = service !== undefined && operation !== undefined ? { service, operation } : undefined;
  const need = () => {
    if (known === undefined) {
      throw new Error(`${serviceName}:${operationName} has no schema`);
    }
    return known;
  };
  return {
    serviceName,
    operationName,
    service,
    operation,
    readInput: async () => {
      const { service: of, operation: asked } = need();
      const input = await codec.readInput(of, asked).catch((error: unknown) => {
        // Whatever the codec stumbles over is the caller's, and no business of the caller's in its details.
        throw error instanceof AwsError ? error : new AwsError(codec.malformed, UNREADABLE, { status: 400 });
      });
      checkShape(asked.input, input, codec.malformed);
      return input;
    },
    writeOutput: (output) => {
      const { service: of, operation: asked } = need();
      const stream = asked.output.isUnitSchema() ? "" : asked.output.getEventStreamMember();
      return stream === ""
        ? codec.writeOutput(of, asked, output)
        : writeEventStream(of, asked, stream, (output ?? {}) as Members);
    },
    writeError: (error) => codec.writeError(service, error),
  };
}

/** awsJson 1.0 and 1.1: `x-amz-target: <service target>.<operation>`. */
function routeJson(
  services: readonly ServiceDefinition[],
  request: WireRequest,
  signingName: string | undefined,
): Route | undefined {
  const target = request.headers["x-amz-target"];
  if (target === undefined) {
    return undefined;
  }
  const dot = target.lastIndexOf(".");
  const prefix = lastPart(target.slice(0, dot));
  const name = target.slice(dot + 1);
  const service = services.find((one) => one.kind === "awsJson" && lastPart(one.settings.serviceTarget) === prefix);
  return makeRoute(service, service?.operations.get(name), service?.name ?? signingName ?? prefix, name, {
    malformed: "SerializationException",
    readInput: (of, operation) => readJsonInput(of, operation, request),
    writeOutput: (of, operation, output) => writeJsonOutput(of, operation, request, output),
    writeError: (of, error) => writeJsonError(of, error, request.headers["content-type"]),
  });
}

/** Some SDKs put a namespace in front of the target: only its last part names the service. */
function lastPart(target: string): string {
  return target.slice(target.lastIndexOf(".") + 1);
}

/** Smithy RPC v2 with CBOR: `/service/<target>/operation/<operation>`. */
function routeCbor(
  services: readonly ServiceDefinition[],
  request: WireRequest,
  signingName: string | undefined,
): Route | undefined {
  const match = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.path);
  if (match === null || request.headers["smithy-protocol"] !== "rpc-v2-cbor") {
    return undefined;
  }
  const [, target = "", name = ""] = match;
  const service = services.find((one) => lastPart(one.settings.serviceTarget) === target);
  return makeRoute(service, service?.operations.get(name), service?.name ?? signingName ?? target, name, {
    malformed: "SerializationException",
    readInput: (_of, operation) => readCborInput(operation, request),
    writeOutput: (_of, operation, output) => writeCborOutput(operation, output),
    writeError: (of, error) => (of === undefined ? writeJsonError(of, error) : writeCborError(of, error)),
  });
}

/** awsQuery and ec2Query: a form with Action and Version. */
function routeQuery(
  services: readonly ServiceDefinition[],
  request: WireRequest,
  signingName: string | undefined,
): Route | undefined {
  const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  const form = isForm ? new URLSearchParams(request.body.toString()) : undefined;
  const action = form?.get("Action");
  if (form === undefined || action === null || action === undefined) {
    return undefined;
  }
  const version = form.get("Version");
  // CloudWatch's older clients ask a service that is now JSON in this protocol: any service with the version will do.
  const service = services.find((one) => one.settings.version === version && one.operations.has(action));
  const kind = service?.kind === "ec2Query" || signingName === "ec2" ? "ec2Query" : "awsQuery";
  return makeRoute(service, service?.operations.get(action), service?.name ?? signingName ?? "unknown", action, {
    malformed: "MalformedInput",
    readInput: async (_of, operation) => readQueryInput(kind, operation, form),
    writeOutput: (of, operation, output) => writeQueryOutput(of, operation, output),
    writeError: (of, error) => writeXmlError(of, error, kind),
  });
}

interface RestMatch {
  readonly service: ServiceDefinition;
  readonly operation: Operation;
  readonly http: HttpBinding;
  readonly score: number;
  readonly path: string;
  readonly bucket: string | undefined;
}

/** restJson and restXml: the operation whose method, path, query and required headers fit best. */
function routeRest(
  services: readonly ServiceDefinition[],
  request: WireRequest,
  signingName: string | undefined,
): Route {
  const best = services
    .filter((service) => service.kind === "rest" && isSignedFor(service, signingName))
    .flatMap((service) => restMatches(service, request))
    .reduce<RestMatch | undefined>((a, b) => (a !== undefined && a.score >= b.score ? a : b), undefined);
  const isS3 = best?.service.isS3 === true || signingName === "s3";
  const operationName = best?.operation.name ?? `${request.method} ${request.path}`;
  return makeRoute(best?.service, best?.operation, best?.service.name ?? signingName ?? "unknown", operationName, {
    malformed: isS3 ? "MalformedXML" : "SerializationException",
    readInput: async (service, operation) => {
      if (best === undefined) {
        return {};
      }
      const input = await readRestInput(service, operation, best.http, best.path, request);
      return best.bucket === undefined ? input : { ...input, Bucket: best.bucket };
    },
    writeOutput: (service, operation, output) => writeRestOutput(service, operation, request, output),
    writeError: (service, error) =>
      isS3 ? writeXmlError(service, error, "s3") : writeJsonError(service, error, "application/json"),
  });
}

function isSignedFor(service: ServiceDefinition, signingName: string | undefined): boolean {
  return signingName === undefined || service.name === signingName || (service.isS3 && signingName.startsWith("s3"));
}

function restMatches(service: ServiceDefinition, request: WireRequest): RestMatch[] {
  const matches: RestMatch[] = [];
  for (const operation of service.operations.values()) {
    const http = operation.http;
    const inBucket = service.isS3 && membersOf(operation.input).some(([name]) => name === "Bucket");
    const [path, bucket] = inBucket ? splitBucket(request.path) : [request.path, undefined];
    if (http === undefined || http.method !== request.method || !http.path.test(path)) {
      continue;
    }
    const score = restScore(operation, http, request);
    if (score !== undefined && (bucket !== undefined) === inBucket) {
      matches.push({ service, operation, http, score, path, bucket });
    }
  }
  return matches;
}

/** How well an operation fits, or undefined when the request lacks what the operation is recognised by. */
function restScore(operation: Operation, http: HttpBinding, request: WireRequest): number | undefined {
  const { query, headers } = request;
  const fixed = http.fixedQuery.every(([key, value]) => query.has(key) && (value === "" || query.get(key) === value));
  const bound = http.required.every((one) =>
    one.in === "query" ? query.has(one.name) : headers[one.name] !== undefined,
  );
  if (!fixed || !bound) {
    return undefined;
  }
  const named = query.get("x-id") === operation.name ? 1000 : 0;
  return named + http.fixedQuery.length * 100 + http.required.length * 10 + http.literalSegments;
}

/** S3 in path style: the first segment is the bucket. */
function splitBucket(path: string): [string, string | undefined] {
  const match = /^\/([^/]+)(\/.*)?$/.exec(path);
  return match === null ? [path, undefined] : [match[2] ?? "/", decodePercent(match[1] ?? "")];
}
