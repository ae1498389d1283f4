import { pathOf } from "../model.ts";
import { type JsonObject, isObject, listAt, numberAt, objectAt, textAt } from "./json.ts";
import type { NodeKind, TraceNode } from "./traceTree.ts";

/** What a part does, beside its name: `GET /quotes`, `GetItem kestrel-parcels`, `AWS::ECS::Container`. */
export function aboutOf({ document, kind }: Pick<TraceNode, "document" | "kind">): string {
  const method = textAt(document, "http", "request", "method");
  const url = textAt(document, "http", "request", "url");
  const operation = textAt(document, "aws", "operation");
  if (operation !== undefined && kind !== "inferred") return [operation, resourceOf(document)].filter((part) => part !== undefined).join(" ");
  if (url !== undefined) return [method, pathOf(url)].filter((part) => part !== undefined).join(" ");
  const query = textAt(document, "sql", "sanitized_query");
  return query ?? textAt(document, "origin") ?? "";
}

function resourceOf(document: JsonObject): string | undefined {
  const aws = objectAt(document, "aws") ?? {};
  return textAt(aws, "table_name") ?? textAt(aws, "bucket_name") ?? textAt(aws, "function_name") ?? textAt(aws, "queue_url")?.split("/").at(-1);
}

export function httpStatus(document: JsonObject): number | undefined {
  return numberAt(document, "http", "response", "status");
}

const KINDS: Readonly<Record<NodeKind, string>> = {
  service: "segment",
  inferred: "inferred segment",
  local: "subsegment",
  remote: "remote call",
  aws: "AWS call",
  sql: "SQL query",
};

export function kindText(kind: NodeKind): string {
  return KINDS[kind];
}

/** A group of facts in the detail pane; a value of several lines is shown as text. */
export interface DetailSection {
  readonly title: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export interface DetailException {
  readonly type: string;
  readonly message: string;
  readonly remote: boolean;
  /** `at RateClient.fetch (/app/src/rates/client.js:88)` */
  readonly frames: readonly string[];
  /** Frames that the document left out. */
  readonly skipped: number;
  /** The exception that it was caused by, by its place in the list. */
  readonly causedBy: number | undefined;
}

/** The blocks of a document that have sections of their own; `subsegments` stand in the tree. */
const BLOCKS = ["http", "aws", "sql", "annotations", "metadata", "service", "links"] as const;
const TITLES: Readonly<Record<(typeof BLOCKS)[number], string>> = {
  http: "HTTP",
  aws: "AWS",
  sql: "SQL",
  annotations: "Annotations",
  metadata: "Metadata",
  service: "Service",
  links: "Links",
};
/** Told elsewhere in the pane, or of no use to a reader. */
const SILENT = new Set(["subsegments", "cause", "name", "start_time", "end_time", "in_progress", "error", "fault", "throttle", ...BLOCKS]);

/** What a document tells, but for times, state and exceptions. */
export function sectionsOf(document: JsonObject): DetailSection[] {
  const rest = Object.fromEntries(Object.entries(document).filter(([name]) => !SILENT.has(name)));
  const sections = BLOCKS.flatMap((block) => {
    const value = document[block];
    if (value === undefined || value === null) return [];
    return [{ title: TITLES[block], facts: block === "metadata" ? metadataFacts(value) : factsOf(value, "") }];
  });
  return [...sections, { title: "Segment", facts: factsOf(rest, "") }].filter(({ facts }) => facts.length > 0);
}

/** Metadata by its namespaces and keys; what is below is laid out as JSON. */
function metadataFacts(value: unknown): DetailSection["facts"] {
  if (!isObject(value)) return [{ name: "metadata", value: JSON.stringify(value, undefined, 2) }];
  return Object.entries(value).flatMap(([namespace, inner]) =>
    isObject(inner)
      ? Object.entries(inner).map(([name, one]) => ({ name: `${namespace} · ${name}`, value: plainText(one) }))
      : [{ name: namespace, value: plainText(inner) }],
  );
}

function plainText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
}

/** The leaves of a block by their paths. */
function factsOf(value: unknown, path: string): { name: string; value: string }[] {
  if (isObject(value)) return Object.entries(value).flatMap(([name, inner]) => factsOf(inner, path === "" ? name : `${path}.${name}`));
  if (Array.isArray(value) && value.every(isObject)) return value.flatMap((inner, index) => factsOf(inner, `${path}.${index + 1}`));
  return value === undefined ? [] : [{ name: path, value: Array.isArray(value) ? value.map(plainText).join(", ") : plainText(value) }];
}

/** The exceptions that a document carries itself. */
export function exceptionsOf(document: JsonObject): DetailException[] {
  const exceptions = listAt(document, "cause", "exceptions").filter(isObject);
  const ids = exceptions.map((exception) => textAt(exception, "id"));
  return exceptions.map((exception) => {
    const cause = textAt(exception, "cause");
    const position = cause === undefined ? -1 : ids.indexOf(cause);
    return {
      type: textAt(exception, "type") ?? "Error",
      message: textAt(exception, "message") ?? "",
      remote: exception["remote"] === true,
      frames: listAt(exception, "stack").filter(isObject).map(frameText),
      skipped: numberAt(exception, "skipped") ?? numberAt(exception, "truncated") ?? 0,
      causedBy: position < 0 ? undefined : position,
    };
  });
}

function frameText(frame: JsonObject): string {
  const file = textAt(frame, "path");
  const line = numberAt(frame, "line");
  const place = [file, line].filter((part) => part !== undefined).join(":");
  const label = textAt(frame, "label");
  if (label === undefined) return `at ${place}`;
  return place === "" ? `at ${label}` : `at ${label} (${place})`;
}

/** The node whose exception a node names as its cause by an id alone. */
export function causeOf(node: TraceNode, nodes: readonly TraceNode[]): TraceNode | undefined {
  const id = textAt(node.document, "cause");
  if (id === undefined) return undefined;
  return nodes.find(({ document }) => listAt(document, "cause", "exceptions").some((one) => isObject(one) && one["id"] === id));
}
