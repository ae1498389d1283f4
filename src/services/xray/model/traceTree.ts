import { type Members, isMembers, parsedJson } from "../../../base/json.ts";
import type { TraceState } from "../model.ts";
import { GIVEN_UP, stateOf } from "../model.ts";
import { listAt, numberAt, textAt } from "./json.ts";

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
  readonly document: Members;
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
  readonly document: Members;
  readonly isSegment: boolean;
  /** The top of the tree that it stands in, as far as it was looked for. */
  top: Part | undefined;
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
  const tops = segments.map((document) => addAll(parts, document));
  const roots = tops.filter((part) => !attach(parts, part));
  const nodes: TraceNode[] = [];
  const times = [...parts.values()].map(({ document }) => ({ begin: beginOf(document), end: endOf(document) }));
  // no spread: a trace has more parts than a call may have arguments
  const start = times.reduce((least, { begin }) => Math.min(least, begin ?? least), Number.POSITIVE_INFINITY);
  const base = Number.isFinite(start) ? start : 0;
  const lastSign = times.reduce((latest, { begin, end }) => Math.max(latest, begin ?? base, end ?? base), base);
  const isGivenUp = now - lastSign >= GIVEN_UP;
  placeAll(nodes, byBeginning(roots), base, isGivenUp);
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

function parsed(text: string): Members | undefined {
  const value = parsedJson(text);
  return isMembers(value) ? value : undefined;
}

/** A segment may have come twice, in progress and done: the one that is done counts. */
function newest(documents: readonly Members[]): Members[] {
  const byId = new Map<string, Members>();
  documents.forEach((document, index) => {
    const id = textAt(document, "id") ?? `without id ${index}`;
    const known = byId.get(id);
    if (known === undefined || numberAt(known, "end_time") === undefined) byId.set(id, document);
  });
  return [...byId.values()];
}

/** A document with all its subsegments; without recursion, for a document may nest as deep as it likes. */
function addAll(parts: Map<string, Part>, document: Members): Part {
  const top = add(parts, document, document["type"] !== "subsegment", undefined);
  const waiting = [top];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const child of listAt(part.document, "subsegments")) {
      if (isMembers(child)) part.children.push(add(parts, child, false, top));
      else part.problems.push("One of its subsegments could not be read.");
    }
    for (const child of part.children.toReversed()) waiting.push(child);
  }
  return top;
}

function add(parts: Map<string, Part>, document: Members, isSegment: boolean, top: Part | undefined): Part {
  const told = textAt(document, "id");
  const id = told === undefined || parts.has(told) ? `part ${parts.size}` : told;
  const part: Part = { id, document, isSegment, top, children: [], problems: [] };
  if (told === undefined) part.problems.push("It has no id.");
  else if (id !== told) part.problems.push(`Its id ${told} stands twice in the trace.`);
  parts.set(id, part);
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
  if (topOf(parent) === part) {
    part.problems.push(`Its parent ${wanted} stands below it.`);
    return false;
  }
  parent.children.push(part);
  part.top = parent;
  return true;
}

/** The top of the tree that a part stands in. Ways that were gone are made short, so that none is gone twice. */
function topOf(part: Part): Part {
  let top = part;
  while (top.top !== undefined) top = top.top;
  for (let at = part; at !== top; ) {
    const next = at.top ?? top;
    at.top = top;
    at = next;
  }
  return top;
}

function byBeginning(parts: readonly Part[]): Part[] {
  const begin = ({ document }: Part) => beginOf(document) ?? Number.POSITIVE_INFINITY;
  // two without a beginning are equal, which their difference would not say
  return parts.toSorted((a, b) => (begin(a) === begin(b) ? 0 : begin(a) - begin(b)));
}

interface Place {
  readonly part: Part;
  readonly depth: number;
  readonly parent: number;
  /** The parent's beginning. */
  readonly from: number;
}

/** Places parts with all below them in their order. @param isGivenUp whether what goes on is not believed any more */
function placeAll(nodes: TraceNode[], roots: readonly Part[], base: number, isGivenUp: boolean): void {
  const waiting = roots.map((part): Place => ({ part, depth: 0, parent: -1, from: base })).toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const position = nodes.length;
    const node = nodeAt(nodes[next.parent], next, position, isGivenUp);
    nodes.push(node);
    const children = byBeginning(next.part.children).map((part): Place => ({ part, depth: node.depth + 1, parent: position, from: node.from }));
    for (const child of children.toReversed()) waiting.push(child);
  }
  // what stands behind comes first, so that each is ready when it is added to what it stands in
  for (let position = nodes.length - 1; position >= 0; position -= 1) {
    const node = nodes[position];
    const above = node === undefined ? undefined : nodes[node.parent];
    if (node !== undefined && above !== undefined && above.end < node.end) nodes[node.parent] = { ...above, end: node.end };
  }
}

function nodeAt(above: TraceNode | undefined, { part, depth, parent, from: parentFrom }: Place, position: number, isGivenUp: boolean): TraceNode {
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
  if (part.isSegment && above !== undefined && from < above.from - SKEW) {
    problems.push(`It begins ${Math.round(above.from - from)} ms before its parent: the clocks of their hosts differ.`);
  }
  return {
    id: part.id,
    name: textAt(document, "name") ?? "(unnamed)",
    depth,
    parent,
    end: position + 1,
    kind: kindOf(part),
    state: stateOf({ fault: document["fault"] === true, error: document["error"] === true, throttle: document["throttle"] === true }),
    from,
    to,
    inProgress,
    problems,
    document,
  };
}

function kindOf({ document, isSegment }: Part): NodeKind {
  if (isSegment) return document["inferred"] === true ? "inferred" : "service";
  if (isMembers(document["sql"])) return "sql";
  const namespace = document["namespace"];
  return namespace === "aws" || namespace === "remote" ? namespace : "local";
}

function beginOf(document: Members): number | undefined {
  return scaled(numberAt(document, "start_time"));
}

function endOf(document: Members): number | undefined {
  return scaled(numberAt(document, "end_time"));
}

/** Seconds of a document in milliseconds. */
function scaled(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
