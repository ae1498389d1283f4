import { describe, expect, it } from "vitest";
import { awsCommand } from "../../src/base/awsCommand.ts";
import { parseArn } from "../../src/base/resourceRef.ts";
import { imageUsersOf } from "../../src/host/kinds/foundUsers.ts";
import { partsOf } from "../../src/host/kinds/start.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import { room as ecrRoom } from "../../src/services/ecr/room.ts";
import { eventText, exitText, imageRef, revisionBelow, standingOfTask, stopText } from "../../src/services/ecs/model.ts";
import { room } from "../../src/services/ecs/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const bench = useBench(account, room);

describe("ECS in its tree", () => {
  it("shows clusters, their services as they run, and task definitions", async () => {
    const clusters = await bench().outline();
    expect(clusters).toContainEqual(expect.stringMatching(/^kestrel-production · \d+ services · \d+ running/));
    expect(clusters.at(-1)).toBe("Task definitions");
    const services = await bench().outline((await bench().row("kestrel-production")) as Branch);
    expect(services).toContainEqual(expect.stringMatching(/^parcel-web · \d\/\d · :\d+$/));
    expect(services.at(-1)).toBe("All tasks");
  });

  it("tells why a task does not run, in one line and in words", async () => {
    const tasks = await bench().outline((await bench().row("kestrel-acceptance", "label-studio", "Tasks")) as Branch);
    expect(tasks).toContainEqual(expect.stringMatching(/^:2 · cannot pull its image label-studio:1\.2\.0: there is no such image · \d+ m ago · [0-9a-f]{8}$/));
    const failing = await bench().row("kestrel-acceptance", "label-studio");
    expect(failing.view()).toMatchObject({ description: expect.stringMatching(/^rolling out: \d+ tasks failed · 0\/1 .*:2$/) as string, icon: { id: "sync~spin" } });
  });

  it("reads services in tens and tasks in hundreds, and no call a row", async () => {
    const cluster = await bench().row("kestrel-production");
    await account().control.clearCalls();
    const services = (await bench().rows(cluster as Branch)).length;
    const calls = await account().control.calls();
    expect(services).toBeGreaterThan(10);
    expect(calls["ecs:DescribeServices"]).toBe(calls["ecs:ListServices"]);
    expect(calls["ecs:ListServices"]).toBe(Math.ceil((services - 1) / 10));
    await account().control.clearCalls();
    await bench().rows((await bench().row("kestrel-production", "All tasks")) as Branch);
    expect(await account().control.calls()).toMatchObject({ "ecs:ListTasks": 2, "ecs:DescribeTasks": expect.any(Number) as number });
  });

  it("opens a cluster, a service and a revision by its ARN, and shows a definition as text", async () => {
    const open = (arn: string) => {
      const ref = parseArn(arn);
      if (ref === undefined) throw new Error(arn);
      return bench().room.open(ref, bench().context);
    };
    await open("arn:aws:ecs:eu-west-1:418273650912:service/kestrel-production/parcel-web");
    expect(bench().revealed?.name()).toBe("parcel-web");
    await open("arn:aws:ecs:eu-west-1:418273650912:task-definition/label-studio:2");
    expect(bench().revealed?.name()).toBe("label-studio:2");
    await bench().run("showDefinition", bench().revealed);
    expect(JSON.parse(bench().documents[0]?.text ?? "")).toMatchObject({ family: "label-studio", revision: 2 });
  });
});

const below = async (...labels: readonly string[]) => bench().outline((await bench().row(...labels)) as Branch);
const pass = async (ms: number) => {
  await account().control.advance(ms);
  await bench().refresh();
};
/** A service that ECS itself rolls out, and that runs. */
const OWN = ["kestrel-acceptance", "rate-cards"] as const;

describe("a service", () => {
  it("that is deployed anew rolls out in time, and its tasks are other ones afterwards", async () => {
    const place = await steadyService();
    const before = (await below(...place, "Tasks")).filter((line) => line.includes(" · running")).map((line) => line.slice(-8));
    await bench().run("deploy", await bench().row(...place), true);
    expect(bench().plan).toMatch(/Call: ecs:UpdateService[^]*Tasks: \d+ of \S+ → replaced one after the other[^]*To undo: stop and roll back/);
    expect((await bench().row(...place)).view()).toMatchObject({ description: expect.stringContaining("rolling out") as string, icon: { id: "sync~spin" } });
    await pass(60_000);
    expect((await bench().row(...place)).view().description).not.toContain("rolling out");
    const after = (await below(...place, "Tasks")).filter((line) => line.includes(" · running")).map((line) => line.slice(-8));
    expect(after).toHaveLength(before.length);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
  });

  it("that CodeDeploy rolls out is not deployed by hand", async () => {
    const row = await bench().row("kestrel-production", "parcel-web");
    expect(row.view().facets).not.toContain("ecs.deploy");
    expect(row.view().facets).toContain("ecs.scale");
    expect((await failureOf(bench().run("deploy", row, true))).message).toContain("CODE_DEPLOY deployment controller");
  });

  it("is scaled, with a word on the policy that may scale it again, or that nobody knows of one", async () => {
    const row = await bench().row("kestrel-production", "parcel-web");
    const desired = Number(/\d+\/(\d+)/.exec(row.view().description ?? "")?.[1]);
    await bench().run("scale", row, String(desired + 1), true);
    expect(bench().asked.at(-2)?.lines[0]).toMatch(/policies scale it between 2 and 12/);
    expect(bench().plan).toMatch(new RegExp(`Tasks: ${desired} → ${desired + 1}\\nMind: Application Auto Scaling keeps it between 2 and 12[^]*To undo: change it back to ${desired}\\.`));
    await pass(60_000);
    expect((await bench().row("kestrel-production", "parcel-web")).view().description).toMatch(new RegExp(`^${desired + 1}/${desired + 1} `));
    await bench().run("scale", await bench().row(...OWN), "1", true);
    expect(bench().plan).not.toContain("Mind:");
    await account().control.addFaults({ kind: "denied", service: "application-autoscaling" });
    await bench().run("scale", await bench().row(...OWN), "2", true);
    expect(bench().plan).toContain("Mind: whether a policy scales this service could not be read");
  });

  it("gets another revision after both were compared", async () => {
    await bench().run("changeRevision", await bench().row("kestrel-acceptance", "label-studio"), "label-studio:1", true);
    expect(bench().compared).toMatchObject([{ title: "label-studio:2 ↔ label-studio:1" }]);
    expect(bench().plan).toMatch(/Task definition: label-studio:2 → label-studio:1[^]*Afterwards deploy label-studio:2 again/);
    await pass(60_000);
    expect((await bench().row("kestrel-acceptance", "label-studio")).view().description).toMatch(/^1\/1 · :1$/);
  });

  it("is offered its revisions with how they were rolled out, the one that ran before first", async () => {
    await bench().run("changeRevision", await bench().row("kestrel-production", "auth-service"), ":62", false).catch(() => undefined);
    const [first = "", second = "", ...others] = bench().asked[0]?.lines ?? [];
    expect(first).toMatch(/^auth-service:\d+ · ran before, rolled out: successful \d+ [mhd] ago$/);
    expect(second).toMatch(/^auth-service:\d+ · rolled out: /);
    expect([second, ...others].filter((line) => line.includes("ran before"))).toEqual([]);
    // by when it ran, and not by its number
    const now = /:\d+$/.exec((await bench().row("kestrel-production", "auth-service")).view().description ?? "")?.[0] ?? "";
    for (const [revision, ranBefore] of [[":61", now], [now, ":61"]] as const) {
      await bench().run("changeRevision", await bench().row("kestrel-production", "auth-service"), `auth-service${revision}`, true);
      await pass(240_000);
      const from = bench().asked.length;
      await bench().run("changeRevision", await bench().row("kestrel-production", "auth-service"), undefined).catch(() => undefined);
      expect(bench().asked[from]?.lines[0]).toMatch(new RegExp(`^auth-service${ranBefore} · ran before, rolled out: successful`));
    }
  });
});

describe("a roll-out by ECS itself", () => {
  it("is found once for each service that rolls out, and all are read together", async () => {
    await bench().rows((await bench().row("kestrel-acceptance")) as Branch);
    await account().control.clearCalls();
    await bench().refresh();
    await bench().rows((await bench().row("kestrel-acceptance")) as Branch);
    const calls = await account().control.calls();
    expect(calls["ecs:ListServiceDeployments"]).toBeUndefined();
    expect(calls["ecs:DescribeServiceDeployments"]).toBeLessThanOrEqual(calls["ecs:ListServices"] ?? 0);
  });

  it("that is held says until when, goes on, and ends", async () => {
    const held = await bench().row(...OWN, "Roll-outs", "waits");
    expect(held.view()).toMatchObject({ description: expect.stringMatching(/^waits for somebody · is rolled back in 23 h/) as string, icon: { id: "bell-dot" } });
    expect(held.view().facets).toEqual(["rollout", "ecs.rollBack", "ecs.proceed"]);
    const service = await bench().row(...OWN);
    expect(service.view()).toMatchObject({ description: expect.stringMatching(/^waits for somebody · .*:2$/) as string, icon: { id: "bell-dot" } });
    expect(service.view().facets).toContain("ecs.proceed");
    await bench().run("proceed", held, true);
    expect(bench().plan).toMatch(/Call: ecs:ContinueServiceDeployment[^]*waits for somebody \(post test traffic shift\) → goes on\nElse: it is rolled back /);
    await pass(90_000);
    expect((await below(...OWN, "Roll-outs"))[0]).toMatch(/^:2 · successful/);
    expect((await bench().row(...OWN)).view().description).toBe("2/2 · :2");
  });

  it("is stopped and rolled back from the service's row", async () => {
    await bench().run("rollBack", await bench().row(...OWN), true);
    expect(bench().plan).toMatch(/Call: ecs:StopServiceDeployment[^]*→ stopped, and rolled back to what ran before/);
    expect((await below(...OWN, "Roll-outs"))[0]).toMatch(/^:2 · rollback in progress/);
    await pass(30_000);
    expect((await below(...OWN, "Roll-outs"))[0]).toMatch(/^:2 · rollback successful · Rolled back by a person/);
    expect((await bench().row(...OWN)).view().description).toBe("2/2 · :1");
  });

  it("is read in batches, and one that CodeDeploy made is not among them", async () => {
    const folder = await bench().row(...OWN, "Roll-outs");
    await account().control.clearCalls();
    await bench().rows(folder as Branch);
    expect(await account().control.calls()).toEqual({ "ecs:ListServiceDeployments": 1, "ecs:DescribeServiceDeployments": 1, "ecs:DescribeServiceRevisions": 1 });
    expect(await below("kestrel-production", "parcel-web", "Roll-outs")).toEqual(["No roll-out by ECS itself in the last 90 days"]);
  });
});

describe("a task", () => {
  it("is stopped with a reason, and the service starts another one", async () => {
    const task = await bench().row(...OWN, "Tasks", "running");
    const id = task.name()?.slice(0, 8) ?? "";
    await bench().run("stopTask", task, "Hangs", true);
    expect(bench().plan).toMatch(/Call: ecs:StopTask[^]*Task: running → stopped: Hangs[^]*another one in its place/);
    await pass(30_000);
    const tasks = await below(...OWN, "Tasks");
    expect(tasks).toContainEqual(expect.stringMatching(new RegExp(` · exit code 143: told to end.* · ${id}$`)));
    expect((await bench().row(...OWN, "Tasks", id)).tooltip()).toContain("Hangs");
    expect((await bench().row(...OWN, "Tasks", id)).view().facets).not.toContain("ecs.stopTask");
  });

  it("leads to what its container wrote, to the last line before it was killed; one that never began says so", async () => {
    const killed = await bench().row("kestrel-production", "pricing-engine", "Tasks", "out of memory");
    await bench().run("openTaskLog", killed);
    const [group = "", stream = ""] = bench().logs[0]?.split(" ") ?? [];
    expect([group, stream]).toEqual(["/ecs/pricing-engine", `pricing-engine/pricing-engine/${killed.name()}`]);
    const { CloudWatchLogsClient, GetLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
    const { events = [] } = await account().session.send(CloudWatchLogsClient, new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, startFromHead: false }));
    expect(events.at(-1)?.message).toMatch(/^heap (\d+) MiB of \1 MiB$/);
    await bench().run("openLog", await bench().row("kestrel-production", "pricing-engine"));
    expect(bench().logs.at(-1)).toBe("/ecs/pricing-engine  pricing-engine");
    const never = await bench().row("kestrel-acceptance", "label-studio", "Tasks", "cannot pull");
    await bench().run("openTaskLog", never, false);
    expect(bench().asked.at(-1)?.title).toBe("label-studio never started: cannot pull its image label-studio:1.2.0: there is no such image");
  });

  it("leads to the image that its container runs, by the digest; one that never ran to the repository, and one from elsewhere nowhere", async () => {
    const task = await bench().row("kestrel-production", "auth-service", "Tasks", "running");
    await bench().run("openImage", task);
    expect(bench().opened).toEqual([expect.stringMatching(/^arn:aws:ecr:eu-west-1:\d{12}:repository\/auth-service@sha256:[0-9a-f]{64}$/)]);
    // what it opened is there, with its findings
    const images = new RoomBench(account, ecrRoom.manifest, ecrRoom.kinds);
    const ref = parseArn(bench().opened[0] ?? "");
    if (ref !== undefined) await images.room.open(ref, images.context);
    expect(images.revealed?.id).toMatch(/sha256/);
    images.dispose();
    expect(imageRef({ image: "public.ecr.aws/nginx/nginx:1.27", digest: undefined })).toBeUndefined();
    expect(imageRef({ image: "418273650912.dkr.ecr.eu-west-1.amazonaws.com/team/web:1", digest: undefined })?.resource).toBe("repository/team/web");
  });

  it("gives the command for a shell in a container that runs with ECS Exec, and for none else", async () => {
    await bench().run("copyShell", await bench().row("kestrel-acceptance", "customer-portal", "Tasks", "running"));
    expect(bench().clipboard).toMatch(/^aws ecs execute-command --cluster kestrel-acceptance --task [0-9a-f]{32} --container customer-portal --interactive --command \/bin\/sh --region eu-west-1$/);
    expect((await bench().row("kestrel-production", "auth-service", "Tasks", "running")).view().facets).not.toContain("ecs.copyShell");
    const context = { origin: "profile", profile: "it's mine; rm", region: "eu-west-1" } as const;
    expect(awsCommand(context, "eks", "update-kubeconfig")).toBe(String.raw`aws eks update-kubeconfig --region eu-west-1 --profile 'it'\''s mine; rm'`);
  });

  it("and a service are found by their logs' readers, and by who asks what runs an image", async () => {
    const { offers } = partsOf(bench().room, room.kinds);
    const task = await bench().row(...OWN, "Tasks", "running");
    const { signal } = new AbortController();
    const ref = task.ref();
    if (ref === undefined || offers === undefined) throw new Error("a task has no ARN");
    expect(await offers.logSource.locate(ref, bench().context, signal)).toMatchObject([{ group: "/ecs/rate-cards", stream: `rate-cards/rate-cards/${task.name()}` }]);
    const images = new RoomBench(account, ecrRoom.manifest, ecrRoom.kinds);
    images.imageUsers = (image, context, until) => imageUsersOf([offers.imageUsers], image, context, until);
    await images.run("showUsers", await images.row("rate-cards", "1.1.0"), "rate-cards");
    expect(images.asked.at(-1)?.lines[0]).toBe("rate-cards · service of kestrel-acceptance, 2 tasks");
    expect(images.opened).toEqual(["arn:aws:ecs:eu-west-1::service/kestrel-acceptance/rate-cards"]);
    images.dispose();
  });
});

/** A service of ECS's own that runs and is not rolled out now. */
async function steadyService(): Promise<readonly [string, string]> {
  const lines = await below("kestrel-production");
  for (const line of lines.filter((one) => /^\S+ · (\d+)\/\1 · :\d+$/.test(one))) {
    const name = line.split(" ")[0] ?? "";
    if ((await bench().row("kestrel-production", name)).view().facets?.includes("ecs.deploy") === true) return ["kestrel-production", name];
  }
  throw new Error(`no service is rolled out by ECS:\n${lines.join("\n")}`);
}

describe("a task's words", () => {
  const task = { cluster: "c", id: "t", group: undefined, definition: "web:1", health: undefined, startedAt: undefined, stoppedAt: undefined, digests: [] };
  const container = { name: "web", image: undefined, status: "STOPPED", exitCode: 137, reason: undefined, digest: undefined, hasExec: false };

  it("tell a kill from a crash, and one that was stopped on purpose from one that failed", () => {
    const killed = { ...task, status: "STOPPED", stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited", containers: [container] };
    expect(standingOfTask(killed)).toBe("failed");
    expect(stopText(killed)).toBe("exit code 137: killed, often for want of memory");
    expect(stopText({ ...killed, containers: [{ ...container, reason: "OutOfMemoryError: Container killed due to memory usage" }] })).toMatch(/^out of memory/);
    expect(standingOfTask({ ...killed, stopCode: "UserInitiated" })).toBe("stopped");
    expect(standingOfTask({ ...killed, status: "STOPPING" })).toBe("undoing");
    expect(exitText(3)).toBe("exit code 3");
  });

  it("leave out of an event what stands above it, and of an id what nobody reads", () => {
    const id = "2d5f0bb4c06036c104ab0cb8cba1e596";
    expect(eventText("(service web) has reached a steady state.")).toBe("Reached a steady state");
    expect(eventText("(service web) (deployment ecs-svc/776) deployment failed: tasks failed to start.")).toBe("Deployment failed: tasks failed to start");
    expect(eventText(`(service web) has stopped 1 running tasks: (task ${id}).`)).toBe("Stopped 1 running task: 2d5f0bb4");
    expect(eventText(`(service web) has started 2 tasks: (task ${id}) (task ${id}).`)).toBe("Started 2 tasks: 2d5f0bb4 2d5f0bb4");
    expect(eventText("service web was unable to place a task.")).toBe("Was unable to place a task");
    expect([revisionBelow("web", "web:7"), revisionBelow("web", "webshop:7")]).toEqual([":7", "webshop:7"]);
  });
});
