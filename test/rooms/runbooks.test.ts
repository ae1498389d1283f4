import { describe, expect, it } from "vitest";
import type { Branch } from "../../src/host/tree/rows.ts";
import { type Parameter, contentOf, plainFailure, problemOf, valuesOf } from "../../src/services/ssm/model/runbooks.ts";
import { room } from "../../src/services/ssm/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const bench = useBench(account, room);

const branch = async (...labels: readonly string[]) => (await bench().row("Runbooks", ...labels)) as Branch;
const pass = (seconds: number) => account().control.advance(seconds * 1000);
const calls = async (operation: string) => (await account().control.calls())[`ssm:${operation}`] ?? 0;

describe("runbooks in the tree", () => {
  it("lists the account's own before Amazon's, and reads how all of them went last in one call", async () => {
    const lines = await bench().outline(await branch());
    expect(lines.slice(0, 4)).toEqual([
      expect.stringMatching(/^Kestrel-RestartService · success · 3 d ago$/),
      expect.stringMatching(/^Kestrel-RotateCarrierKeys · waiting · 2 h ago$/),
      expect.stringMatching(/^Kestrel-DrainDepot · failed · /),
      "Kestrel-WarmCaches",
    ]);
    expect(lines.slice(4).every((line) => line.endsWith("of Amazon"))).toBe(true);
    expect(await calls("DescribeAutomationExecutions")).toBe(1);
    await bench().filter("waiting", await branch());
    expect(await bench().outline(await branch())).toEqual([expect.stringContaining("RotateCarrierKeys")]);
  });

  it("tells what failed first, in plain words, on the execution as on its step", async () => {
    const execution = await branch("Kestrel-DrainDepot", "failed");
    const steps = await bench().outline(execution);
    expect(steps[0]).toMatch(/^stopGateway · failed · No instance carries the tag depot=HAM2, so that there is nothing to stop\. · aws:changeInstanceState/);
    expect(steps.slice(1).map((line) => line.split(" ")[0])).toEqual(["lockDepot", "moveParcels"]);
    expect((await branch("Kestrel-DrainDepot", "failed")).view().description).toMatch(/^failed · at stopGateway · No instance carries/);
    await bench().run("openStep", await bench().row("Runbooks", "Kestrel-DrainDepot", "failed", "lockDepot"));
    expect(bench().documents.at(-1)?.text).toMatch(/^lockDepot of Kestrel-DrainDepot\naws:executeAwsApi: success\n\nInputs\n[^]*Depot: "HAM2"\n[^]*Outputs\n {2}OutputPayload: \{\n {4}"step": "lockDepot"/);
  });
});

describe("what can be done with runbooks", () => {
  it("asks each parameter by its type, sends no other than those changed, and the execution goes on by the clock", async () => {
    const runbook = await branch("Kestrel-RestartService");
    await bench().run("run", runbook, "webhook-relay", "MinimumHealthyPercent, Notify", "50", "#ops, #deployments", true);
    expect(bench().asked.map(({ kind }) => kind)).toEqual(["pick", "pickMany", "pick", "text", "plan"]);
    expect(bench().plan).toContain("MinimumHealthyPercent: 100 → 50");
    expect(bench().plan).toContain("Notify: #deployments → #ops, #deployments");
    expect(bench().plan).toContain("WaitForHealthy: true (as the runbook has it)");
    expect(bench().plan).toMatch(/Acts as: arn:aws:iam::\d+:role\/kestrel-runbooks/);
    await bench().refresh();
    expect((await bench().outline(runbook))[0]).toMatch(/^just now by mira\.okafor · in progress · at checkService$/);
    await pass(10);
    await bench().refresh();
    expect((await bench().outline(runbook))[0]).toContain("at forceDeployment");
    await pass(60);
    await bench().refresh();
    expect((await bench().outline(runbook))[0]).toMatch(/ by mira\.okafor · success · took 32 s$/);
  });

  it("refuses what does not fit before anything is sent", async () => {
    expect((await failureOf(bench().run("run", await branch("Kestrel-RotateCarrierKeys"), ""))).message).toContain("A value is needed");
    expect(bench().asked[0]?.lines).toEqual([expect.stringContaining("it has to match ^[a-z-]{2,20}$")]);
    expect((await failureOf(bench().run("run", await branch("Kestrel-RotateCarrierKeys"), "dhl", "KeepOldFor", "a week"))).message).toContain("A whole number is needed");
    expect(await calls("StartAutomationExecution")).toBe(0);
    expect((await failureOf(bench().run("run", await branch("Kestrel-RotateCarrierKeys"), "DHL!", "", true))).message).toContain("Parameter Carrier does not take the value DHL!");
  });

  it("approves from the execution's row: the plan shows what is approved and by how many, and the rest runs", async () => {
    const runbook = await branch("Kestrel-RotateCarrierKeys");
    await bench().run("approve", await branch("Kestrel-RotateCarrierKeys", "waiting"), "keys work", true);
    expect(bench().plan).toContain("The new keys of post-nl are in place. Retire the old ones?");
    expect(bench().plan).toContain("it goes on with 1 approval");
    expect(bench().plan).toMatch(/Who may: arn:aws:iam::\d+:role\/platform-engineers$/m);
    await pass(30);
    await bench().refresh();
    expect((await bench().outline(runbook))[0]).toContain("· success · took");
  });

  it("rejects, which ends it; and stops another at once, which can be done only while it runs", async () => {
    const runbook = await branch("Kestrel-RotateCarrierKeys");
    await bench().run("reject", await bench().row("Runbooks", "Kestrel-RotateCarrierKeys", "waiting", "agree"), "", true);
    await bench().refresh();
    expect((await bench().outline(runbook))[0]).toMatch(/rejected · (at agree · )?Approval of step agree was rejected by/);
    await bench().run("run", await branch("Kestrel-WarmCaches"), true);
    await bench().refresh();
    await bench().run("stopExecution", await branch("Kestrel-WarmCaches", "in progress"), "At once", true);
    await pass(5);
    await bench().refresh();
    const [row] = await bench().rows(await branch("Kestrel-WarmCaches"));
    expect(row?.view().description).toMatch(/^cancelled · /);
    expect(row?.view().facets).not.toContain("ssm.stopExecution");
  });
});

describe("a runbook's parameters", () => {
  const parameter = (more: Partial<Parameter>): Parameter => ({ name: "p", type: "String", description: undefined, standard: undefined, allowed: undefined, pattern: undefined, ...more });

  it("are checked by type, and sent as lists of texts", () => {
    expect(valuesOf(parameter({ type: "List<AWS::EC2::Instance::Id>" }), "i-1, i-2")).toEqual(["i-1", "i-2"]);
    expect(valuesOf(parameter({ type: "StringList" }), '["a,b", "c"]')).toEqual(["a,b", "c"]);
    expect(problemOf(parameter({ type: "StringList" }), '["a"')).toMatch(/JSON list/);
    expect(problemOf(parameter({ type: "StringMap" }), "[]")).toMatch(/JSON object/);
    expect(problemOf(parameter({}), "")).toBe("A value is needed");
    expect(problemOf(parameter({ standard: [""], pattern: "^x$" }), "")).toBeUndefined();
    // a pattern is the service's to judge
    expect(problemOf(parameter({ pattern: "^(a+)+$" }), "b")).toBeUndefined();
  });

  it("come from whatever a document holds", () => {
    expect(contentOf("1", "no JSON")).toMatchObject({ parameters: [], steps: [] });
    expect(contentOf("1", '{"parameters": {"n": {"type": "Integer", "default": 3, "allowedValues": [3, 4]}, "odd": 1}, "mainSteps": [null]}').parameters).toMatchObject([
      { name: "n", standard: ["3"], allowed: ["3", "4"] },
      { name: "odd", type: "String", standard: undefined },
    ]);
    expect(plainFailure("Step fails when it is Poll/Verify action. It is late.")).toBe("It is late.");
  });
});
