import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseArn } from "../../src/base/resourceRef.ts";
import { exitText, standingOfTask, stopText } from "../../src/services/ecs/model.ts";
import { room } from "../../src/services/ecs/room.ts";
import { useAccount } from "../unit/account.ts";
import { RoomBench } from "./roomBench.ts";

const account = useAccount();
const newBench = () => new RoomBench(account, room.manifest, room.kinds);
let bench: ReturnType<typeof newBench>;
beforeEach(() => {
  bench = newBench();
});
afterEach(() => bench.dispose());

describe("ECS in its tree", () => {
  it("shows clusters, their services as they run, and task definitions", async () => {
    const clusters = await bench.outline();
    expect(clusters).toContainEqual(expect.stringMatching(/^kestrel-production · \d+ services · \d+ running/));
    expect(clusters.at(-1)).toBe("Task definitions");
    const services = await bench.outline((await bench.row("kestrel-production")) as never);
    expect(services).toContainEqual(expect.stringMatching(/^parcel-web · \d\/\d · parcel-web:\d+/));
    expect(services.at(-1)).toBe("All tasks");
  });

  it("tells why a task does not run, in one line and in words", async () => {
    const tasks = await bench.outline((await bench.row("kestrel-acceptance", "label-studio", "Tasks")) as never);
    expect(tasks).toContainEqual(expect.stringMatching(/^label-studio:2 · stopped · CannotPullContainerError: .*label-studio:1\.2\.0/));
    const failing = await bench.row("kestrel-acceptance", "label-studio");
    expect(failing.view()).toMatchObject({ description: expect.stringMatching(/0\/1 .* rolling out/) as string, icon: { id: "sync~spin" } });
  });

  it("reads services in tens and tasks in hundreds, and no call a row", async () => {
    const cluster = await bench.row("kestrel-production");
    await account().control.clearCalls();
    const services = (await bench.rows(cluster as never)).length;
    const calls = await account().control.calls();
    expect(services).toBeGreaterThan(10);
    expect(calls["ecs:DescribeServices"]).toBe(calls["ecs:ListServices"]);
    expect(calls["ecs:ListServices"]).toBe(Math.ceil((services - 1) / 10));
    await account().control.clearCalls();
    await bench.rows((await bench.row("kestrel-production", "All tasks")) as never);
    expect(await account().control.calls()).toMatchObject({ "ecs:ListTasks": 2, "ecs:DescribeTasks": expect.any(Number) as number });
  });

  it("opens a cluster, a service and a revision by its ARN, and shows a definition as text", async () => {
    const open = (arn: string) => {
      const ref = parseArn(arn);
      if (ref === undefined) throw new Error(arn);
      return bench.room.open(ref, bench.context);
    };
    await open("arn:aws:ecs:eu-west-1:418273650912:service/kestrel-production/parcel-web");
    expect(bench.revealed?.name()).toBe("parcel-web");
    await open("arn:aws:ecs:eu-west-1:418273650912:task-definition/label-studio:2");
    expect(bench.revealed?.name()).toBe("label-studio:2");
    await bench.run("showDefinition", bench.revealed);
    expect(JSON.parse(bench.documents[0]?.text ?? "")).toMatchObject({ family: "label-studio", revision: 2 });
  });
});

describe("a task's words", () => {
  const task = { cluster: "c", id: "t", group: undefined, definition: "web:1", health: undefined, startedAt: undefined, stoppedAt: undefined };
  const container = { name: "web", image: undefined, status: "STOPPED", exitCode: 137, reason: undefined };

  it("tell a kill from a crash, and one that was stopped on purpose from one that failed", () => {
    const killed = { ...task, status: "STOPPED", stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited", containers: [container] };
    expect(standingOfTask(killed)).toBe("failed");
    expect(stopText(killed)).toBe("exit code 137: killed, often for want of memory");
    expect(stopText({ ...killed, containers: [{ ...container, reason: "OutOfMemoryError: Container killed due to memory usage" }] })).toMatch(/^OutOfMemoryError/);
    expect(standingOfTask({ ...killed, stopCode: "UserInitiated" })).toBe("stopped");
    expect(standingOfTask({ ...killed, status: "STOPPING" })).toBe("undoing");
    expect(exitText(3)).toBe("exit code 3");
  });
});
