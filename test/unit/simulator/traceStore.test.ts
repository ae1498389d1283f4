import { describe, expect, it } from "vitest";
import { SimulatedClock } from "../../../src/simulator/clock.ts";
import { CycleStream } from "../../../src/simulator/services/logs/logStream.ts";
import { LogStore } from "../../../src/simulator/services/logs/logStore.ts";
import { traceIdAt } from "../../../src/simulator/services/xray/loggedRequest.ts";
import { TraceStore } from "../../../src/simulator/services/xray/traceStore.ts";

const HOUR = 3_600_000;

/** Six hours with a request a second, which begins up to twenty seconds before its line; and how many lines were read. */
function open() {
  const now = Date.UTC(2026, 5, 1);
  const from = now - 6 * HOUR;
  const read = { lines: 0 };
  const stream = new CycleStream({
    name: "one",
    start: from,
    cycleMs: 1000,
    offsets: [500],
    line: () => "",
    request: (index, timestamp) => {
      read.lines += 1;
      const start = timestamp - ((index * 7) % 20) * 1000;
      const digits = index.toString(16).padStart(24, "0");
      const facts = { service: "parcel-web", kind: "service", outcome: "ok", parcel: "KL1", depot: "one", random: 1 } as const;
      return { ...facts, traceId: traceIdAt(start, digits), requestId: digits, start, end: timestamp };
    },
  });
  const logs = new LogStore("eu-west-1", "418273650912");
  logs.add({ name: "/ecs/parcel-web", creationTime: from, retentionInDays: undefined, hasRequests: true, streams: () => [stream] });
  return { traces: new TraceStore(logs, new SimulatedClock(() => now)), from, to: now, read };
}

describe("the requests of a window", () => {
  it("are read no further than they are asked for", () => {
    const { traces, from, to, read } = open();
    const [first] = traces.newest(from, to);
    expect(first?.start).toBeGreaterThan(to - 60_000);
    expect(read.lines).toBeLessThan(500);
  });

  it("come each once and the newest first, wherever the pieces part them", () => {
    const { traces, from, to } = open();
    const all = traces.requests(from + 500, to - 999).map(({ traceId }) => traceId);
    expect(all.length).toBeGreaterThan(21_000);
    expect([...traces.newest(from + 500, to - 999)].map(({ traceId }) => traceId)).toEqual(all.toReversed());
  });
});
