import {
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  EKSClient,
  ListAccessEntriesCommand,
  ListAddonsCommand,
  ListClustersCommand,
  ListUpdatesCommand,
  UpdateNodegroupConfigCommand,
} from "@aws-sdk/client-eks";
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

const CLUSTER = "kestrel-platform";
const GROUP = { clusterName: CLUSTER, nodegroupName: "general" };

let bench: Bench;
let eks: EKSClient;
beforeAll(async () => {
  bench = await openBench();
  eks = new EKSClient(clientOptions(bench.simulator));
});
beforeEach(async () => {
  await bench.simulator.control.reset();
  await bench.simulator.control.setSpeed(0);
});
afterAll(async () => {
  eks.destroy();
  await bench.close();
});

describe("EKS of the simulated account", () => {
  it("lists names page by page", async () => {
    const first = await eks.send(new ListClustersCommand({ maxResults: 2 }));
    const rest = await eks.send(new ListClustersCommand({ maxResults: 2, nextToken: first.nextToken }));
    expect([...(first.clusters ?? []), ...(rest.clusters ?? [])]).toEqual(["kestrel-batch", "kestrel-labs", "kestrel-platform", "kestrel-sandbox"]);
    expect(rest.nextToken).toBeUndefined();
    expect((await eks.send(new ListAddonsCommand({ clusterName: "kestrel-sandbox" }))).addons).toEqual([]);
  });

  it("says what is not there, and that a cluster has no access entries", async () => {
    expect(await refusal(eks.send(new DescribeClusterCommand({ name: "no-such" })))).toMatchObject({ name: "ResourceNotFoundException" });
    expect(await refusal(eks.send(new DescribeAddonCommand({ clusterName: CLUSTER, addonName: "no-such" })))).toMatchObject({ name: "ResourceNotFoundException" });
    expect(await refusal(eks.send(new ListAccessEntriesCommand({ clusterName: "kestrel-labs" })))).toMatchObject({ name: "InvalidRequestException" });
  });

  it("scales a node group by its clock: one change at a time, and its Auto Scaling group with it", async () => {
    const refused = new UpdateNodegroupConfigCommand({ ...GROUP, scalingConfig: { minSize: 9, maxSize: 4, desiredSize: 5 } });
    expect(await refusal(eks.send(refused))).toMatchObject({ name: "InvalidParameterException" });
    const command = new UpdateNodegroupConfigCommand({ ...GROUP, scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 } });
    const { update } = await eks.send(command);
    expect(await refusal(eks.send(command))).toMatchObject({ name: "ResourceInUseException" });
    const updateId = update?.id;
    const { updateIds } = await eks.send(new ListUpdatesCommand({ name: CLUSTER, nodegroupName: GROUP.nodegroupName }));
    expect(updateIds?.[0]).toBe(updateId);
    const { nodegroup } = await eks.send(new DescribeNodegroupCommand(GROUP));
    expect(nodegroup).toMatchObject({ status: "UPDATING", scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 } });
    await bench.simulator.control.advance(26_000);
    expect((await eks.send(new DescribeNodegroupCommand(GROUP))).nodegroup?.status).toBe("ACTIVE");
    const told = await eks.send(new DescribeUpdateCommand({ name: CLUSTER, nodegroupName: GROUP.nodegroupName, updateId }));
    expect(told.update?.status).toBe("Successful");
    const scaling = new AutoScalingClient(clientOptions(bench.simulator));
    const name = nodegroup?.resources?.autoScalingGroups?.[0]?.name ?? "";
    const { AutoScalingGroups = [] } = await scaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }));
    scaling.destroy();
    expect(AutoScalingGroups[0]).toMatchObject({ MinSize: 1, MaxSize: 4, DesiredCapacity: 2 });
    expect(AutoScalingGroups[0]?.Instances?.length).toBe(2);
  });
});
