import { isMembers } from "../../../base/json.ts";
import { MINUTE } from "../../../base/time.ts";
import { w3cTraceId } from "../../../base/traceId.ts";
import { listAt, textAt } from "./json.ts";
import type { TraceNode, TraceTree } from "./traceTree.ts";

/** Where lines of a trace may stand. Times in epoch milliseconds. */
export interface LogPlace {
  readonly group: string;
  /** A filter pattern that finds the trace's lines. */
  readonly pattern: string;
  /** Request ids that the pattern has no room for. */
  readonly leftOut: number;
  readonly from: number;
  /** Left out while the trace goes on. */
  readonly to: number | undefined;
  /** The service that writes there, where the trace tells it. */
  readonly service: string | undefined;
}

/** Lines are written a little before and after what they tell of, and clocks differ. */
const MARGIN = MINUTE;

/**
 * The log groups of a trace, those of the selected part's service first; none where the segments name none. A Lambda
 * function's group follows from its name ("Sending Lambda function logs to CloudWatch Logs", Lambda developer guide).
 */
export function logPlaces(tree: TraceTree, traceId: string, selected: TraceNode | undefined): LogPlace[] {
  const segments = tree.nodes.filter(({ kind }) => kind === "service");
  const own = selected === undefined ? undefined : segmentOf(tree, selected);
  const ordered = own === undefined ? segments : [own, ...segments.filter((segment) => segment !== own)];
  const places = new Map<string, LogPlace>();
  for (const segment of ordered) {
    for (const group of groupsOf(segment)) {
      if (places.has(group)) continue;
      const requests = segment === own ? [segment] : segments.filter((one) => groupsOf(one).includes(group));
      places.set(group, { ...logPlace(tree, traceId, group, requests), service: segment.name });
    }
  }
  return [...places.values()];
}

/** A group that may have lines of a trace, of which it is known by another way. @param segments those whose request ids are looked for, too */
export function logPlace(tree: TraceTree, traceId: string, group: string, segments = tree.nodes.filter(({ kind }) => kind === "service")): LogPlace {
  const to = tree.goesOn ? undefined : Math.ceil(tree.to + MARGIN);
  return { group, ...patternOf(traceId, segments), from: Math.floor(tree.from - MARGIN), to, service: undefined };
}

/** Whether the selected part's own service tells its log groups: then there is nothing to ask. */
export function ownGroups(tree: TraceTree, selected: TraceNode | undefined): readonly string[] {
  const segment = selected === undefined ? undefined : segmentOf(tree, selected);
  return segment === undefined ? [] : groupsOf(segment);
}

/** The service's segment that a node stands in. */
function segmentOf(tree: TraceTree, node: TraceNode): TraceNode | undefined {
  for (let at: TraceNode | undefined = node; at !== undefined; at = tree.nodes[at.parent]) if (at.kind === "service") return at;
  return undefined;
}

function groupsOf({ document, name }: TraceNode): string[] {
  const told = listAt(document, "aws", "cloudwatch_logs").flatMap((log) => (isMembers(log) ? (textAt(log, "log_group") ?? []) : []));
  if (told.length > 0) return [...new Set(told)];
  return textAt(document, "origin") === "AWS::Lambda::Function" ? [`/aws/lambda/${name}`] : [];
}

/** The longest filter pattern that CloudWatch Logs takes ("filterPattern", FilterLogEvents). */
const LONGEST_PATTERN = 1024;

/**
 * Any of the ids by which a line may name the trace: X-Ray's and W3C's form of the trace's, and the request ids of the
 * segments given, for a function's own lines carry nothing else; as many as fit. Terms with `?` are alternatives ("Filter
 * pattern syntax", CloudWatch Logs user guide).
 */
function patternOf(traceId: string, segments: readonly TraceNode[]): Pick<LogPlace, "pattern" | "leftOut"> {
  const requests = segments.flatMap(({ document }) => textAt(document, "aws", "request_id") ?? textAt(document, "annotations", "requestId") ?? []);
  let pattern = "";
  let leftOut = 0;
  for (const id of new Set([traceId, w3cTraceId(traceId), ...requests])) {
    const longer = `${pattern} ?"${id}"`.trimStart();
    if (longer.length <= LONGEST_PATTERN) pattern = longer;
    else leftOut += 1;
  }
  return { pattern, leftOut };
}
