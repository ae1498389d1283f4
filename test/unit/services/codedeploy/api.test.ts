import { describe, expect, it } from "vitest";
import { CodeDeployApi } from "../../../../src/services/codedeploy/api.ts";
import { currentEvent, failureOf, isAppSpec, isRunning, progressText, revisionText } from "../../../../src/services/codedeploy/model.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();
const api = () => new CodeDeployApi(account().session);
const WEB = { application: "parcel-web", group: "parcel-web-production" };
const LINES = { application: "sorting-line-agent", group: "all-lines" };

describe("CodeDeploy", () => {
  it("lists applications by name and tells what they deploy to in one batch", async () => {
    const names = (await api().listApplications(undefined)).items;
    expect(names).toEqual(names.toSorted());
    await account().control.clearCalls();
    const applications = await api().getApplications(names);
    expect(applications.map(({ name }) => name)).toEqual(names);
    expect(new Set(applications.map(({ platform }) => platform))).toEqual(new Set(["Server", "ECS", "Lambda"]));
    expect(await account().control.calls()).toEqual({ "codedeploy:BatchGetApplications": 1 });
  });

  it("reads groups with their latest deployment, in the order asked, those gone left out", async () => {
    const groups = await api().getGroups(LINES.application, ["lab", "gone", "all-lines"]);
    expect(groups.map(({ name }) => name)).toEqual(["lab", "all-lines"]);
    expect(groups[0]?.latest).toBeUndefined();
    expect(groups[1]?.latest?.status).toBe("InProgress");
    expect(groups[1]?.revision?.kind).toBe("s3");
  });

  it("reads deployments in batches of 25, newest first whatever the order of their ids, and what ended long ago once", async () => {
    const { items } = await api().listDeployments(undefined, undefined);
    const ids = items.slice(0, 60);
    const one = api();
    await account().control.clearCalls();
    const deployments = await one.getDeployments([...ids.slice(0, 59), "d-AAAAAAAAA", ids[59] ?? ""].toSorted());
    const times = deployments.map(({ createdAt = 0 }) => createdAt);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(deployments.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(await account().control.calls()).toEqual({ "codedeploy:BatchGetDeployments": 3 });
    await account().control.clearCalls();
    expect(await one.getDeployments(ids.toSorted())).toEqual(deployments);
    expect(await account().control.calls()).toEqual({ "codedeploy:BatchGetDeployments": 1 });
  });

  it("follows a running deployment: instances, their events, the end", async () => {
    const [id = ""] = (await api().listDeployments(LINES, undefined)).items;
    expect(await api().listRunning()).toContain(id);
    const running = await api().getDeployment(id);
    expect(isRunning(running.status)).toBe(true);
    expect(progressText(running)).toMatch(/^\d+ of 30 instances$/);
    await account().control.clearCalls();
    const targets = await api().allTargets(id);
    expect(await account().control.calls()).toEqual({ "codedeploy:ListDeploymentTargets": 1, "codedeploy:BatchGetDeploymentTargets": 2 });
    expect(new Set(targets.map((target) => target.id)).size).toBe(30);
    expect(new Set(targets.map(({ status }) => status))).toContain("InProgress");
    expect(currentEvent(targets.find(({ status }) => status === "InProgress") ?? never())?.startedAt).toBeGreaterThan(0);
    await account().control.advance(60_000);
    expect((await api().getDeployment(id)).status).toBe("Succeeded");
    expect(progressText(await api().getDeployment(id))).toBe("30 of 30 instances");
  });

  it("tells what an AppSpec puts in place, read once for all of them", async () => {
    const one = api();
    const { items } = await one.listDeployments(WEB, undefined);
    const revisions = (await one.getDeployments(items.slice(0, 5))).flatMap(({ revision }) => revision ?? []);
    await account().control.clearCalls();
    const texts = await one.revisionTexts(WEB.application, revisions);
    const first = revisions[0];
    expect(first !== undefined && isAppSpec(first) && texts.get(first.sha256)).toMatch(/^parcel-web:\d+$/);
    await one.revisionTexts(WEB.application, revisions);
    expect(await account().control.calls()).toEqual({ "codedeploy:BatchGetApplicationRevisions": 1 });
  });

  it("goes without those texts where they may not be read, and asks again after another failure", async () => {
    const [id = ""] = (await api().listDeployments(WEB, undefined)).items;
    const { revision } = await api().getDeployment(id);
    const revisions = revision === undefined ? [] : [revision];
    await account().control.addFaults({ kind: "denied", service: "codedeploy", operation: "BatchGetApplicationRevisions" });
    expect((await api().revisionTexts(WEB.application, revisions)).size).toBe(0);
    await account().control.clearFaults();
    const one = api();
    await account().control.addFaults({ kind: "offline", service: "codedeploy" });
    await expect(one.revisionTexts(WEB.application, revisions)).rejects.toMatchObject({ kind: "offline" });
    await account().control.clearFaults();
    expect((await one.revisionTexts(WEB.application, revisions)).size).toBe(1);
  });

  it("deploys an earlier AppSpec again, shifts its traffic, and stops with a rollback", async () => {
    const { items } = await api().listDeployments(WEB, undefined);
    const [newest, earlier] = await api().getDeployments(items.slice(0, 2));
    const id = await api().deploy(WEB.application, WEB.group, earlier?.revision ?? never(), "back");
    expect((await api().getDeployment(id)).status).toBe("Created");
    expect(await api().allTargets(id)).toEqual([]);
    await expect(api().deploy(WEB.application, WEB.group, earlier?.revision ?? never(), "")).rejects.toThrow(id);
    await account().control.advance(22_000);
    const [target] = await api().allTargets(id);
    expect(target).toMatchObject({ id: "kestrel-production:parcel-web", kind: "service", status: "InProgress" });
    expect(target?.traffic).toBeGreaterThan(0);
    expect(target?.traffic).toBeLessThan(100);
    expect(target?.taskSets).toMatchObject([
      { id: expect.stringMatching(/^ecs-svc\/\d+$/) as string, side: "original", status: "PRIMARY", traffic: 100 - (target?.traffic ?? 0) },
      { side: "replacement", status: "ACTIVE", desired: 3, running: 3, traffic: target?.traffic },
    ]);
    await api().stop(id, true);
    const stopped = await api().getDeployment(id);
    expect(stopped).toMatchObject({ status: "Stopped", description: "back", errorCode: "MANUAL_STOP" });
    const rollback = await api().getDeployment(stopped.rolledBackBy ?? "");
    expect(rollback).toMatchObject({ rollbackOf: id, creator: "codeDeployRollback", revision: newest?.revision });
    await expect(api().stop(id, false)).rejects.toMatchObject({ kind: "conflict" });
  });

  it("tells a function's traffic in per cent, step by step", async () => {
    const group = { application: "address-cleanup", group: "address-cleanup-live" };
    const [latest] = await api().getDeployments((await api().listDeployments(group, undefined)).items);
    const id = await api().deploy(group.application, group.group, latest?.revision ?? never(), "");
    const seen = new Set<number | undefined>();
    while (isRunning((await api().getDeployment(id)).status)) {
      await account().control.advance(3_000);
      const [target] = await api().allTargets(id);
      seen.add(target?.traffic);
      expect(target?.versions).toMatch(/^address-cleanup:live from version \d+ to version \d+$/);
    }
    expect([...seen]).toEqual([10, 100]);
  });

  it("deploys a bundle again as it was", async () => {
    const { items } = await api().listDeployments(LINES, undefined);
    await account().control.advance(60_000);
    const earlier = (await api().getDeployments(items)).at(-1);
    expect(earlier?.revision && revisionText(earlier.revision)).toMatch(/^sorting-line-agent-1\.\d+\.zip$/);
    const id = await api().deploy(LINES.application, LINES.group, earlier?.revision ?? never(), "");
    expect((await api().getDeployment(id)).revision).toEqual(earlier?.revision);
  });

  it("tells the event that failed, with its script and log", async () => {
    const { items } = await api().listDeployments(LINES, undefined);
    const failed = (await api().getDeployments(items)).find(({ status }) => status === "Failed");
    const [target] = await api().allTargets(failed?.id ?? "");
    const event = target?.events.find(({ status }) => status === "Failed");
    expect(event && failureOf(event)).toMatch(/^Script(Failed|TimedOut): deploy\/\w+\.sh: Script at specified location/);
    expect(event?.logTail).toContain("[stderr]");
  });

  it("names the missing permission", async () => {
    await account().control.addFaults({ kind: "denied", service: "codedeploy" });
    await expect(api().listApplications(undefined)).rejects.toMatchObject({ kind: "denied", missingAction: "codedeploy:ListApplications" });
    await account().control.clearFaults();
  });
});

function never(): never {
  throw new Error("it is there");
}
