import type { TraceState } from "../model.ts";
import { GIVEN_UP, stateOf } from "../model.ts";
import { type JsonObject, isObject, listAt, numberAt, textAt } from "./json.ts";

/** What a part of a trace is: a service's own segment, one that X-Ray made up of a call, or a subsegment by its kind. */
export type NodeKind = "service" | "inferred" | "local" | "remote" | "aws" | "sql";

/** A segment or subsegment at its place in the trace. Times in epoch milliseconds. */
export interface TraceNode {
  readonly id: string;
  readonly name: string;
  /** Below how many others it stands. */
  readonly depth: number;
  /** Position of its parent in the trace's nodes; -1 for one without. */
  readonly parent: number;
  /** Position behind its last descendant. */
  readonly end: number;
  readonly kind: NodeKind;
  readonly state: TraceState;
  readonly from: number;
  /** Left out: it goes on, or nobody told its end. */
  readonly to: number | undefined;
  /** It said that it goes on, and there is still hope of its end. */
  readonly inProgress: boolean;
  /** What is odd about it, in words. */
  readonly problems: readonly string[];
  /** What X-Ray told of it. */
  readonly document: JsonObject;
}

/** A trace, its nodes as they stand below each other: each before its children, siblings by their beginnings. */
export interface TraceTree {
  readonly nodes: readonly TraceNode[];
  /** Epoch milliseconds: first beginning and last end, or now where it goes on. */
  readonly from: number;
  readonly to: number;
  /** Epoch milliseconds: the last time that a part of it tells. */
  readonly lastSign: number;
  readonly goesOn: boolean;
  /** How many documents could not be read. */
  readonly unreadable: number;
}

/** An entity while the tree is built. */
interface Part {
  readonly id: string;
  readonly document: JsonObject;
  readonly isSegment: boolean;
  parent: Part | undefined;
  readonly children: Part[];
  readonly problems: string[];
}

/** Clocks of hosts differ by less than this all the time, in milliseconds. */
const SKEW = 1;

/**
 * Puts segment documents together ("X-Ray segment documents", X-Ray developer guide). Subsegments may come within their
 * segment or as documents of their own; whatever is broken or missing is told and the rest is shown.
 * @param now epoch milliseconds
 */
export function traceTree(documents: readonly string[], now: number): TraceTree {
  const read = documents.map(parsed);
  const segments = newest(read.filter((document) => document !== undefined));
  const parts = new Map<string, Part>();
  const tops = segments.map((document) => add(parts, document, document["type"] !== "subsegment", undefined));
  const roots = tops.filter((part) => !attach(parts, part));
  const nodes: TraceNode[] = [];
  const times = [...parts.values()].map(({ document }) => ({ begin: beginOf(document), end: endOf(document) }));
  const start = Math.min(...times.map(({ begin }) => begin ?? Number.POSITIVE_INFINITY));
  const base = Number.isFinite(start) ? start : 0;
  const lastSign = Math.max(base, ...times.map(({ begin, end }) => Math.max(begin ?? base, end ?? base)));
  const isGivenUp = now - lastSign >= GIVEN_UP;
  for (const root of byBeginning(roots)) place(nodes, root, { depth: 0, parent: -1, from: base, isGivenUp });
  const goesOn = nodes.some(({ inProgress }) => inProgress);
  return {
    nodes,
    from: base,
    to: goesOn ? Math.max(lastSign, now) : lastSign,
    lastSign,
    goesOn,
    unreadable: read.filter((document) => document === undefined).length,
  };
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A segment may have come twice, in progress and done: the one that is done counts. */
function newest(documents: readonly JsonObject[]): JsonObject[] {
  const byId = new Map<string, JsonObject>();
  documents.forEach((document, index) => {
    const id = textAt(document, "id") ?? `without id ${index}`;
    const known = byId.get(id);
    if (known === undefined || numberAt(known, "end_time") === undefined) byId.set(id, document);
  });
  return [...byId.values()];
}

function add(parts: Map<string, Part>, document: JsonObject, isSegment: boolean, parent: Part | undefined): Part {
  const told = textAt(document, "id");
  const id = told === undefined || parts.has(told) ? `part ${parts.size}` : told;
  const part: Part = { id, document, isSegment, parent, children: [], problems: [] };
  if (told === undefined) part.problems.push("It has no id.");
  else if (id !== told) part.problems.push(`Its id ${told} stands twice in the trace.`);
  parts.set(id, part);
  for (const child of listAt(document, "subsegments")) {
    if (isObject(child)) part.children.push(add(parts, child, false, part));
    else part.problems.push("One of its subsegments could not be read.");
  }
  return part;
}

/** Puts a segment below the part that it names. @returns false where it begins a tree of its own */
function attach(parts: ReadonlyMap<string, Part>, part: Part): boolean {
  const wanted = textAt(part.document, "parent_id");
  if (wanted === undefined) return false;
  const parent = parts.get(wanted);
  if (parent === undefined) {
    part.problems.push(`Its parent ${wanted} is missing in the trace.`);
    return false;
  }
  if (isWithin(parent, part)) {
    part.problems.push(`Its parent ${wanted} stands below it.`);
    return false;
  }
  parent.children.push(part);
  part.parent = parent;
  return true;
}

function isWithin(part: Part, other: Part): boolean {
  for (let at: Part | undefined = part; at !== undefined; at = at.parent) if (at === other) return true;
  return false;
}

function byBeginning(parts: readonly Part[]): Part[] {
  const begin = ({ document }: Part) => beginOf(document) ?? Number.POSITIVE_INFINITY;
  // two without a beginning are equal, which their difference would not say
  return parts.toSorted((a, b) => (begin(a) === begin(b) ? 0 : begin(a) - begin(b)));
}

interface Place {
  readonly depth: number;
  readonly parent: number;
  /** The parent's beginning. */
  readonly from: number;
  /** Whether what goes on is not believed any more. */
  readonly isGivenUp: boolean;
}

function place(nodes: TraceNode[], part: Part, { depth, parent, from: parentFrom, isGivenUp }: Place): void {
  const { document } = part;
  const problems = [...part.problems];
  const told = beginOf(document);
  if (told === undefined) problems.push("Nobody told when it began: it is shown at its parent's beginning.");
  const from = told ?? parentFrom;
  const toldEnd = endOf(document);
  if (toldEnd !== undefined && toldEnd < from) problems.push("It ends before it begins.");
  const to = toldEnd === undefined ? undefined : Math.max(from, toldEnd);
  const saysItGoesOn = to === undefined && document["in_progress"] === true;
  const inProgress = saysItGoesOn && !isGivenUp;
  if (saysItGoesOn && isGivenUp) problems.push("It never ended: nothing has been heard of the trace for an hour or more.");
  else if (to === undefined && !inProgress) problems.push("Nobody told when it ended.");
  const above = nodes[parent];
  if (part.isSegment && above !== undefined && from < above.from - SKEW) {
    problems.push(`It begins ${Math.round(above.from - from)} ms before its parent: the clocks of their hosts differ.`);
  }
  const position = nodes.length;
  nodes.push({
    id: part.id,
    name: textAt(document, "name") ?? "(unnamed)",
    depth,
    parent,
    end: position,
    kind: kindOf(part),
    state: stateOf({ fault: document["fault"] === true, error: document["error"] === true, throttle: document["throttle"] === true }),
    from,
    to,
    inProgress,
    problems,
    document,
  });
  for (const child of byBeginning(part.children)) place(nodes, child, { depth: depth + 1, parent: position, from, isGivenUp });
  const node = nodes[position];
  if (node !== undefined) nodes[position] = { ...node, end: nodes.length };
}

function kindOf({ document, isSegment }: Part): NodeKind {
  if (isSegment) return document["inferred"] === true ? "inferred" : "service";
  if (isObject(document["sql"])) return "sql";
  const namespace = document["namespace"];
  return namespace === "aws" || namespace === "remote" ? namespace : "local";
}

function beginOf(document: JsonObject): number | undefined {
  return scaled(numberAt(document, "start_time"));
}

function endOf(document: JsonObject): number | undefined {
  return scaled(numberAt(document, "end_time"));
}

/** Seconds of a document in milliseconds. */
function scaled(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
