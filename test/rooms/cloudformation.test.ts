import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asPage } from "../../src/base/pages.ts";
import { parseArn } from "../../src/base/resourceRef.ts";
import { KindRow } from "../../src/host/kinds/kindRow.ts";
import { Branch, type Row } from "../../src/host/tree/rows.ts";
import { ErrorRow, MoreRow } from "../../src/host/tree/specialRows.ts";
import type { Stack } from "../../src/services/cloudformation/model.ts";
import { room } from "../../src/services/cloudformation/room.ts";
import { useAccount } from "../unit/account.ts";
import { startUpdate } from "../unit/services/cloudformation/startUpdate.ts";
import { RoomBench, failureOf } from "./roomBench.ts";

const account = useAccount();
const newBench = () => new RoomBench(account, room.manifest, room.kinds);
let bench: ReturnType<typeof newBench>;
beforeEach(() => {
  bench = newBench();
});
afterEach(() => {
  vi.useRealTimers();
  bench.dispose();
});

const NAMELESS = { kind: "denied", service: "cloudformation", operation: "DescribeStacks", without: "StackName" } as const;

function branch(row: Row): Branch {
  if (!(row instanceof Branch)) throw new Error(`${row.id} is no branch`);
  return row;
}

const at = async (...labels: readonly string[]) => branch(await bench.row(...labels));

function stacksOf(rows: readonly Row[]): Stack[] {
  return rows.flatMap((row) => (row instanceof KindRow && row.kind.noun === "stack" ? [row.data.item as Stack] : []));
}

const calls = async (run: () => Promise<unknown>) => {
  await account().control.clearCalls();
  await run();
  return account().control.calls();
};

const describeCalls = async (run: () => Promise<unknown>) => (await calls(run))["cloudformation:DescribeStacks"] ?? 0;

describe("stacks", () => {
  it("come in pages of fifty by their newest change, nested ones below their parents, and cost one call a page", async () => {
    const rows = await bench.rows();
    const stacks = stacksOf(rows);
    expect(stacks).toHaveLength(50);
    expect(rows.at(-1)).toBeInstanceOf(MoreRow);
    const times = stacks.map(({ updatedAt, createdAt = 0 }) => updatedAt ?? createdAt);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(stacks.filter(({ parentId }) => parentId !== undefined)).toEqual([]);
    await bench.loadMore();
    const all = stacksOf(await bench.rows());
    expect(all.length).toBeGreaterThan(60);
    expect(await calls(() => bench.refresh())).toEqual({ "cloudformation:DescribeStacks": 3 });

    // to a nested stack of a nested stack, without a call
    expect(await calls(() => at("kestrel-data", "kestrel-data-Orders-", "-Alarms-"))).toEqual({});
    expect(await bench.outline(await at("kestrel-data"))).toEqual([
      "Resources",
      expect.stringMatching(/^Outputs · \d$/),
      "Exports · 1",
      "Change sets",
      "Drift · never looked for",
      "Events",
      expect.stringMatching(/^Parameters · \d$/),
      expect.stringMatching(/^kestrel-data-Orders-\w+ · update complete · .* · nested in kestrel-data$/),
    ]);
  });

  it("are filtered by name, nested ones beside the others, and by how they stand", async () => {
    await bench.filter("PARCEL-web");
    const names = ["delivery-parcel-web-deploy", "delivery-parcel-web-release", "parcel-web", "parcel-web-edge"];
    expect(stacksOf(await bench.rows()).map(({ name }) => name).toSorted()).toEqual(names);
    await bench.filter("kestrel-data");
    expect(stacksOf(await bench.rows()).filter(({ parentId }) => parentId !== undefined)).toHaveLength(2);
    await bench.filter("failed");
    const failed = (await bench.rows()).filter((row) => row.view().icon?.id === "error").map((row) => row.view().label);
    expect(failed.toSorted()).toEqual(["fleet-dashboard", "label-archive", "returns-desk"]);
  });

  it("that stand in one that is gone stand at the top", async () => {
    const { kinds } = room;
    const [stacks] = kinds.roots;
    if (stacks === undefined) throw new Error("no kind");
    const list = stacks.list?.bind(stacks);
    const without = {
      ...stacks,
      below: stacks.below ?? [],
      list: async (...args: Parameters<NonNullable<typeof list>>) => {
        const { items, next } = asPage((await list?.(...args)) ?? []);
        return { items: (items as Stack[]).filter(({ name }) => name !== "kestrel-data"), next };
      },
    };
    const orphaned = new RoomBench(account, room.manifest, { ...kinds, roots: [without] });
    await orphaned.loadMore(orphaned.service);
    await orphaned.rows();
    await orphaned.loadMore();
    const names = stacksOf(await orphaned.rows()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("kestrel-data"))).toEqual([expect.stringMatching(/^kestrel-data-Orders-\w+$/)]);
    orphaned.dispose();
  });

  it("are led to by their ARNs, nested ones too, as they stand now", async () => {
    const nested = await at("kestrel-data", "kestrel-data-Orders-");
    const other = newBench();
    const ref = nested.ref();
    if (ref === undefined) throw new Error("no ARN");
    await other.room.open(ref, other.context);
    expect(other.revealed?.id).toBe(nested.id);
    expect(await describeCalls(() => other.room.open(ref, other.context)), "it is looked at again").toBeGreaterThan(2);
    const gone = parseArn("arn:aws:cloudformation:eu-west-1:418273650912:stack/legacy-quotes/0");
    if (gone === undefined) throw new Error("no ARN");
    expect((await failureOf(other.room.open(gone, other.context))).message).toContain("it is not in the list");
    await other.run("show", undefined, "kestrel-data-Orders-");
    expect(other.revealed?.id).toBe(nested.id);
    other.dispose();
  });

  it("that are told in short are whole where they are opened", async () => {
    await account().control.addFaults(NAMELESS);
    expect(await bench.outline(await at("parcel-web"))).toEqual(["Resources", "Outputs", "Exports", "Change sets", "Drift · never looked for", "Events", "Parameters"]);
    expect(await bench.rows(await at("parcel-web", "Outputs"))).toHaveLength(4);
    await bench.run("copyOutput", undefined, "platform-network", "VpcId");
    expect(bench.clipboard).toMatch(/^vpc-0[0-9a-f]{16}$/);
    await account().control.clearFaults();
  });

  it("of a filtered list are read whole when somebody asks and now and then; else those that run are, by name", async () => {
    await account().control.advance(30_000);
    await bench.filter("parcel-web");
    const statusOf = async () => stacksOf(await bench.rows()).find(({ name }) => name === "parcel-web")?.status;
    const whole = await describeCalls(() => bench.refresh());
    expect(whole).toBeGreaterThan(1);
    expect(await describeCalls(() => bench.poll())).toBe(0);
    await startUpdate(account());
    expect(await describeCalls(() => bench.refresh())).toBe(whole);
    expect(await statusOf()).toBe("UPDATE_IN_PROGRESS");
    expect(await describeCalls(() => bench.poll())).toBe(1);
    await account().control.advance(30_000);
    expect(await describeCalls(() => bench.poll())).toBe(1);
    expect(await statusOf()).toBe("UPDATE_COMPLETE");
    expect(await describeCalls(() => bench.poll()), "what has ended is not read any more").toBe(0);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    expect(await describeCalls(() => bench.poll())).toBe(whole);
  });

  it("are polled by the running ones' names, not whole, also where only these may be described", async () => {
    await startUpdate(account());
    const running = stacksOf(await bench.rows()).filter(({ status }) => status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS");
    expect(running.length).toBeGreaterThan(0);
    expect(await calls(() => bench.poll())).toEqual({ "cloudformation:DescribeStacks": running.length });
    await account().control.addFaults(NAMELESS);
    expect(await calls(() => bench.poll())).toEqual({ "cloudformation:DescribeStacks": running.length });
    await account().control.clearFaults();
  });
});

describe("resources", () => {
  it("say what they are and why they failed, and lead to their own views, else to the console", async () => {
    const bucket = await bench.row("label-archive", "Resources", "Bucket");
    expect(bucket.view().spoken).toMatch(/^Bucket, S3 Bucket, delete complete/);
    const rows = await bench.rows(await at("parcel-web", "Resources"));
    expect(rows.map((row) => row.view().icon?.id)).toEqual(rows.map(() => "pass-filled"));
    bench.canOpen = ({ service }) => service.startsWith("code");
    const group = rows.find((row) => row.view().label === "DeploymentGroup");
    expect(group?.view()).toMatchObject({
      facets: ["resource", "cloudformation.openResource", "cloudformation.openOrigin"],
      command: { id: "awsDevOps.cloudformation.openResource", takesId: true },
      spoken: "DeploymentGroup, CodeDeploy DeploymentGroup, create complete",
    });
    await bench.run("openResource", group);
    expect(bench.opened.pop()).toBe("arn:aws:codedeploy:eu-west-1:418273650912:deploymentgroup:parcel-web/parcel-web-production");
    const role = rows.find((row) => row.view().label === "TaskRole");
    expect(role?.view().command, "a click opens no browser").toBeUndefined();
    await bench.run("openResource", role);
    expect(bench.opened.pop()).toMatch(/^iam\/home#\/roles\/details\/parcel-web-TaskRole-/);
    await bench.run("openResource", undefined, "delivery-parcel-web-deploy", "BuildProject");
    expect(bench.opened.pop()).toBe("arn:aws:codebuild:eu-west-1:418273650912:project/parcel-web-build");
  });

  it("stay when a later call fails, and recover", async () => {
    const resources = await at("parcel-web", "Resources");
    const before = (await bench.rows(resources)).map((row) => row.id);
    await account().control.addFaults({ kind: "throttle", service: "cloudformation", operation: "ListStackResources" });
    await bench.poll(resources);
    const rows = await bench.rows(resources);
    expect(rows[0]).toBeInstanceOf(ErrorRow);
    expect(rows.slice(1).map((row) => row.id)).toEqual(before);
    await account().control.clearFaults();
    await bench.poll(resources);
    expect((await bench.rows(resources)).map((row) => row.id)).toEqual(before);
  });
});

describe("events", () => {
  it("tell what went wrong and why, and nothing in them turns", async () => {
    const events = await at("dispatch-board", "Events");
    const rows = await bench.rows(events);
    expect(rows.map((row) => row.view().icon?.id)).not.toContain("sync~spin");
    const failed = rows.find((row) => row.view().spoken?.startsWith("Function, Lambda Function, update failed"));
    expect(failed?.view().spoken).toContain("The specified key does not exist");
    // a click opens its resource where that has a view, else the event as text; the stack's own have none
    expect(failed?.view().command?.id).toBe("awsDevOps.cloudformation.openResource");
    bench.canOpen = () => false;
    expect(failed?.view().command?.id).toBe("awsDevOps.cloudformation.showEvent");
    expect(rows[0]?.view()).toMatchObject({ label: "dispatch-board", facets: ["event", "cloudformation.showEvent"] });
    await bench.run("showEvent", failed);
    expect(bench.documents.pop()).toMatchObject({ name: "Function.txt", text: expect.stringContaining("HandlerErrorCode") as string });
    await bench.run("showEvent", undefined, "label-archive", "Hook Kestrel::Guard::BucketEncryption: complete failed");
    expect(bench.documents.pop()?.text).toContain("as the handbook says.");
  });

  it("come fifty at a time", async () => {
    const events = await at("data-lake-etl", "Events");
    expect((await bench.rows(events)).filter((row) => row instanceof KindRow)).toHaveLength(50);
    await bench.loadMore(events);
    expect((await bench.rows(events)).filter((row) => row instanceof KindRow).length).toBeGreaterThan(50);
  });

  it("know of an update, and of its end, before the list does", async () => {
    const stack = await at("parcel-web");
    const events = await at("parcel-web", "Events");
    await bench.rows(events);
    await startUpdate(account());
    expect(stack.view().description).toMatch(/complete/);
    await bench.poll(events);
    expect(stack.view()).toMatchObject({ description: "update in progress", icon: { id: "sync~spin" } });
    expect(stack.view().facets).toContain("cloudformation.cancelUpdate");
    expect(events.pollInterval([]), "they are looked at soon again").toBe(3_000);
    await account().control.advance(30_000);
    await bench.poll(events);
    expect(stack.view().description).toMatch(/^update complete/);
    // and a list that was read since knows better
    await account().control.advance(1_000);
    await bench.refresh();
    expect(stack.view().description).toMatch(/^update complete/);
    expect(events.pollInterval([])).toBe(30_000);
  });
});

describe("what failed", () => {
  it("is told with its reason, and opened", async () => {
    await bench.run("openFailure", await bench.row("dispatch-board"), true);
    expect(bench.asked.at(-1)?.title).toMatch(/^Function: update failed\. .*The specified key does not exist\./);
    expect(bench.opened).toEqual(["arn:aws:lambda:eu-west-1:418273650912:function:dispatch-board"]);
  });

  it("is found in the nested stack that it began in; the palette offers stacks that failed alone", async () => {
    await bench.run("openFailure", undefined, "returns-desk", false);
    const [picked, told] = bench.asked;
    expect(picked?.lines.every((line) => /rollback|failed/.test(line))).toBe(true);
    expect(told?.title).toMatch(/^Bucket in the nested stack returns-desk-Storage-\w+: create failed\. kestrel-documents already exists/);
    expect(bench.opened).toEqual([]);
  });
});

describe("the last operation", () => {
  it("is shown with its nested stacks by time, what failed first at its head", async () => {
    await bench.run("showOperation", await bench.row("returns-desk"));
    const text = bench.documents.at(-1)?.text ?? "";
    expect(text).toMatch(/^returns-desk: rollback complete\n\nWhat failed first: Bucket in the nested stack returns-desk-Storage-\w+: create failed\. kestrel-documents already exists/);
    const lines = text.split("\n").slice(4);
    expect(lines[0]).toMatch(/returns-desk: create in progress/);
    const failed = lines.findIndex((line) => /returns-desk-Storage-\w+ › Bucket: create failed/.test(line));
    const told = lines.findIndex((line) => /  Storage: create failed/.test(line));
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThan(told);
    expect(text).not.toContain("undefined");
  });
});

describe("outputs, parameters and templates", () => {
  it("are copied, counted, and what NoEcho hides stays hidden", async () => {
    await bench.run("copyOutput", await bench.row("parcel-web", "Outputs", "Url"));
    expect(bench.clipboard).toBe("https://parcel-web.kestrel.example/");
    expect((await bench.row("parcel-web", "Outputs")).view()).toMatchObject({ description: "4" });
    const password = await bench.row("parcel-web", "Parameters", "DatabasePassword");
    expect(password.view()).toMatchObject({ description: "****", icon: { id: "lock" }, spoken: "DatabasePassword, parameter, hidden" });
    expect(password.tooltip().join("\n")).toContain("NoEcho");
    expect((await bench.row("parcel-web", "Parameters", "Version")).view().spoken).toMatch(/^Version, parameter, [0-9a-f]{40}$/);
    expect((await bench.row("parcel-web")).view().facets, "only its own rows offer it").not.toContain("cloudformation.copyOutput");
  });

  it("open in the language that a template is written in", async () => {
    await bench.run("openTemplate", await bench.row("parcel-web"));
    await bench.run("openTemplate", undefined, "platform-network");
    expect(bench.documents.map(({ name }) => name)).toEqual(["parcel-web.yaml", "platform-network.json"]);
    expect(bench.documents[0]?.text).toContain("AWSTemplateFormatVersion");
  });
});

describe("an update", () => {
  it("is cancelled as a plan says, and the row says so at once", async () => {
    await startUpdate(account());
    const stack = await bench.row("parcel-web");
    expect(stack.view().description).toBe("update in progress");
    await bench.run("cancelUpdate", stack, true);
    expect(bench.plan).toContain("Call: cloudformation:CancelUpdateStack");
    expect(bench.plan).toContain("Resource: arn:aws:cloudformation:eu-west-1:418273650912:stack/parcel-web/");
    expect(bench.plan).toContain("Stack: update in progress → rolled back");
    expect(bench.written.map(({ resource }) => resource)).toEqual(["parcel-web"]);
    expect(stack.view()).toMatchObject({ description: "update rollback in progress", icon: { id: "sync~spin", color: "list.warningForeground" } });
    await account().control.advance(30_000);
    await bench.poll();
    expect(stack.view()).toMatchObject({ icon: { id: "warning" } });
    expect((await failureOf(bench.run("cancelUpdate", undefined))).message).toContain("no stack is being updated");
  });

  it("that has ended since its stack was listed is not cancelled", async () => {
    await startUpdate(account());
    const stack = await bench.row("parcel-web");
    await account().control.advance(30_000);
    const failure = await failureOf(bench.run("cancelUpdate", stack));
    expect(failure.message).toContain("there is no update to cancel any more: update complete");
    expect((await account().control.calls())["cloudformation:CancelUpdateStack"]).toBeUndefined();
  });
});
