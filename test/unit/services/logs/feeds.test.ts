import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DevOpsError } from "../../../../src/base/errors.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../../../src/base/time.ts";
import type { PageOf } from "../../../../src/base/pages.ts";
import type { FeedPage, FeedTarget, LogFeed } from "../../../../src/services/logs/feed/feed.ts";
import { openFeed } from "../../../../src/services/logs/feed/openFeed.ts";
import type { EventReader, FilterEventsRequest, LogEvent, StreamEventsPage, StreamEventsRequest } from "../../../../src/services/logs/model.ts";
import { LogSession } from "../../../../src/services/logs/session.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const { signal } = new AbortController();

/** An endpoint that never heard of "newest first", as emulators are: pages forward, whatever is asked. */
class OldEndpoint implements EventReader {
  readonly events: LogEvent[];
  readonly requests: FilterEventsRequest[] = [];
  readonly refuses: boolean;

  constructor(events: readonly LogEvent[], refuses = false) {
    this.events = [...events];
    this.refuses = refuses;
  }

  streamEvents(): Promise<StreamEventsPage> {
    return Promise.reject(new Error("not used"));
  }

  filterEvents(request: FilterEventsRequest): Promise<PageOf<LogEvent>> {
    this.requests.push(request);
    if (this.refuses && request.newestFirst) {
      return Promise.reject(new DevOpsError({ kind: "invalid", tried: "filter log events", why: "unknown parameter" }));
    }
    const { from = 0, to = Number.MAX_SAFE_INTEGER, limit } = request;
    const found = this.events.filter(({ timestamp }) => timestamp >= from && timestamp <= to);
    const skip = Number(request.token ?? 0);
    const next = skip + limit < found.length ? String(skip + limit) : undefined;
    return Promise.resolve({ items: found.slice(skip, skip + limit), next });
  }
}

function event(timestamp: number, id = String(timestamp)): LogEvent {
  return { timestamp, ingested: timestamp, message: `event ${id}`, stream: "a", id };
}

/** Events every `step` milliseconds, the last one now. */
const evenly = (count: number, step: number) => Array.from({ length: count }, (_, index) => event(NOW - (count - 1 - index) * step));

const target = (part: Partial<FeedTarget> = {}): FeedTarget => ({
  group: "g",
  stream: undefined,
  pattern: undefined,
  from: undefined,
  to: undefined,
  ...part,
});

async function readAll(feed: LogFeed): Promise<LogEvent[]> {
  let events: readonly LogEvent[] = [];
  for (let page: FeedPage = { events: [], hasMore: true }; page.hasMore; ) {
    page = await feed.older(1000, signal);
    events = [...page.events, ...events];
  }
  return [...events];
}

describe.each([
  ["ignores", false],
  ["refuses", true],
])("an endpoint that %s newest first", (_word, refuses) => {
  it("is read by windows: the newest at once, then all, each once and in order", async () => {
    const endpoint = new OldEndpoint(evenly(30_000, 10 * SECOND), refuses);
    const feed = openFeed(endpoint, target({ from: NOW - 30 * DAY }), () => NOW);
    const first = await feed.older(1000, signal);
    expect(first.events.at(-1)).toEqual(event(NOW));
    expect(first.events.length).toBeLessThan(10_000);
    expect(first.hasMore).toBe(true);
    const all = [...(await readAll(feed)), ...first.events];
    expect(all.map((one) => one.timestamp)).toEqual(endpoint.events.map((one) => one.timestamp));
  });

  it("is read with shorter windows where it is dense", async () => {
    const endpoint = new OldEndpoint(evenly(60_000, 20), refuses);
    const all = await readAll(openFeed(endpoint, target({ from: NOW - HOUR }), () => NOW));
    expect(all).toHaveLength(60_000);
    expect(all).toEqual(endpoint.events);
  });

  it("gives the events of one millisecond as they were taken in", async () => {
    const burst = Array.from({ length: 8 }, (_none, index) => event(NOW, `burst ${index}`));
    const all = await readAll(openFeed(new OldEndpoint(burst, refuses), target({ from: NOW - HOUR }), () => NOW));
    expect(all.map(({ id }) => id)).toEqual(burst.map(({ id }) => id));
  });

  it("is read in few calls where there is little", async () => {
    const endpoint = new OldEndpoint([event(NOW - 300 * DAY)], refuses);
    expect(await readAll(openFeed(endpoint, target(), () => NOW))).toHaveLength(1);
    expect(endpoint.requests.length).toBeLessThan(30);
  });
});

describe("new events of a group", () => {
  it("come once, though the look back brings them again, and late ones are not lost", async () => {
    const endpoint = new OldEndpoint(evenly(5, SECOND));
    const feed = openFeed(endpoint, target({ from: NOW - HOUR }), () => NOW);
    await readAll(feed);
    expect((await feed.newer(signal)).events).toEqual([]);
    endpoint.events.push(event(NOW + 500, "new"));
    endpoint.events.splice(4, 0, event(NOW - 500, "late"));
    expect((await feed.newer(signal)).events.map((one) => one.id)).toEqual(["late", "new"]);
    expect((await feed.newer(signal)).events).toEqual([]);
  });
});

describe("a stream whose pages are cut by time", () => {
  /** Forward pages, each named by its token; a token without a page is the end. */
  class CutStream implements EventReader {
    readonly pages: Record<string, { events: LogEvent[]; next: string }> = {};
    calls = 0;

    streamEvents({ token, forward }: StreamEventsRequest): Promise<StreamEventsPage> {
      this.calls += 1;
      if (!forward) return Promise.resolve({ events: [event(NOW)], forward: "f0", backward: token ?? "b0" });
      const at = token ?? "f0";
      const page = this.pages[at];
      return Promise.resolve({ events: page?.events ?? [], forward: page?.next ?? at, backward: "b0" });
    }

    filterEvents(): Promise<PageOf<LogEvent>> {
      return Promise.reject(new Error("not used"));
    }
  }

  it("is read on while the token changes, though pages are empty", async () => {
    const stream = new CutStream();
    const feed = openFeed(stream, target({ stream: "a" }), () => NOW);
    await feed.older(1000, signal);
    stream.pages["f0"] = { events: [], next: "f1" };
    stream.pages["f1"] = { events: [], next: "f2" };
    stream.pages["f2"] = { events: [event(NOW + 1, "new")], next: "f3" };
    const page = await feed.newer(signal);
    expect([page.events.map(({ id }) => id), page.hasMore]).toEqual([["new"], false]);
    // a look back that took several calls is not made with every poll: the forward token is read on alike
    stream.pages["f3"] = { events: [], next: "f4" };
    stream.pages["f4"] = { events: [event(NOW + 2, "newer")], next: "f5" };
    const next = await feed.newer(signal);
    expect([next.events.map(({ id }) => id), next.hasMore]).toEqual([["newer"], false]);
  });

  it("is left for the next poll after some calls, if the token never stays", async () => {
    const stream = new CutStream();
    stream.pages["f0"] = { events: [], next: "f1" };
    const feed = openFeed(stream, target({ stream: "a" }), () => NOW);
    await feed.older(1000, signal);
    for (let page = 1; page < 100; page += 1) stream.pages[`f${page}`] = { events: [], next: `f${page + 1}` };
    const before = stream.calls;
    expect(await feed.newer(signal)).toEqual({ events: [], hasMore: true });
    expect(stream.calls - before).toBeLessThan(20);
  });
});

describe("a session", () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW }));
  afterEach(() => void vi.useRealTimers());

  function open(reader: EventReader): LogSession {
    const scratchFolder = () => Promise.reject(new Error("nothing is spilled here"));
    const options = { reader, group: "g", stream: undefined, context: "c", scratchFolder, changed: () => undefined };
    return new LogSession(options);
  }

  it("polls while it is visible, less while one reads elsewhere, and never while it is hidden", async () => {
    const endpoint = new OldEndpoint(evenly(5, SECOND));
    const session = open(endpoint);
    await session.configure({ range: { kind: "last", ms: HOUR }, filter: "" });
    endpoint.requests.length = 0;
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(endpoint.requests).toHaveLength(0);
    session.setVisible(true);
    await vi.advanceTimersByTimeAsync(30 * SECOND);
    const following = endpoint.requests.length;
    expect(following).toBeGreaterThan(8);
    session.setFollowing(false);
    await vi.advanceTimersByTimeAsync(30 * SECOND);
    expect(endpoint.requests.length - following).toBeLessThan(following / 2);
    session.setVisible(false);
    const before = endpoint.requests.length;
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(endpoint.requests).toHaveLength(before);
    session.dispose();
  });

  it("waits for a log that does not exist yet, and shows it when it does", async () => {
    const endpoint = new OldEndpoint([]);
    const missing = new DevOpsError({ kind: "notFound", tried: "filter log events", why: "no such group" });
    const read = vi.spyOn(endpoint, "filterEvents").mockRejectedValue(missing);
    const session = open(endpoint);
    session.setVisible(true);
    await session.configure({ range: { kind: "last", ms: HOUR }, filter: "" });
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(session.takeState()).toMatchObject({ phase: "waiting", problem: undefined });
    read.mockRestore();
    endpoint.events.push(event(Date.now()));
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(session.takeState()).toMatchObject({ phase: "ready", problem: undefined });
    expect(session.lines.count).toBe(1);
    session.dispose();
  });

  it("stops waiting after some minutes: the log was deleted, or never written", async () => {
    const endpoint = new OldEndpoint([]);
    const missing = new DevOpsError({ kind: "notFound", tried: "filter log events", why: "no such group" });
    const read = vi.spyOn(endpoint, "filterEvents").mockRejectedValue(missing);
    const session = open(endpoint);
    session.setVisible(true);
    await session.configure({ range: { kind: "last", ms: HOUR }, filter: "" });
    await vi.advanceTimersByTimeAsync(4 * MINUTE);
    expect(session.takeState()).toMatchObject({ phase: "waiting", problem: undefined });
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(session.takeState().problem).toMatchObject({ kind: "notFound", short: "There is no such log" });
    const calls = read.mock.calls.length;
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(read).toHaveBeenCalledTimes(calls);
    session.dispose();
  });

  it.each(["unsupported", "absent"] as const)("does not try again what is %s", async (kind) => {
    const endpoint = new OldEndpoint([]);
    const read = vi.spyOn(endpoint, "filterEvents").mockRejectedValue(new DevOpsError({ kind, tried: "filter log events", why: "no" }));
    const session = open(endpoint);
    session.setVisible(true);
    await session.configure({ range: { kind: "last", ms: HOUR }, filter: "" });
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(session.takeState().problem?.kind).toBe(kind);
    expect(read).toHaveBeenCalledTimes(1);
    session.dispose();
  });

  it.each([-3 * HOUR, 3 * HOUR])("reckons its range by AWS's clock, of which it learns with the first answer (%i ms)", async (offset) => {
    class OtherClock extends OldEndpoint {
      now(): number {
        return Date.now() + (this.requests.length > 0 ? offset : 0);
      }
    }
    const endpoint = new OtherClock([event(NOW + offset - MINUTE)]);
    const session = open(endpoint);
    await session.configure({ range: { kind: "last", ms: HOUR }, filter: "" });
    expect(session.lines.count).toBe(1);
    session.dispose();
  });

  it("waits longer after each failure, but not for ever", async () => {
    const endpoint = new OldEndpoint(evenly(5, SECOND));
    const session = open(endpoint);
    session.setVisible(true);
    await session.configure({ range: { kind: "last", ms: HOUR }, filter: "" });
    const offline = new DevOpsError({ kind: "offline", tried: "filter log events", why: "no answer" });
    const read = vi.spyOn(endpoint, "filterEvents").mockRejectedValue(offline);
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(session.takeState().problem?.kind).toBe("offline");
    expect(read.mock.calls.length).toBeGreaterThan(8);
    expect(read.mock.calls.length).toBeLessThan(20);
    read.mockRestore();
    endpoint.events.push(event(NOW + 1));
    await vi.advanceTimersByTimeAsync(31 * SECOND);
    expect(session.takeState().problem).toBeUndefined();
    expect(session.lines.count).toBe(6);
    session.dispose();
  });

  it("puts late events in their place and says what changed", async () => {
    const endpoint = new OldEndpoint(evenly(5, SECOND));
    const session = open(endpoint);
    session.setVisible(true);
    await session.configure({ range: { kind: "last", ms: HOUR }, filter: "" });
    session.takeState();
    endpoint.events.splice(4, 0, event(NOW - 500, "late"));
    endpoint.events.push(event(NOW + 500, "new"));
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    const lines = await session.lines.read(session.lines.start, session.lines.end);
    expect(lines.map((line) => line.timestamp - NOW)).toEqual([-4000, -3000, -2000, -1000, -500, 0, 500]);
    const state = session.takeState();
    expect(state.end - state.changedFrom).toBe(3);
    session.dispose();
  });
});
