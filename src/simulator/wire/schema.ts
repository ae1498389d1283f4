import { NormalizedSchema } from "@smithy/core/schema";
import type { Members, UntypedHandler } from "./types.ts";

export type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** Array forms of the runtime schemas that the SDK's clients export; the first element is the kind. */
type OperationTuple = readonly [9, string, string, unknown, SchemaRef, SchemaRef];
const OPERATION = 9;
const ERROR = -3;
/** Element of a structure's tuple that counts its leading required members. */
const REQUIRED_COUNT = 6;

interface ShapeWriter {
  write(schema: SchemaRef, value: unknown): void;
  flush(): string | Uint8Array;
  readonly serdeContext?: unknown;
}
interface ShapeReader {
  read(schema: SchemaRef, data: Uint8Array): Promise<Members> | Members;
}

/** The part of an SDK client's protocol object that the simulator turns round. */
export interface LiveProtocol {
  readonly serializer: ShapeWriter;
  readonly deserializer: ShapeReader;
  readonly serdeContext?: unknown;
  readonly compositeErrorRegistry?: unknown;
  getShapeId(): string;
  getDefaultContentType(): string;
  getPayloadCodec(): { createSerializer(): ShapeWriter };
  setSerdeContext(context: unknown): void;
  deserializeResponse(operation: object, context: unknown, response: object): Promise<Members>;
  serializeRequest(
    operation: object,
    input: unknown,
    context: object,
  ): Promise<{ headers: Record<string, string>; body?: unknown }>;
}

interface ProtocolSettings {
  readonly defaultNamespace: string;
  readonly xmlNamespace?: string;
  readonly version: string;
  readonly serviceTarget: string;
  /** Whether it spoke the query protocol once, and still tells errors by the codes of then. */
  readonly awsQueryCompatible?: boolean;
}
interface ClientConfig {
  readonly protocol: LiveProtocol;
  readonly protocolSettings: ProtocolSettings;
}

export type ProtocolKind = "awsJson" | "rest" | "awsQuery" | "ec2Query";

/** How a REST operation is bound to HTTP. */
export interface HttpBinding {
  readonly method: string;
  readonly path: RegExp;
  /** Names of the path's labels, in the order of the expression's groups. */
  readonly labels: readonly string[];
  /** Query parameters that the operation is recognised by; an empty value means that any value will do. */
  readonly fixedQuery: readonly (readonly [string, string])[];
  /** Required members that travel outside the body: they tell operations on one path apart. */
  readonly required: readonly { readonly in: "query" | "header"; readonly name: string }[];
  readonly literalSegments: number;
  readonly status: number;
}

export interface Operation {
  readonly name: string;
  readonly namespace: string;
  readonly traits: unknown;
  readonly inputRef: SchemaRef;
  readonly outputRef: SchemaRef;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  readonly http: HttpBinding | undefined;
}

/** One AWS service as the simulator serves it. */
export interface ServiceDefinition {
  /** Signing name, as in ARNs, IAM actions and the control API: `codepipeline`. */
  readonly name: string;
  readonly kind: ProtocolKind;
  readonly settings: ProtocolSettings;
  readonly config: ClientConfig;
  readonly protocol: LiveProtocol;
  readonly isS3: boolean;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly errors: ReadonlyMap<string, NormalizedSchema>;
  readonly handlers: ReadonlyMap<string, UntypedHandler>;
  /** The code under which it refuses what its model forbids, where that is not the usual one of its kind. */
  readonly invalid?: string;
}

/**
 * Makes a service out of an SDK client's module.
 * @param client any instance of the module's client: its live protocol object is the codec.
 * @param handlers by operation name; operations without one answer "not simulated".
 */
export function defineService(
  name: string,
  module: object,
  client: { readonly config: object },
  handlers: object,
): ServiceDefinition {
  // The client's types hide its protocol behind a context-free interface; this is the one place that looks behind it.
  const config = client.config as ClientConfig;
  const protocol = config.protocol;
  protocol.setSerdeContext(config);
  const kind = protocolKind(protocol.getShapeId());
  const operations = new Map<string, Operation>();
  const errors = new Map<string, NormalizedSchema>();
  for (const exported of Object.values(module) as unknown[]) {
    if (isOperation(exported)) {
      operations.set(exported[2], operation(exported, kind));
    } else if (Array.isArray(exported) && exported[0] === ERROR) {
      errors.set(String(exported[2]), NormalizedSchema.of(exported as unknown as SchemaRef));
    }
  }
  const settings = config.protocolSettings;
  return {
    name,
    kind,
    settings,
    config,
    protocol,
    isS3: settings.serviceTarget === "AmazonS3",
    operations,
    errors,
    handlers: new Map(Object.entries(handlers) as [string, UntypedHandler][]),
  };
}

/** How many of a structure's members, from the first, are required. */
export function requiredCount(schema: NormalizedSchema): number {
  const tuple = schema.getSchema() as unknown;
  const count: unknown = Array.isArray(tuple) ? tuple[REQUIRED_COUNT] : undefined;
  return typeof count === "number" ? count : 0;
}

/** A structure's members, or none for the unit schema. */
export function membersOf(schema: NormalizedSchema): [string, NormalizedSchema][] {
  return schema.isStructSchema() ? [...schema.structIterator()] : [];
}

/** Traits of a schema and its member, by name. */
export function traitsOf(schema: NormalizedSchema): Readonly<Record<string, unknown>> {
  return schema.getMergedTraits();
}

/** A trait that holds a string, or undefined. */
export function textTrait(schema: NormalizedSchema, trait: string): string | undefined {
  const value = traitsOf(schema)[trait];
  return typeof value === "string" ? value : undefined;
}

function isOperation(value: unknown): value is OperationTuple {
  return Array.isArray(value) && value[0] === OPERATION && value.length >= 6;
}

function protocolKind(shapeId: string): ProtocolKind {
  if (shapeId.includes("awsQuery")) {
    return "awsQuery";
  }
  if (shapeId.includes("ec2Query")) {
    return "ec2Query";
  }
  return shapeId.includes("awsJson") ? "awsJson" : "rest";
}

function operation(tuple: OperationTuple, kind: ProtocolKind): Operation {
  const [, namespace, name, traits, inputRef, outputRef] = tuple;
  const input = NormalizedSchema.of(inputRef);
  const http = (traits as { http?: [string, string, number] } | null)?.http;
  return {
    name,
    namespace,
    traits,
    inputRef,
    outputRef,
    input,
    output: NormalizedSchema.of(outputRef),
    http: kind === "rest" && http !== undefined ? httpBinding(http, input) : undefined,
  };
}

function httpBinding([method, uri, status]: [string, string, number], input: NormalizedSchema): HttpBinding {
  const [path = "/", fixed = ""] = uri.split("?");
  const labels: string[] = [];
  const pattern = path.replace(/[.()]/g, "\\$&").replace(/\{(\w+)(\+?)\}/g, (_all, label: string, greedy: string) => {
    labels.push(label);
    return greedy === "" ? "([^/]+)" : "(.+)";
  });
  const required: { in: "query" | "header"; name: string }[] = [];
  for (const [, member] of membersOf(input).slice(0, requiredCount(input))) {
    const query = textTrait(member, "httpQuery");
    const header = textTrait(member, "httpHeader");
    if (query !== undefined) {
      required.push({ in: "query", name: query });
    } else if (header !== undefined) {
      required.push({ in: "header", name: header.toLowerCase() });
    }
  }
  return {
    method,
    path: new RegExp(`^${pattern}/?$`),
    labels,
    // x-id is a hint for readers of logs, not a part of the route: botocore does not send it.
    fixedQuery: [...new URLSearchParams(fixed)].filter(([key]) => key !== "x-id"),
    required,
    literalSegments: uri.match(/\/[^{/]+/g)?.length ?? 0,
    status,
  };
}
