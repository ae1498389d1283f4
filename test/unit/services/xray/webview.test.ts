import { describe, expect, it } from "vitest";
import type { TraceRowData } from "../../../../src/services/xray/protocol.ts";
import { durationText, statusText, waterfallRow } from "../../../../src/services/xray/webview/rowLook.ts";
import { DEFAULT_UI, parseUi } from "../../../../src/services/xray/webview/uiState.ts";
import { foldable, tableRows, visibleRows } from "../../../../src/services/xray/webview/visibleRows.ts";

const row = (id: string, depth: number, parent: number, end: number, change: Partial<TraceRowData> = {}): TraceRowData => ({
  id,
  name: id,
  about: "",
  depth,
  parent,
  end,
  kind: "local",
  state: "ok",
  from: 0,
  to: 10,
  inProgress: false,
  problems: [],
  ...change,
});

/** root ┬ a ─ b (fault) · c ─ d */
const ROWS = [
  row("root", 0, -1, 5, { kind: "service", to: 100 }),
  row("a", 1, 0, 3, { from: 5, to: 50 }),
  row("b", 2, 1, 3, { from: 6, to: 40, state: "fault", about: "GET /quotes", status: 502 }),
  row("c", 1, 0, 5, { from: 60, to: undefined, inProgress: true }),
  row("d", 2, 3, 5, { from: 61, to: 62, state: "throttle" }),
];
const NONE = { collapsed: new Set<string>(), find: "", onlyErrors: false };
const ids = (rows: readonly { readonly data: TraceRowData }[]) => rows.map(({ data }) => data.id).join(" ");

describe("the rows that are shown", () => {
  it("are all, but for what is folded", () => {
    expect(ids(visibleRows(ROWS, NONE))).toBe("root a b c d");
    const folded = visibleRows(ROWS, { ...NONE, collapsed: new Set(["a"]) });
    expect(ids(folded)).toBe("root a c d");
    expect(folded.map(({ expanded }) => expanded)).toEqual([true, false, true, undefined]);
    expect(ids(visibleRows(ROWS, { ...NONE, collapsed: new Set(["root", "a"]) }))).toBe("root");
    expect(foldable(ROWS)).toEqual(["root", "a", "c"]);
  });

  it("know their places among their siblings", () => {
    expect(visibleRows(ROWS, NONE).map(({ place, places }) => `${place}/${places}`)).toEqual(["1/1", "1/2", "1/1", "2/2", "1/1"]);
  });

  it("are what was looked for with what it stands below, folded or not", () => {
    const found = visibleRows(ROWS, { collapsed: new Set(["root"]), find: "QUOTES", onlyErrors: false });
    expect(ids(found)).toBe("root a b");
    expect(found.map(({ isDim }) => isDim)).toEqual([true, true, false]);
    expect(ids(visibleRows(ROWS, { ...NONE, onlyErrors: true }))).toBe("root a b c d");
    expect(ids(visibleRows(ROWS, { ...NONE, onlyErrors: true, find: "d" }))).toBe("root c d");
    expect(visibleRows(ROWS, { ...NONE, find: "nothing" })).toEqual([]);
  });
});

describe("the table", () => {
  const order = (column: "name" | "kind" | "status" | "start" | "duration", descending = false) =>
    tableRows(ROWS, NONE, { column, descending }).map(({ id }) => id).join(" ");

  it("is sorted by any column, both ways", () => {
    expect(order("start")).toBe("root a b c d");
    expect(order("name", true)).toBe("root d c b a");
    expect(order("duration")).toBe("d b a root c");
    expect(order("duration", true)).toBe("c root a b d");
    expect(order("status", true)).toBe("b d root a c");
  });

  it("holds what matches alone", () => {
    expect(tableRows(ROWS, { find: "", onlyErrors: true }, { column: "start", descending: false }).map(({ id }) => id)).toEqual(["b", "d"]);
  });
});

describe("a row's words", () => {
  it.each([
    [{ state: "ok", inProgress: false, status: 200 }, "200"],
    [{ state: "ok", inProgress: false }, "OK"],
    [{ state: "ok", inProgress: true }, "In progress"],
    [{ state: "fault", inProgress: false, status: 502 }, "Fault 502"],
    [{ state: "error", inProgress: true, status: 404 }, "Error 404"],
    [{ state: "throttle", inProgress: false }, "Throttled"],
  ] as const)("%o is %s", (state, text) => {
    expect(statusText(state)).toBe(text);
  });

  it("say when nobody knows the end", () => {
    expect(durationText(row("x", 0, -1, 1, { to: undefined }))).toBe("no end");
    expect(durationText(row("x", 0, -1, 1, { to: undefined, inProgress: true }))).toBe("goes on");
    const [shown] = visibleRows([row("x", 0, -1, 1, { problems: ["It ends before it begins."] })], NONE);
    if (shown === undefined) throw new Error("the row is shown");
    expect(waterfallRow(shown)).toMatchObject({ statusIcon: "question", title: expect.stringContaining("It ends before") as string });
  });
});

describe("what was stored", () => {
  it("is read back, and nothing else", () => {
    const ui = { ...DEFAULT_UI, collapsed: ["a"], selected: "b", isTable: true, order: { column: "name", descending: true } as const, view: { from: 1, to: 2 }, top: 3 };
    expect(parseUi(JSON.parse(JSON.stringify(ui)))).toEqual(ui);
    for (const wrong of [undefined, 5, null]) expect(parseUi(wrong)).toEqual(DEFAULT_UI);
    expect(parseUi({ collapsed: [1, "a"], selected: 5, order: { column: "x" }, view: { from: 2, to: 1 }, top: -1, find: 1 })).toEqual({ ...DEFAULT_UI, collapsed: ["a"] });
  });
});
