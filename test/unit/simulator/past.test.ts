import { CodeCommitClient, ListRepositoriesCommand } from "@aws-sdk/client-codecommit";
import { CodeDeployClient, ListApplicationsCommand } from "@aws-sdk/client-codedeploy";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { ListProjectsCommand } from "@aws-sdk/client-codebuild";
import { ListPipelineExecutionsCommand, ListPipelinesCommand } from "@aws-sdk/client-codepipeline";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as seeds from "../../../src/simulator/services/codecommit/objects.ts";
import { PipelineEngine } from "../../../src/simulator/services/codepipeline/engine.ts";
import { clientOf, ONE_THING, SERVICES } from "./pagedOperations.ts";
import type { Members } from "./pagedOperations.ts";
import { clientOptions, openBench } from "./support.ts";
import type { Bench } from "./support.ts";

describe("what happened before the account was opened", () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await bench.close();
  });

  it("is not made for who only asks what there is, and is for who asks what it did", async () => {
    const started = vi.spyOn(PipelineEngine.prototype, "start");
    const committed = vi.spyOn(seeds.ObjectPool.prototype, "commit");
    const codecommit = new CodeCommitClient(clientOptions(bench.simulator));
    const codedeploy = new CodeDeployClient(clientOptions(bench.simulator));
    await bench.simulator.control.reset();
    await bench.sts.send(new GetCallerIdentityCommand({}));
    const { pipelines = [] } = await bench.codepipeline.send(new ListPipelinesCommand({}));
    const { projects = [] } = await bench.codebuild.send(new ListProjectsCommand({}));
    const { repositories = [] } = await codecommit.send(new ListRepositoriesCommand({}));
    const { applications = [] } = await codedeploy.send(new ListApplicationsCommand({}));
    const { logGroups = [] } = await bench.logs.send(new DescribeLogGroupsCommand({}));
    codecommit.destroy();
    codedeploy.destroy();
    expect([pipelines, projects, repositories, applications, logGroups].map(({ length }) => length > 5)).not.toContain(false);
    expect(started).not.toHaveBeenCalled();
    expect(committed).not.toHaveBeenCalled();

    await bench.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: pipelines[0]?.name ?? "" }));
    const [one] = pipelines;
    expect(new Set(started.mock.calls.map(([pipeline]) => pipeline.declaration.name)), "whose executions were made").toEqual(new Set([one?.name]));
    expect(started.mock.calls.length).toBeGreaterThan(5);
  });

  it("makes its commits once for two accounts that are made one after the other", async () => {
    const look = async () => {
      await bench.simulator.control.reset();
      const { pipelines = [] } = await bench.codepipeline.send(new ListPipelinesCommand({}));
      await bench.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: pipelines[0]?.name ?? "" }));
    };
    await look();
    const committed = vi.spyOn(seeds.ObjectPool.prototype, "commit");
    // the seeds are of ten minutes, whose end may fall between two looks, not between three
    await look();
    const second = committed.mock.calls.length;
    committed.mockClear();
    await look();
    expect(Math.min(second, committed.mock.calls.length)).toBe(0);
  });

  it("is the same whenever it is first looked at", async () => {
    const other = await openBench();
    try {
      // the region is there from now on, its past is not
      await other.codepipeline.send(new ListPipelinesCommand({}));
      await other.simulator.control.advance(3_600_000);
      const told = async (one: Bench) => {
        const { pipelines = [] } = await one.codepipeline.send(new ListPipelinesCommand({}));
        const all = [];
        for (const { name: pipelineName = "" } of pipelines) {
          const { pipelineExecutionSummaries = [] } = await one.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName }));
          all.push([pipelineName, pipelineExecutionSummaries.map(({ pipelineExecutionId, status }) => `${pipelineExecutionId} ${status}`)]);
        }
        return all;
      };
      const { pipelines = [] } = await bench.codepipeline.send(new ListPipelinesCommand({}));
      await bench.codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: pipelines[0]?.name ?? "" }));
      await bench.simulator.control.advance(3_600_000);
      expect(await told(bench)).toEqual(await told(other));
    } finally {
      await other.close();
    }
  });

  it("is the same in whatever order somebody looks", async () => {
    // every account is opened at one and the same moment: what differs, differs by who looked first
    vi.spyOn(Date, "now").mockReturnValue(Date.now());
    const one = await openBench();
    try {
      // who looks into the event history finds the calls of this test
      const looks = Object.entries(SERVICES).filter(([service]) => service !== "cloudtrail").flatMap(([service, [module, paged]]) => {
        const client = clientOf(module, clientOptions(one.simulator));
        const calls = { ...Object.fromEntries(Object.entries(paged).map(([operation, { input = {} }]) => [operation, input])), ...ONE_THING[service] };
        return Object.entries(calls).map(([operation, input]) => ({ name: `${service}:${operation}`, look: () => client.send(operation, input) }));
      });
      const told = async (order: typeof looks) => {
        await one.simulator.control.reset();
        await one.simulator.control.setSpeed(0);
        const answers = new Map<string, unknown>();
        for (const { name, look } of order) {
          const { $metadata: _request, ...answer } = await look();
          // instances are listed as their services made them
          answers.set(name, name.startsWith("ec2:") ? rowsOf(answer) : answer);
        }
        return answers;
      };
      const first = await told(looks);
      const second = await told(looks.toReversed());
      for (const [name, answer] of first) {
        expect(second.get(name), name).toEqual(answer);
      }
      for (const alone of looks.filter(({ name }) => name.startsWith("cloudformation:"))) {
        expect((await told([alone])).get(alone.name), `${alone.name} before all others`).toEqual(first.get(alone.name));
      }
    } finally {
      await one.close();
    }
  });
});

function rowsOf(answer: Members): unknown[] {
  return Object.values(answer).flat().map((row) => JSON.stringify(row)).toSorted();
}
