import { afterEach, describe, expect, it } from "vitest";
import type { RoomHost } from "../../../../src/host/room.ts";
import { Branch, type LoadReason, type Page } from "../../../../src/host/tree/rows.ts";
import { CloudFormationApi } from "../../../../src/services/cloudformation/api.ts";
import { type Stack, newestChangeFirst } from "../../../../src/services/cloudformation/model.ts";
import { OutputsRow } from "../../../../src/services/cloudformation/rows.ts";
import { StackRow, StacksSource } from "../../../../src/services/cloudformation/tree.ts";
import { useAccount } from "../../account.ts";
import { startUpdate } from "./startUpdate.ts";

const account = useAccount();
const signal = new AbortController().signal;
const host = { session: () => Promise.resolve(account().session) } as unknown as RoomHost;
const NAMELESS = { kind: "denied", service: "cloudformation", operation: "DescribeStacks", without: "StackName" } as const;

class Above extends Branch {
  view() {
    return { label: "" };
  }

  load(): Promise<Page> {
    return Promise.resolve({ rows: [] });
  }
}

const above = () => new Above(undefined, account().context, "above", undefined);
const request = (reason: LoadReason, cursor?: string) => ({ cursor, filter: undefined, reason, signal });

async function all(api: CloudFormationApi): Promise<Stack[]> {
  const stacks: Stack[] = [];
  for await (const page of api.allStacks()) stacks.push(...page);
  return stacks;
}

describe("stacks of an account in which not all may be described at once", () => {
  afterEach(() => account().control.clearFaults());

  it("are listed in short, without another refusal, and each is whole by its name", async () => {
    const whole = await all(new CloudFormationApi(account().session));
    await account().control.addFaults(NAMELESS);
    await account().control.clearCalls();
    const api = new CloudFormationApi(account().session);
    const short = await all(api);
    expect(new Set(short.map(({ id }) => id))).toEqual(new Set(whole.map(({ id }) => id)));
    expect(short.every(({ isSummary }) => isSummary)).toBe(true);
    const one = short.find(({ name }) => name === "parcel-web");
    const before = whole.find(({ name }) => name === "parcel-web");
    expect(one).toMatchObject({ status: before?.status, createdAt: before?.createdAt, description: before?.description, outputs: [] });
    await all(api);
    expect((await account().control.calls())["cloudformation:DescribeStacks"]).toBe(1);
    expect(await api.getStack("parcel-web")).toEqual(before);
  });

  it("are listed in short where the whole list is slow", async () => {
    await account().control.addFaults({ kind: "delay", service: "cloudformation", operation: "DescribeStacks", delayMs: 3_000, times: 1 });
    const { items } = await new CloudFormationApi(account().session, 50).listStacks(undefined, signal);
    expect(items.length).toBeGreaterThan(10);
    expect(items.every(({ isSummary }) => isSummary)).toBe(true);
  });

  it("tell the first refusal where nothing may be listed", async () => {
    await account().control.addFaults({ kind: "denied", service: "cloudformation" });
    const api = new CloudFormationApi(account().session);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(api.listStacks(undefined)).rejects.toMatchObject({ missingAction: "cloudformation:DescribeStacks" });
    }
  });

  it("are read whole when their row is unfolded, and stay so while nothing changes", async () => {
    await account().control.addFaults(NAMELESS);
    const source = new StacksSource(host, account().context);
    const { rows } = await source.load(above(), request("user"));
    const row = rows.find((one) => one instanceof StackRow && one.data.name === "parcel-web");
    if (!(row instanceof StackRow)) throw new Error("no parcel-web");
    const below = async () => (await row.load(request("user"))).rows.find((one) => one instanceof OutputsRow)?.view().description;
    expect(await below()).toBe("4");
    const fresh = (await source.load(above(), request("user"))).rows.find((one) => one.name() === row.name());
    if (fresh !== undefined) row.adopt(fresh);
    await account().control.clearCalls();
    expect(await below()).toBe("4");
    expect((await account().control.calls())["cloudformation:DescribeStacks"]).toBeUndefined();
  });
});

describe("a list in which a stack runs", () => {
  it("is polled by the running stacks' names, not whole", async () => {
    await startUpdate(account());
    const source = new StacksSource(host, account().context);
    await source.load(above(), request("user"));
    await account().control.clearCalls();
    const { rows } = await source.load(above(), request("poll"));
    const running = rows.filter((row) => row instanceof StackRow && row.data.status.endsWith("_IN_PROGRESS"));
    expect(running.length).toBeGreaterThan(0);
    await account().control.addFaults(NAMELESS);
    await source.load(above(), request("poll"));
    await account().control.clearFaults();
    expect(await account().control.calls()).toEqual({ "cloudformation:DescribeStacks": 2 * running.length });
  });
});

describe("stacks", () => {
  it("stand by their newest change, whatever the order of the list", async () => {
    const source = new StacksSource(host, account().context);
    const { rows } = await source.load(above(), request("user"));
    const stacks = rows.flatMap((row) => (row instanceof StackRow ? [row.data] : []));
    expect(stacks.length).toBeGreaterThan(10);
    expect(stacks.map(({ id }) => id)).toEqual(newestChangeFirst(stacks.toReversed()).map(({ id }) => id));
    const times = stacks.map(({ updatedAt, createdAt = 0 }) => updatedAt ?? createdAt);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });
});
