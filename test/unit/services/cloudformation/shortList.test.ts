import { afterEach, describe, expect, it } from "vitest";
import { everyItem } from "../../../../src/base/pages.ts";
import { CloudFormationApi } from "../../../../src/services/cloudformation/api.ts";
import type { Stack } from "../../../../src/services/cloudformation/model.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();
const signal = new AbortController().signal;
const NAMELESS = { kind: "denied", service: "cloudformation", operation: "DescribeStacks", without: "StackName" } as const;

async function all(api: CloudFormationApi): Promise<Stack[]> {
  return everyItem("describe stacks", (cursor) => api.listStacks(cursor));
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
    expect(await api.getStack("parcel-web")).toEqual({ ...before, readAt: expect.any(Number) as number });
  });

  it("are listed in short where the whole list is slow", async () => {
    await account().control.addFaults({ kind: "delay", service: "cloudformation", operation: "DescribeStacks", delayMs: 3_000, times: 1 });
    const { items } = await new CloudFormationApi(account().session, undefined, 50).listStacks(undefined, signal);
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
});
