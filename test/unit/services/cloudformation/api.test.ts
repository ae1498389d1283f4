import { describe, expect, it } from "vitest";
import { CloudFormationApi } from "../../../../src/services/cloudformation/api.ts";
import { type Stack, type StackEvent, isHidden, rootFailure } from "../../../../src/services/cloudformation/model.ts";
import { CodeCommitApi } from "../../../../src/services/codecommit/api.ts";
import { CodePipelineApi } from "../../../../src/services/codepipeline/api.ts";
import { pendingApprovals } from "../../../../src/services/codepipeline/model.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();
const api = () => new CloudFormationApi(account().session);

async function all(): Promise<Stack[]> {
  const stacks: Stack[] = [];
  for await (const page of api().allStacks()) stacks.push(...page);
  return stacks;
}

/** Releases parcel-web until its stack is being updated. */
async function startUpdate(): Promise<void> {
  const pipelines = new CodePipelineApi(account().session);
  const name = "parcel-web-release";
  await pipelines.start(name, [], "00000000-0000-4000-8000-00000000cf01");
  for (let second = 0; second < 300; second += 1) {
    const [approval] = pendingApprovals(await pipelines.getState(name));
    if (approval !== undefined) {
      await pipelines.answerApproval(name, approval, true, "");
      return;
    }
    await account().control.advance(1_000);
  }
  throw new Error("the pipeline did not come to its approval");
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
    expect(rootFailure(stack, events)).toMatchObject({ logicalId: "Function", reason: expect.stringContaining("NoSuchKey") as string });
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

  it("gives templates", async () => {
    expect(await api().getTemplate("parcel-web")).toMatch(/^AWSTemplateFormatVersion/);
    expect(JSON.parse(await api().getTemplate("platform-network"))).toHaveProperty("Resources");
  });

  it("cancels an update, and tells when there is none", async () => {
    await expect(api().cancelUpdate("parcel-web", "token-0")).rejects.toMatchObject({ kind: "conflict" });
    await startUpdate();
    expect((await api().getStack("parcel-web")).status).toBe("UPDATE_IN_PROGRESS");
    await api().cancelUpdate("parcel-web", "token-1");
    expect((await api().getStack("parcel-web")).status).toBe("UPDATE_ROLLBACK_IN_PROGRESS");
    await account().control.advance(12_000);
    expect((await api().getStack("parcel-web")).status).toBe("UPDATE_ROLLBACK_COMPLETE");
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
