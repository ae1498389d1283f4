import { describe, expect, it } from "vitest";
import { room } from "../../src/services/ec2/room.ts";
import { useAccount } from "../unit/account.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const callsOf = async (operation: string) => (await account().control.calls())[`ec2:${operation}`] ?? 0;

describe("EC2 in its tree and its commands", () => {
  it("tells state, type, address and checks, in two calls for a page of them", async () => {
    await account().control.clearCalls();
    const lines = await bench().outline();
    expect(lines).toContainEqual(expect.stringMatching(/^bastion · running · t4g\.nano · 10\.0\.\d+\.\d+ · 2\/2 checks · i-0\w+$/));
    expect(lines).toContainEqual(expect.stringMatching(/^label-printer-gateway · running · .* · 1\/2 checks: impaired/));
    expect(lines).toContainEqual(expect.stringMatching(/^eks-general-3a301b8e… · running · m7g\.large · .* · in eks-general-3a301b8e… · i-0\w+$/));
    expect([await callsOf("DescribeInstances"), await callsOf("DescribeInstanceStatus")]).toEqual([1, 1]);
    await bench().loadMore();
    const all = await bench().outline();
    expect(all).toContainEqual(expect.stringMatching(/^load-test · stopped · c7i\.2xlarge/));
    expect(all.at(-1)).toMatch(/^tariff-import-trial · terminated/);
  });

  it.each([
    ["basti", ["bastion"]],
    ["tag:team=depots", ["label-printer-gateway"]],
    ["terminated", ["tariff-import-trial"]],
    ["state: terminated", ["tariff-import-trial"]],
    ["no-such*", ["Nothing matches"]],
  ])("has EC2 filter by %s", async (text, found) => {
    await bench().filter(text);
    const lines = await bench().outline();
    expect(lines.length).toBe(found.length);
    for (const [at, name] of found.entries()) expect(lines[at]).toContain(name);
  });

  it("stops and starts: the plan says what is lost, and the row follows", async () => {
    await bench().run("stop", await bench().row("bastion"), true);
    expect(bench().plan).toContain("Public address: 203.0.113.24 → none");
    expect((await bench().row("bastion")).view().description).toMatch(/^stopping/);
    expect((await bench().row("bastion")).view().spoken, "the usual word of what ends is another").toMatch(/^bastion, instance, stopping · /);
    await account().control.advance(20_000);
    await bench().refresh();
    const stopped = await bench().row("bastion");
    expect(stopped.view().facets).toContain("ec2.start");
    expect(stopped.view().facets).not.toContain("ec2.stop");
    await bench().run("start", stopped, true);
    await account().control.advance(20_000);
    await bench().refresh();
    expect((await bench().row("bastion")).view().description).toMatch(/^running · .*checks are running/);
  });

  it("says that the group of a stopped instance ends it, in what undoes it, too", async () => {
    await failureOf(bench().run("stop", await bench().row("depot-gateways"), false));
    expect(bench().plan).toContain("Auto Scaling group depot-gateways: takes it for unhealthy");
    expect(bench().plan).toContain("To undo: start it again, before its group has terminated it.");
  });

  it("shows what the console said, as text", async () => {
    await bench().run("consoleOutput", await bench().row("label-printer-gateway"));
    expect(bench().documents).toEqual([{ name: "label-printer-gateway console.log", text: expect.stringContaining("Link is Down\n") as string }]);
  });
});
