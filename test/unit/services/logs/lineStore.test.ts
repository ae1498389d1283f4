import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Finder } from "../../../../src/services/logs/lines/finder.ts";
import { LineStore, type StoreLimits } from "../../../../src/services/logs/lines/lineStore.ts";
import { copiedText, documentText } from "../../../../src/services/logs/lines/plainText.ts";
import { splitLines, stripEscapes } from "../../../../src/services/logs/lines/splitLines.ts";
import { mirrored, rowsOf } from "../../../../src/services/logs/lines/view.ts";
import type { LogEvent } from "../../../../src/services/logs/model.ts";

const LIMITS: StoreLimits = { lines: 100_000, bytes: 1e9, memory: 1e9 };
let folder = "";
let stores: LineStore[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "line-store-"));
});

afterEach(async () => {
  for (const store of stores) store.dispose();
  stores = [];
  await rm(folder, { recursive: true, force: true });
});

function makeStore(limits: Partial<StoreLimits> = {}, where = () => Promise.resolve(folder)): LineStore {
  const store = new LineStore(where, { ...LIMITS, ...limits });
  stores.push(store);
  return store;
}

function event(timestamp: number, message: string, stream = "a"): LogEvent {
  return { timestamp, ingested: timestamp + 5, message, stream };
}

const events = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => event(from + index, `line ${from + index}`));
const texts = async (store: LineStore, from = store.start, to = store.end) => (await store.read(from, to)).map((line) => line.text);

describe("a line store", () => {
  it("keeps numbers while older and newer lines come", async () => {
    const store = makeStore();
    store.prepend(events(100, 110));
    expect([store.start, store.end]).toEqual([-10, 0]);
    store.append(events(110, 120));
    store.prepend(events(90, 100));
    expect([store.start, store.end]).toEqual([-20, 10]);
    expect(await texts(store, -1, 1)).toEqual(["line 109", "line 110"]);
    expect(await texts(store, -20, -19)).toEqual(["line 90"]);
    expect(store.timestamp(9)).toBe(119);
    expect(store.timestamp(10)).toBeUndefined();
  });

  it("takes thousands of small and large batches", async () => {
    const store = makeStore();
    for (let at = 0; at < 3000; at += 3) store.append(events(at, at + 3));
    store.append(events(3000, 30_000));
    store.prepend(events(-20_000, 0));
    const all = await texts(store);
    expect(all).toHaveLength(50_000);
    expect(all).toEqual(Array.from({ length: 50_000 }, (_, index) => `line ${index - 20_000}`));
  });

  it("knows ingestion, streams and what continues an event, in any language", async () => {
    const store = makeStore();
    store.append([event(1, "naïve ☃ 𝄞\n  at x\n\n  at y\n", "b"), event(2, "", "a")]);
    expect(await store.read(0, 5)).toEqual([
      { number: 0, timestamp: 1, ingested: 6, stream: "b", continues: false, text: "naïve ☃ 𝄞", isCut: false },
      { number: 1, timestamp: 1, ingested: 6, stream: "b", continues: true, text: "  at x", isCut: false },
      { number: 2, timestamp: 1, ingested: 6, stream: "b", continues: true, text: "", isCut: false },
      { number: 3, timestamp: 1, ingested: 6, stream: "b", continues: true, text: "  at y", isCut: false },
      { number: 4, timestamp: 2, ingested: 7, stream: "a", continues: false, text: "", isCut: false },
    ]);
    expect(store.eventBounds(2)).toEqual([0, 4]);
    expect(await store.read(0, 1, 7)).toMatchObject([{ text: "naïve ", isCut: true }]);
  });

  it("holds what memory has no room for in a file that is nobody else's, and that ends with the process", async () => {
    const store = makeStore({ memory: 100_000 });
    store.append(events(0, 60_000));
    await store.settled();
    expect(store.bytesInMemory).toBeLessThanOrEqual(100_000);
    // it has no name any more, so that not even a crash leaves it behind
    expect(await readdir(folder)).toEqual([]);
    expect(await texts(store, 0, 3)).toEqual(["line 0", "line 1", "line 2"]);
    expect(await texts(store, 59_999, 60_000)).toEqual(["line 59999"]);
    await store.settled();
    expect(store.bytesInMemory).toBeLessThanOrEqual(100_000);
  });

  it("takes an event that is larger than a chunk", async () => {
    const store = makeStore();
    const large = "x".repeat(1_000_000);
    store.append([event(1, "before"), event(2, large), event(3, "after")]);
    expect(await texts(store)).toEqual(["before", large, "after"]);
  });

  it("drops the oldest lines at its limit, and says so", async () => {
    const store = makeStore({ lines: 20_000 });
    for (let at = 0; at < 50_000; at += 5000) store.append(events(at, at + 5000));
    expect(store.count).toBeLessThanOrEqual(20_000);
    expect(store.isTrimmed).toBe(true);
    expect(store.end).toBe(50_000);
    expect(await texts(store, store.start, store.start + 1)).toEqual([`line ${store.start}`]);
    expect(await store.read(0, 10)).toEqual([]);
  });

  it("goes on in memory, and trims, where no file can be written", async () => {
    const store = makeStore({ memory: 200_000 }, () => Promise.reject(new Error("no space left")));
    store.append(events(0, 40_000));
    await store.settled();
    store.append(events(40_000, 60_000));
    expect(store.isTrimmed).toBe(true);
    expect(store.byteLength).toBeLessThanOrEqual(200_000);
    expect(await texts(store, 59_999, 60_000)).toEqual(["line 59999"]);
  });

  it("puts events that came late where they belong", async () => {
    const store = makeStore();
    store.append([event(10, "ten\n  more"), event(20, "twenty"), event(30, "thirty\n  more")]);
    const from = store.firstAfter(15);
    expect(from).toBe(2);
    const moved = await store.takeFrom(from);
    expect([store.start, store.end]).toEqual([0, 2]);
    store.append([event(15, "fifteen"), ...moved]);
    expect(await texts(store)).toEqual(["ten", "  more", "fifteen", "twenty", "thirty", "  more"]);
    await store.takeFrom(0);
    expect([store.start, store.end]).toEqual([0, 0]);
  });
});

describe("the newest on top", () => {
  it("keeps the lines of an event in their order", async () => {
    const store = makeStore();
    store.append([event(1, "one"), event(2, "two\n  a\n  b"), event(3, "three")]);
    const { from, lines } = await rowsOf(store, { from: -5, to: 50, reversed: true });
    expect(from).toBe(0);
    // shown from the last position to the first
    expect(lines.toReversed().map((line) => line.text)).toEqual(["three", "two", "  a", "  b", "one"]);
    expect([0, 1, 2, 3, 4].map((line) => mirrored(store, line))).toEqual([0, 3, 2, 1, 4]);
    const part = await rowsOf(store, { from: 2, to: 4, reversed: true });
    expect(part.lines.toReversed().map((line) => line.text)).toEqual(["two", "  a"]);
  });
});

describe("find", () => {
  it("finds every line that matches, also those that come later at either end", async () => {
    const store = makeStore();
    store.append(events(0, 20_000));
    const finder = new Finder(store, { text: "LINE 1999", matchCase: false, isRegExp: false }, () => undefined);
    await finder.search();
    expect(finder.progress).toEqual({ count: 11, searched: 20_000, total: 20_000, isDone: true });
    store.append([event(20_000, "line 1999 again")]);
    store.prepend([event(-1, "line 1999 before")]);
    await finder.search();
    expect(finder.progress).toMatchObject({ count: 13, isDone: true });
    expect(finder.next(-10, true)).toEqual({ line: -1, ordinal: 1 });
    expect(finder.next(-1, true)).toEqual({ line: 1999, ordinal: 2 });
    expect(finder.next(20_000, true)).toEqual({ line: -1, ordinal: 1 });
    expect(finder.next(1999, false)).toEqual({ line: -1, ordinal: 1 });
    expect(finder.next(-1, false)).toEqual({ line: 20_000, ordinal: 13 });
    finder.dispose();
  });

  it("minds case, reads expressions, and looks through colours", async () => {
    const store = makeStore();
    store.append([event(1, "an \u001b[31merr\u001b[1mor\u001b[0m"), event(2, "Error"), event(3, "a+b")]);
    const count = async (text: string, matchCase: boolean, isRegExp: boolean) => {
      const finder = new Finder(store, { text, matchCase, isRegExp }, () => undefined);
      await finder.search();
      return finder.progress.count;
    };
    expect(await count("error", false, false)).toBe(2);
    expect(await count("error", true, false)).toBe(1);
    expect(await count("^e.*r$", false, true)).toBe(1);
    expect(await count("a+b", false, false)).toBe(1);
    expect(() => new Finder(store, { text: "(", matchCase: false, isRegExp: true }, () => undefined)).toThrow(SyntaxError);
  });

  it("forgets what was trimmed or taken back", async () => {
    const store = makeStore({ lines: 10_000 });
    store.append(events(0, 10_000));
    const finder = new Finder(store, { text: "line", matchCase: true, isRegExp: false }, () => undefined);
    await finder.search();
    store.append(events(10_000, 15_000));
    await finder.search();
    expect(finder.next(-1, true)).toEqual({ line: store.start, ordinal: 1 });
    await store.takeFrom(14_990);
    finder.changed(14_990);
    store.append([event(14_990, "other")]);
    await finder.search();
    expect(finder.next(14_980, false)).toMatchObject({ line: 14_979 });
    expect(finder.next(0, false)).toMatchObject({ line: 14_989 });
  });
});

describe("text", () => {
  it("is copied as it is shown, without colours", async () => {
    const store = makeStore();
    store.append([event(1, "\u001b[32mone\u001b[0m"), event(2, "two\n  more"), event(3, "three")]);
    expect(await copiedText(store, { from: 0, to: 3, reversed: false })).toEqual({ text: "one\ntwo\n  more", lines: 3, isCut: false });
    expect((await copiedText(store, { from: 0, to: 4, reversed: true })).text).toBe("three\ntwo\n  more\none");
  });

  it("of a document has times and streams", async () => {
    const store = makeStore();
    store.append([event(0, "one\n  more"), event(1, "two", "b")]);
    const pieces: string[] = [];
    for await (const piece of documentText(store, { withStream: true })) pieces.push(piece);
    expect(pieces.join("")).toBe("1970-01-01T00:00:00.000Z [a] one\n  more\n1970-01-01T00:00:00.001Z [b] two\n");
  });

  it("is split into lines as a terminal shows them", () => {
    expect(splitLines("a")).toEqual(["a"]);
    expect(splitLines("a\r\nb\n\n")).toEqual(["a", "b"]);
    expect(splitLines("10 %\r50 %\r100 %\ndone\n")).toEqual(["100 %", "done"]);
    expect(splitLines("\n")).toEqual([""]);
    expect(stripEscapes("\u001b]0;title\u0007\u001b[2K\u001b[1;31mred\u001b[m")).toBe("red");
  });
});
