import { CloudFormationClient, UpdateTerminationProtectionCommand } from "@aws-sdk/client-cloudformation";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CloudFormationApi } from "../../src/services/cloudformation/api.ts";
import { keptBy } from "../../src/services/cloudformation/model/upkeep.ts";
import { room } from "../../src/services/cloudformation/room.ts";
import { Branch } from "../../src/host/tree/rows.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";

// Drift, exports, deletion and stuck roll-backs of the room.

const account = useAccount(undefined, UNPACED);
const newBench = () => new RoomBench(account, room.manifest, room.kinds);
let bench: ReturnType<typeof newBench>;
let api: CloudFormationApi;
beforeEach(() => {
  bench = newBench();
  api = new CloudFormationApi(account().session);
});
afterEach(() => bench.dispose());

async function branch(...labels: readonly string[]): Promise<Branch> {
  const row = await bench.row(...labels);
  if (!(row instanceof Branch)) throw new Error(`${row.id} is no branch`);
  return row;
}

const calls = async (operation: string) => (await account().control.calls())[`cloudformation:${operation}`] ?? 0;

describe("drift", () => {
  it("that somebody found stands below its stack: what differs, and how", async () => {
    const rows = await bench.outline(await branch("platform-network", "Drift"));
    expect(rows[0]).toMatch(/^EndpointSecurityGroup · SecurityGroupIngress\/0\/CidrIp: 10\.20\.0\.0\/16 → 0\.0\.0\.0\/0 · EC2 SecurityGroup · sg-/);
    expect((await bench.row("platform-network", "Drift")).view().description).toMatch(/^drifted · \d+ m ago/);
    await bench.run("showDrift", await bench.row("platform-network", "Drift", "EndpointSecurityGroup"));
    const [compared] = bench.compared;
    expect(compared?.before).toMatchObject({ name: "EndpointSecurityGroup.json", text: expect.stringContaining('"CidrIp": "10.20.0.0/16"') as string });
    expect(compared?.after.text).toContain('"CidrIp": "0.0.0.0/0"');
  });

  it("is looked for and waited for: of what somebody changed since, and of what somebody deleted", async () => {
    const stack = await bench.row("dead-letter-drain");
    expect((await bench.row("dead-letter-drain", "Drift")).view().description).toBe("never looked for");
    await bench.run("detectDrift", stack, false);
    expect(bench.asked.at(-1)?.title).toContain("as its template says");
    await account().control.editResource({ region: "eu-west-1", stack: "dead-letter-drain", resource: "Function", properties: { MemorySize: 4096 } });
    await account().control.editResource({ region: "eu-west-1", stack: "dead-letter-drain", resource: "DeadLetters", properties: null });
    await bench.run("detectDrift", stack);
    expect(bench.revealed?.view().label).toMatch(/^(Function|DeadLetters)$/);
    const rows = await bench.outline(await branch("dead-letter-drain", "Drift"));
    expect(rows).toEqual([expect.stringMatching(/^DeadLetters · deleted behind its stack/), expect.stringMatching(/^Function · MemorySize: 256 → 4096/)]);
    await bench.run("showDrift", await bench.row("dead-letter-drain", "Drift", "DeadLetters"));
    expect(bench.compared.at(-1)?.after.text).toBe("");
    await bench.refresh();
    expect((await bench.row("dead-letter-drain", "Drift")).view().description).toMatch(/^drifted/);
  });
});

describe("exports", () => {
  it("stand with the stacks that import them, which open", async () => {
    expect((await bench.row("platform-network", "Exports")).view().description).toBe("3");
    const exported = await bench.outline(await branch("platform-network", "Exports"));
    expect(exported).toContainEqual(expect.stringMatching(/^network-EndpointSecurityGroup · nobody imports it · /));
    expect(exported).toContainEqual(expect.stringMatching(/^network-VpcId · imported by \d+ stacks · vpc-/));
    const importers = await bench.outline(await branch("platform-network", "Exports", "network-VpcId"));
    expect(importers.length).toBeGreaterThan(10);
    await bench.run("openImporter", await bench.row("platform-network", "Exports", "network-VpcId", "parcel-api"));
    expect(bench.opened.at(-1)).toMatch(/^arn:aws:cloudformation:eu-west-1:\d+:stack\/parcel-api\//);
    expect(await bench.outline(await branch("platform-network", "Exports", "network-EndpointSecurityGroup"))).toEqual([expect.stringContaining("No stack imports it")]);
  });
});

describe("deleting a stack", () => {
  it("is allowed and forbidden from the stack's row, which says so from then on", async () => {
    await bench.run("unprotect", await bench.row("kestrel-data"), true);
    expect(bench.plan).toContain("Termination protection: on: a deletion is refused, whoever asks for it → off: whoever may delete it can");
    expect((await api.getStack("kestrel-data")).isProtected).toBe(false);
    const row = await bench.row("kestrel-data");
    expect(row.view().facets).toEqual(expect.arrayContaining(["cloudformation.protect"]));
    expect(row.view().facets).not.toContain("cloudformation.unprotect");
    await bench.run("protect", row, true);
    expect((await bench.row("kestrel-data")).tooltip().join("\n")).toContain("Protected from being deleted");
  });

  it("is refused where it is protected, nested, or others import what it exports", async () => {
    const refused = async (...labels: readonly string[]) => (await failureOf(bench.run("deleteStack", await bench.row(...labels)))).message;
    expect(await refused("kestrel-data")).toContain('it is protected from being deleted. "Protect no longer" on its row turns its termination protection off');
    expect(await refused("kestrel-data", "kestrel-data-Orders-")).toContain("it is nested in kestrel-data, and goes with that");
    const open = new UpdateTerminationProtectionCommand({ StackName: "platform-network", EnableTerminationProtection: false });
    await account().session.send(CloudFormationClient, open);
    expect(await refused("platform-network")).toMatch(/others import what it exports: network-PrivateSubnets by .*, .* and \d+ more; network-VpcId by/);
    expect(await calls("DeleteStack")).toBe(0);
  });

  it("says what goes, is watched to its end, and offers the template", async () => {
    const template = await api.getTemplate("dead-letter-drain");
    await bench.run("deleteStack", await bench.row("dead-letter-drain"), true, true);
    expect(bench.plan).toContain("Call: cloudformation:DeleteStack");
    expect(bench.plan).toContain("Stack: update complete → DELETED");
    expect(bench.plan).toContain("DeadLetters (SQS Queue): DELETED");
    expect(bench.plan).toContain("To undo: none");
    expect(bench.asked.at(-1)?.title).toBe("dead-letter-drain: delete complete");
    expect(bench.documents.at(-1)).toEqual({ name: "dead-letter-drain.yaml", text: template });
    await bench.refresh();
    expect((await bench.outline()).join("\n")).not.toContain("dead-letter-drain ·");
  });

  it("tells what its policies keep, in both languages", () => {
    const resource = (logicalId: string) => ({ logicalId }) as Parameters<typeof keptBy>[1][number];
    const all = ["Bucket", "Table", "Queue", "Type"].map(resource);
    const yaml = 'Resources:\n  Bucket:\n    DeletionPolicy: Retain\n    Type: AWS::S3::Bucket\n  "Table":\n    Type: AWS::DynamoDB::Table\n    Properties:\n      Queue: 1\n    DeletionPolicy: "Snapshot"\n  Queue:\n    Type: AWS::SQS::Queue\n';
    expect([...keptBy(yaml, all)]).toEqual([["Bucket", "Retain"], ["Table", "Snapshot"]]);
    const json = '{"Resources":{"Bucket":{"Type":"AWS::S3::Bucket","DeletionPolicy":"RetainExceptOnCreate"},"Queue":{"DeletionPolicy":"Delete"}}}';
    expect([...keptBy(json, all)]).toEqual([["Bucket", "RetainExceptOnCreate"]]);
    expect([...keptBy("{broken", all)]).toEqual([]);
  });

  it("tells that a database leaves a snapshot where nothing else is said", () => {
    const of = (logicalId: string, type: string) => ({ logicalId, type: `AWS::RDS::${type}` });
    const all = [of("Cluster", "DBCluster"), of("Writer", "DBInstance"), of("Single", "DBInstance"), of("Scratch", "DBInstance")];
    const said = {
      Cluster: { Type: "AWS::RDS::DBCluster", Properties: { Engine: "aurora" } },
      Writer: { Type: "AWS::RDS::DBInstance", Properties: { DBClusterIdentifier: { Ref: "Cluster" } } },
      Single: { Type: "AWS::RDS::DBInstance", Properties: { Engine: "postgres" } },
      Scratch: { Type: "AWS::RDS::DBInstance", DeletionPolicy: "Delete", Properties: { Engine: "postgres" } },
    };
    const yaml = Object.entries(said).map(([id, { Type, Properties, ...more }]) => {
      const policy = "DeletionPolicy" in more ? ["    DeletionPolicy: Delete"] : [];
      return [`  ${id}:`, `    Type: ${Type}`, ...policy, "    Properties:", ...Object.keys(Properties).map((name) => `      ${name}: !Ref X`)].join("\n");
    });
    const kept = [["Cluster", "Snapshot"], ["Single", "Snapshot"]];
    expect([...keptBy(JSON.stringify({ Resources: said }), all)]).toEqual(kept);
    expect([...keptBy(`Resources:\n${yaml.join("\n")}\n`, all)]).toEqual(kept);
    expect([...keptBy("{broken", all)], "what cannot be read is told as gone").toEqual([]);
  });
});

describe("a roll-back that failed", () => {
  it("goes on, with what shall be skipped chosen of what failed", async () => {
    await bench.run("continueRollback", await bench.row("fleet-dashboard"), "DeploymentGroup", true, false);
    const [skips] = bench.asked;
    expect(skips?.lines).toEqual([expect.stringMatching(/^DeploymentGroup · CodeDeploy DeploymentGroup · AWS CodeDeploy does not have the permissions/)]);
    expect(bench.plan).toContain("DeploymentGroup: AWS CodeDeploy does not have the permissions");
    expect(bench.plan).toContain("→ SKIPPED");
    expect((await api.getStack("fleet-dashboard")).status).toBe("UPDATE_ROLLBACK_COMPLETE");
    // what had failed before is no failure of this
    expect(bench.asked.at(-1)?.title).toBe("fleet-dashboard: update rollback complete");
    const failure = await failureOf(bench.run("continueRollback", undefined));
    expect(failure.message).toContain("no stack is stuck in a roll-back");
  });
});
