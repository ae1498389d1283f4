import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DevOpsError } from "../../../../src/base/errors.ts";
import type { TraceDocuments } from "../../../../src/services/xray/model.ts";
import { TraceSession } from "../../../../src/services/xray/session.ts";

const ID = "1-6afc0c00-0123456789abcdef01234567";
type Answer = TraceDocuments | undefined | Error;

/** What the spans in CloudWatch Logs have. */
let unindexed: Answer;

/** A session whose calls are answered in turn; the last answer stays. */
function open(...answers: readonly Answer[]) {
  let calls = 0;
  const elsewhere = [undefined, true];
  let asked = 0;
  let retrieved = 0;
  const session = new TraceSession({
    retrieve: () => {
      retrieved += 1;
      return unindexed instanceof Error ? Promise.reject(unindexed) : Promise.resolve(unindexed);
    },
    traceId: ID,
    context: "kestrel · eu-west-1",
    read: () => {
      const answer = answers[Math.min(calls, answers.length - 1)];
      calls += 1;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    spansElsewhere: () => {
      asked += 1;
      return Promise.resolve(elsewhere.shift());
    },
    changed: () => undefined,
  });
  session.setVisible(true);
  session.start();
  return { session, calls: () => calls, asked: () => asked, retrieved: () => retrieved };
}

const documents = (change: object): TraceDocuments => ({
  id: ID,
  documents: [JSON.stringify({ id: "a", name: "web", start_time: 1, end_time: 2, ...change })],
  limitExceeded: false,
});
const done = documents({});
const running = documents({ end_time: undefined, in_progress: true });
/** The editor's clock when a session opens: two minutes after the traces' end. */
const NOW = 122_000;
const throttled = new DevOpsError({ kind: "throttled", tried: "batch get traces", why: "Rate exceeded" });

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a trace as it is shown", () => {
  it("is read once when it is done", async () => {
    const { session, calls } = open(done);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(session.state).toMatchObject({ phase: "ready", rows: [{ name: "web", from: 0, to: 1000 }] });
    expect(calls()).toBe(1);
    session.dispose();
  });

  it("that has just ended is read until its last segments can have arrived", async () => {
    vi.setSystemTime(10_000);
    const whole = { ...done, documents: [...done.documents, JSON.stringify({ id: "b", name: "worker", parent_id: "a", start_time: 1, end_time: 3 })] };
    const { session, calls } = open(done, done, whole);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(session.state.rows).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    const read = calls();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(calls()).toBe(read);
    session.dispose();
  });

  it("that never ends is looked at less and less, and then no more", async () => {
    vi.setSystemTime(1000);
    const { session, calls } = open(running);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.state.header).toMatchObject({ isPartial: true, duration: 60_000 });
    expect(calls()).toBe(21);
    await vi.advanceTimersByTimeAsync(3_600_000);
    const read = calls();
    expect(read).toBeLessThan(200);
    expect(session.state.notes).toEqual(["1 part of the trace never ended."]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(calls()).toBe(read);
    session.dispose();
  });

  it("is looked at again while it goes on, and not while nobody looks", async () => {
    vi.setSystemTime(60_000);
    const { session, calls } = open(running, running, done);
    await vi.advanceTimersByTimeAsync(3_100);
    expect(calls()).toBe(2);
    session.setVisible(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls()).toBe(2);
    session.setVisible(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls()).toBe(3);
    expect(session.state.header?.isPartial).toBe(false);
    session.dispose();
  });

  it("keeps what was known when a call fails, and recovers by itself", async () => {
    vi.setSystemTime(60_000);
    const { session, calls } = open(running, throttled, throttled, done);
    await vi.advanceTimersByTimeAsync(3_100);
    expect(session.state).toMatchObject({ phase: "ready", rows: [{ name: "web" }], problem: { kind: "throttled" } });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(calls()).toBe(4);
    expect(session.state.problem).toBeUndefined();
    session.dispose();
  });

  it("that X-Ray does not index is retrieved out of the spans, once it is known that they are there", async () => {
    unindexed = done;
    const { session, asked, retrieved } = open(undefined);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(session.state.phase).toBe("ready");
    expect([asked(), retrieved()]).toEqual([2, 1]);
    session.dispose();
    unindexed = undefined;
    const none = open(undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(none.session.state.phase).toBe("missing");
    expect(none.retrieved()).toBe(1);
    none.session.dispose();
  });

  it("that may not be retrieved is missing, and one that could not be for now is asked for again", async () => {
    unindexed = new DevOpsError({ kind: "denied", tried: "start trace retrieval", why: "not allowed" });
    const denied = open(undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(denied.session.state).toMatchObject({ phase: "missing", problem: undefined, spansElsewhere: true });
    expect(denied.retrieved()).toBe(1);
    denied.session.dispose();
    unindexed = throttled;
    const later = open(undefined);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(later.session.state.problem?.kind).toBe("throttled");
    unindexed = done;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(later.session.state.phase).toBe("ready");
    later.session.dispose();
    unindexed = undefined;
  });

  it("that is missing is looked for a little while, and shown when it comes", async () => {
    const missing = open(undefined);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(missing.session.state).toMatchObject({ phase: "missing", spansElsewhere: true });
    const asked = missing.calls();
    expect(asked).toBeGreaterThan(10);
    // the first answer was none
    expect(missing.asked()).toBe(2);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(missing.calls()).toBe(asked);
    missing.session.dispose();
    const late = open(undefined, done);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(late.session.state.phase).toBe("ready");
    late.session.dispose();
  });
});
