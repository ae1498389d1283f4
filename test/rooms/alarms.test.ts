import { describe, expect, it } from "vitest";
import { parseArn } from "../../src/base/resourceRef.ts";
import type { KindRow } from "../../src/host/kinds/kindRow.ts";
import { type Alarm, type Watched, actionText, conditionText, oftenText, seenText, thingOf } from "../../src/services/alarms/model.ts";
import { room } from "../../src/services/alarms/room.ts";
import { useAccount } from "../unit/account.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const FUNCTION = "invoice-export-errors";
const QUIET = "label-printer-errors";
const COMPOSITE = "parcel-platform-health";

describe("alarms in their tree and their commands", () => {
  it("shows what fires first, with why, then what has no data, then the rest: one call a state", async () => {
    await account().control.clearCalls();
    const lines = await bench().outline();
    expect((await account().control.calls())["monitoring:DescribeAlarms"]).toBe(3);
    const states = lines.map((line) => (line.includes(" · in alarm") ? 0 : line.includes(" · too little data") ? 1 : 2));
    expect(states).toEqual(states.toSorted((a, b) => a - b));
    expect(new Set(states).size).toBe(3);
    expect(lines.find((line) => line.startsWith(FUNCTION))).toMatch(/ · in alarm · .* ago · Errors ≥ 1 · \d at last, \d+ of 12 high · invoice-export$/);
    expect(lines.find((line) => line.startsWith(COMPOSITE))).toMatch(/ · in alarm · .* ago · by invoice-export-errors, pricing-engine-memory-high/);
    expect(lines.find((line) => line.startsWith("dead-letters-wait"))).toContain("actions off");
    expect((await bench().row(FUNCTION)).tooltip().join("\n")).toMatch(/Errors ≥ 1: sum in 5 min, 1 of 12 times\n.*AWS\/Lambda · FunctionName invoice-export/);
  });

  it("that may not be read names the action as policies do", async () => {
    await account().control.addFaults({ kind: "denied", service: "monitoring", operation: "DescribeAlarms" });
    expect(await bench().outline()).toEqual([expect.stringContaining("Access denied: cloudwatch:DescribeAlarms")]);
  });

  it("of 2,000 needs one round trip a state for its first rows", async () => {
    await account().control.makeResources({ region: "eu-west-1", type: "AWS::CloudWatch::Alarm", count: 2000 });
    await account().control.clearCalls();
    const rows = await bench().rows();
    expect(rows.length).toBeGreaterThanOrEqual(50);
    expect((await account().control.calls())["monitoring:DescribeAlarms"]).toBeLessThanOrEqual(3);
  }, 60_000);

  it("tells when it began to fire, where that is not longer ago than its history", async () => {
    const history = await bench().outline((await bench().row(FUNCTION, "History")) as never);
    expect(history).toContainEqual(expect.stringMatching(/^OK → ALARM · /));
  });

  it("opens the function that fails, and its log", async () => {
    const row = await bench().row(FUNCTION);
    await bench().run("openThing", row);
    expect(bench().opened).toEqual([expect.stringMatching(/^arn:aws:lambda:eu-west-1:\d+:function:invoice-export$/)]);
    await bench().run("openLog", row);
    expect(bench().logs.join()).toContain("function:invoice-export");
  });

  it("opens the log at the minutes in which it began to fire, of earlier ones too", async () => {
    // what is quiet has nothing to show then, and what began long ago is looked at as it is now
    await bench().run("openLog", await bench().row(QUIET));
    await bench().run("openLog", await bench().row(FUNCTION));
    expect(bench().spans).toEqual([undefined, undefined]);
    await bench().run("setState", await bench().row(QUIET), "ALARM", "Rehearsal", true);
    const fires = await bench().row(QUIET);
    const { since = 0 } = (fires as KindRow).data.item as Alarm;
    await bench().run("openLog", fires);
    expect(bench().spans.at(-1)?.from).toBeLessThan(since);
    expect(bench().spans.at(-1)?.to).toBeGreaterThanOrEqual(since);
    const [began] = (await bench().rows((await bench().row(FUNCTION, "History")) as never)).filter((row) => row.view().label === "OK → ALARM");
    await bench().run("openLogThen", began);
    expect(bench().spans.at(-1)?.from).toBeLessThan(bench().spans.at(-1)?.to ?? 0);
  });

  it("shows the values of its metric, with those that break the threshold", async () => {
    await bench().run("showValues", await bench().row(FUNCTION));
    const { name = "", text = "" } = bench().documents.at(-1) ?? {};
    expect(name).toBe(`${FUNCTION}.txt`);
    expect(text).toMatch(/^invoice-export-errors: in alarm since \d{4}-\d{2}-\d{2}.*\nErrors ≥ 1: sum in 5 min/);
    const rows = text.split("\n").filter((line) => /^\d{4}-/.test(line));
    expect(rows.length).toBeGreaterThan(20);
    expect(rows).toEqual(rows.toSorted().toReversed());
    expect(rows.filter((line) => line.includes("!"))).not.toEqual([]);
    expect(rows.filter((line) => line.includes("!")).every((line) => Number(/! +([\d.]+)/.exec(line)?.[1]) >= 1)).toBe(true);
  });

  it("leads to what changed before it fired, and before each of its states", async () => {
    await bench().run("changesBefore", await bench().row(FUNCTION));
    expect(bench().moments[0]).toMatch(/^alarm invoice-export-errors was in alarm at \d{13}$/);
    const [began] = (await bench().rows((await bench().row(FUNCTION, "History")) as never)).filter((row) => row.view().label === "OK → ALARM");
    await bench().run("changesBeforeThen", began);
    expect(bench().moments[1]).toMatch(/^alarm invoice-export-errors went OK → ALARM at \d{13}$/);
  });

  it("shows what a composite alarm looks at, and leads there", async () => {
    expect(await bench().outline((await bench().row(COMPOSITE, "Children")) as never)).toEqual(
      expect.arrayContaining([expect.stringContaining(`${FUNCTION} · in alarm`), expect.stringContaining("pricing-engine-memory-high · in alarm")]),
    );
    await bench().run("openAlarm", await bench().row(COMPOSITE, "Children", FUNCTION));
    expect(bench().opened).toEqual([expect.stringMatching(/:cloudwatch:.*:alarm:invoice-export-errors$/)]);
  });

  it("turns actions off and on again, and says what is left undone", async () => {
    await bench().run("silence", await bench().row(QUIET), true);
    expect(bench().plan).toContain("Left undone: tells topic");
    expect(bench().plan).toContain("To undo: turn them on again");
    const row = await bench().row(QUIET);
    expect(row.view().description).toContain("actions off");
    expect(row.view().facets).not.toContain("alarms.silence");
    await bench().run("arm", row, true);
    expect((await bench().row(QUIET)).view().description).not.toContain("actions off");
    const [latest] = await bench().outline((await bench().row(QUIET, "History")) as never);
    expect(latest).toMatch(/^settings updated · /);
  });

  it("sets a state, says which actions are really taken, and its history has them", async () => {
    await bench().run("setState", await bench().row(QUIET), "ALARM", "Rehearsal", true);
    expect(bench().plan).toContain("Call: cloudwatch:SetAlarmState");
    expect(bench().asked[0]?.lines).toContainEqual(expect.stringMatching(/^INSUFFICIENT_DATA · too little data; actions: none is set for this state/));
    expect(bench().plan).toContain("State: OK → ALARM, until it is next evaluated");
    expect(bench().plan).toMatch(/Really done: .*tells topic/);
    expect((await bench().row(QUIET)).view().description).toMatch(/^in alarm/);
    const [told, update] = await bench().outline((await bench().row(QUIET, "History")) as never);
    expect(told).toMatch(/^tells topic /);
    expect(update).toMatch(/^OK → ALARM · .* · Rehearsal$/);
    await account().control.advance(300_000);
    await bench().refresh();
    expect((await bench().row(QUIET)).view().description).toMatch(/^OK/);
  });

  it("says that nothing is done where actions are off", async () => {
    await bench().run("setState", await bench().row("dead-letters-wait"), "OK", "Rehearsal", true);
    expect(bench().plan).toContain("Actions: none: they are off");
  });

  it("scales: the plan names the group", async () => {
    await bench().run("setState", await bench().row("parcel-sorters-cpu-high"), "ALARM", "Rehearsal", true);
    expect(bench().plan).toContain("Really done: scales by cpu-60 in group parcel-sorters");
  });
});

describe("what an alarm watches, in words", () => {
  const watched: Watched = {
    namespace: "AWS/ECS", metric: "CPUUtilization", statistic: "Average", dimensions: [["ClusterName", "blue"], ["ServiceName", "web"]],
    comparison: "LessThanThreshold", threshold: 12.3456, period: 60, periods: 3, needed: 2, missing: undefined,
  };
  const own = parseArn("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x");
  if (own === undefined) throw new Error("no ARN");

  it("tells its condition, and what was seen", () => {
    expect(conditionText(watched)).toBe("CPUUtilization < 12.35");
    expect(oftenText(watched)).toBe("average in 1 min, 2 of 3 times");
    const alarm = { kind: "metric", name: "x", arn: "", about: undefined, state: "ALARM", since: undefined, reason: undefined, hasActions: true, actions: { ALARM: [], OK: [], INSUFFICIENT_DATA: [] }, watched } as const;
    expect(seenText({ ...alarm, seen: { values: [14, 9, 8.005], threshold: 12, firing: [] } })).toBe("8.01 at last, 2 of 3 low");
    expect(seenText({ ...alarm, seen: undefined })).toBeUndefined();
    expect(seenText({ ...alarm, seen: { values: [], threshold: 1, firing: [] } })).toBeUndefined();
  });

  it.each([
    ["AWS/ECS", { ClusterName: "blue", ServiceName: "web" }, "ecs", "service/blue/web"],
    ["AWS/ECS", { ClusterName: "blue" }, "ecs", "cluster/blue"],
    ["AWS/Lambda", { FunctionName: "f" }, "lambda", "function:f"],
    ["AWS/EC2", { InstanceId: "i-1" }, "ec2", "instance/i-1"],
    ["AWS/EC2", { AutoScalingGroupName: "g" }, "autoscaling", "autoScalingGroup:*:autoScalingGroupName/g"],
    ["Mine", { FunctionName: "f" }, undefined, undefined],
  ])("%s %j is %s %s", (namespace, dimensions, service, resource) => {
    const thing = thingOf({ ...watched, namespace, dimensions: Object.entries(dimensions) }, own);
    expect(thing?.service).toBe(service);
    expect(thing?.resource).toBe(resource);
  });

  it.each([
    ["arn:aws:sns:eu-west-1:111122223333:oncall", "tells topic oncall"],
    ["arn:aws:lambda:eu-west-1:111122223333:function:mend", "calls function mend"],
    ["arn:aws:automate:eu-west-1:ec2:reboot", "reboots the instance"],
    ["arn:aws:ssm:eu-west-1:111122223333:opsitem:1", "opens an OpsItem"],
    ["arn:aws:other:eu-west-1:111122223333:x", "arn:aws:other:eu-west-1:111122223333:x"],
  ])("%s %s", (arn, text) => expect(actionText(arn)).toBe(text));
});
