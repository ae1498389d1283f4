import { describe, expect, it } from "vitest";
import { KindRow } from "../../src/host/kinds/kindRow.ts";
import { parseArn } from "../../src/base/resourceRef.ts";
import { activityText, causeText } from "../../src/base/scaling.ts";
import { room as ec2 } from "../../src/services/ec2/room.ts";
import { groupLabel } from "../../src/base/scaling.ts";
import { room } from "../../src/services/autoscaling/room.ts";
import { useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const SORTERS = "parcel-sorters";
const GATEWAYS = "depot-gateways";
const pass = async (ms: number) => {
  await account().control.advance(ms);
  await bench().refresh();
};

describe("Auto Scaling in its tree and its commands", () => {
  it("tells capacity, what is in service, and how the last refresh went", async () => {
    const lines = await bench().outline();
    expect(lines).toContain(`${SORTERS} · desired 4 (2–8) · 4 in service · refresh 50 %`);
    expect(lines).toContain(`${GATEWAYS} · desired 2 (2–4) · 2 in service · refresh failed`);
    expect(lines).toContain("batch-workers · desired 0 (0–20) · 0 in service · suspended: AZRebalance");
    const [refresh] = await bench().outline((await bench().row(GATEWAYS, "Instance refreshes")) as never);
    expect(refresh).toMatch(/failed · Instance refresh failed: i-\w+ did not pass its load balancer health check/);
    expect((await bench().outline((await bench().row(GATEWAYS, "Activities")) as never))[0]).toContain("502 at /healthz");
  });

  it("tells groups whose refreshes cannot be read, whatever keeps them, as all others", async () => {
    await account().control.addFaults({ kind: "error", code: "InternalFailure", status: 500, service: "autoscaling", operation: "DescribeInstanceRefreshes" });
    expect(await bench().outline()).toContain(`${SORTERS} · desired 4 (2–8) · 4 in service`);
    expect((await bench().rows()).filter((row) => !(row instanceof KindRow))).toEqual([]);
  });

  it("puts an instance on standby and back: the group is one less meanwhile, and the plan says so", async () => {
    const members = async () => (await bench().rows((await bench().row(SORTERS, "Instances")) as never)).map((row) => `${row.view().label} ${row.view().description}`);
    const [, id = ""] = (await members()).map((line) => line.split(" ")[0] ?? "");
    await bench().run("standby", await bench().row(SORTERS, "Instances", id), "One less", true);
    expect(bench().plan).toContain("Desired capacity: 4 → 3");
    expect(bench().plan).toContain("To undo: put it back in service: the desired capacity is one more then, 4.");
    await pass(6000);
    expect((await members()).find((line) => line.startsWith(id))).toContain("standby");
    expect((await bench().row(SORTERS)).view().description).toMatch(/^desired 3 \(2–8\) · 3 in service/);
    await bench().run("exitStandby", await bench().row(SORTERS, "Instances", id), true);
    await pass(6000);
    expect((await bench().row(SORTERS)).view().description).toMatch(/^desired 4 \(2–8\) · 4 in service/);
  });

  it("replaces an instance, or takes it away; where the group is as small as it may be, it is replaced", async () => {
    const first = async (group: string) => (await bench().rows((await bench().row(group, "Instances")) as never))[0]?.view().label ?? "";
    const gateway = await first(GATEWAYS);
    await bench().run("replaceInstance", await bench().row(GATEWAYS, "Instances", gateway), "Another one takes its place", true);
    expect(bench().asked.find(({ kind }) => kind === "pick")?.lines).toEqual(["Another one takes its place · the desired capacity stays 2"]);
    expect(bench().plan).toMatch(/In service: 2 → 1 until the other one is\n/);
    await pass(60_000);
    expect((await bench().row(GATEWAYS)).view().description).toMatch(/^desired 2 \(2–4\) · 2 in service/);
    expect(await bench().outline((await bench().row(GATEWAYS, "Instances")) as never)).not.toContainEqual(expect.stringContaining(gateway));

    await bench().run("replaceInstance", await bench().row(SORTERS, "Instances", await first(SORTERS)), "One less", true);
    await pass(60_000);
    expect((await bench().row(SORTERS)).view().description).toMatch(/^desired 3 \(2–8\) · 3 in service/);
  });

  it("protects an instance: scaling in leaves it alone", async () => {
    const ids = async (isProtected: boolean) =>
      (await bench().outline((await bench().row(SORTERS, "Instances")) as never)).filter((line) => line.includes("protected") === isProtected).map((line) => line.split(" ")[0] ?? "");
    const [freed = "", kept = ""] = await ids(true);
    const [other = ""] = await ids(false);
    await bench().run("protect", await bench().row(SORTERS, "Instances", other), true);
    await bench().run("unprotect", await bench().row(SORTERS, "Instances", freed), true);
    expect((await ids(true)).toSorted()).toEqual([kept, other].toSorted());
    await bench().run("setDesired", await bench().row(SORTERS), "2", true);
    await pass(60_000);
    expect([await ids(true), await ids(false)].map(({ length }) => length)).toEqual([2, 0]);
  });

  it("sets the desired capacity: the plan says from what, an activity says why, and EC2 has the instance", async () => {
    await bench().run("setDesired", await bench().row(SORTERS), "5", true);
    expect(bench().plan).toContain("Desired capacity: 4 → 5");
    expect(bench().plan).toContain("To undo: set it to 4 again: which instances are terminated then");
    expect((await bench().row(SORTERS)).view().description).toMatch(/^desired 5 \(2–8\) · 4 in service/);
    const [activity = ""] = await bench().outline((await bench().row(SORTERS, "Activities")) as never);
    expect(activity).toMatch(/^Launch · desired 4 → 5, a user request · just now · i-\w+$/);
    // who does not see the icon hears what it says
    expect((await bench().row(SORTERS, "Activities", "4 → 5")).view().spoken).toMatch(/^Launch, activity, in progress, desired 4 → 5/);
    await pass(25_000);
    expect((await bench().row(SORTERS)).view().description).toMatch(/^desired 5 \(2–8\) · 5 in service/);
    expect((await bench().row(SORTERS, "Activities", "4 → 5")).view().spoken).toMatch(/^Launch, activity, desired 4 → 5/);
    const instances = new RoomBench(account, ec2.manifest, ec2.kinds);
    const [id = ""] = /i-\w+/.exec(activity) ?? [];
    const launched = await instances.row(id);
    expect(launched.view().description).toContain(`in ${SORTERS}`);
    await instances.run("openGroup", launched);
    expect(instances.opened).toEqual([expect.stringMatching(/:autoscaling:.*autoScalingGroupName\/parcel-sorters$/)]);
    instances.dispose();
  });

  it("follows the ARN that tells a group's name alone", async () => {
    const ref = parseArn("arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/batch-workers");
    if (ref === undefined) throw new Error("no ARN");
    await bench().room.open(ref, bench().context);
    expect(bench().revealed?.name()).toBe("batch-workers");
  });

  it("keeps the desired capacity within new limits, and says so", async () => {
    await bench().run("setLimits", await bench().row(SORTERS), "1", "3", true);
    expect(bench().plan).toContain("Maximum: 8 → 3");
    expect(bench().plan).toMatch(/Desired capacity: 4 → 3: 1 instance terminated/);
    expect(bench().plan).toContain("To undo: set them to 2 and 8 again, and the desired capacity to 4.");
    expect((await bench().row(SORTERS)).view().description).toMatch(/^desired 3 \(1–3\)/);
  });

  it("starts a refresh that fails its checks, and rolls back one that runs", async () => {
    await bench().run("startRefresh", await bench().row(GATEWAYS), "50", true);
    expect((await bench().row(GATEWAYS)).view().description).toContain("refresh 0 %");
    expect((await bench().row(GATEWAYS)).view().facets).not.toContain("autoscaling.startRefresh");
    // nothing to go back to: it goes to what the group has already
    expect((await bench().row(GATEWAYS)).view().facets).not.toContain("autoscaling.rollBackRefresh");
    await pass(40_000);
    expect((await bench().row(GATEWAYS)).view().description).toContain("refresh failed");

    await bench().run("rollBackRefresh", await bench().row(SORTERS), true);
    expect(bench().plan).toContain("50 % replaced by parcel-sorters, version 15 → all back to parcel-sorters, version 14");
    expect(bench().asked.at(-1)?.title).toMatch(/^Roll back the instance refresh of parcel-sorters, started \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d$/);
    expect(bench().plan).toMatch(/Resource: arn:aws:autoscaling:.*autoScalingGroupName\/parcel-sorters\n/);
    await pass(40_000);
    expect((await bench().row(SORTERS)).view().description).toContain("refresh rollback successful");
  });

  it("suspends what is chosen and nothing else; choosing nothing suspends nothing", async () => {
    expect(await failureOf(bench().run("suspend", await bench().row(SORTERS), ""))).toMatchObject({ kind: "cancelled" });
    await bench().run("suspend", await bench().row(SORTERS), "Terminate, Launch", true);
    expect(bench().plan).toContain("Launch: works → no instance is added");
    expect((await bench().row(SORTERS)).view().description).toContain("suspended: Launch, Terminate");
    await bench().run("resume", await bench().row(SORTERS), "Launch", true);
    expect((await bench().row(SORTERS)).view().description).toMatch(/suspended: Terminate$/);
  });

  it("tells a cause in one sentence, without its time", () => {
    const cause = "At 2026-11-27T10:00:00Z a user request changing the desired capacity from 1 to 2.  At 2026-11-27T10:00:09Z an instance was started.";
    expect(causeText(cause)).toBe("desired 1 → 2, a user request");
    expect(causeText("At 2026-11-27T10:00:00Z an instance was taken out of service.")).toBe("an instance was taken out of service");
    expect(activityText("Terminating EC2 instance: i-07")).toEqual({ label: "Terminate", instance: "i-07" });
    expect(activityText("Updating load balancers: Successful")).toEqual({ label: "Updating load balancers: Successful", instance: undefined });
    expect(groupLabel("eks-general-3a301b8e-ed96-4a11-8a11-0123456789ab")).toBe("eks-general-3a301b8e…");
  });
});
