import { describe, expect, it } from "vitest";
import { parseArn } from "../../src/base/resourceRef.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import { room } from "../../src/services/applicationautoscaling/room.ts";
import { room as ecs } from "../../src/services/ecs/room.ts";
import { useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount();
const bench = useBench(account, room);

const rowsBelow = async (...labels: readonly string[]) => bench().outline((await bench().row(...labels)) as Branch);

describe("Application Auto Scaling in its tree and its commands", () => {
  it("tells of services and functions how much there is, between what, and why they did not scale; no call a row", async () => {
    expect(await bench().outline()).toEqual([
      "auth-service · 3 (2–3) · at its maximum of 3: not scaled · kestrel-production",
      "parcel-web · 3 (2–12) · kestrel-production",
      "tracking-api · 3 (2–10) · would be scaled back at once: not scaled · kestrel-production",
      "webhook-relay · 3 (1–6) · suspended: scale out, scale in · kestrel-production",
      "label-printer:stable · 4 (2–20)",
    ]);
    expect((await bench().row("auth-service")).view().icon).toMatchObject({ id: "warning" });
    expect(await account().control.calls()).toEqual({
      "application-autoscaling:DescribeScalableTargets": 2,
      "application-autoscaling:DescribeScalingActivities": 2,
      "ecs:DescribeServices": 1,
      "lambda:GetProvisionedConcurrencyConfig": 1,
    });
  });

  it("tells activities with their causes, and what came to nothing with its reason", async () => {
    const lines = await rowsBelow("parcel-web", "Activities");
    expect(lines[0]).toBe("Setting desired count to 3 · monitor alarm parcel-web-cpu-low in state ALARM triggered policy cpu-steps · 3 h ago");
    expect(lines[2]).toMatch(/^Setting desired count to 4 · Failed to set desired count: the service has no steady state/);
    expect(lines[3]).toMatch(/^Not scaled: at the capacity of 3 that was computed/);
  });

  it("leads from a policy to its alarm, from a target to its service, and from the service back", async () => {
    expect(await rowsBelow("tracking-api", "Scaling policies")).toContain("requests-per-task · keeps ALBRequestCountPerTarget at 800 · never scales in");
    await bench().run("openAlarm", await bench().row("auth-service", "Scaling policies", "cpu-steps", "auth-service-cpu-high"));
    await bench().run("openScaled", await bench().row("auth-service"));
    await bench().run("openScaled", await bench().row("label-printer:stable"));
    expect(bench().opened).toEqual([
      expect.stringMatching(/:cloudwatch:.*:alarm:auth-service-cpu-high$/),
      "arn:aws:ecs:eu-west-1::service/kestrel-production/auth-service",
      "arn:aws:lambda:eu-west-1::function:label-printer:stable",
    ]);
    const services = new RoomBench(account, ecs.manifest, ecs.kinds);
    await services.run("openScaling", await services.row("kestrel-production", "auth-service"));
    await services.run("openScaling", await services.row("kestrel-production", "pricing-engine"), false);
    expect(services.asked.at(-1)?.title).toMatch(/^Nothing scales pricing-engine/);
    const ref = parseArn(services.opened[0] ?? "");
    if (ref === undefined) throw new Error("nothing was opened");
    await bench().room.open(ref, bench().context);
    expect(bench().revealed?.name()).toBe("service/kestrel-production/auth-service");
    services.dispose();
  });

  it("sets limits: the plan says what they do at once, and an activity tells it", async () => {
    await bench().run("setLimits", await bench().row("tracking-api"), "5", "8", true);
    expect(bench().plan).toContain("Minimum: 2 → 5");
    expect(bench().plan).toContain("Capacity: 3 → 5, at once");
    expect(bench().plan).toContain("To undo: set them to 2 and 10 again");
    await bench().refresh();
    expect((await bench().row("tracking-api")).view().description).toBe("5 (5–8) · kestrel-production");
    expect((await rowsBelow("tracking-api", "Activities"))[0]).toMatch(/^Setting desired count to 5 · minimum capacity was set to 5/);
  });

  it("suspends what is chosen and leaves the rest; choosing nothing suspends nothing", async () => {
    expect(await failureOf(bench().run("suspend", await bench().row("parcel-web"), ""))).toMatchObject({ kind: "cancelled" });
    await bench().run("suspend", await bench().row("parcel-web"), "Schedule", true);
    expect(bench().plan).toContain("Schedule: works → the schedule does nothing");
    expect((await bench().row("parcel-web")).view().description).toBe("3 (2–12) · suspended: schedule · kestrel-production");
    await bench().run("resume", await bench().row("webhook-relay"), "Scale in", true);
    expect((await bench().row("webhook-relay")).view().description).toContain("suspended: scale out");
  });

  it("shows targets where what they scale may not be read", async () => {
    await account().control.addFaults({ kind: "denied", service: "ecs" });
    await account().control.addFaults({ kind: "error", code: "InternalFailure", status: 500, service: "application-autoscaling", operation: "DescribeScalingActivities" });
    const lines = await bench().outline();
    expect(lines).toContain("parcel-web · 2–12 · kestrel-production");
    expect(lines).toContain("label-printer:stable · 4 (2–20)");
  });
});
