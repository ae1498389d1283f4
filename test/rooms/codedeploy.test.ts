import { describe, expect, it } from "vitest";
import { parseArn, refIn } from "../../src/base/resourceRef.ts";
import { KindRow } from "../../src/host/kinds/kindRow.ts";
import { Branch, POLL_IDLE, POLL_RUNNING } from "../../src/host/tree/rows.ts";
import { CodeDeployApi } from "../../src/services/codedeploy/api.ts";
import { deployments, targets } from "../../src/services/codedeploy/kinds.ts";
import type { Deployment, Target } from "../../src/services/codedeploy/model.ts";
import { room } from "../../src/services/codedeploy/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const bench = useBench(account, room);

const LINES = ["sorting-line-agent", "all-lines"] as const;
const WEB = ["parcel-web", "parcel-web-production"] as const;

const branch = async (...labels: readonly string[]) => {
  const row = await bench().row(...labels);
  if (!(row instanceof Branch)) throw new Error(`nothing stands below ${row.id}`);
  return row;
};
const first = async (...labels: readonly string[]) => {
  const [row] = await bench().rows(await branch(...labels));
  if (!(row instanceof Branch)) throw new Error("there is none");
  return row;
};
const callsOf = async () => Object.fromEntries(Object.entries(await account().control.calls()).map(([call, count]) => [call.replace("codedeploy:", ""), count]));
const passAndLook = async (ms: number) => {
  await account().control.advance(ms);
  await bench().refresh();
};

describe("CodeDeploy in its tree", () => {
  it("tells of all applications how the latest deployment stands, without a call a row", async () => {
    await account().control.clearCalls();
    const lines = await bench().outline();
    expect(lines.length).toBeGreaterThan(5);
    expect(lines).toContainEqual(expect.stringMatching(/^sorting-line-agent · in progress · \d+ of 30 instances · EC2 or on premises$/));
    expect(lines).toContainEqual(expect.stringMatching(/^parcel-web · .+ ago · Amazon ECS$/));
    const { BatchGetDeployments = 0, ...rest } = await callsOf();
    expect(rest).toEqual({ ListApplications: 1, ListDeployments: 1, BatchGetApplications: 1 });
    expect(BatchGetDeployments).toBeLessThanOrEqual(4);
    await account().control.clearCalls();
    await bench().refresh();
    await bench().rows();
    // what ended is known
    expect(await callsOf()).toEqual({ ListApplications: 1, ListDeployments: 1, BatchGetDeployments: 1, BatchGetApplications: 1 });
  });

  it("is filtered by how applications stand", async () => {
    await bench().filter("in progress");
    expect(await bench().outline()).toEqual([expect.stringMatching(/^sorting-line-agent · in progress/)]);
  });

  it("tells groups with their latest deployment in one batch, and says where there is none", async () => {
    await bench().rows();
    await account().control.clearCalls();
    expect(await bench().outline(await branch(LINES[0]))).toEqual(["all-lines · in progress", "lab · no deployment yet", expect.stringMatching(/^pilot · \d d ago$/)]);
    expect(await callsOf()).toEqual({ ListDeploymentGroups: 1, BatchGetDeploymentGroups: 1 });
    expect((await bench().row(...LINES)).view().spoken).toBe("all-lines, deployment group, latest deployment in progress");
    expect(await bench().outline(await branch("depot-signs"))).toEqual(["No deployment group yet"]);
    expect((await bench().row("depot-signs")).tooltip()).toContain("No recent deployment");
  });

  it("shows ten deployments first, named by what they deploy, then more", async () => {
    const group = await branch(...LINES);
    const shown = async () => (await bench().rows(group)).filter((row) => row instanceof KindRow).length;
    expect(await shown()).toBe(10);
    await bench().loadMore(group);
    expect(await shown()).toBeGreaterThan(12);
    const line = /^sorting-line-agent-1\.\d+\.zip · \d+ of 30 instances · by user · 1\d s · (d-\w{9})$/;
    const [running] = await bench().rows(group);
    const view = running?.view();
    expect(`${view?.label} · ${view?.description}`).toMatch(line);
    const id = view?.description?.split(" · ").at(-1) ?? "";
    // the id is said first to those who cannot see where it stands
    expect(view?.spoken).toMatch(new RegExp(`^sorting-line-agent-1\\.\\d+\\.zip, deployment ${id}, in progress · `));
    expect(running?.name()).toBe(id);
    expect(running?.consolePath()).toBe(`codesuite/codedeploy/deployments/${id}`);
    expect([running?.ref(), running?.isThing()]).toEqual([undefined, false]);
    expect(await bench().outline(await branch(...WEB))).toContainEqual(expect.stringMatching(/^parcel-web:\d+ · .* ago · by \S+ · /));
  });

  it("names a deployment by its id where nothing else is told, and says where it has not begun", () => {
    const moment = { now: 0, context: bench().context, up: () => undefined as never };
    const one: Deployment = {
      id: "d-ABCDEF123", application: "shop", group: "live", platform: "ECS", config: undefined, status: "Created", createdAt: 0, startedAt: undefined,
      endedAt: undefined, revision: undefined, previousRevision: undefined, creator: "user", description: undefined, overview: undefined, errorCode: undefined,
      error: undefined, rolledBackBy: undefined, rollbackOf: undefined, rollsBackOnFailure: false, instanceOptions: { fileExists: undefined, ignoresStopFailures: false },
    };
    expect(deployments.tell(one, {}, moment)).toMatchObject({ label: one.id, what: "deployment", standing: "running", facts: ["created", undefined, undefined, undefined, "by user", "0 ms", undefined] });
    expect(deployments.tell({ ...one, status: "Ready" }, { traffic: 10 }, moment)).toMatchObject({ standing: "waiting", facts: ["ready, waits to go on", undefined, "10 % of traffic", undefined, "by user", "0 ms", undefined] });
    expect(deployments.tell({ ...one, status: "Stopped" }, { traffic: 10 }, moment).facts).not.toContain("10 % of traffic");
  });

  it("follows the instances of a deployment, soon while it runs, and no more once all are through", async () => {
    const running = await first(...LINES);
    const lines = await bench().outline(running);
    expect(lines).toHaveLength(30);
    expect(lines).toContainEqual(expect.stringMatching(/^\w+-line-0\d · (?:ApplicationStop|DownloadBundle|BeforeInstall|Install|AfterInstall|ApplicationStart|ValidateService)$/));
    expect(running.pollInterval(await bench().rows(running))).toBe(POLL_RUNNING);
    await passAndLook(60_000);
    const ended = await first(...LINES);
    expect(ended.view().spoken).toContain("succeeded");
    expect(ended.pollInterval(await bench().rows(ended))).toBeUndefined();
  });

  it("looks again at what has ended as long as a target of it is not through", () => {
    const stopped = { status: "Stopped" } as Deployment;
    const teach = (...statuses: Target["status"][]) => targets.teach?.(statuses.map((status) => ({ status }) as Target), stopped) ?? {};
    const isSettled = (...statuses: Target["status"][]) => deployments.isSettled?.(stopped, teach(...statuses));
    expect([isSettled("Failed", "Pending"), isSettled("Ready"), isSettled("InProgress")]).toEqual([false, false, false]);
    expect(isSettled("Failed", "Succeeded", "Skipped", "Unknown")).toBe(true);
    expect(deployments.isSettled?.({ status: "InProgress" } as Deployment, teach("Succeeded"))).toBe(false);
  });

  it("shows how the traffic goes over, and the tasks of both versions above the lifecycle events", async () => {
    await bench().rows(await branch(...WEB));
    const { id } = await first(...WEB);
    await bench().run("redeploy", await bench().rowOf(id), "Back", true);
    await passAndLook(22_000);
    const running = await first(...WEB);
    expect(running.view().description).toMatch(/^\d0 % of traffic · by user · /);
    const [service] = await bench().rows(running);
    expect(service?.view().spoken).toMatch(/^kestrel-production:parcel-web, service, in progress · AllowTraffic · \d0 % of traffic$/);
    const below = await bench().rows(service as Branch);
    expect(below.map((row) => row.view().label).slice(0, 3)).toEqual(["Original task set", "Replacement task set", "BeforeInstall"]);
    expect(below[1]?.view().spoken).toMatch(/^Replacement task set, \d0 % of traffic · 3 of 3 tasks run, active$/);
    expect(below[1]?.name()).toMatch(/^ecs-svc\/\d+$/);
    expect((service as Branch).pollInterval(below)).toBeUndefined();
  });

  it("shows the event that failed with the end of its script's log, at a click", async () => {
    const failed = (await bench().rows(await branch(...LINES))).find((row) => row.view().spoken?.includes("failed · "));
    expect(failed?.view().description).toMatch(/ · The overall deployment failed because .* · d-\w{9}$/);
    const target = (await bench().rows(failed as Branch)).find((row) => row.view().spoken?.includes("failed"));
    const event = (await bench().rows(target as Branch)).find((row) => row.view().spoken?.includes("failed"));
    expect(event?.view().spoken).toMatch(/^\w+, lifecycle event, failed · .* · Script(Failed|TimedOut): deploy\//);
    expect(event?.view().command).toMatchObject({ id: "awsDevOps.codedeploy.showEvent" });
    await bench().run("showEvent", event);
    await bench().run("showTarget", target);
    await bench().run("showDetails", failed);
    const [own, ofTarget, whole] = bench().documents;
    expect(own?.name).toBe(`${failed?.name()} ${event?.name()}.txt`);
    expect(own?.text).toMatch(/The end of the script's log:\n[^]*\[stderr\]/);
    expect(ofTarget?.text).toMatch(new RegExp(`^${target?.name()}: failed\n`));
    expect(whole?.text).toMatch(new RegExp(`^Deployment ${failed?.name()}: failed\nApplication sorting-line-agent, group all-lines\n`));
    expect(whole?.text).toContain("[stderr]");
  });

  it("says why a deployment reached nothing", async () => {
    const failed = await first(LINES[0], "pilot");
    expect(failed.tooltip().join("\n")).toContain("NO_INSTANCES: The deployment failed because no instances were found");
    expect(await bench().outline(failed)).toEqual(["No target: it has not reached one"]);
  });
});

describe("CodeDeploy's commands", () => {
  it("stop a deployment with a rollback, as planned", async () => {
    const running = await first(...LINES);
    const id = running.name();
    await bench().run("stop", running, "Stop and roll back", true);
    expect(bench().plan).toContain(`Call: codedeploy:StopDeployment`);
    expect(bench().plan).toContain(":deploymentgroup:sorting-line-agent/all-lines");
    expect(bench().plan).toMatch(/Deployment: in progress, \d+ of 30 instances → stopped where it is/);
    expect(bench().plan).toMatch(/Rollback: a new deployment of sorting-line-agent-1\.\d+\.zip/);
    expect(bench().plan).toContain("To undo: a stopped deployment cannot go on");
    expect(bench().written.at(-1)).toMatchObject({ title: `Stop deployment ${id} to all-lines`, resource: "all-lines" });
    // the list was looked at again
    expect((await first(...LINES)).view().description).toContain(`as a rollback of ${id}`);
    expect((await bench().rowOf(running.id)).view().spoken).toContain("stopped");
    expect(await failureOf(bench().run("stop", await bench().rowOf(running.id)))).toMatchObject({ kind: "conflict", message: expect.stringContaining("it has ended already: stopped") as string });
  });

  it("stop one alone, and say that new and old may run side by side; without an earlier revision there is nothing else", async () => {
    const api = new CodeDeployApi(account().session);
    const [revision] = (await api.newestDeployments({ application: LINES[0], group: LINES[1] }, undefined)).items.map((one) => one.revision);
    if (revision === undefined) throw new Error("nothing was deployed");
    await api.deploy(LINES[0], "lab", revision, "");
    await bench().run("stop", await first(LINES[0], "lab"), "Stop only", true);
    expect(bench().asked.find(({ kind }) => kind === "pick")).toMatchObject({ title: expect.stringContaining("no earlier revision to roll back to") as string, lines: ["Stop only · leave everything as it is at that moment"] });
    expect(bench().plan).toContain("What was deployed by then: stays: new and old may run side by side");
  });

  it("deploy an earlier revision again as it went before, and see it through", async () => {
    const [newest, earlier] = await bench().rows(await branch(...WEB));
    const [now, before] = [newest?.view().label ?? "", earlier?.view().label ?? ""];
    await bench().run("redeploy", earlier, "Back to what worked", true);
    expect(bench().written.at(-1)).toMatchObject({ title: `Deploy ${before} to parcel-web-production`, resource: "parcel-web-production" });
    expect(bench().plan).toContain(`Revision: ${now} → ${before}, that of ${earlier?.name()} of `);
    expect(bench().plan).toContain("How: CodeDeployDefault.ECSLinear10PercentEvery1Minutes");
    expect(bench().plan).toContain(`or deploy ${now} again`);
    const started = await first(...WEB);
    expect(started.view().label).toBe(before);
    expect(started.name()).not.toBe(earlier?.name());
    expect(started.view().spoken).toContain(", created");
    // a group takes no second one while one is under way
    expect(started.view().facets).not.toContain("codedeploy.redeploy");
    await passAndLook(120_000);
    expect((await first(...WEB)).view().spoken).toContain("succeeded");
  });

  it("offer deployments of all groups in one list, the newest first, with how they stand", async () => {
    const picked = async (command: "stop" | "showDetails") => {
      bench().asked.length = 0;
      await bench().run(command, undefined, undefined).catch(() => undefined);
      return bench().asked[0]?.lines ?? [];
    };
    expect(await picked("stop")).toEqual([expect.stringMatching(/^sorting-line-agent-1\.\d+\.zip · all-lines · \d+ of 30 instances · by user · .* · d-\w{9} · in progress$/)]);
    const all = await picked("showDetails");
    expect(all).toHaveLength(50);
    expect(all[0]).toContain(" · in progress");
    expect(all).toContainEqual(expect.stringMatching(/^parcel-web:\d+ · parcel-web-production · .* ago · .* · succeeded$/));
    expect(all).toContainEqual(expect.stringMatching(/ · all-lines · \d+ of 30 instances, \d+ failed · .* ago · /));
  });

  it("say that none is under way", async () => {
    const api = new CodeDeployApi(account().session);
    for (const id of await api.listRunning()) await api.stop(id, false);
    expect((await failureOf(bench().run("stop", undefined))).message).toContain("no deployment is under way");
  });

  it("offer a group's own where they are called on it", async () => {
    await bench().run("showDetails", await bench().row(...WEB), undefined).catch(() => undefined);
    expect(bench().asked[0]?.title).toContain("Deployment of parcel-web-production");
    expect(bench().asked[0]?.lines.every((line) => line.startsWith("parcel-web:"))).toBe(true);
  });
});

describe("links to CodeDeploy", () => {
  const open = async (resource: string) => {
    await bench().room.open(parseArn(`arn:aws:codedeploy:eu-west-1:418273650912:${resource}`) ?? refIn("", "", ""), bench().context);
    return bench().revealed;
  };

  it("lead to applications and groups by their ARNs, which their rows tell", async () => {
    expect((await open("application:parcel-web"))?.view().label).toBe("parcel-web");
    const group = await open("deploymentgroup:parcel-web/parcel-web-production");
    expect(group?.id).toBe((await bench().row(...WEB)).id);
    expect(group?.ref()?.resource).toBe("deploymentgroup:parcel-web/parcel-web-production");
    for (const resource of ["deploymentgroup:parcel-web", "instance/i-1"]) expect(bench().room.canOpen(refIn("eu-west-1", "codedeploy", resource))).toBe(false);
    expect((await failureOf(open("application:gone"))).message).toContain("it is not in the list");
  });

  it("lead to a deployment by its id, also one that is newer than its group's list", async () => {
    const { id } = await first(...WEB);
    const known = (await bench().rowOf(id)).name();
    expect((await open(`deployment:${known}`))?.id).toBe(id);
    const api = new CodeDeployApi(account().session);
    const { application, group, revision } = await api.getDeployment(known);
    if (revision === undefined) throw new Error("it deploys nothing");
    const fresh = await api.deploy(application, group, revision, "");
    expect((await open(`deployment:${fresh}`))?.name()).toBe(fresh);
    expect(await failureOf(open("deployment:d-AAAAAAAAA"))).toMatchObject({ kind: "notFound" });
  });

  it("are followed by the commands that show something", async () => {
    await bench().run("showDeployment", await first(...WEB));
    await bench().run("showApplication", undefined, "parcel-web");
    expect(bench().opened).toEqual([expect.stringMatching(/^arn:aws:codedeploy:eu-west-1::deployment:d-\w{9}$/), "arn:aws:codedeploy:eu-west-1::application:parcel-web"]);
  });
});

it("a deployment is polled slowly below a group in which nothing goes on", async () => {
  const group = await branch(...WEB);
  expect(group.pollInterval(await bench().rows(group))).toBe(POLL_IDLE);
});
