import { type Members, isMembers } from "../../../base/json.ts";
import { jsonText } from "../../../base/jsonText.ts";
import { traceIdIn } from "../../../base/traceId.ts";
import { pathOf } from "../model.ts";
import { listAt, numberAt, objectAt, textAt } from "./json.ts";
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

function resourceOf(document: Members): string | undefined {
  const aws = objectAt(document, "aws") ?? {};
  return textAt(aws, "table_name") ?? textAt(aws, "bucket_name") ?? textAt(aws, "function_name") ?? textAt(aws, "queue_url")?.split("/").at(-1);
}

export function httpStatus(document: Members): number | undefined {
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
  readonly facts: { readonly name: string; readonly value: string }[];
}

/** What an exception, or a part without one of its own, was caused by: an exception of the same part, of another, of none of the trace. */
export type Cause =
  | { readonly kind: "own"; readonly type: string }
  | { readonly kind: "part"; readonly id: string; readonly name: string }
  | { readonly kind: "missing" };

export interface DetailException {
  readonly type: string;
  readonly message: string;
  readonly remote: boolean;
  /** `at RateClient.fetch (/app/src/rates/client.js:88)` */
  readonly frames: string[];
  /** Stack frames that the document left out (`truncated`, "X-Ray segment documents", X-Ray developer guide). */
  readonly truncated: number;
  /** Exceptions left out between this one and the one that it caused (`skipped`, same page). */
  readonly skipped: number;
  readonly cause: Cause | undefined;
}

/** A trace that a part was caused by, or caused: the sender of a queue's message, the receiver of one. */
export interface LinkedTrace {
  readonly traceId: string;
  /** What the document says besides: `parent · segment 53995c3f42cd8ad8`. */
  readonly about: string;
}

/** The blocks of a document that have sections of their own; `subsegments` stand in the tree. */
const BLOCKS = ["http", "aws", "sql", "annotations", "metadata", "service"] as const;
const TITLES: Readonly<Record<(typeof BLOCKS)[number], string>> = {
  http: "HTTP",
  aws: "AWS",
  sql: "SQL",
  annotations: "Annotations",
  metadata: "Metadata",
  service: "Service",
};
/** Told elsewhere in the pane, or of no use to a reader. */
const SILENT = new Set(["subsegments", "cause", "name", "start_time", "end_time", "in_progress", "error", "fault", "throttle", "links", ...BLOCKS]);

/** What a document tells, but for times, state and exceptions. */
export function sectionsOf(document: Members): DetailSection[] {
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
  if (!isMembers(value)) return [{ name: "metadata", value: jsonText(value) }];
  return Object.entries(value).flatMap(([namespace, inner]) =>
    isMembers(inner)
      ? Object.entries(inner).map(([name, one]) => ({ name: `${namespace} · ${name}`, value: plainText(one) }))
      : [{ name: namespace, value: plainText(inner) }],
  );
}

function plainText(value: unknown): string {
  return typeof value === "string" ? value : jsonText(value);
}

/** What stands deeper in a block is laid out as JSON: a path of so many names tells nobody anything. */
const DEEPEST_PATH = 12;

/** The leaves of a block by their paths. */
function factsOf(value: unknown, path: string, depth = 0): { name: string; value: string }[] {
  const below = (name: string, inner: unknown) => factsOf(inner, path === "" ? name : `${path}.${name}`, depth + 1);
  if (depth >= DEEPEST_PATH && typeof value === "object" && value !== null) return [{ name: path, value: jsonText(value) }];
  if (isMembers(value)) return Object.entries(value).flatMap(([name, inner]) => below(name, inner));
  if (Array.isArray(value) && value.every(isMembers)) return value.flatMap((inner, index) => below(`${index + 1}`, inner));
  return value === undefined ? [] : [{ name: path, value: Array.isArray(value) ? value.map(plainText).join(", ") : plainText(value) }];
}

/** All that the pane shows of a part. */
export function detailOf(node: TraceNode, nodes: readonly TraceNode[]) {
  const { id, document } = node;
  return {
    id,
    sections: sectionsOf(document),
    links: linksOf(document),
    exceptions: exceptionsOf(document, nodes),
    cause: causeOf(textAt(document, "cause"), document, ownersOf(nodes)),
    json: jsonText(document),
  };
}

/** How a link relates to its part: `parent` or `child`. */
const REFERENCE_TYPE = "aws.xray.reserved.reference_type";

/** The traces that a document's `links` name, each once; what names no trace is left to the JSON. */
export function linksOf(document: Members): LinkedTrace[] {
  const links = listAt(document, "links").filter(isMembers).flatMap((link) => {
    const traceId = traceIdIn(textAt(link, "trace_id") ?? "");
    if (traceId === undefined) return [];
    const segment = textAt(link, "id");
    const about = [textAt(link, "attributes", REFERENCE_TYPE), segment === undefined ? undefined : `segment ${segment}`];
    return [{ traceId, about: about.filter((part) => part !== undefined).join(" · ") }];
  });
  return [...new Map(links.map((link) => [`${link.traceId} ${link.about}`, link])).values()];
}

/** The exceptions that a document carries itself. @param nodes where their causes may be */
export function exceptionsOf(document: Members, nodes: readonly TraceNode[]): DetailException[] {
  const owners = ownersOf(nodes);
  return ownExceptions(document).map((exception) => ({
    type: typeOf(exception),
    message: textAt(exception, "message") ?? "",
    remote: exception["remote"] === true,
    frames: listAt(exception, "stack").filter(isMembers).map(frameText),
    truncated: numberAt(exception, "truncated") ?? 0,
    skipped: numberAt(exception, "skipped") ?? 0,
    cause: causeOf(textAt(exception, "cause"), document, owners),
  }));
}

function ownExceptions(document: Members): Members[] {
  return listAt(document, "cause", "exceptions").filter(isMembers);
}

function typeOf(exception: Members): string {
  return textAt(exception, "type") ?? "Error";
}

function frameText(frame: Members): string {
  const file = textAt(frame, "path");
  const line = numberAt(frame, "line");
  const place = [file, line].filter((part) => part !== undefined).join(":");
  const label = textAt(frame, "label");
  if (label === undefined) return `at ${place}`;
  return place === "" ? `at ${label}` : `at ${label} (${place})`;
}

/** The parts by the ids of their exceptions, the first where several have one. */
function ownersOf(nodes: readonly TraceNode[]): ReadonlyMap<unknown, TraceNode> {
  const owners = new Map<unknown, TraceNode>();
  for (const node of nodes) for (const { id } of ownExceptions(node.document)) if (!owners.has(id)) owners.set(id, node);
  return owners;
}

/** Finds the exception of an id that a document names as a cause; undefined where it names none. */
function causeOf(id: string | undefined, document: Members, owners: ReadonlyMap<unknown, TraceNode>): Cause | undefined {
  if (id === undefined) return undefined;
  const own = ownExceptions(document).find((one) => one["id"] === id);
  if (own !== undefined) return { kind: "own", type: typeOf(own) };
  const node = owners.get(id);
  return node === undefined ? { kind: "missing" } : { kind: "part", id: node.id, name: node.name };
}
