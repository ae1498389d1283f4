import { describe, expect, it } from "vitest";
import { Branch } from "../../src/host/tree/rows.ts";
import { room as autoscaling } from "../../src/services/autoscaling/room.ts";
import { room } from "../../src/services/eks/room.ts";
import { compareVersions, standingOfCluster, supportOf } from "../../src/services/eks/model.ts";
import { useAccount } from "../unit/account.ts";
import { RoomBench } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const PLATFORM = "kestrel-platform";
const below = async (...labels: readonly string[]) => {
  const row = await bench().row(...labels);
  if (!(row instanceof Branch)) throw new Error("nothing stands below it");
  return bench().outline(row);
};
const callsOf = async (operation: string) => (await account().control.calls())[`eks:${operation}`] ?? 0;

describe("EKS in its tree and its commands", () => {
  it("tells version and end of support of every cluster, the latter in one call", async () => {
    await account().control.clearCalls();
    const lines = await bench().outline();
    expect(lines).toContainEqual(expect.stringMatching(/^kestrel-platform · 1\.33 · supported until \d{4}-\d\d-\d\d$/));
    expect(lines).toContainEqual(expect.stringMatching(/^kestrel-batch · 1\.31 · extended support until \d{4}-\d\d-\d\d$/));
    expect(lines).toContainEqual(expect.stringMatching(/^kestrel-sandbox · 1\.34 · .* · Auto Mode$/));
    expect([await callsOf("DescribeCluster"), await callsOf("DescribeClusterVersions")]).toEqual([4, 1]);
  });

  it("updates an add-on to the newest version, and back", async () => {
    await bench().run("updateAddon", await bench().row(PLATFORM, "Add-ons", "vpc-cni"), "v1.20.4-eksbuild.2", true);
    expect(bench().asked[0]?.lines[0]).toBe("v1.20.4-eksbuild.2 · newest");
    expect(bench().plan).toMatch(/Version: v1\.19\.2-eksbuild\.5 → v1\.20\.4-eksbuild\.2[^]*To undo: update it to v1\.19\.2-eksbuild\.5 again/);
    const moving = await bench().row(PLATFORM, "Add-ons", "vpc-cni");
    expect(moving.view()).toMatchObject({ description: expect.stringMatching(/^updating · v1\.19/) as string, icon: { id: "sync~spin" } });
    expect(moving.view().facets).not.toContain("eks.updateAddon");
    await account().control.advance(120_000);
    await bench().refresh();
    expect((await bench().row(PLATFORM, "Add-ons", "vpc-cni")).view().description).toBe("v1.20.4-eksbuild.2");
    await bench().run("updateAddon", undefined, PLATFORM, "vpc-cni", "v1.19.2-eksbuild.5", true);
    expect(bench().asked.at(-2)?.lines).toContain("v1.19.2-eksbuild.5 · older");
  });

  it("gives the command with which kubectl gets access", async () => {
    await bench().run("copyKubeconfig", await bench().row(PLATFORM));
    expect(bench().clipboard).toBe("aws eks update-kubeconfig --name kestrel-platform --region eu-west-1");
  });

  it("tells what is wrong with a cluster, a node group and an add-on as rows below them", async () => {
    expect((await below("kestrel-batch"))[0]).toMatch(/^EC2 security group not found · The security group sg-\w+/);
    expect((await below(PLATFORM, "spot-workers"))[0]).toMatch(/^Insufficient free addresses · .*fewer than 8 free addresses/);
    expect((await bench().row(PLATFORM, "spot-workers")).view().description).toBe("degraded · desired 6 (0–20) · c7g.xlarge, m7g.xlarge · spot · 1.33");
    expect((await below(PLATFORM, "Add-ons", "aws-ebs-csi-driver"))[0]).toMatch(/^Insufficient number of replicas · /);
  });

  it("tells add-ons' updates, profiles' selectors, who may enter, and why an update failed", async () => {
    expect(await below(PLATFORM, "Add-ons")).toContain("vpc-cni · v1.19.2-eksbuild.5 · v1.20.4-eksbuild.2 is there");
    expect(await below(PLATFORM, "Add-ons")).toContain("coredns · v1.12.4-eksbuild.1");
    expect(await below(PLATFORM, "Fargate profiles")).toContain("nightly-jobs · namespace jobs, runs=nightly");
    const entries = await below(PLATFORM, "Access entries");
    expect(entries).toContain("role/kestrel-developer · AmazonEKSEditPolicy (in jobs, reports) · AmazonEKSViewPolicy (cluster) · group readers");
    expect(await below("kestrel-labs", "Access entries")).toEqual(["No access entry: a cluster may have its own map of who enters"]);
    expect((await below(PLATFORM, "Updates"))[1]).toMatch(/^Version update · InsufficientFreeAddresses: .* · failed · 12 d ago$/i);
    expect((await below(PLATFORM, "general", "Updates"))[1]).toMatch(/^Version update · PodEvictionFailure: Reached max retries/);
  });

  it("scales a node group: the plan says from what, an update tells it, its Auto Scaling group follows", async () => {
    await bench().run("scale", await bench().row(PLATFORM, "general"), "2", "9", "6", true);
    expect(bench().plan).toContain("Desired capacity: 4 → 6");
    expect(bench().plan).toContain("Minimum: 3 → 2");
    expect(bench().plan).toContain("Maximum: stays 9\nNodes: 2 nodes more");
    expect(bench().plan).toContain("To undo: set it to desired 4 (3–9) again: nodes that are too many then are drained and terminated.");
    const scaled = await bench().row(PLATFORM, "general");
    expect(scaled.view().description).toMatch(/^updating · desired 6 \(2–9\)/);
    expect(scaled.view().facets).not.toContain("eks.scale");
    expect((await below(PLATFORM, "general", "Updates"))[0]).toMatch(/^Config update · .*6 · in progress/i);
    await bench().run("openGroup", scaled);
    expect(bench().opened).toEqual([expect.stringMatching(/autoScalingGroupName\/eks-general-/)]);
    const groups = new RoomBench(account, autoscaling.manifest, autoscaling.kinds);
    expect((await groups.row("eks-general-")).view().description).toMatch(/^desired 6 \(2–9\)/);
    groups.dispose();
    await account().control.advance(26_000);
    await bench().refresh();
    expect((await bench().row(PLATFORM, "general")).view().description).toMatch(/^desired 6 \(2–9\) · m7g\.large/);
  });

  it("compares versions by their numbers, and looks at a cluster before its support ends", () => {
    expect(compareVersions("v1.20.1-eksbuild.10", "v1.20.1-eksbuild.9")).toBeGreaterThan(0);
    expect(compareVersions("v1.9.0-eksbuild.1", "v1.10.0-eksbuild.1")).toBeLessThan(0);
    expect(compareVersions("v1.9.0", "v1.9.0")).toBe(0);
    const day = 86_400_000;
    const support = { status: "STANDARD_SUPPORT", standardEnd: 100 * day, extendedEnd: 400 * day };
    expect([supportOf(support, 0).isDue, supportOf(support, 41 * day).isDue]).toEqual([false, true]);
    const more = { status: "ACTIVE", issues: [], support };
    expect([standingOfCluster(more, 0), standingOfCluster(more, 50 * day), standingOfCluster({ ...more, status: "UPDATING" }, 50 * day), standingOfCluster({}, 0)]).toEqual(["passed", "warned", "running", undefined]);
    expect(supportOf({ ...support, status: "UNSUPPORTED" }, 0)).toEqual({ text: "no longer supported", isDue: true });
  });
});
