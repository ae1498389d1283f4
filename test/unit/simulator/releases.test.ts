import { describe, expect, it } from "vitest";
import { Account } from "../../../src/simulator/account/account.ts";
import { PRODUCTION } from "../../../src/simulator/account/catalogue.ts";
import { SimulatedClock } from "../../../src/simulator/clock.ts";
import type { Deployment, DeploymentGroup } from "../../../src/simulator/services/codedeploy/model.ts";
import { endOf, statusAt } from "../../../src/simulator/services/codedeploy/model.ts";

/** An account whose time only these tests move. */
function open() {
  let real = Date.UTC(2026, 5, 1);
  const clock = new SimulatedClock(() => real);
  const region = new Account(PRODUCTION, clock).region("eu-west-1");
  const group = region.deployments.application("parcel-web")?.groups.get("parcel-web-production");
  const pipeline = region.pipelines.find("parcel-web-release");
  if (group === undefined || pipeline === undefined) {
    throw new Error("The account has no parcel-web");
  }
  const pass = (milliseconds: number) => {
    real += milliseconds;
    clock.catchUp();
  };
  return { clock, region, group, pipeline, pass };
}

function newest(group: DeploymentGroup): Deployment {
  const deployment = group.deployments.at(-1);
  if (deployment === undefined) {
    throw new Error(`${group.name} has no deployment`);
  }
  return deployment;
}

describe("the commit that serves", () => {
  it("is that of the pipeline's execution whose deployment last succeeded", () => {
    const { clock, region, group, pipeline } = open();
    const succeeded = pipeline.executions.filter((execution) =>
      execution.actionRuns.some(({ stageName, status }) => stageName === "Deploy" && status === "Succeeded"),
    );
    const served = region.releases.commitAt("parcel-web", clock.now());
    expect(served).toBe(succeeded.at(-1)?.revisions[0]?.revisionId);
    expect(served).toBe(region.deployments.current(group)?.commit);
    expect(region.releases.commitAt("parcel-web-edge", clock.now())).toBe(
      region.deployments.current(region.deployments.application("parcel-web-edge")?.groups.get("parcel-web-edge-production") ?? group)?.commit,
    );
  });

  it("changes with the end of a deployment, not before, and back with a deployment of the one before", () => {
    const { clock, region, group, pass } = open();
    const before = region.releases.commitAt("parcel-web", clock.now());
    const earlier = group.deployments.find(({ release }) => release.commit !== undefined && release.commit !== before);
    if (earlier === undefined) {
      throw new Error("There is no earlier release");
    }
    const deployment = region.deployments.start({ group, release: earlier.release, creator: "user", failing: false });
    pass(endOf(deployment) - clock.now() - 1);
    expect(region.releases.commitAt("parcel-web", clock.now())).toBe(before);
    pass(1);
    expect(statusAt(deployment, clock.now())).toBe("Succeeded");
    expect(region.releases.commitAt("parcel-web", clock.now())).toBe(earlier.release.commit);
  });

  it("stays with a deployment that fails, which is rolled back", () => {
    const { clock, region, group, pass } = open();
    const before = region.releases.commitAt("parcel-web", clock.now());
    const release = { ...newest(group).release, commit: "f".repeat(40), version: region.deployments.nextVersion(group) };
    const deployment = region.deployments.start({ group, release, creator: "user", failing: true });
    pass(10 * 60_000);
    expect(statusAt(deployment, clock.now())).toBe("Failed");
    expect(newest(group).id).toBe(deployment.rolledBackBy);
    expect(statusAt(newest(group), clock.now())).toBe("Succeeded");
    expect(region.releases.commitAt("parcel-web", clock.now())).toBe(before);
  });

  it("is not what another group of the application has", () => {
    const { clock, region, group, pass } = open();
    const before = region.releases.commitAt("parcel-web", clock.now());
    const acceptance = group.application.groups.get("parcel-web-acceptance") ?? group;
    const release = { ...newest(acceptance).release, commit: "e".repeat(40) };
    region.deployments.start({ group: acceptance, release, creator: "user", failing: false });
    pass(10 * 60_000);
    expect(region.releases.commitAt("parcel-web", clock.now())).toBe(before);
  });
});

describe("a release by stack and CodeDeploy", () => {
  it("deploys the task definition that the stack has, and goes on doing so", () => {
    const { region, pipeline, pass } = open();
    /** For each service, the task definition of its stack and the one that its pipeline deployed last. */
    const both = () =>
      region.deployments.applications().flatMap(({ name, platform, groups }) => {
        const production = [...groups.values()].find(({ serves }) => serves);
        const deployed = production?.deployments.findLast(({ release, rollbackOf }) => release.commit !== undefined && rollbackOf === undefined);
        if (platform !== "ECS" || deployed === undefined) {
          return [];
        }
        const content = deployed.release.location.appSpecContent?.content ?? "";
        const resource = region.stacks.store.find(name)?.resources.find(({ blueprint }) => blueprint.logicalId === "TaskDefinition");
        return [{ name, stack: resource?.physicalId, deployed: /"TaskDefinition":"([^"]+)"/.exec(content)?.[1] }];
      });
    const before = both();
    expect(before.length).toBeGreaterThan(1);
    for (const { name, stack, deployed } of before) {
      expect({ name, deployed }).toEqual({ name, deployed: stack });
    }
    region.pipelines.start(pipeline, { trigger: {}, reliable: true });
    for (let minute = 0; minute < 20; minute += 1) {
      pass(60_000);
      const run = pipeline.executions.at(-1)?.actionRuns.find(({ token, status }) => token !== undefined && status === "InProgress");
      if (run !== undefined) {
        region.pipelines.world.answerApproval(run, true, "", "me");
      }
    }
    expect(pipeline.executions.at(-1)?.status).toBe("Succeeded");
    const after = both().find(({ name }) => name === "parcel-web");
    expect(after?.deployed).toBe(after?.stack);
    expect(after?.stack).not.toBe(before.find(({ name }) => name === "parcel-web")?.stack);
  });
});

describe("executions", () => {
  it("are forgotten from the oldest on, but not those that still go on or that a stage shows", () => {
    const { region } = open();
    const pipeline = region.pipelines.find("billing-service-release");
    const waiting = pipeline?.executions.find(({ status }) => status === "InProgress");
    if (pipeline === undefined || waiting === undefined) {
      throw new Error("Nothing waits for approval");
    }
    const shown = pipeline.slots.map(({ latest }) => latest?.execution);
    for (let count = 0; count < 320; count += 1) {
      region.pipelines.start(pipeline, { trigger: {}, reliable: true });
    }
    expect(pipeline.executions).toHaveLength(300);
    expect(pipeline.executions).toContain(waiting);
    expect(pipeline.executions).toContain(shown.at(-1));
    expect(pipeline.executions.at(-1)?.status).toBe("InProgress");
  });

  it("of a busy pipeline say that a role began them, for nobody pushes", () => {
    const { clock, region, pass } = open();
    const pipeline = region.pipelines.find("data-lake-etl-deploy");
    const opened = clock.now();
    for (let minute = 0; minute < 30; minute += 1) {
      pass(60_000);
    }
    const later = pipeline?.executions.filter(({ startTime }) => startTime > opened) ?? [];
    expect(later.length).toBeGreaterThan(5);
    expect(new Set(later.map(({ trigger }) => `${trigger.triggerType} ${trigger.triggerDetail}`))).toEqual(
      new Set(["StartPipelineExecution arn:aws:sts::418273650912:assumed-role/rollout-on-change/data-lake-etl-deploy"]),
    );
  });
});
