import { describe, expect, it } from "vitest";
import { everyItem } from "../../../../src/base/pages.ts";
import { CloudFormationApi } from "../../../../src/services/cloudformation/api.ts";
import { type Stack, type StackEvent, isHidden, rootFailure } from "../../../../src/services/cloudformation/model.ts";
import { CodeCommitApi } from "../../../../src/services/codecommit/api.ts";
import { findFailure } from "../../../../src/services/cloudformation/actions/failure.ts";
import { useAccount } from "../../account.ts";
import { startUpdate } from "./startUpdate.ts";

const account = useAccount();
const api = () => new CloudFormationApi(account().session);

async function all(): Promise<Stack[]> {
  const used = api();
  return everyItem("describe stacks", (cursor) => used.listStacks(cursor));
}

describe("CloudFormation", () => {
  it("tells all stacks of a page with one call, each whole", async () => {
    await account().control.clearCalls();
    const { items, next } = await api().listStacks(undefined);
    expect(await account().control.calls()).toMatchObject({ "cloudformation:DescribeStacks": 1 });
    expect(next).toBeDefined();
    expect(items.every(({ id, status, createdAt }) => id !== "" && status !== "" && createdAt !== undefined)).toBe(true);
    const stacks = await all();
    expect(stacks.length).toBeGreaterThan(50);
    expect(stacks.map(({ name }) => name)).not.toContain("legacy-quotes");
    const nested = stacks.filter(({ parentId }) => parentId !== undefined);
    expect(nested).toHaveLength(2);
    expect(nested.every(({ rootId }) => rootId === stacks.find(({ name }) => name === "kestrel-data")?.id)).toBe(true);
  });

  it("invents nothing of what NoEcho hides", async () => {
    const stack = await api().getStack("parcel-web");
    const hidden = stack.parameters.filter(isHidden);
    expect(hidden).toEqual([{ name: "DatabasePassword", value: "****", resolved: undefined }]);
    expect(stack.outputs.map(({ name }) => name)).toEqual(["Url", "ServiceArn", "TargetGroupArn", "LogGroupName"]);
  });

  it("lists resources and events, newest first, and finds what failed", async () => {
    const stack = await api().getStack("dispatch-board");
    const { items: resources } = await api().listResources(stack.id, undefined);
    expect(resources.find(({ logicalId }) => logicalId === "Function")).toMatchObject({ type: "AWS::Lambda::Function", physicalId: "dispatch-board" });
    const { items: events } = await api().listEvents(stack.id, undefined);
    const times = events.map(({ at }) => at ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(rootFailure(events)).toMatchObject({ logicalId: "Function", reason: expect.stringContaining("NoSuchKey") as string });
    const events2: StackEvent[] = [];
    let cursor: string | undefined;
    do {
      const page = await api().listEvents("data-lake-etl", cursor);
      events2.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(new Set(events2.map(({ id }) => id)).size).toBe(events2.length);
    expect(events2.length).toBeGreaterThan(50);
  });

  const never = new AbortController().signal;

  it("finds what failed in a nested stack, which the rollback has deleted since", async () => {
    const stack = await api().getStack("returns-desk");
    expect(stack.status).toBe("ROLLBACK_COMPLETE");
    const { event, stackId, isLost } = await findFailure(api(), stack, never);
    expect(event).toMatchObject({ logicalId: "Bucket", status: "CREATE_FAILED", reason: "kestrel-documents already exists" });
    expect(stackId).toContain(":stack/returns-desk-Storage-");
    expect(isLost).toBe(false);
    expect((await api().getStack(stackId)).status).toBe("DELETE_COMPLETE");
    const gone = { listEvents: (id: string) => (id === stack.id ? api().listEvents(id, undefined) : api().listEvents(id.replace(/.$/, "x"), undefined)) };
    expect(await findFailure(gone, stack, never)).toMatchObject({ stackId: stack.id, event: { logicalId: "Storage" }, isLost: true });
  });

  it("reads events up to the operation's start, past a failure that another one led to, and no further", async () => {
    const stack = await api().getStack("dispatch-board");
    const { items } = await api().listEvents(stack.id, undefined);
    const at = items.findIndex(({ status }) => status === "UPDATE_FAILED");
    const later = items.slice(at, at + 1).map((event) => ({ ...event, logicalId: "Later", reason: "Throttled" }));
    const events = items.toSpliced(at, 0, ...later);
    const start = events.findIndex(({ status, physicalId }) => status === "UPDATE_IN_PROGRESS" && physicalId === stack.id);
    let pages = 0;
    const paged = {
      listEvents: () => {
        pages += 1;
        return Promise.resolve({ items: events.slice(pages - 1, pages), next: "next" });
      },
    };
    expect((await findFailure(paged, stack, never)).event).toMatchObject({ logicalId: "Function" });
    expect(pages).toBe(start + 1);
  });

  it("tells of hooks", async () => {
    const { items } = await api().listEvents((await api().getStack("label-archive")).id, undefined);
    const hooks = items.flatMap(({ hook }) => hook ?? []);
    expect(hooks.map(({ status }) => status)).toEqual(["HOOK_COMPLETE_FAILED", "HOOK_IN_PROGRESS"]);
    expect(hooks[0]).toMatchObject({ type: "Kestrel::Guard::BucketEncryption", mode: "WARN", reason: expect.stringContaining("names no key") as string });
  });

  it("gives templates", async () => {
    expect(await api().getTemplate("parcel-web")).toMatch(/^AWSTemplateFormatVersion/);
    expect(JSON.parse(await api().getTemplate("platform-network"))).toHaveProperty("Resources");
  });

  it("cancels an update, tells when there is none, and why the stack went back", async () => {
    await expect(api().cancelUpdate("parcel-web", "token-0")).rejects.toMatchObject({ kind: "conflict" });
    await startUpdate(account());
    expect((await api().getStack("parcel-web")).status).toBe("UPDATE_IN_PROGRESS");
    await api().cancelUpdate("parcel-web", "token-1");
    expect((await api().getStack("parcel-web")).status).toBe("UPDATE_ROLLBACK_IN_PROGRESS");
    await account().control.advance(12_000);
    const stack = await api().getStack("parcel-web");
    expect(stack.status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(await findFailure(api(), stack, never)).toMatchObject({ event: undefined, reason: "User Initiated" });
  });

  it("says what is not there, and names the missing action", async () => {
    await expect(api().getStack("no-such")).rejects.toMatchObject({ kind: "notFound", message: expect.stringContaining("Stack with id no-such does not exist") as string });
    await expect(api().listEvents("no-such", undefined)).rejects.toMatchObject({ kind: "notFound" });
    await account().control.addFaults({ kind: "denied", service: "cloudformation" });
    await expect(api().listStacks(undefined)).rejects.toMatchObject({ kind: "denied", missingAction: "cloudformation:DescribeStacks" });
    await account().control.clearFaults();
    await account().control.addFaults({ kind: "throttle", service: "cloudformation" });
    await expect(api().listEvents("parcel-web", undefined)).rejects.toMatchObject({ kind: "throttled" });
  });

  it("knows repositories by an id for which their room has the name", async () => {
    const stacks = (await all()).filter(({ name }) => name.startsWith("delivery-parcel-web"));
    const pages = await Promise.all(stacks.map(({ id }) => api().listResources(id, undefined)));
    const repositories = pages.flatMap(({ items }) => items).filter(({ type }) => type === "AWS::CodeCommit::Repository");
    expect(repositories).toHaveLength(1);
    const codecommit = new CodeCommitApi(account().session);
    expect(await codecommit.nameOf(repositories[0]?.physicalId ?? "")).toBe("parcel-web");
    expect(await codecommit.nameOf("00000000-0000-4000-8000-000000000000")).toBeUndefined();
  });
});
