import { afterEach, describe, expect, it, vi } from "vitest";
import type { RoomHost } from "../../../../src/host/room.ts";
import { Branch, type LoadReason, type Page } from "../../../../src/host/tree/rows.ts";
import { ResourceRow, ResourcesRow } from "../../../../src/services/cloudformation/rows.ts";
import { StackRow, StacksSource } from "../../../../src/services/cloudformation/tree.ts";
import { useAccount } from "../../account.ts";
import { startUpdate } from "./startUpdate.ts";

const account = useAccount();
const host = { session: () => Promise.resolve(account().session) } as unknown as RoomHost;

/** A row to stand below. */
class Above extends Branch {
  view() {
    return { label: "" };
  }

  load(): Promise<Page> {
    return Promise.resolve({ rows: [] });
  }
}

const above = () => new Above(undefined, account().context, "above", undefined);

describe("a filtered list of stacks", () => {
  afterEach(() => vi.useRealTimers());

  it("is read whole when somebody asks and now and then; else those that run are, by name", async () => {
    const source = new StacksSource(host, account().context);
    const load = async (reason: LoadReason) => {
      await account().control.clearCalls();
      const { rows } = await source.load(above(), { cursor: undefined, filter: "parcel-web", reason, signal: new AbortController().signal });
      const { "cloudformation:DescribeStacks": calls = 0 } = await account().control.calls();
      const status = rows.map((row) => (row instanceof StackRow ? row.data : undefined)).find((stack) => stack?.name === "parcel-web")?.status;
      return { calls, status };
    };
    const whole = await load("user");
    expect(whole.calls).toBeGreaterThan(1);
    expect(await load("poll")).toEqual({ ...whole, calls: 0 });
    await startUpdate(account());
    expect(await load("user")).toEqual({ calls: whole.calls, status: "UPDATE_IN_PROGRESS" });
    expect(await load("poll")).toEqual({ calls: 1, status: "UPDATE_IN_PROGRESS" });
    await account().control.advance(30_000);
    expect(await load("poll")).toEqual({ calls: 1, status: "UPDATE_COMPLETE" });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    expect(await load("poll")).toEqual({ calls: whole.calls, status: "UPDATE_COMPLETE" });
    expect((await load("retry")).calls).toBe(whole.calls);
  });
});

describe("a resource's row", () => {
  it("says why it failed", () => {
    const stack = { id: "arn:aws:cloudformation:eu-west-1:1:stack/a/b", name: "a" } as StackRow["data"];
    const parent = new ResourcesRow(new StackRow({ links: { canOpen: () => false } } as unknown as RoomHost, above(), stack));
    const resource = { logicalId: "Bucket", type: "AWS::S3::Bucket", physicalId: undefined, reason: "It exists\nalready", updatedAt: undefined };
    expect(new ResourceRow(parent, { ...resource, status: "CREATE_FAILED" }).view().spoken).toBe("Bucket, S3 Bucket, create failed, It exists");
    expect(new ResourceRow(parent, { ...resource, status: "CREATE_COMPLETE" }).view().spoken).toBe("Bucket, S3 Bucket, create complete");
  });
});
