import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { joined } from "../../../../src/base/text.ts";
import { HOUR, MINUTE } from "../../../../src/base/time.ts";
import { LogsApi } from "../../../../src/services/logs/api.ts";
import { type LogRange, factsOfGroup } from "../../../../src/services/logs/model.ts";
import { LogSession, type SessionOptions } from "../../../../src/services/logs/session.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();
const GROUP = "/ecs/parcel-web";
const BULK = "/kestrel/bulk";
const ALL: LogRange = { kind: "all" };
const LAST_HOUR: LogRange = { kind: "last", ms: HOUR };

let folder = "";
const sessions: LogSession[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "log-session-"));
});

afterEach(async () => {
  for (const session of sessions.splice(0)) session.dispose();
  await rm(folder, { recursive: true, force: true });
});

function open(group: string, stream?: string, options: Partial<SessionOptions> = {}): LogSession {
  const session = new LogSession({
    reader: new LogsApi(account().session),
    group,
    stream,
    context: "simulated · eu-west-1",
    scratchFolder: () => Promise.resolve(folder),
    changed: () => undefined,
    ...options,
  });
  sessions.push(session);
  return session;
}

async function texts(session: LogSession, from = session.lines.start, to = session.lines.end): Promise<string[]> {
  return (await session.lines.read(from, to)).map((line) => line.text);
}

describe("a stream", () => {
  it("opens at its newest lines and has older ones", async () => {
    const session = open(BULK, "million");
    await session.configure({ range: ALL, filter: "" });
    expect(session.takeState()).toMatchObject({ phase: "ready", start: -1000, end: 0, hasOlder: true, isOpen: true });
    const newest = (await texts(session)).at(-1);
    await session.loadOlder();
    expect(session.lines.count).toBe(6000);
    expect((await texts(session, -1, 0))[0]).toBe(newest);
    const times = (await session.lines.read(-6000, 0)).map((line) => line.timestamp);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it("is loaded whole, on disk for the most part, without a gap, and leaves no file", async () => {
    const session = open(BULK, "hundred-thousand", { limits: { lines: 200_000, bytes: 1e9, memory: 2 * 1024 * 1024 } });
    await session.configure({ range: ALL, filter: "" });
    await session.loadAll();
    await session.lines.settled();
    expect(session.takeState()).toMatchObject({ hasOlder: false, busy: "none", isTrimmed: false });
    expect(session.lines.count).toBe(100_000);
    expect(session.lines.bytesInMemory).toBeLessThanOrEqual(2 * 1024 * 1024);
    const seen = new Set<string>();
    for await (const lines of session.lines.scan(session.lines.start, session.lines.end)) {
      for (const line of lines) seen.add(`${line.timestamp} ${line.text}`);
    }
    expect(seen.size).toBe(100_000);
    session.dispose();
    await vi.waitFor(async () => expect(await readdir(folder)).toHaveLength(0));
  });

  it("stops loading when asked", async () => {
    const session = open(BULK, "million");
    await session.configure({ range: ALL, filter: "" });
    const all = session.loadAll();
    await vi.waitFor(() => expect(session.lines.count).toBeGreaterThan(10_000));
    session.stopLoadingAll();
    await all;
    expect(session.takeState()).toMatchObject({ busy: "none", hasOlder: true, problem: undefined });
    expect(session.lines.count).toBeLessThan(1_000_000);
  });

  it("that does not exist yet is waited for, which is no failure", async () => {
    const session = open(GROUP, "not-yet");
    await session.configure({ range: ALL, filter: "" });
    expect(session.takeState()).toMatchObject({ phase: "waiting", problem: undefined });
  });
});

describe("a group", () => {
  it("interleaves its streams by time, the newest first to come, and follows", async () => {
    const session = open(GROUP);
    await session.configure({ range: LAST_HOUR, filter: "" });
    const lines = await session.lines.read(session.lines.start, session.lines.end);
    expect(new Set(lines.map((line) => line.stream)).size).toBeGreaterThan(1);
    const times = lines.map((line) => line.timestamp);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const before = session.lines.end;
    await account().control.advance(10_000);
    session.setVisible(true);
    await vi.waitFor(() => expect(session.lines.end).toBeGreaterThan(before), 10_000);
    const after = await session.lines.read(session.lines.start, session.lines.end);
    const keys = after.map((line) => `${line.stream} ${line.timestamp} ${line.text}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("is filtered by AWS, and keeps its lines when AWS refuses the pattern", async () => {
    const session = open(GROUP);
    await session.configure({ range: LAST_HOUR, filter: '{ $.level = "ERROR" }' });
    const errors = await texts(session);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.every((text) => text.includes('"ERROR"'))).toBe(true);
    await session.configure({ range: LAST_HOUR, filter: "{ $.level = " });
    const state = session.takeState();
    expect(state.filterProblem).toMatch(/filter pattern/i);
    expect(state).toMatchObject({ filter: '{ $.level = "ERROR" }', phase: "ready", problem: undefined });
    expect(await texts(session)).toEqual(errors);
  });

  it("shows what comes late, in its place and once", async () => {
    const { endpoint, credentials } = account().simulator;
    const client = new CloudWatchLogsClient({ endpoint, region: "eu-west-1", credentials });
    const names = { logGroupName: "/late", logStreamName: "a" };
    await client.send(new CreateLogGroupCommand(names));
    await client.send(new CreateLogStreamCommand(names));
    const { now } = await account().control.health();
    const put = (...ages: readonly number[]) =>
      client.send(new PutLogEventsCommand({ ...names, logEvents: ages.map((age) => ({ timestamp: now - age, message: `${age} ms old` })) }));
    await put(60_000, 30_000, 1_000);
    for (const stream of [undefined, "a"]) {
      const session = open(names.logGroupName, stream);
      session.setVisible(true);
      await session.configure({ range: LAST_HOUR, filter: "" });
      const before = await texts(session);
      await put(45_000 + before.length, 20_000 + before.length);
      await vi.waitFor(() => expect(session.lines.count).toBe(before.length + 2), 10_000);
      const ages = (await texts(session)).map((text) => Number.parseInt(text, 10));
      expect(ages).toEqual(ages.toSorted((a, b) => b - a));
    }
    client.destroy();
  });

  it("is told how to write a pattern that AWS refuses without a reason", async () => {
    const session = open(GROUP);
    for (const pattern of ["ops@example.com", "a:b", "/parcels", "ERROR -a:b"]) {
      await session.configure({ range: LAST_HOUR, filter: pattern });
      const term = pattern.split(" ").at(-1)?.replace("-", "") ?? "";
      expect(session.takeState().filterProblem).toMatch(`Put it in double quotes: "${term}".`);
    }
    await session.configure({ range: LAST_HOUR, filter: '"ops@example.com"' });
    expect(session.takeState().filterProblem).toBeUndefined();
  });

  it("of another class than Standard says what reads it", async () => {
    for (const stream of [undefined, "scans"]) {
      const session = open("/kestrel/archive/scans", stream);
      await session.configure({ range: LAST_HOUR, filter: "" });
      expect(session.takeState()).toMatchObject({ phase: "failed", problem: { kind: "unsupported", short: "Log class Infrequent Access" } });
      expect(session.takeState().problem?.message).toContain("Only Logs Insights reads this class");
    }
    const { items } = await new LogsApi(account().session).groups({ prefix: "/kestrel/archive" }, undefined, AbortSignal.timeout(10_000));
    expect(items.map((group) => joined(factsOfGroup(group)))).toEqual(["Infrequent Access · never expires"]);
  });

  it("that is empty is ready, without lines", async () => {
    const session = open("/kestrel/empty");
    await session.configure({ range: LAST_HOUR, filter: "" });
    expect(session.takeState()).toMatchObject({ phase: "ready", start: 0, end: 0, hasOlder: false });
  });

  it("of an exact range holds that range alone, and is not polled", async () => {
    const { now } = await account().control.health();
    const session = open(GROUP);
    const range = { kind: "exact", from: now - 10 * MINUTE, to: now - 5 * MINUTE } as const;
    await session.configure({ range, filter: "" });
    await session.loadAll();
    const state = session.takeState();
    expect(state).toMatchObject({ isOpen: false, hasOlder: false });
    expect(state.firstTime).toBeGreaterThanOrEqual(range.from);
    expect(state.lastTime).toBeLessThanOrEqual(range.to);
  });
});

describe("what fails", () => {
  it("at first is told and recovers by itself", async () => {
    await account().control.addFaults({ kind: "denied", service: "logs", operation: "FilterLogEvents" });
    const session = open(GROUP);
    session.setVisible(true);
    await session.configure({ range: LAST_HOUR, filter: "" });
    expect(session.takeState().problem).toMatchObject({ kind: "denied", short: "Access denied: logs:FilterLogEvents" });
    await account().control.clearFaults();
    await vi.waitFor(() => expect(session.takeState()).toMatchObject({ phase: "ready", problem: undefined }), 15_000);
    expect(session.lines.count).toBeGreaterThan(0);
  });

  it("later leaves the lines and recovers with the next poll", async () => {
    const session = open(GROUP);
    session.setVisible(true);
    await session.configure({ range: LAST_HOUR, filter: "" });
    const before = session.lines.count;
    await account().control.addFaults({ kind: "offline", service: "logs" });
    await vi.waitFor(() => expect(session.takeState().problem?.kind).toBe("offline"), 15_000);
    expect(session.lines.count).toBeGreaterThanOrEqual(before);
    await account().control.clearFaults();
    await session.retry();
    await vi.waitFor(() => expect(session.takeState().problem).toBeUndefined(), 15_000);
  });

  it("while older lines load is tried again", async () => {
    const session = open(BULK, "million");
    session.setVisible(true);
    await session.configure({ range: ALL, filter: "" });
    await account().control.addFaults({ kind: "denied", service: "logs", operation: "GetLogEvents" });
    await session.loadOlder();
    expect(session.takeState().problem?.kind).toBe("denied");
    await account().control.clearFaults();
    await session.retry();
    expect(session.takeState().problem).toBeUndefined();
    expect(session.lines.count).toBe(6000);
  });
});
