import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../../../src/base/time.ts";
import type { LineData } from "../../../../src/services/logs/protocol.ts";
import { describeFound } from "../../../../src/services/logs/webview/findText.ts";
import { jsonSummary } from "../../../../src/services/logs/webview/jsonSummary.ts";
import { detectLevel } from "../../../../src/services/logs/webview/levels.ts";
import { LineCache } from "../../../../src/services/logs/webview/lineCache.ts";
import { cut, matchesOf } from "../../../../src/services/logs/webview/logRow.ts";
import { prettyJson } from "../../../../src/services/logs/webview/prettyJson.ts";
import { Selection } from "../../../../src/services/logs/webview/selection.ts";
import { describeRange, parseRange, parseTime } from "../../../../src/services/logs/webview/timeRange.ts";
import { DEFAULT_UI, parseUi } from "../../../../src/services/logs/webview/uiState.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 30, 0);
const utc = (text: string, edge: "from" | "to" = "from") => parseTime(text, { now: NOW, zone: "utc", edge });
const iso = (epoch: number | undefined) => (epoch === undefined ? undefined : new Date(epoch).toISOString());

describe("a typed time", () => {
  it.each([
    ["now", NOW],
    ["2h ago", NOW - 2 * HOUR],
    ["90 min", NOW - 90 * MINUTE],
    ["1d 3h ago", NOW - DAY - 3 * HOUR],
    ["-15m", NOW - 15 * MINUTE],
    ["1.5 hours ago", NOW - 1.5 * HOUR],
    ["2 weeks ago", NOW - 14 * DAY],
    ["1732278600", 1_732_278_600_000],
    ["1732278600123", 1_732_278_600_123],
  ])("%s is counted from now or the epoch", (text, expected) => {
    expect(utc(text)).toBe(expected);
  });

  it.each([
    ["11:10", "2026-11-22T11:10:00.000Z"],
    ["11:10:05", "2026-11-22T11:10:05.000Z"],
    ["13:10", "2026-11-21T13:10:00.000Z"],
    ["yesterday 08:00", "2026-11-21T08:00:00.000Z"],
    ["today 08:00", "2026-11-22T08:00:00.000Z"],
    ["2026-11-20", "2026-11-20T00:00:00.000Z"],
    ["2026-11-20 13:10:05.25", "2026-11-20T13:10:05.250Z"],
    ["2026-11-20T13:10:05Z", "2026-11-20T13:10:05.000Z"],
    ["2026-11-20 13:10+02:00", "2026-11-20T11:10:00.000Z"],
    ["11-03 09:00", "2026-11-03T09:00:00.000Z"],
  ])("%s is a moment", (text, expected) => {
    expect(iso(utc(text))).toBe(expected);
  });

  it.each(["", "soon", "25:00", "12:60", "2026-02-30", "2026-13-01", "3 apples ago", "h ago", "12"])("“%s” is none", (text) => {
    expect(utc(text)).toBeUndefined();
  });

  it("is read in the zone of whoever looks", () => {
    const local = parseTime("2026-11-20 13:10", { now: NOW, zone: "local", edge: "from" });
    expect(local).toBe(new Date(2026, 10, 20, 13, 10).getTime());
  });

  it("of a day alone ends with the day where the range ends with it", () => {
    expect(iso(utc("2026-11-20", "to"))).toBe("2026-11-20T23:59:59.999Z");
  });
});

describe("a typed range", () => {
  const input = { now: NOW, zone: "utc" } as const;

  it("may be open at its end", () => {
    expect(parseRange("2h ago", "", input)).toEqual({ range: { kind: "exact", from: NOW - 2 * HOUR, to: undefined } });
    expect(parseRange("2h ago", "now", input)).toEqual({ range: { kind: "exact", from: NOW - 2 * HOUR, to: undefined } });
  });

  it("says what is wrong, and where", () => {
    expect(parseRange("soon", "", input)).toMatchObject({ field: "from", problem: expect.stringContaining("“soon” is no time") as string });
    expect(parseRange("2h ago", "x", input)).toMatchObject({ field: "to" });
    expect(parseRange("1h ago", "2h ago", input)).toEqual({ field: "to", problem: "The end is before the beginning." });
    expect(parseRange("2027-01-01", "", input)).toEqual({ field: "from", problem: "The beginning is in the future." });
    expect(parseRange("", " ", input)).toMatchObject({ field: "from" });
  });

  it("is named in a few words", () => {
    expect(describeRange({ kind: "last", ms: 15 * MINUTE }, "utc")).toBe("Last 15 min");
    expect(describeRange({ kind: "all" }, "utc")).toBe("All times");
    expect(describeRange({ kind: "exact", from: NOW, to: NOW + HOUR }, "utc")).toBe("2026-11-22 12:30:00Z – 13:30:00");
    expect(describeRange({ kind: "exact", from: NOW }, "utc")).toBe("Since 2026-11-22 12:30:00Z");
  });
});

describe("a line's level", () => {
  it.each([
    ["2026-11-22 12:00:00 ERROR could not connect", "error"],
    ["[error] upstream timed out", "error"],
    ["npm ERR! code ELIFECYCLE", "error"],
    ["Error: connect ECONNREFUSED", "error"],
    ["java.lang.IllegalStateException: no depot", "error"],
    ["Traceback (most recent call last):", "error"],
    ['{"time":"x","level":"warn","message":"slow"}', "warn"],
    ['{"level":50,"msg":"pino"}', "error"],
    ['{"severity":"NOTICE"}', "info"],
    ["level=debug msg=x", "debug"],
    ["WARNING: deprecated", "warn"],
    ["INFO  [main] started", "info"],
    ["[TRACE] x", "debug"],
  ])("%s", (text, level) => {
    expect(detectLevel(text)).toBe(level);
  });

  it.each(["GET /errors/list 200", "0 errors, 3 warnings", "informative text", "found no fine rows", "12 passed", "error-page.html"])(
    "“%s” has none",
    (text) => {
      expect(detectLevel(text)).toBeUndefined();
    },
  );
});

describe("JSON", () => {
  const text = (message: string) => prettyJson(message)?.map((token) => token.text).join("");

  it("is laid out, digit by digit as it came", () => {
    expect(text('{"id":12345678901234567890,"a":[1,{}],"s":"x:{y}","e":[]}')).toBe(
      '{\n  "id": 12345678901234567890,\n  "a": [\n    1,\n    {}\n  ],\n  "s": "x:{y}",\n  "e": []\n}',
    );
    expect(JSON.parse(text('{"a" : [ 1 , true,null ] }') ?? "")).toEqual({ a: [1, true, null] });
  });

  it("is found behind other text, and names stand out from strings", () => {
    expect(text('INFO done {"a":"b"}')).toBe('INFO done\n{\n  "a": "b"\n}');
    const kinds = prettyJson('{"a":"b","n":-1.5e3,"t":true}')?.filter(({ kind }) => kind !== "plain");
    expect(kinds?.map(({ kind }) => kind)).toEqual(["name", "string", "name", "number", "name", "word"]);
  });

  it("that is none is left alone", () => {
    expect(prettyJson("{ not json }")).toBeUndefined();
    expect(prettyJson("plain")).toBeUndefined();
  });
});

describe("structured lines", () => {
  const text = (line: string) => jsonSummary(line)?.map((token) => token.text).join("");

  it("show level and message first, then the other fields", () => {
    const line = '{"time":"2026","level":"info","service":"web","message":"Request\\n done","status":200,"user":{"id":1}}';
    expect(text(line)).toBe('INFO  Request ⏎ done  service=web  status=200  user={"id":1}');
    expect(text('{"msg":"x"}')).toBe("x");
  });

  it("are left as they came where something would be lost", () => {
    expect(text('{"id":12345678901234567890,"message":"x"}')).toBeUndefined();
    expect(text('{"level":"info"}')).toBeUndefined();
    expect(text('{"message":"cut off')).toBeUndefined();
    expect(text("plain")).toBeUndefined();
  });
});

describe("marks of find", () => {
  it("stand where the matches are, across runs of colour", () => {
    expect(matchesOf("aXbX", /x/giu)).toEqual([[1, 2], [3, 4]]);
    expect(matchesOf("ab", /x*/gu)).toEqual([]);
    const pieces = (from: number, to: number) => cut(from, to, [[2, 6]]).map((piece) => [piece.from, piece.to, piece.isMatch]);
    expect(pieces(0, 4)).toEqual([[0, 2, false], [2, 4, true]]);
    expect(pieces(4, 8)).toEqual([[4, 6, true], [6, 8, false]]);
    expect(pieces(7, 9)).toEqual([[7, 9, false]]);
  });

  it("are counted in words", () => {
    const model = { query: { text: "x", matchCase: false, isRegExp: false }, problem: undefined, hasOlder: false };
    const found = { count: 1234, searched: 50, total: 100, isDone: false };
    expect(describeFound({ ...model, found, ordinal: 0 })).toBe("1,234 lines (50 %)");
    expect(describeFound({ ...model, found: { ...found, isDone: true }, ordinal: 3 })).toBe("3 of 1,234");
    expect(describeFound({ ...model, found: { ...found, count: 0, isDone: true }, ordinal: 0 })).toBe("No results");
    expect(describeFound({ ...model, hasOlder: true, found: { ...found, count: 0, isDone: true }, ordinal: 0 })).toBe("No results in loaded lines");
  });
});

describe("the selection", () => {
  it("extends from its anchor in both directions", () => {
    const selection = new Selection();
    selection.moveTo(5, false);
    selection.moveTo(8, true);
    expect(selection.range).toEqual({ from: 5, to: 9 });
    selection.moveTo(2, true);
    expect(selection.range).toEqual({ from: 2, to: 6 });
    expect(selection.cursor).toBe(2);
    expect([selection.has(5), selection.has(6)]).toEqual([true, false]);
    selection.clear();
    expect(selection.range).toBeUndefined();
  });
});

describe("the cache of lines", () => {
  const line = (number: number): LineData => ({ time: number, continues: false, text: `line ${number}`, isCut: false });

  function makeCache(start: number, end: number) {
    const asked: (readonly [number, number])[] = [];
    const bounds = { start, end };
    const source = {
      fetch: (from: number, to: number) => {
        asked.push([from, to]);
        const first = Math.max(from, bounds.start);
        return Promise.resolve({ from: first, lines: Array.from({ length: Math.min(to, bounds.end) - first }, (_, index) => line(first + index)) });
      },
    };
    const cache = new LineCache(source, () => undefined);
    cache.setBounds(start, end);
    const grow = (to: number) => {
      bounds.end = to;
      cache.setBounds(start, to);
    };
    return { cache, asked, grow };
  }

  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

  it("asks for what is wanted and missing, with one request", async () => {
    const { cache, asked } = makeCache(-5000, 1000);
    cache.want(-10, 90);
    await settle();
    expect(asked).toEqual([[-128, 128]]);
    expect(cache.get(-10)?.text).toBe("line -10");
    cache.want(0, 100);
    await settle();
    expect(asked).toHaveLength(1);
  });

  it("fetches only where a fling ends", async () => {
    const { cache, asked } = makeCache(0, 1_000_000);
    for (let at = 0; at <= 500_000; at += 1000) cache.want(at, at + 100);
    await settle();
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(cache.get(500_050)?.text).toBe("line 500050");
  });

  it("drops an answer to what has changed meanwhile", async () => {
    const answers: ((text: string) => void)[] = [];
    const source = {
      fetch: (from: number) =>
        new Promise<{ from: number; lines: LineData[] }>((resolve) => {
          answers.push((text) => resolve({ from, lines: [{ ...line(from), text }] }));
        }),
    };
    const cache = new LineCache(source, () => undefined);
    cache.setBounds(0, 1);
    cache.want(0, 1);
    cache.invalidate();
    answers[0]?.("old");
    await settle();
    expect(cache.get(0)).toBeUndefined();
    answers[1]?.("new");
    await settle();
    expect(cache.get(0)?.text).toBe("new");
  });

  it("keeps few blocks however far one goes", async () => {
    const { cache } = makeCache(0, 1_000_000);
    for (let at = 0; at < 60_000; at += 200) {
      cache.want(at, at + 200);
      await settle();
    }
    expect(cache.size).toBeLessThanOrEqual(48);
  });

  it("completes the last block as lines come, and fetches changed ones anew", async () => {
    const { cache, asked, grow } = makeCache(0, 100);
    cache.want(0, 100);
    await settle();
    expect(cache.get(100)).toBeUndefined();
    grow(110);
    cache.want(0, 110);
    await settle();
    expect(cache.get(109)?.text).toBe("line 109");
    cache.invalidate(50);
    expect(cache.get(60)).toBeUndefined();
    cache.want(0, 110);
    await settle();
    expect(asked).toHaveLength(3);
  });
});

describe("what the view stored", () => {
  it("is taken as far as it is understood", () => {
    const anchor = { generation: 7, position: -12, fraction: 0.5 };
    const ui = { ...DEFAULT_UI, reversed: true, zone: "utc", range: { kind: "last", ms: 5 }, filter: "x", anchor };
    expect(parseUi(structuredClone(ui))).toEqual(ui);
    expect(parseUi({ reversed: "yes", range: { kind: "other" }, anchor: {}, zone: 3 })).toEqual(DEFAULT_UI);
    expect(parseUi(undefined)).toEqual(DEFAULT_UI);
  });
});
