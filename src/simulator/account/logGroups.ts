import { hashText, Random } from "../random.ts";
import type { BuildStore } from "../services/codebuild/builds.ts";
import { commandLogGroup, runsCommands } from "../services/codepipeline/commandRuns.ts";
import type { PipelineStore } from "../services/codepipeline/pipelines.ts";
import { CycleStream } from "../services/logs/logStream.ts";
import type { LogStreamSource } from "../services/logs/logStream.ts";
import type { LogGroupSource, LogStore } from "../services/logs/logStore.ts";
import type { ServiceLogs } from "./catalogue.ts";
import {
  accessLog,
  IMPORT_LINES,
  jsonService,
  LAMBDA_LINES,
  lambdaFunction,
  plainService,
  ratesImport,
  scannerLine,
} from "./logText.ts";
import type { LineWriter, ServiceLines, VersionAt } from "./logText.ts";
import type { Releases } from "./releases.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** The stream of `/kestrel/bulk` with exactly 100,000 events, and the one with exactly 1,000,000. */
export const BULK_STREAMS = { hundredThousand: "hundred-thousand", million: "million" } as const;

/**
 * Adds the log groups of a region.
 * @param releases tells which version of a component its lines carry
 * @param now when the account is opened: all times count from it
 */
export function addLogGroups(
  { logs, builds, pipelines, releases }: { logs: LogStore; builds: BuildStore; pipelines: PipelineStore; releases: Releases },
  services: ServiceLogs,
  now: number,
): void {
  for (const project of builds.projects()) {
    const name = `/aws/codebuild/${project.name}`;
    logs.add({
      name,
      creationTime: createdAt(name, now),
      retentionInDays: undefined,
      streams: () => builds.logStreams(project.name),
    });
  }
  for (const { declaration } of pipelines.all().filter(runsCommands)) {
    const name = commandLogGroup(declaration.name);
    const streams = () => pipelines.commandStreams(declaration.name);
    logs.add({ name, creationTime: createdAt(name, now), retentionInDays: undefined, streams });
  }
  for (const name of services.functions) {
    logs.add(group(`/aws/lambda/${name}`, now, 14, () => lambdaStreams(name, now)));
  }
  for (const name of services.json) {
    logs.add(group(`/ecs/${name}`, now, 30, () => serviceStreams(name, jsonService(name, versions(releases, name)), now)));
  }
  for (const name of services.plain) {
    logs.add(group(`/ecs/${name}`, now, 30, () => serviceStreams(name, plainService(name, versions(releases, name)), now)));
  }
  if (services.unusual === true) {
    addSpecialGroups(logs, releases, now);
  }
}

/**
 * The version that a component's lines carry. Only what was released before a time counts for it: a line that was
 * written once never changes. What ran before the first release that is remembered has a version of its own.
 */
function versions(releases: Releases, component: string): VersionAt {
  const unknown = hashText(`first version of ${component}`).toString(16).padStart(8, "0");
  return (timestamp) => releases.commitAt(component, timestamp - 1)?.slice(0, 8) ?? unknown;
}

function addSpecialGroups(logs: LogStore, releases: Releases, now: number): void {
  const web = jsonService("parcel-web", versions(releases, "parcel-web"));
  logs.add(group("/ecs/parcel-web", now, 30, () => parcelWebStreams(web, now)));
  logs.add(group("/kestrel/bulk", now, undefined, () => bulkStreams(now)));
  logs.add(group("/kestrel/audit", now, 365, () => [slowStream("audit", jsonService("audit"), now, 20 * SECOND)]));
  for (const depot of ["rotterdam", "gdansk", "lisboa"]) {
    const name = `/kestrel/depot/${depot}/scanner.v2`;
    logs.add(
      group(name, now, 7, () => [
        slowStream("lane-01", { line: scannerLine }, now, 5 * SECOND),
        slowStream("lane-02", { line: scannerLine }, now, 7 * SECOND),
      ]),
    );
  }
  logs.add(
    group("/kestrel/edge/nginx-access", now, 7, () => [slowStream("edge-1", { line: accessLog("edge-1") }, now, 3 * SECOND)]),
  );
  logs.add(group("/kestrel/jobs/nightly.rates-import", now, 90, () => [nightlyStream(now), deltaStream(now)]));
  logs.add(
    group("/aws/rds/cluster/kestrel-orders/postgresql", now, 30, () => [
      slowStream("kestrel-orders-1.0", plainService("postgres"), now, MINUTE),
    ]),
  );
  logs.add(
    group("API-Gateway-Execution-Logs_k3l9x2/prod", now, undefined, () => [
      slowStream("b1946ac92492d2347c6235b4d2611184", jsonService("api"), now, 9 * SECOND),
    ]),
  );
  logs.add(group("/kestrel/empty", now, undefined, () => []));
  logs.add({
    ...group("/kestrel/archive/scans", now, undefined, () => [slowStream("scans", { line: scannerLine }, now, MINUTE)]),
    logGroupClass: "INFREQUENT_ACCESS",
  });
}

function group(
  name: string,
  now: number,
  retentionInDays: number | undefined,
  make: () => LogStreamSource[],
): LogGroupSource {
  let streams: LogStreamSource[] | undefined;
  return {
    name,
    creationTime: createdAt(name, now),
    retentionInDays,
    hasRequests: true,
    streams: () => {
      streams ??= make();
      return streams;
    },
  };
}

function createdAt(name: string, now: number): number {
  return now - (60 + (hashText(name) % 600)) * DAY;
}

/** Ascending offsets of `count` events within a cycle. */
function offsets(seed: string, count: number, cycleMs: number): number[] {
  const random = new Random(seed);
  const unique = new Set<number>();
  while (unique.size < count) {
    unique.add(random.between(0, cycleMs - 1));
  }
  return [...unique].sort((a, b) => a - b);
}

/** Tasks of an ECS service: two that run and one that was replaced yesterday. */
function serviceStreams(service: string, lines: ServiceLines, now: number): LogStreamSource[] {
  const random = new Random(`tasks ${service}`);
  const task = () => `${service}/${service}/${random.hex(32)}`;
  const cycle = { cycleMs: MINUTE, offsets: offsets(service, 9, MINUTE), ...lines };
  return [
    new CycleStream({ ...cycle, name: task(), start: now - 3 * DAY, count: 2 * 24 * 60 * 9 }),
    new CycleStream({ ...cycle, name: task(), start: now - DAY }),
    new CycleStream({
      ...cycle,
      name: task(),
      start: now - DAY + 13 * SECOND,
      offsets: offsets(`${service} b`, 7, MINUTE),
    }),
  ];
}

/** The busy service: together its two tasks write two to five lines in every second, for ever. */
function parcelWebStreams(lines: ServiceLines, now: number): LogStreamSource[] {
  const random = new Random("tasks parcel-web");
  const task = () => `parcel-web/parcel-web/${random.hex(32)}`;
  const perSecond = (most: number) =>
    Array.from({ length: 60 }, (_none, second) =>
      offsets(`parcel-web ${most} ${second}`, random.between(1, most), SECOND).map((at) => second * SECOND + at),
    ).flat();
  const replaced = perSecond(3);
  return [
    new CycleStream({
      name: task(),
      start: now - 2 * DAY,
      cycleMs: MINUTE,
      offsets: replaced,
      count: 24 * 60 * replaced.length,
      ...lines,
    }),
    new CycleStream({ name: task(), start: now - DAY, cycleMs: MINUTE, offsets: perSecond(2), ...lines }),
    new CycleStream({ name: task(), start: now - DAY, cycleMs: MINUTE, offsets: perSecond(3), ...lines }),
  ];
}

/** A stream of a Lambda function for each of the last days, and one that goes on. */
function lambdaStreams(name: string, now: number): LogStreamSource[] {
  const random = new Random(`lambda ${name}`);
  const cycleMs = random.between(25, 90) * SECOND;
  const moments = [0, 4, 320, 700, 701].slice(0, LAMBDA_LINES);
  return [4, 3, 2, 1, 0].map((day) => {
    const start = now - day * DAY - 3 * 60 * MINUTE;
    const date = new Date(start).toISOString().slice(0, 10).replaceAll("-", "/");
    return new CycleStream({
      name: `${date}/[$LATEST]${random.hex(32)}`,
      start,
      cycleMs,
      offsets: moments,
      ...lambdaFunction(`${name} ${day}`, name),
      ...(day === 0 ? {} : { count: 240 * LAMBDA_LINES }),
    });
  });
}

type Lines = { readonly line: LineWriter } & Partial<ServiceLines>;

function slowStream(name: string, lines: Lines, now: number, everyMs: number): LogStreamSource {
  return new CycleStream({ name, start: now - 2 * DAY, cycleMs: everyMs, offsets: [0], ...lines });
}

function nightlyStream(now: number): LogStreamSource {
  const start = now - 6 * 60 * MINUTE;
  const name = `run-${new Date(start).toISOString().slice(0, 10)}`;
  return new CycleStream({
    name,
    start,
    cycleMs: 200,
    offsets: [0],
    count: 1500,
    ...plainService("rates-import"),
  });
}

/** The changed rates are imported every ten minutes; the last run began three minutes before the account was opened. */
function deltaStream(now: number): LogStreamSource {
  return new CycleStream({
    name: "delta",
    start: now - DAY - 3 * MINUTE,
    cycleMs: 10 * MINUTE,
    offsets: Array.from({ length: IMPORT_LINES }, (_none, index) => index * SECOND),
    ...ratesImport("rates-delta"),
  });
}

function bulkStreams(now: number): LogStreamSource[] {
  const stream = (name: string, count: number, everyMs: number) =>
    new CycleStream({
      name,
      start: now - count * everyMs,
      cycleMs: everyMs,
      offsets: [0],
      count,
      line: scannerLine,
    });
  return [stream(BULK_STREAMS.hundredThousand, 100_000, 40), stream(BULK_STREAMS.million, 1_000_000, 40)];
}
