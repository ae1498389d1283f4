import type { Edge, Service, ServiceStatistics } from "@aws-sdk/client-xray";
import type { Segment } from "./segment.ts";
import { entitiesOf, typeOf } from "./traceFacts.ts";
import type { TraceView } from "./traceFacts.ts";

interface Tally {
  ok: number;
  error: number;
  throttle: number;
  fault: number;
  seconds: number;
}

interface Node {
  readonly reference: number;
  readonly name: string;
  readonly type: string;
  isRoot: boolean;
  readonly tally: Tally;
  readonly edges: Map<number, Tally>;
}

/** The services of traces and the calls between them, with a client before each that was called from outside. */
export function serviceGraph(views: readonly TraceView[], accountId: string, start: Date, end: Date): Service[] {
  const nodes = new Map<string, Node>();
  const nodeOf = (name: string, type: string): Node => {
    const key = `${type} ${name}`;
    const node = nodes.get(key) ?? { reference: nodes.size, name, type, isRoot: false, tally: emptyTally(), edges: new Map() };
    nodes.set(key, node);
    return node;
  };
  for (const { record } of views) {
    const owners = new Map<string, Node>();
    for (const segment of record.segments) {
      const node = nodeOf(segment.name, typeOf(segment));
      count(node.tally, segment);
      entitiesOf(segment).forEach(({ id }) => owners.set(id, node));
    }
    for (const segment of record.segments) {
      const caller = segment.parent_id === undefined ? nodeOf(segment.name, "client") : owners.get(segment.parent_id);
      const called = owners.get(segment.id);
      if (caller !== undefined && called !== undefined && caller !== called) {
        const edge = caller.edges.get(called.reference) ?? emptyTally();
        caller.edges.set(called.reference, edge);
        count(edge, segment);
        caller.isRoot ||= segment.parent_id === undefined;
      }
    }
  }
  return [...nodes.values()].map((node) => describe(node, accountId, start, end));
}

function describe(node: Node, accountId: string, start: Date, end: Date): Service {
  const times = { StartTime: start, EndTime: end };
  const edges = [...node.edges].map(
    ([ReferenceId, tally]): Edge => ({ ReferenceId, ...times, SummaryStatistics: statistics(tally), Aliases: [], EdgeType: "link" }),
  );
  return {
    ReferenceId: node.reference,
    Name: node.name,
    Names: [node.name],
    Type: node.type,
    State: "active",
    AccountId: accountId,
    ...times,
    ...(node.isRoot ? { Root: true } : {}),
    ...(node.type === "client" ? {} : { SummaryStatistics: statistics(node.tally) }),
    Edges: edges,
  };
}

function emptyTally(): Tally {
  return { ok: 0, error: 0, throttle: 0, fault: 0, seconds: 0 };
}

function count(tally: Tally, segment: Segment): void {
  tally.seconds += (segment.end_time ?? segment.start_time) - segment.start_time;
  if (segment.fault === true) {
    tally.fault += 1;
  } else if (segment.throttle === true) {
    tally.throttle += 1;
  } else if (segment.error === true) {
    tally.error += 1;
  } else {
    tally.ok += 1;
  }
}

function statistics({ ok, error, throttle, fault, seconds }: Tally): ServiceStatistics {
  const errors = error + throttle;
  return {
    OkCount: ok,
    ErrorStatistics: { ThrottleCount: throttle, OtherCount: error, TotalCount: errors },
    FaultStatistics: { OtherCount: fault, TotalCount: fault },
    TotalCount: ok + errors + fault,
    TotalResponseTime: seconds,
  };
}
