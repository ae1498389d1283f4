import { describe, expect, it } from "vitest";
import { traceIdIn, w3cTraceId } from "../../../../src/base/traceId.ts";
import { parseTraceAddress, pathOf, preciseDuration, traceName } from "../../../../src/services/xray/model.ts";
import { progressText } from "../../../../src/services/xray/look.ts";
import { logPlace, logPlaces, ownGroups } from "../../../../src/services/xray/model/logPlaces.ts";
import { aboutOf, detailOf, exceptionsOf, linksOf, sectionsOf } from "../../../../src/services/xray/model/nodeText.ts";
import { type TraceTree, traceTree } from "../../../../src/services/xray/model/traceTree.ts";
import { headerOf, notesOf } from "../../../../src/services/xray/model/viewState.ts";

const BEGIN = 1_795_000_000;
const ID = "1-6afc0c00-0123456789abcdef01234567";
const tree = (...documents: readonly unknown[]) => traceTree(documents.map((document) => JSON.stringify(document)), (BEGIN + 7200) * 1000);
const names = ({ nodes }: TraceTree) => nodes.map(({ name, depth }) => `${"·".repeat(depth)}${name}`);

describe("a trace id in a text", () => {
  it.each([
    [ID, ID],
    [`Root=${ID};Parent=53995c3f42cd8ad8;Sampled=1`, ID],
    [`XRAY TraceId: ${ID}\tSegmentId: 0123456789abcdef`, ID],
    [`{"level":"INFO","traceId":"${ID}"}`, ID],
    [`Self=1-6afc0c01-ffffffffffffffffffffffff;Root=${ID}`, ID],
    [String.raw`{"message":"{\"traceId\":\"6afc0c000123456789abcdef01234567\"}"}`, ID],
    [String.raw`"{\\\"trace_id\\\" : \\\"6afc0c000123456789abcdef01234567\\\"}"`, ID],
    ['{"trace_id":"6afc0c000123456789abcdef01234567"}', ID],
    ["level=info trace-id=6afc0c000123456789abcdef01234567 x", ID],
    ["traceparent: 00-6afc0c000123456789abcdef01234567-53995c3f42cd8ad8-01", ID],
    [" 6AFC0C000123456789ABCDEF01234567 ", ID],
  ])("%s", (text, id) => {
    expect(traceIdIn(text)).toBe(id);
  });

  it.each(["", "task 6afc0c000123456789abcdef01234567 started", "1-6afc0c00-0123", "trace_id=none", `Self=${ID}`])("“%s” has none", (text) => {
    expect(traceIdIn(text)).toBeUndefined();
  });

  it("is written as W3C does", () => {
    expect(w3cTraceId(ID)).toBe("6afc0c000123456789abcdef01234567");
  });
});

describe("names and times", () => {
  it("of traces", () => {
    expect(traceName({ id: ID, method: "GET", url: "https://x/a/b?c", entry: "web" })).toBe("GET /a/b");
    expect(traceName({ id: ID, method: undefined, url: undefined, entry: "job" })).toBe("job");
    expect(traceName({ id: ID, method: undefined, url: undefined, entry: undefined })).toBe(ID);
    expect(pathOf("not a url")).toBe("not a url");
  });

  it.each([
    [0, "0 ms"],
    [0.4, "0.4 ms"],
    [9.876, "9.88 ms"],
    [243.4, "243 ms"],
    [2243, "2.24 s"],
    [41_000, "41.0 s"],
    [187_000, "3 m 07 s"],
  ])("%s milliseconds are %s", (ms, text) => {
    expect(preciseDuration(ms)).toBe(text);
  });

  it("addresses are read, and nothing else", () => {
    const context = { origin: "profile", profile: "kestrel", region: "eu-west-1" };
    expect(parseTraceAddress({ context, traceId: ID })).toEqual({ context, traceId: ID });
    for (const wrong of [undefined, 1, {}, { context, traceId: "" }, { context: {}, traceId: ID }]) expect(parseTraceAddress(wrong)).toBeUndefined();
  });
});

describe("documents become a tree", () => {
  it("segments stand below the subsegments that called them, siblings by time", () => {
    const built = tree(
      { id: "b", name: "api", parent_id: "a2", start_time: BEGIN + 0.2, end_time: BEGIN + 0.5 },
      {
        id: "a",
        name: "web",
        start_time: BEGIN,
        end_time: BEGIN + 1,
        subsegments: [
          { id: "a2", name: "call", namespace: "remote", start_time: BEGIN + 0.1, end_time: BEGIN + 0.6 },
          { id: "a1", name: "first", start_time: BEGIN + 0.05, end_time: BEGIN + 0.06 },
        ],
      },
      { id: "c", name: "late", type: "subsegment", parent_id: "b", start_time: BEGIN + 0.3, end_time: BEGIN + 0.4 },
    );
    expect(names(built)).toEqual(["web", "·first", "·call", "··api", "···late"]);
    expect(built.nodes.map(({ parent }) => parent)).toEqual([-1, 0, 0, 2, 3]);
    expect(built.nodes.map(({ end }) => end)).toEqual([5, 2, 5, 5, 5]);
    expect(built.nodes.map(({ kind }) => kind)).toEqual(["service", "local", "remote", "service", "local"]);
    expect(built).toMatchObject({ from: BEGIN * 1000, to: (BEGIN + 1) * 1000, unreadable: 0 });
  });

  it("one that came in progress and done counts once, as done", () => {
    const running = { id: "a", name: "web", start_time: BEGIN, in_progress: true };
    const done = { id: "a", name: "web", start_time: BEGIN, end_time: BEGIN + 1 };
    for (const built of [tree(running, done), tree(done, running)]) {
      expect(built.nodes).toHaveLength(1);
      expect(built.nodes[0]).toMatchObject({ to: (BEGIN + 1) * 1000, inProgress: false });
    }
  });

  it("one that goes on lasts until now, one that was given up until its last sign", () => {
    const running = [JSON.stringify({ id: "a", name: "web", start_time: BEGIN, in_progress: true })];
    const live = traceTree(running, (BEGIN + 90) * 1000);
    expect(live).toMatchObject({ from: BEGIN * 1000, to: (BEGIN + 90) * 1000, lastSign: BEGIN * 1000, goesOn: true });
    expect(headerOf(live)).toMatchObject({ duration: 90_000, isPartial: true });
    const old = traceTree(running, (BEGIN + 3600) * 1000);
    expect(old).toMatchObject({ to: BEGIN * 1000, goesOn: false });
    expect(old.nodes[0]).toMatchObject({ inProgress: false });
    expect(old.nodes[0]?.problems.join(" ")).toContain("It never ended");
    expect(headerOf(old)?.isPartial).toBe(false);
    expect(notesOf(old, { id: ID, documents: [], limitExceeded: false })).toEqual(["1 part of the trace never ended."]);
    expect([0, 3_600_000].map((age) => progressText({ state: "ok", isPartial: true, start: 0 }, age))).toEqual(["in progress", "never ended"]);
  });

  it("what is broken is counted or told, and nothing is lost", () => {
    const built = traceTree([
      "{ no json",
      "[]",
      JSON.stringify({ id: "a", name: "web", start_time: BEGIN, subsegments: [null, "x", { name: "without id" }] }),
      JSON.stringify({ id: "b", parent_id: "gone", start_time: BEGIN + 2, end_time: BEGIN + 1 }),
      JSON.stringify({ id: "c", name: "timeless", parent_id: "a" }),
      JSON.stringify({ id: "x", name: "circle 1", parent_id: "y", start_time: BEGIN }),
      JSON.stringify({ id: "y", name: "circle 2", parent_id: "x", start_time: BEGIN }),
    ], 0);
    expect(built.unreadable).toBe(2);
    expect(new Set(built.nodes.map(({ name }) => name))).toEqual(
      new Set(["web", "without id", "(unnamed)", "timeless", "circle 1", "circle 2"]),
    );
    const problems = (name: string) => built.nodes.find((node) => node.name === name)?.problems.join(" ");
    expect(problems("web")).toContain("Nobody told when it ended.");
    expect(problems("web")).toContain("One of its subsegments could not be read.");
    expect(problems("without id")).toContain("It has no id.");
    expect(problems("(unnamed)")).toContain("Its parent gone is missing in the trace.");
    expect(problems("(unnamed)")).toContain("It ends before it begins.");
    expect(problems("timeless")).toContain("Nobody told when it began");
    expect(`${problems("circle 1")} ${problems("circle 2")}`).toContain("stands below it");
    expect(notesOf(built, { id: ID, documents: [], limitExceeded: true })).toHaveLength(3);
  });

  it("ids that stand twice do not hide each other", () => {
    const built = tree({ id: "a", name: "web", start_time: BEGIN, end_time: BEGIN + 1, subsegments: [{ id: "a", name: "twin", start_time: BEGIN, end_time: BEGIN }] });
    expect(names(built)).toEqual(["web", "·twin"]);
    expect(new Set(built.nodes.map(({ id }) => id)).size).toBe(2);
  });

  it("clocks that differ are told of segments, and not of what a host measured itself", () => {
    const built = tree(
      { id: "a", name: "web", start_time: BEGIN, end_time: BEGIN + 1, subsegments: [{ id: "s", name: "call", start_time: BEGIN + 0.1, end_time: BEGIN + 0.5 }] },
      { id: "b", name: "api", parent_id: "s", start_time: BEGIN + 0.05, end_time: BEGIN + 0.4 },
    );
    expect(built.nodes.find(({ name }) => name === "api")?.problems).toEqual([
      "It begins 50 ms before its parent: the clocks of their hosts differ.",
    ]);
    expect(built.nodes.filter(({ problems }) => problems.length > 0)).toHaveLength(1);
  });

  it("nothing is nothing", () => {
    const empty = traceTree([], 0);
    expect(empty).toEqual({ nodes: [], from: 0, to: 0, lastSign: 0, goesOn: false, unreadable: 0 });
    expect(headerOf(empty)).toBeUndefined();
    expect(notesOf(empty, { id: ID, documents: [], limitExceeded: false })).toEqual(["The trace has no segments."]);
  });

  it("ten thousand parts in a chain are put together", () => {
    const segments = Array.from({ length: 2000 }, (_none, index) => ({
      id: `s${index}`,
      name: `s${index}`,
      start_time: BEGIN + index / 1000,
      end_time: BEGIN + 3,
      ...(index === 0 ? {} : { parent_id: `s${index - 1}` }),
    }));
    expect(tree(...segments.toReversed()).nodes.at(-1)).toMatchObject({ name: "s1999", depth: 1999 });
  });
});

describe("what a part tells", () => {
  const document = {
    id: "a",
    name: "DynamoDB",
    namespace: "aws",
    start_time: BEGIN,
    end_time: BEGIN + 1,
    aws: { operation: "GetItem", table_name: "parcels", request_id: "r" },
    http: { request: { method: "GET", url: "https://x/a?b" }, response: { status: 200 } },
    annotations: { version: "1a2b", ok: true },
    metadata: { default: { rows: [{ a: 1 }], text: "plain" } },
    cause: {
      exceptions: [
        { id: "e1", type: "Outer", message: "m", cause: "e2", stack: [{ path: "/a.js", line: 3, label: "f" }, { path: "/b.js" }], truncated: 4 },
        { id: "e2", type: "Inner", remote: true, skipped: 2, cause: "e9" },
      ],
    },
    subsegments: [],
  };

  it("stands in sections", () => {
    const sections = new Map(sectionsOf(document).map(({ title, facts }) => [title, Object.fromEntries(facts.map(({ name, value }) => [name, value]))]));
    expect(sections.get("HTTP")).toEqual({ "request.method": "GET", "request.url": "https://x/a?b", "response.status": "200" });
    expect(sections.get("Annotations")).toEqual({ version: "1a2b", ok: "true" });
    expect(sections.get("Metadata")?.["default · rows"]).toContain("\n");
    expect(sections.get("Metadata")?.["default · text"]).toBe("plain");
    expect(sections.get("Segment")).toEqual({ id: "a", namespace: "aws" });
  });

  it("in a few words", () => {
    const about = (value: unknown) => aboutOf(tree(value).nodes[0] ?? { document: {}, kind: "local" });
    expect(about(document)).toBe("GetItem parcels");
    expect(about({ http: document.http })).toBe("GET /a");
    expect(about({ origin: "AWS::ECS::Container" })).toBe("AWS::ECS::Container");
    expect(about({})).toBe("");
  });

  it("exceptions with their frames and causes", () => {
    expect(exceptionsOf(document, [])).toEqual([
      { type: "Outer", message: "m", remote: false, frames: ["at f (/a.js:3)", "at /b.js"], truncated: 4, skipped: 0, cause: { kind: "own", type: "Inner" } },
      { type: "Inner", message: "", remote: true, frames: [], truncated: 0, skipped: 2, cause: { kind: "missing" } },
    ]);
    expect(exceptionsOf({ cause: "e1" }, [])).toEqual([]);
    const { nodes } = tree({ id: "r", name: "root", start_time: BEGIN, cause: "e1", subsegments: [document, { id: "l", name: "lost", start_time: BEGIN, cause: "e9" }] });
    const causes = nodes.map((node) => detailOf(node, nodes).cause);
    expect(causes).toEqual([{ kind: "part", id: "a", name: "DynamoDB" }, undefined, { kind: "missing" }]);
  });

  it("links to other traces, each once, and no list that begins with a point", () => {
    const id = "1-6a000001-0123456789abcdef01234567";
    const link = { trace_id: id, id: "b1", attributes: { "aws.xray.reserved.reference_type": "parent" } };
    expect(linksOf({ links: [link, link, { trace_id: id.slice(2).replaceAll("-", "") }, { trace_id: "?" }, 7] })).toEqual([
      { traceId: id, about: "parent · segment b1" },
      { traceId: id, about: "" },
    ]);
    expect(sectionsOf({ links: [link], sql: [{ url: "u" }] })).toEqual([{ title: "SQL", facts: [{ name: "1.url", value: "u" }] }]);
  });
});

describe("the log lines of a trace", () => {
  const web = {
    id: "a",
    name: "web",
    start_time: BEGIN,
    end_time: BEGIN + 1,
    annotations: { requestId: "req-1" },
    aws: { cloudwatch_logs: [{ log_group: "/ecs/web" }] },
    subsegments: [{ id: "s", name: "call", namespace: "remote", start_time: BEGIN, end_time: BEGIN + 1 }],
  };
  const lambda = { id: "l", name: "printer", parent_id: "s", origin: "AWS::Lambda::Function", start_time: BEGIN, end_time: BEGIN + 1, aws: { request_id: "req-2" } };

  it("stand in the groups that segments name, and in a function's own", () => {
    const built = tree(web, lambda);
    const places = logPlaces(built, ID, undefined);
    expect(places.map(({ group }) => group)).toEqual(["/ecs/web", "/aws/lambda/printer"]);
    expect(places[0]).toMatchObject({ from: BEGIN * 1000 - 60_000, to: (BEGIN + 1) * 1000 + 60_000 });
    expect(places[0]?.pattern).toBe(`?"${ID}" ?"${w3cTraceId(ID)}" ?"req-1"`);
    expect(places[1]?.pattern).toContain('?"req-2"');
  });

  it("those of the selected part's service first", () => {
    const built = tree(web, lambda);
    const at = (name: string) => built.nodes.find((node) => node.name === name);
    expect(logPlaces(built, ID, at("printer"))[0]?.group).toBe("/aws/lambda/printer");
    expect(logPlaces(built, ID, at("call"))[0]?.group).toBe("/ecs/web");
    expect(ownGroups(built, at("call"))).toEqual(["/ecs/web"]);
  });

  it("are found by no more ids than a pattern takes, by those of the selected part where there is one", () => {
    const called = Array.from({ length: 30 }, (_none, index) => ({ ...lambda, id: `l${index}`, aws: { request_id: `01234567-89ab-cdef-0123-0000000000${String(index).padStart(2, "0")}` } }));
    const built = tree(web, ...called);
    const all = logPlaces(built, ID, undefined).find(({ group }) => group === "/aws/lambda/printer");
    expect(all?.pattern.length).toBeLessThanOrEqual(1024);
    expect(all?.pattern.split(" ")).toHaveLength(32 - (all?.leftOut ?? 0));
    expect(all?.leftOut).toBeGreaterThan(0);
    const last = logPlaces(built, ID, built.nodes.find(({ id }) => id === "l29"))[0];
    expect(last).toMatchObject({ group: "/aws/lambda/printer", leftOut: 0 });
    expect(last?.pattern).toBe(`?"${ID}" ?"${w3cTraceId(ID)}" ?"01234567-89ab-cdef-0123-000000000029"`);
  });

  it("of a trace that goes on have no end, and of one without groups no place", () => {
    const running = traceTree([JSON.stringify({ ...web, end_time: undefined, in_progress: true })], BEGIN * 1000);
    expect(logPlaces(running, ID, undefined)[0]?.to).toBeUndefined();
    const groupless = tree({ id: "a", name: "x", start_time: BEGIN, aws: { request_id: "req-3" } });
    expect(logPlaces(groupless, ID, undefined)).toEqual([]);
    expect(logPlace(groupless, ID, "/chosen")).toMatchObject({
      group: "/chosen",
      pattern: `?"${ID}" ?"${w3cTraceId(ID)}" ?"req-3"`,
      from: BEGIN * 1000 - 60_000,
    });
  });
});
