import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "../../../../src/base/time.ts";
import { secondOf, type SummaryPage, type SummaryQuery, type SummaryReader, type TraceSummary } from "../../../../src/services/xray/model.ts";
import { TraceList } from "../../../../src/services/xray/traceList.ts";
import { newestTraces, type WalkPage, type WalkPlace } from "../../../../src/services/xray/traceWalk.ts";

const NOW = Date.UTC(2026, 0, 1) + 321;

/** @param made when its id was made; the trace itself may start later */
function trace(number: number, made: number, change: Partial<TraceSummary> = {}): TraceSummary {
  const id = `1-${Math.floor(made / SECOND).toString(16).padStart(8, "0")}-${String(number).padStart(24, "0")}`;
  return {
    id,
    start: made,
    duration: 1,
    responseTime: 1,
    state: "ok",
    isPartial: false,
    method: "GET",
    url: "https://x/",
    status: 200,
    entry: "x",
    services: [],
    version: undefined,
    ...change,
  };
}

/** As X-Ray: it selects by the second in the id, scans a hundred traces for a page, the newest first, mixed within the page. */
class Service implements SummaryReader {
  readonly asked: SummaryQuery[] = [];
  #all: readonly TraceSummary[] = [];

  constructor(all: readonly TraceSummary[]) {
    this.all = all;
  }

  get all(): readonly TraceSummary[] {
    return this.#all;
  }

  set all(all: readonly TraceSummary[]) {
    this.#all = all.toSorted((a, b) => secondOf(b.id) - secondOf(a.id));
  }

  summaries(query: SummaryQuery, token: string | undefined): Promise<SummaryPage> {
    this.asked.push(query);
    const inTime = this.#all.filter(({ id }) => secondOf(id) >= query.from && secondOf(id) < query.to);
    const at = Number(token ?? 0);
    const scanned = inTime.slice(at, at + 100);
    const items = scanned.filter(({ state }) => query.filter === undefined || state === query.filter).toReversed();
    const next = at + 100 < inTime.length ? String(at + 100) : undefined;
    return Promise.resolve({ items, next, reached: secondOf(scanned.at(-1)?.id ?? "") });
  }
}

/** So many traces, evenly back from now, each so much later than its id. */
function traces(count: number, span: number, late = 0): TraceSummary[] {
  return Array.from({ length: count }, (_none, index) => {
    const start = NOW - index * (span / count);
    return trace(index, start - (index % 3) * (late / 2), { start });
  });
}

/** All pages of a walk. */
async function walk(reader: SummaryReader, request: { from: number; filter?: string }): Promise<WalkPage[]> {
  const pages: WalkPage[] = [];
  let at: WalkPlace | undefined;
  do {
    const page = await newestTraces(reader, { filter: undefined, ...request, at, count: 50, now: NOW });
    pages.push(page);
    at = page.next;
  } while (at !== undefined);
  return pages;
}

describe("a walk through the traces of a busy account", () => {
  it("costs a call for a page of the list", async () => {
    const reader = new Service(traces(50_000, 2 * MINUTE));
    const { items, next } = await newestTraces(reader, { from: NOW - 30 * MINUTE, at: undefined, filter: undefined, count: 50, now: NOW });
    expect(items).toHaveLength(50);
    expect(next).toBeDefined();
    expect(reader.asked).toHaveLength(1);
  });

  it("finds the few that match with the calls that plain paging needs, and tells how far it looked", async () => {
    const all = traces(18_000, 30 * MINUTE).map((one, index) => (index % 3000 === 2900 ? { ...one, state: "fault" as const } : one));
    const reader = new Service(all);
    const pages = await walk(reader, { from: NOW - 30 * MINUTE, filter: "fault" });
    expect(pages.flatMap(({ items }) => items)).toEqual(all.filter(({ state }) => state === "fault"));
    expect(reader.asked).toHaveLength(180);
    expect(pages[0]).toMatchObject({ items: [], reached: secondOf(all[2399]?.id ?? "") });
  });

  it.each([0, 20 * SECOND])("shows each trace once, also where ids are up to %s ms older than starts", async (late) => {
    const all = traces(3000, 13 * HOUR, late);
    const pages = await walk(new Service(all), { from: NOW - 13 * HOUR - MINUTE });
    const ids = pages.flatMap(({ items }) => items.map(({ id }) => id));
    expect(new Set(ids)).toEqual(new Set(all.map(({ id }) => id)));
    expect(ids).toHaveLength(all.length);
    expect(ids.map(secondOf)).toEqual(ids.map(secondOf).toSorted((a, b) => b - a));
  });

  it("passes a second with more traces than a page of the list, also at the window's beginning", async () => {
    const all = Array.from({ length: 3000 }, (_none, index) => trace(index, NOW - MINUTE));
    const pages = await walk(new Service(all), { from: NOW - MINUTE });
    expect(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(3000);
  });

  it("asks for six hours at most, by whole seconds, and as far back as wanted", async () => {
    const reader = new Service([trace(1, NOW - 7 * DAY + MINUTE)]);
    const pages = await walk(reader, { from: NOW - 7 * DAY });
    expect(pages.flatMap(({ items }) => items)).toHaveLength(1);
    expect(Math.max(...reader.asked.map(({ from, to }) => to - from))).toBeLessThanOrEqual(6 * HOUR);
    expect(reader.asked.filter(({ from, to }) => from % SECOND !== 0 || to % SECOND !== 0)).toEqual([]);
    expect(Math.min(...reader.asked.map(({ from }) => from))).toBe(Math.floor((NOW - 7 * DAY) / SECOND) * SECOND);
  });
});

describe("a list that is looked at again", () => {
  const request = { cursor: undefined, filter: undefined, window: 30 * MINUTE, isPoll: false, now: NOW };

  it("reads only what is newer, and keeps the pages that follow", async () => {
    const reader = new Service(traces(120, 20 * MINUTE));
    const list = new TraceList();
    const first = await list.page(reader, request);
    const second = await list.page(reader, { ...request, cursor: first.next });
    reader.asked.length = 0;
    const young = trace(9999, NOW + 20 * SECOND);
    reader.all = [young, ...reader.all];
    const now = NOW + 30 * SECOND;
    const again = await list.page(reader, { ...request, isPoll: true, now });
    expect(again.items.map(({ id }) => id)).toEqual([young, ...first.items].map(({ id }) => id));
    expect(await list.page(reader, { ...request, cursor: again.next, isPoll: true, now })).toEqual(second);
    expect(reader.asked).toHaveLength(1);
    expect(reader.asked[0]?.from).toBeGreaterThan(NOW - 2 * MINUTE);
  });

  it("learns that a trace ended, drops what is too old, and is read whole when a person asks", async () => {
    const running = trace(1, NOW - 10 * MINUTE, { isPartial: true });
    const old = trace(2, NOW - 29 * MINUTE);
    const reader = new Service([running, old]);
    const list = new TraceList();
    await list.page(reader, request);
    reader.all = [{ ...running, isPartial: false }, old];
    const now = NOW + 4 * MINUTE;
    const again = await list.page(reader, { ...request, isPoll: true, now });
    expect(again.items).toEqual([{ ...running, isPartial: false }]);
    reader.asked.length = 0;
    await list.page(reader, { ...request, now });
    expect(Math.min(...reader.asked.map(({ from }) => from))).toBe(Math.floor((now - 30 * MINUTE) / SECOND) * SECOND);
  });

  it("begins anew where much came, or where filter or window are others", async () => {
    const reader = new Service(traces(10, 20 * MINUTE));
    const list = new TraceList();
    await list.page(reader, request);
    reader.all = [...Array.from({ length: 300 }, (_none, index) => trace(1000 + index, NOW + index * 100)), ...reader.all];
    const now = NOW + 30 * SECOND;
    const busy = await list.page(reader, { ...request, isPoll: true, now });
    expect(busy.items).toHaveLength(50);
    expect(busy.next).toBeDefined();
    expect((await list.page(reader, { ...request, isPoll: true, now, filter: "fault" })).items).toEqual([]);
  });
});
