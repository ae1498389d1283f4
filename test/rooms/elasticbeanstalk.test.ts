import { describe, expect, it } from "vitest";
import { Branch } from "../../src/host/tree/rows.ts";
import { room } from "../../src/services/elasticbeanstalk/room.ts";
import { requestsText, standingOfEnvironment } from "../../src/services/elasticbeanstalk/model.ts";
import { useAccount } from "../unit/account.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const PORTAL = "developer-portal";
const BLUE = "developer-portal-blue";
const GREEN = "developer-portal-green";
const lineOf = async (...labels: readonly string[]) => (await bench().row(PORTAL, ...labels)).view().description ?? "";
const below = async (...labels: readonly string[]) => {
  const row = await bench().row(PORTAL, ...labels);
  if (!(row instanceof Branch)) throw new Error("nothing stands below it");
  return bench().outline(row);
};
const callsOf = async (operation: string) => (await account().control.calls())[`elasticbeanstalk:${operation}`] ?? 0;
const pass = async (ms: number) => {
  await account().control.advance(ms);
  await bench().refresh();
};
const labelsOf = async () => (await below("Versions")).map((line) => line.split(" · ")[0] ?? "");

describe("Elastic Beanstalk in its tree and its commands", () => {
  it("tells how the environments of all applications are, in one call", async () => {
    await account().control.clearCalls();
    const lines = await bench().outline();
    expect(lines).toContainEqual(expect.stringMatching(/^developer-portal · 3 environments, 1 not well · \d versions/));
    expect(lines).toContainEqual(expect.stringMatching(/^warehouse-kiosk · 1 environment · 0 versions/));
    expect(await callsOf("DescribeEnvironments")).toBe(1);
  });

  it("tells why an environment is degraded, and which instances are", async () => {
    expect(await lineOf(GREEN)).toMatch(/^Degraded · handbook-\w{8} · 14 requests\/s, 21 % of them 5xx · developer-portal-next\./);
    const lines = await below(GREEN);
    expect(lines.slice(0, 2)).toEqual([
      "21.4 % of the requests are failing with HTTP 5xx.",
      expect.stringMatching(/^97 % of CPU is in use on 2 of 3 instances: i-\w+, i-\w+\.$/),
    ]);
    expect(await below(GREEN, "Instances")).toContainEqual(expect.stringMatching(/^i-\w+ · Degraded · 97 % of CPU is in use\. · CPU 97 % · handbook-/));
    const [event] = await below(GREEN, "Events");
    expect(event).toMatch(/^97 % of CPU is in use on 2 of 3 instances\. · error/);
  });

  it("asks an environment with basic health for no causes, and for its instances elsewhere", async () => {
    await bench().row(PORTAL);
    await account().control.clearCalls();
    expect(await below("developer-portal-search")).toEqual(["Instances", "Events"]);
    expect(await callsOf("DescribeEnvironmentHealth")).toBe(2);
    expect(await below("developer-portal-search", "Instances")).toEqual(["No instance"]);
    expect([await callsOf("DescribeEnvironmentResources"), await callsOf("DescribeInstancesHealth")]).toEqual([1, 0]);
  });

  it("deploys a version: the plan says from which, events follow, and what was broken is well again", async () => {
    const [bad = "", before = "", older = ""] = await labelsOf();
    await bench().run("deploy", await bench().row(PORTAL, GREEN), older, true);
    expect(bench().plan).toContain(`Version: ${bad} → ${older}`);
    expect(bench().plan).toContain("Reached by: callers of developer-portal-next.");
    expect(bench().plan).toContain(`To undo: deploy ${bad} again`);
    const moving = await bench().row(PORTAL, GREEN);
    expect(moving.view().description).toMatch(new RegExp(`^Updating · Info · ${bad} · `));
    for (const command of ["deploy", "swap", "restart"]) expect(moving.view().facets).not.toContain(`elasticbeanstalk.${command}`);
    expect((await below(GREEN, "Events"))[0]).toMatch(/^Environment update is starting/);
    await pass(31_000);
    expect(await lineOf(GREEN)).toMatch(new RegExp(`^Ok · ${older} · 14 requests/s · `));
    expect((await below(GREEN, "Events"))[0]).toMatch(/^Environment update completed successfully/);
    expect(before).not.toBe(older);
  });

  it("breaks off a deployment that is under way: the environment goes back, and stays there", async () => {
    const [, , older = ""] = await labelsOf();
    const before = await lineOf(BLUE);
    expect((await bench().row(PORTAL, BLUE)).view().facets).not.toContain("elasticbeanstalk.abort");
    await bench().run("deploy", await bench().row(PORTAL, BLUE), older, true);
    await pass(10_000);
    const moving = await bench().row(PORTAL, BLUE);
    expect(moving.view().facets).toContain("elasticbeanstalk.abort");
    await bench().run("abort", moving, true);
    expect(bench().plan).toMatch(/Environment: updating → goes back to handbook-\w+, on instances/);
    expect(await lineOf(BLUE)).toMatch(/^Aborting · /);
    expect((await bench().row(PORTAL, BLUE)).view().facets).not.toContain("elasticbeanstalk.abort");
    await pass(60_000);
    expect(await lineOf(BLUE)).toBe(before);
    expect((await below(BLUE, "Events"))[0]).toMatch(/^The environment was reverted/);
    expect(await failureOf(bench().run("abort", undefined, PORTAL))).toMatchObject({ kind: "conflict" });
    // what hangs is found from the palette
    await bench().run("abort", undefined, "warehouse-kiosk", "warehouse-kiosk-trial", true);
    await pass(20_000);
    expect((await bench().row("warehouse-kiosk", "trial")).view().description).toMatch(/^Green · Sample Application/);
  });

  it("swaps URLs, and back", async () => {
    const [blue, green] = [await lineOf(BLUE), await lineOf(GREEN)];
    await bench().run("swap", await bench().row(PORTAL, BLUE), GREEN, true);
    expect(bench().plan).toMatch(/developer-portal-blue · Ok · handbook-\w+: developer-portal\.eu-\S+ → developer-portal-next\.eu-/);
    expect(bench().plan).toContain("To undo: swap them again");
    await pass(13_000);
    expect(await lineOf(BLUE)).toContain("· developer-portal-next.");
    expect(await lineOf(GREEN)).toContain("· developer-portal.eu-");
    await bench().run("swap", await bench().row(PORTAL, BLUE), GREEN, true);
    await pass(13_000);
    expect([await lineOf(BLUE), await lineOf(GREEN)]).toEqual([blue, green]);
  });

  it("swaps with nothing that has no URL or is being changed", async () => {
    expect((await bench().row(PORTAL, "developer-portal-search")).view().facets).not.toContain("elasticbeanstalk.swap");
    const blue = await bench().row(PORTAL, BLUE);
    await bench().run("restart", await bench().row(PORTAL, GREEN), true);
    expect(bench().plan).toContain("nothing to undo");
    expect(await failureOf(bench().run("swap", blue))).toMatchObject({ kind: "conflict" });
    await pass(11_000);
    expect((await below(GREEN, "Events"))[0]).toMatch(/^Successfully restarted the app servers/);
  });

  it("leads from a version to its repository, and from an instance to EC2", async () => {
    const [label = ""] = await labelsOf();
    await bench().run("openSource", await bench().row(PORTAL, "Versions", label));
    await bench().run("openInstance", await bench().row(PORTAL, BLUE, "Instances", "i-"));
    expect(bench().opened).toEqual([expect.stringMatching(/^arn:aws:codecommit:.*:handbook$/), expect.stringMatching(/^arn:aws:ec2:.*:instance\/i-\w+$/)]);
    await bench().run("copyUrl", await bench().row(PORTAL, BLUE));
    expect(bench().clipboard).toMatch(/^http:\/\/developer-portal\.eu-/);
  });

  it("tells the colour where there is no word for the health, and what goes on before both", () => {
    const one = { status: "Ready", health: undefined, colour: "Yellow" };
    expect(standingOfEnvironment(one)).toBe("warned");
    expect(standingOfEnvironment({ ...one, status: "Updating" })).toBe("running");
    expect(standingOfEnvironment({ ...one, health: "Severe" })).toBe("failed");
    expect([requestsText(0, 0, 10), requestsText(124, 4, 10), requestsText(undefined, 1, 10)]).toEqual(["0 requests/s", "12.4 requests/s, 3 % of them 5xx", undefined]);
  });
});
