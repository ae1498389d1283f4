import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../../../src/base/time.ts";
import { XRayApi } from "../../../../src/services/xray/api.ts";
import type { TraceSummary } from "../../../../src/services/xray/model.ts";
import { traceTree } from "../../../../src/services/xray/model/traceTree.ts";
import { newestTraces } from "../../../../src/services/xray/traceWalk.ts";
import { useAccount } from "../../account.ts";
import { clientOptions } from "../../simulator/support.ts";

const account = useAccount();
const api = () => new XRayApi(account().session);
const clock = async () => (await account().control.health()).now;

async function newest(count = 50, change: Partial<Parameters<typeof newestTraces>[1]> = {}) {
  const now = await clock();
  return newestTraces(api(), { from: now - 30 * MINUTE, at: undefined, filter: undefined, count, now, ...change });
}

describe("the newest traces", () => {
  it("come newest first, and none is left out", async () => {
    const { items } = await newest(50);
    expect(items).toHaveLength(50);
    expect(items).toEqual(items.toSorted((a, b) => b.start - a.start || (a.id < b.id ? -1 : 1)));
    const [first, last] = [items[0]?.start ?? 0, items.at(-1)?.start ?? 0];
    const all: TraceSummary[] = [];
    let token: string | undefined;
    do {
      const page = await api().summaries({ from: Math.floor(last / 1000) * 1000, to: first + 1, filter: undefined }, token);
      all.push(...page.items.filter(({ start }) => start >= last));
      token = page.next;
    } while (token !== undefined);
    expect(new Set(items.map(({ id }) => id))).toEqual(new Set(all.map(({ id }) => id)));
  });

  it("are followed by the next, none twice", async () => {
    const first = await newest(50);
    const second = await newest(50, { at: first.next });
    expect(second.items).toHaveLength(50);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(100);
    expect(second.items[0]?.start ?? 0).toBeLessThanOrEqual(first.items.at(-1)?.start ?? 0);
  });

  it("cost a handful of calls, whatever there is", async () => {
    for (const filter of [undefined, "fault", 'service("nobody")']) {
      for (const from of [30 * MINUTE, 6 * HOUR]) {
        await account().control.clearCalls();
        const now = await clock();
        await newest(50, { filter, from: now - from });
        expect((await account().control.calls())["xray:GetTraceSummaries"]).toBeLessThanOrEqual(28);
      }
    }
  });

  it("end with the window", async () => {
    const { items, next } = await newest(50, { filter: 'service("rates-delta")' });
    expect(items.length).toBeGreaterThan(1);
    expect(items.length).toBeLessThan(5);
    expect(next).toBeUndefined();
  });

  it("are told with all that their rows show", async () => {
    const { items } = await newest(1, { filter: 'service("parcel-web") AND fault' });
    expect(items[0]).toMatchObject({ state: "fault", status: 502, entry: "parcel-web", isPartial: false });
    expect(items[0]?.version).toMatch(/^[0-9a-f]{8}$/);
    expect(items[0]?.services).toContain("rate-service");
    const [throttled] = (await newest(1, { filter: "throttle" })).items;
    expect(throttled).toMatchObject({ state: "throttle", status: 429 });
  });

  it("of an expression that cannot be read are refused in AWS's words", async () => {
    await expect(newest(1, { filter: "faulty" })).rejects.toMatchObject({
      kind: "invalid",
      message: expect.stringContaining("unknown keyword 'faulty'") as string,
    });
  });
});

describe("a clock that is wrong", () => {
  it("that runs ahead shows the newest traces all the same: what is refused as the future is asked for up to now", async () => {
    const now = await clock();
    await account().control.clearCalls();
    const right = await newest(20);
    expect((await account().control.calls())["xray:GetTraceSummaries"]).toBe(1);
    const ahead = await newest(20, { now: now + 5 * MINUTE, from: now - 25 * MINUTE });
    // the date of the answers is of the second before, perhaps
    const ids = new Set(right.items.map(({ id }) => id));
    expect(ahead.items.filter(({ id }) => ids.has(id)).length).toBeGreaterThan(10);
    const second = await newest(20, { now: now + 5 * MINUTE, from: now - 25 * MINUTE, at: ahead.next });
    expect(second.items).toHaveLength(20);
  });

  it("keeps to the end that was taken, in all pages of one walk", async () => {
    const now = await clock();
    const reader = api();
    const query = { from: now - 30 * MINUTE, to: now + 5 * MINUTE, filter: undefined };
    const first = await reader.summaries(query, undefined);
    await account().control.clearCalls();
    await reader.summaries(query, first.next);
    expect((await account().control.calls())["xray:GetTraceSummaries"]).toBe(1);
  });
});

describe("a trace", () => {
  it("is read whole", async () => {
    const [summary] = (await newest(1, { filter: 'service("rates-delta")' })).items;
    const read = await api().trace(summary?.id ?? "");
    const tree = traceTree(read?.documents ?? [], await clock());
    expect(tree.nodes.length).toBeGreaterThan(300);
    expect(tree.nodes.flatMap(({ problems }) => problems)).toEqual([]);
    expect(tree.nodes.filter(({ parent }) => parent === -1)).toHaveLength(1);
    expect(tree.from).toBeCloseTo(summary?.start ?? 0, 0);
    expect(tree.to - tree.from).toBeCloseTo(summary?.duration ?? 0, 0);
  });

  it("that X-Ray has not is undefined, one that is none is refused", async () => {
    expect(await api().trace("1-00000001-000000000000000000000000")).toBeUndefined();
    await expect(api().trace("nonsense")).rejects.toMatchObject({ kind: "invalid" });
  });

  it("is denied with the action that is missing", async () => {
    await account().control.addFaults({ kind: "denied", service: "xray" });
    await expect(api().trace("1-00000001-000000000000000000000000")).rejects.toMatchObject({ missingAction: "xray:BatchGetTraces" });
    await expect(api().destination()).rejects.toMatchObject({ missingAction: "xray:GetTraceSegmentDestination" });
  });

  it("goes where the account sends it", async () => {
    expect(await api().destination()).toBe("XRay");
  });
});

describe("a trace that X-Ray does not index", () => {
  const spans = useAccount("us-east-1");

  it("is retrieved out of the spans by its id", async () => {
    const reader = new XRayApi(spans().session);
    expect(await reader.destination()).toBe("CloudWatchLogs");
    const now = (await spans().control.health()).now;
    const lines = new CloudWatchLogsClient(clientOptions(spans().simulator, "us-east-1"));
    const filter = { logGroupName: "/ecs/us-parcel-web", startTime: now - 10 * MINUTE, filterPattern: '"1-"', limit: 50 };
    const { events = [] } = await lines.send(new FilterLogEventsCommand(filter));
    lines.destroy();
    const ids = [...new Set(events.flatMap(({ message = "" }) => /1-[0-9a-f]{8}-[0-9a-f]{24}/.exec(message) ?? []))];
    expect(ids.length).toBeGreaterThan(5);
    const found = await Promise.all(ids.map(async (id) => ({ id, trace: await reader.trace(id) })));
    const hidden = found.find(({ trace }) => trace === undefined);
    expect(hidden).toBeDefined();
    const read = await reader.retrieve(hidden?.id ?? "");
    const tree = traceTree(read?.documents ?? [], now);
    expect(tree.nodes.length).toBeGreaterThan(1);
    expect(tree.nodes.flatMap(({ problems }) => problems)).toEqual([]);
    expect(await reader.retrieve("1-00000001-000000000000000000000000")).toBeUndefined();
  });
});
