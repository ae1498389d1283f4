import type { AnnotationValue, EdgeFacts, Facts, ServiceFacts, TraceFacts } from "./filterExpression.ts";
import type { Entity, Segment, TraceRecord } from "./segment.ts";

/** What filter expressions and summaries look at: the trace by its first segment, its services, the calls between them. */
export interface TraceView extends TraceFacts {
  readonly record: TraceRecord;
  /** Seconds from the first beginning to the last end. */
  readonly duration: number;
  /** Seconds that the first segment took; undefined while it goes on. */
  readonly responseTime: number | undefined;
  readonly isPartial: boolean;
}

export function viewOf(record: TraceRecord, accountId: string): TraceView {
  const { segments } = record;
  const [root] = segments;
  const ends = segments.map(({ end_time, start_time }) => end_time ?? start_time);
  const duration = round(Math.max(...ends) - Math.min(...segments.map(({ start_time }) => start_time)));
  const isPartial = segments.some(({ in_progress }) => in_progress === true);
  const services = segments.map((segment) => serviceFacts(segment, accountId, segment === root));
  const rootFacts = factsOf(root, true);
  const annotations = merged(services.map((service) => service.annotations));
  return {
    record,
    duration,
    responseTime: timeOf(root),
    isPartial,
    flags: { ...rootFacts.flags, partial: isPartial },
    numbers: { ...rootFacts.numbers, duration },
    texts: { ...rootFacts.texts, user: segments.flatMap(({ user }) => user ?? []) },
    annotations,
    services,
    edges: edgesOf(segments, services),
  };
}

/** A segment's type as X-Ray shows it: its origin, or that it was only called. */
export function typeOf(segment: Segment): string {
  return segment.origin ?? "remote";
}

function serviceFacts(segment: Segment, account: string, isRoot: boolean): ServiceFacts {
  return { ...factsOf(segment, isRoot), name: segment.name, type: typeOf(segment), account };
}

function factsOf(segment: Segment, isRoot: boolean): Facts {
  const { error, fault, throttle, inferred, in_progress, http, name, user } = segment;
  const text = (value: string | undefined) => (value === undefined ? [] : [value]);
  return {
    flags: {
      ok: error !== true && fault !== true,
      error: error === true,
      fault: fault === true,
      throttle: throttle === true,
      partial: in_progress === true,
      inferred: inferred === true,
      remote: inferred === true,
      root: isRoot,
    },
    numbers: { responsetime: timeOf(segment), "http.status": http?.response?.status },
    texts: {
      "http.url": text(http?.request?.url),
      "http.method": text(http?.request?.method),
      "http.useragent": text(http?.request?.user_agent),
      "http.clientip": text(http?.request?.client_ip),
      user: text(user),
      name: [name],
      type: [typeOf(segment)],
      message: exceptionsOf(segment).map(({ message }) => message),
    },
    annotations: annotationsOf(segment),
  };
}

function timeOf({ start_time, end_time }: Entity): number | undefined {
  return end_time === undefined ? undefined : round(end_time - start_time);
}

function round(seconds: number): number {
  return Math.round(seconds * 1_000_000) / 1_000_000;
}

/** All entities of a segment, itself first. */
export function entitiesOf(entity: Entity): Entity[] {
  return [entity, ...(entity.subsegments ?? []).flatMap(entitiesOf)];
}

/** The exceptions that stand in a segment and its subsegments. */
export function exceptionsOf(segment: Entity): { type: string; message: string }[] {
  return entitiesOf(segment).flatMap(({ cause }) => (typeof cause === "object" ? cause.exceptions : []));
}

function annotationsOf(segment: Segment): Map<string, readonly AnnotationValue[]> {
  const own = entitiesOf(segment).map(({ annotations }) => new Map(Object.entries(annotations ?? {}).map(([key, value]) => [key, [value]])));
  return merged(own);
}

function merged(maps: readonly ReadonlyMap<string, readonly AnnotationValue[]>[]): Map<string, readonly AnnotationValue[]> {
  const all = new Map<string, readonly AnnotationValue[]>();
  for (const map of maps) {
    for (const [key, values] of map) {
      all.set(key, [...new Set([...(all.get(key) ?? []), ...values])]);
    }
  }
  return all;
}

function edgesOf(segments: readonly Segment[], services: readonly ServiceFacts[]): EdgeFacts[] {
  const ownerOf = new Map<string, ServiceFacts>();
  segments.forEach((segment, index) => {
    const service = services[index];
    if (service !== undefined) {
      entitiesOf(segment).forEach(({ id }) => ownerOf.set(id, service));
    }
  });
  return segments.flatMap((segment, index) => {
    const from = ownerOf.get(segment.parent_id ?? "");
    const to = services[index];
    return from === undefined || to === undefined ? [] : [{ ...to, from, to }];
  });
}
