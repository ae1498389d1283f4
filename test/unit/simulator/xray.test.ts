import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { PutApprovalResultCommand, StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import {
  BatchGetTracesCommand,
  GetServiceGraphCommand,
  GetTraceSegmentDestinationCommand,
  GetTraceSummariesCommand,
  type TraceSummary,
  XRayClient,
} from "@aws-sdk/client-xray";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bench, actionNamed, clientOptions, openBench, passUntil, refusal, stageNamed, stagesOf } from "./support.ts";

let bench: Bench;
let xray: XRayClient;
let now: number;

beforeAll(async () => {
  bench = await openBench();
  xray = new XRayClient(clientOptions(bench.simulator));
  now = (await bench.simulator.control.health()).now;
});
afterAll(async () => {
  xray.destroy();
  await bench.close();
});

const MINUTE = 60_000;

async function summaries(filter: string | undefined, minutes = 5): Promise<TraceSummary[]> {
  const found: TraceSummary[] = [];
  let token: string | undefined;
  do {
    const answer = await xray.send(
      new GetTraceSummariesCommand({
        StartTime: new Date(now - minutes * MINUTE),
        EndTime: new Date(now),
        FilterExpression: filter,
        NextToken: token,
      }),
    );
    found.push(...(answer.TraceSummaries ?? []));
    token = answer.NextToken;
  } while (token !== undefined);
  return found;
}

interface Document {
  readonly links?: readonly { readonly trace_id: string; readonly id: string; readonly attributes: Record<string, string> }[];
  readonly id: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time?: number;
  readonly in_progress?: boolean;
  readonly parent_id?: string;
  readonly origin?: string;
  readonly http?: { request?: { url?: string }; response?: { status?: number } };
  readonly aws?: { request_id?: string };
  readonly annotations?: Record<string, unknown>;
  readonly subsegments?: Document[];
  readonly cause?: string | { exceptions: { id: string; type: string }[] };
}

async function documents(id: string): Promise<Document[]> {
  const { Traces = [] } = await xray.send(new BatchGetTracesCommand({ TraceIds: [id] }));
  return (Traces[0]?.Segments ?? []).map(({ Document: text = "" }) => JSON.parse(text) as Document);
}

const all = (document: Document): Document[] => [document, ...(document.subsegments ?? []).flatMap(all)];

async function lines(group: string, pattern: string, minutes = 5): Promise<{ timestamp: number; message: string }[]> {
  const command = new FilterLogEventsCommand({
    logGroupName: group,
    filterPattern: pattern,
    startTime: now - minutes * MINUTE,
    endTime: now,
  });
  const { events = [] } = await bench.logs.send(command);
  return events.map(({ timestamp = 0, message = "" }) => ({ timestamp, message }));
}

describe("traces fit the log lines", () => {
  it.each(["/ecs/parcel-web", "/ecs/parcel-api", "/kestrel/audit"])("of a service that logs JSON: %s", async (group) => {
    const traced = await lines(group, "{ $.traceId = * }");
    expect(traced.length).toBeGreaterThan(2);
    for (const { timestamp, message } of traced.slice(0, 40)) {
      const line = JSON.parse(message) as Record<string, string | number>;
      const [segment] = await documents(String(line["traceId"]));
      expect(segment).toMatchObject({
        name: line["service"],
        http: { response: { status: line["status"] } },
        annotations: { requestId: line["requestId"] },
      });
      expect(new URL(segment?.http?.request?.url ?? "").pathname).toBe(line["path"]);
      expect(segment?.start_time).toBe((timestamp - Number(line["ms"])) / 1000);
      expect(segment?.end_time).toBe(timestamp / 1000);
      expect(segment?.annotations?.["version"]).toBe(line["version"]);
    }
  });

  it("of a Java service", async () => {
    const traced = await lines("/ecs/billing-service", "traceId");
    expect(traced.length).toBeGreaterThan(2);
    for (const { timestamp, message } of traced) {
      const fact = (name: string) => new RegExp(`${name}=(\\S+)`).exec(message)?.[1] ?? "";
      const [segment] = await documents(fact("traceId"));
      expect(segment).toMatchObject({
        name: "billing-service",
        start_time: (timestamp - Number(fact("ms"))) / 1000,
        end_time: timestamp / 1000,
        http: { response: { status: Number(fact("status")) } },
        annotations: { requestId: fact("requestId"), parcel: fact("parcel") },
      });
    }
  });

  it("of a queue's consumer are linked to those of the senders", async () => {
    const reports = await lines("/aws/lambda/label-printer", "REPORT", 30);
    const traces = await Promise.all(reports.slice(0, 10).map(({ message }) => documents(/XRAY TraceId: (\S+)/.exec(message)?.[1] ?? "")));
    const linked = traces.flatMap(([first]) => (first?.links ?? []).map((link) => ({ ...link, taken: first?.start_time ?? 0 })));
    expect(linked.length).toBeGreaterThan(0);
    for (const { trace_id, id, attributes, taken } of linked.slice(0, 5)) {
      const [sender] = await documents(trace_id);
      expect(attributes).toEqual({ "aws.xray.reserved.reference_type": "parent" });
      expect(sender?.id).toBe(id);
      expect(new URL(sender?.http?.request?.url ?? "").pathname).toBe("/labels");
      expect(sender?.end_time).toBeLessThan(taken);
    }
  });

  it("of a function", async () => {
    const reports = await lines("/aws/lambda/label-printer", "REPORT", 30);
    expect(reports.length).toBeGreaterThan(2);
    for (const { timestamp, message } of reports) {
      const [, id = ""] = /XRAY TraceId: (\S+)/.exec(message) ?? [];
      const duration = Number(/\tDuration: (\S+) ms/.exec(message)?.[1]);
      const [service, made] = await documents(id);
      expect(service).toMatchObject({ name: "label-printer", origin: "AWS::Lambda" });
      expect(made).toMatchObject({
        id: /SegmentId: (\S+)/.exec(message)?.[1],
        parent_id: service?.id,
        aws: { request_id: /RequestId: (\S+)/.exec(message)?.[1] },
        end_time: timestamp / 1000,
      });
      expect(made?.start_time).toBeCloseTo((timestamp - duration) / 1000, 5);
    }
  });

  it("and each is found where its time is", async () => {
    const traced = await lines("/ecs/parcel-web", "{ $.traceId = * }", 1);
    const found = new Set((await summaries('service("parcel-web")', 2)).map(({ Id }) => Id));
    expect(traced.filter(({ message }) => !found.has((JSON.parse(message) as { traceId: string }).traceId))).toEqual([]);
  });

  it("and the summary says what the documents say", async () => {
    const found = await summaries(undefined, 2);
    expect(found.length).toBeGreaterThan(50);
    for (const summary of found.slice(0, 30)) {
      const [root] = await documents(summary.Id ?? "");
      expect(summary.StartTime?.getTime()).toBe(Math.floor((root?.start_time ?? 0) * 1000));
      expect(summary.Http?.HttpURL).toBe(root?.http?.request?.url);
      expect(summary.EntryPoint?.Name).toBe(root?.name);
    }
  });
});

describe("a trace", () => {
  it("holds every subsegment within its parent, and every parent", async () => {
    for (const summary of (await summaries(undefined, 1)).slice(0, 60)) {
      const segments = await documents(summary.Id ?? "");
      const entities = new Map(segments.flatMap(all).map((entity) => [entity.id, entity]));
      expect(entities.size).toBe(segments.flatMap(all).length);
      for (const segment of segments) {
        if (segment.parent_id !== undefined) expect(entities.has(segment.parent_id)).toBe(true);
        for (const child of segment.subsegments ?? []) {
          expect(child.start_time).toBeGreaterThanOrEqual(segment.start_time);
          expect(child.end_time ?? 0).toBeLessThanOrEqual((segment.end_time ?? Infinity) + 0.000_01);
          expect(child.end_time ?? Infinity).toBeGreaterThanOrEqual(child.start_time);
        }
      }
    }
  });

  it("of a failed request names the exception where it arose, and above by its id", async () => {
    const [failed] = await summaries('service("parcel-web") AND fault', 10);
    const segments = await documents(failed?.Id ?? "");
    const causes = segments.flatMap(all).flatMap(({ cause }) => (cause === undefined ? [] : [cause]));
    const [exception] = causes.flatMap((cause) => (typeof cause === "object" ? cause.exceptions : []));
    expect(exception).toMatchObject({ type: "UpstreamTimeoutError" });
    expect(causes).toContain(exception?.id);
    expect(failed?.FaultRootCauses?.[0]?.Services?.at(-1)?.Name).toBe("rate-service");
  });

  it("of the import has hundreds of parts, and goes on while it does", async () => {
    const [run] = await summaries('service("rates-delta")', 5);
    const parts = (await documents(run?.Id ?? "")).flatMap(all);
    expect(parts.length).toBeGreaterThan(300);
    expect(run?.IsPartial).toBe(false);
    const own = await openBench();
    const client = new XRayClient(clientOptions(own.simulator));
    const running = (at: number) =>
      client.send(new GetTraceSummariesCommand({ StartTime: new Date(at - MINUTE), EndTime: new Date(at), FilterExpression: "partial" }));
    // The account opens with the first question; the next run begins seven minutes later.
    expect((await running((await own.simulator.control.health()).now)).TraceSummaries).toEqual([]);
    const { now: later } = await own.simulator.control.advance(7 * MINUTE + 20_000);
    const { TraceSummaries = [] } = await running(later);
    expect(TraceSummaries).toHaveLength(1);
    expect(TraceSummaries[0]).toMatchObject({ IsPartial: true, EntryPoint: { Name: "rates-delta" } });
    expect(TraceSummaries[0]?.ResponseTime).toBeUndefined();
    client.destroy();
    await own.close();
  });

  it("is the same whenever it is read", async () => {
    const [first] = await summaries(undefined, 1);
    expect(await documents(first?.Id ?? "")).toEqual(await documents(first?.Id ?? ""));
  });
});

describe("a filter expression", () => {
  const ids = async (filter: string) => (await summaries(filter)).map(({ Id }) => Id);
  const count = async (filter: string) => (await ids(filter)).length;

  it.each([
    ["fault", ({ HasFault }) => HasFault === true],
    ["error", ({ HasError }) => HasError === true],
    ["throttle", ({ HasThrottle }) => HasThrottle === true],
    ["ok", ({ HasFault, HasError }) => HasFault === false && HasError === false],
    ["fault = true", ({ HasFault }) => HasFault === true],
    ["fault != true", ({ HasFault }) => HasFault === false],
    ["!fault", ({ HasFault }) => HasFault === false],
    ["NOT fault", ({ HasFault }) => HasFault === false],
    ["http.status = 502", ({ Http }) => Http?.HttpStatus === 502],
    ["http.status >= 400 AND http.status < 500", ({ Http }) => (Http?.HttpStatus ?? 0) >= 400 && (Http?.HttpStatus ?? 0) < 500],
    ['http.url CONTAINS "/quotes"', ({ Http }) => Http?.HttpURL?.includes("/quotes") === true],
    ['http.url BEGINSWITH "https://parcel-web."', ({ Http }) => Http?.HttpURL?.startsWith("https://parcel-web.") === true],
    ['http.url ENDSWITH "/labels"', ({ Http }) => Http?.HttpURL?.endsWith("/labels") === true],
    ['http.method = "POST"', ({ Http }) => Http?.HttpMethod === "POST"],
    ["responsetime > 1", ({ ResponseTime }) => (ResponseTime ?? 0) > 1],
    ["duration <= 0.1", ({ Duration }) => (Duration ?? 0) <= 0.1],
    ["ok !partial duration <0.05", ({ HasFault, HasError, Duration, IsPartial }) => !HasFault && !HasError && !IsPartial && (Duration ?? 1) < 0.05],
    ["fault OR throttle", ({ HasFault, HasThrottle }) => HasFault === true || HasThrottle === true],
    ['(fault OR error) AND http.method = "GET"', ({ HasFault, HasError, Http }) => (HasFault || HasError) === true && Http?.HttpMethod === "GET"],
    ['annotation.depot = "RTM"', ({ Annotations }) => hasAnnotation(Annotations, "RTM")],
    ['annotation[depot] = "RTM"', ({ Annotations }) => hasAnnotation(Annotations, "RTM")],
    ["annotation.version", ({ Annotations }) => Annotations?.["version"] !== undefined],
    ["annotation.cached = true", ({ Annotations }) => Annotations?.["cached"]?.[0]?.AnnotationValue?.BooleanValue === true],
    ['service("parcel-web")', ({ ServiceIds }) => ServiceIds?.some(({ Name }) => Name === "parcel-web") === true],
    ['service(id(name: "parcel-web"))', ({ ServiceIds }) => ServiceIds?.some(({ Name }) => Name === "parcel-web") === true],
    ['service(id(type: "AWS::DynamoDB::Table"))', ({ ServiceIds }) => ServiceIds?.some(({ Type }) => Type === "AWS::DynamoDB::Table") === true],
  ] satisfies [string, (summary: TraceSummary) => boolean][])("%s", async (filter, fits) => {
    const wanted = (await summaries(undefined)).filter(fits).map(({ Id }) => Id);
    expect(wanted.length).toBeGreaterThan(0);
    expect(await ids(filter)).toEqual(wanted);
  });

  it("looks into services and at the calls between them", async () => {
    for (const [inside, flat] of [
      ['service("rate-service") { fault }', 'service("rate-service") AND fault'],
      ['edge("parcel-web", "parcel-api") { fault = true }', 'service("parcel-web") AND fault'],
    ] as const) {
      const faults = await count(flat);
      expect(faults).toBeGreaterThan(0);
      expect(await count(inside)).toBe(faults);
    }
    expect(await count('edge("parcel-api", "parcel-web")')).toBe(0);
    expect(await count("service() { responsetime > 2 }")).toBeGreaterThan(0);
    expect(await count('service("kestrel-parcels") { throttle } AND ok')).toBeGreaterThan(0);
  });

  it.each([
    ['service("parcel-web"', "expected ')'"],
    ["faulty", "unknown keyword 'faulty' at position 1"],
    ["fault AND", "expected a keyword but found end of expression"],
    ['http.status = "502"', "expected a number"],
    ["http.status CONTAINS 5", "expected one of ="],
    ["http.url = 5", "expected a string"],
    ['http.url CONTAINS "x', "unterminated string at position 19"],
    ["fault )", "unexpected ')' at position 7"],
    ["fault ~", "unexpected character '~'"],
    ['service(id(nam: "x"))', "unknown part of id() 'nam'"],
    ["annotation.x = ", "expected a value"],
  ])("%s is refused", async (filter, words) => {
    const refused = await refusal(summaries(filter));
    expect(refused.name).toBe("InvalidRequestException");
    expect(refused.message).toContain(words);
  });
});

function hasAnnotation(annotations: TraceSummary["Annotations"], value: string): boolean {
  return annotations?.["depot"]?.some(({ AnnotationValue }) => AnnotationValue?.StringValue === value) === true;
}

it("lines and traces carry the commit that serves, from its release on", async () => {
  const own = await openBench();
  const { now: before } = await own.simulator.control.health();
  const web = async (at: number) => {
    const command = new FilterLogEventsCommand({
      logGroupName: "/ecs/parcel-web",
      filterPattern: "{ $.traceId = * }",
      startTime: at - MINUTE,
      endTime: at,
    });
    const { events = [] } = await own.logs.send(command);
    return events.map(({ message = "" }) => JSON.parse(message) as { version: string; requestId: string });
  };
  const old = await web(before);
  await own.codepipeline.send(new StartPipelineExecutionCommand({ name: "parcel-web-release" }));
  const approval = await passUntil(own, async () => {
    const stage = stageNamed(await stagesOf(own, "parcel-web-release"), "Approve");
    return stage.actionStates?.[0]?.latestExecution?.token;
  });
  const commit = stageNamed(await stagesOf(own, "parcel-web-release"), "Source").actionStates?.[0]?.currentRevision?.revisionId;
  await own.codepipeline.send(
    new PutApprovalResultCommand({
      pipelineName: "parcel-web-release",
      stageName: "Approve",
      actionName: actionNamed(stageNamed(await stagesOf(own, "parcel-web-release"), "Approve"), "Approve").actionName,
      token: approval,
      result: { status: "Approved", summary: "Go" },
    }),
  );
  await passUntil(own, async () => {
    const { now: at } = await own.simulator.control.health();
    return (await web(at)).at(-1)?.version === commit?.slice(0, 8) ? true : undefined;
  });
  expect(await web(before)).toEqual(old);
  await own.close();
});

describe("the operations' limits", () => {
  it("pages hold a hundred, none twice", async () => {
    const found = await summaries(undefined, 5);
    expect(found.length).toBeGreaterThan(300);
    expect(new Set(found.map(({ Id }) => Id)).size).toBe(found.length);
  });

  it("the window is six hours at most", async () => {
    const ask = (from: number, to: number) =>
      xray.send(new GetTraceSummariesCommand({ StartTime: new Date(from), EndTime: new Date(to) }));
    expect(await refusal(ask(now - 7 * 60 * MINUTE, now))).toMatchObject({ name: "InvalidRequestException" });
    expect(await refusal(ask(now, now - MINUTE))).toMatchObject({ name: "InvalidRequestException" });
    const bad = new GetTraceSummariesCommand({ StartTime: new Date(now - MINUTE), EndTime: new Date(now), NextToken: "x" });
    expect(await refusal(xray.send(bad))).toMatchObject({ name: "InvalidRequestException" });
  });

  it("a batch takes five ids, tells those that it knows nothing of, and refuses what is no id", async () => {
    const known = (await summaries(undefined, 1)).slice(0, 4).flatMap(({ Id }) => Id ?? []);
    const unknown = "1-00000001-000000000000000000000000";
    const { Traces = [], UnprocessedTraceIds } = await xray.send(new BatchGetTracesCommand({ TraceIds: [...known, unknown] }));
    expect(Traces.map(({ Id }) => Id)).toEqual(known);
    expect(UnprocessedTraceIds).toEqual([unknown]);
    expect(await refusal(xray.send(new BatchGetTracesCommand({ TraceIds: [...known, unknown, unknown] })))).toMatchObject({
      name: "InvalidRequestException",
    });
    expect(await refusal(xray.send(new BatchGetTracesCommand({ TraceIds: ["abc"] })))).toMatchObject({ name: "InvalidRequestException" });
  });

  it("the graph counts services and calls", async () => {
    const command = new GetServiceGraphCommand({ StartTime: new Date(now - MINUTE), EndTime: new Date(now) });
    const { Services = [] } = await xray.send(command);
    const web = Services.find(({ Name, Type }) => Name === "parcel-web" && Type !== "client");
    const api = Services.find(({ Name }) => Name === "parcel-api");
    expect(web?.SummaryStatistics?.TotalCount).toBe((await summaries('service("parcel-web")', 1)).length);
    expect(web?.Edges?.map(({ ReferenceId }) => ReferenceId)).toContain(api?.ReferenceId);
  });

  it("segments are sent to X-Ray", async () => {
    expect(await xray.send(new GetTraceSegmentDestinationCommand({}))).toMatchObject({ Destination: "XRay", Status: "ACTIVE" });
  });
});
