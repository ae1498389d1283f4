import {
  DescribeApplicationVersionsCommand,
  DescribeEnvironmentHealthCommand,
  DescribeEnvironmentsCommand,
  DescribeEventsCommand,
  ElasticBeanstalkClient,
  RestartAppServerCommand,
  SwapEnvironmentCNAMEsCommand,
  UpdateEnvironmentCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import { CodeCommitClient, GetCommitCommand } from "@aws-sdk/client-codecommit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

const BLUE = { EnvironmentName: "developer-portal-blue" };
const GREEN = { EnvironmentName: "developer-portal-green" };
const WORKER = { EnvironmentName: "developer-portal-search" };

let bench: Bench;
let beanstalk: ElasticBeanstalkClient;
beforeAll(async () => {
  bench = await openBench();
  beanstalk = new ElasticBeanstalkClient(clientOptions(bench.simulator));
});
beforeEach(async () => {
  await bench.simulator.control.reset();
  await bench.simulator.control.setSpeed(0);
});
afterAll(async () => {
  beanstalk.destroy();
  await bench.close();
});

async function environment({ EnvironmentName }: { readonly EnvironmentName: string }) {
  const { Environments: [one] = [] } = await beanstalk.send(new DescribeEnvironmentsCommand({ EnvironmentNames: [EnvironmentName] }));
  return one ?? {};
}

describe("Elastic Beanstalk of the simulated account", () => {
  it("makes versions of commits that the repository has", async () => {
    const { ApplicationVersions = [] } = await beanstalk.send(new DescribeApplicationVersionsCommand({ ApplicationName: "developer-portal" }));
    expect(ApplicationVersions.length).toBeGreaterThan(2);
    const times = ApplicationVersions.map(({ DateCreated }) => DateCreated?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const [repositoryName, commitId] = ApplicationVersions[0]?.SourceBuildInformation?.SourceLocation?.split("/") ?? [];
    const codecommit = new CodeCommitClient(clientOptions(bench.simulator));
    const { commit } = await codecommit.send(new GetCommitCommand({ repositoryName, commitId }));
    codecommit.destroy();
    expect(commit?.message).toContain(ApplicationVersions[0]?.Description);
  });

  it("updates an environment by its clock, and takes nothing else meanwhile", async () => {
    const [bad, good] = [(await environment(GREEN)).VersionLabel, (await environment(BLUE)).VersionLabel];
    expect(await environment(GREEN)).toMatchObject({ Status: "Ready", Health: "Red", HealthStatus: "Degraded" });
    const started = await beanstalk.send(new UpdateEnvironmentCommand({ ...GREEN, VersionLabel: good }));
    expect(started).toMatchObject({ Status: "Updating", VersionLabel: bad, AbortableOperationInProgress: true });
    for (const command of [new UpdateEnvironmentCommand({ ...GREEN, VersionLabel: good }), new RestartAppServerCommand(GREEN)]) {
      expect(await refusal(beanstalk.send(command))).toMatchObject({ name: "InvalidParameterValue", message: expect.stringContaining("Must be Ready") as string });
    }
    const swap = new SwapEnvironmentCNAMEsCommand({ SourceEnvironmentName: BLUE.EnvironmentName, DestinationEnvironmentName: GREEN.EnvironmentName });
    expect(await refusal(beanstalk.send(swap))).toMatchObject({ name: "InvalidParameterValue" });
    // what was refused has begun nothing
    expect(await environment(BLUE)).toMatchObject({ Status: "Ready" });
    await bench.simulator.control.advance(31_000);
    expect(await environment(GREEN)).toMatchObject({ Status: "Ready", Health: "Green", HealthStatus: "Ok", VersionLabel: good });
    await beanstalk.send(new UpdateEnvironmentCommand({ ...GREEN, VersionLabel: bad }));
    await bench.simulator.control.advance(31_000);
    const { Causes = [] } = await beanstalk.send(new DescribeEnvironmentHealthCommand({ ...GREEN, AttributeNames: ["All"] }));
    expect(Causes[0]).toContain("HTTP 5xx");
  });

  it("refuses what is not there, and health where it is basic", async () => {
    const unknown = new UpdateEnvironmentCommand({ ...BLUE, VersionLabel: "no-such-version" });
    expect(await refusal(beanstalk.send(unknown))).toMatchObject({ name: "InvalidParameterValue", message: expect.stringContaining("No Application Version") as string });
    expect(await refusal(beanstalk.send(new RestartAppServerCommand({ EnvironmentName: "no-such" })))).toMatchObject({ name: "InvalidParameterValue" });
    expect(await refusal(beanstalk.send(new DescribeEnvironmentHealthCommand(WORKER)))).toMatchObject({ name: "InvalidRequestException" });
    expect((await environment(WORKER)).HealthStatus).toBeUndefined();
  });

  it("lists events newest first, page by page, of a severity or worse", async () => {
    const { Events: all = [] } = await beanstalk.send(new DescribeEventsCommand(GREEN));
    const { Events: first = [], NextToken } = await beanstalk.send(new DescribeEventsCommand({ ...GREEN, MaxRecords: 3 }));
    const { Events: rest = [], NextToken: end } = await beanstalk.send(new DescribeEventsCommand({ ...GREEN, MaxRecords: 3, NextToken }));
    expect([...first, ...rest]).toEqual(all);
    expect(end).toBeUndefined();
    const times = all.map(({ EventDate }) => EventDate?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const { Events: bad = [] } = await beanstalk.send(new DescribeEventsCommand({ ...GREEN, Severity: "WARN" }));
    expect(bad.map(({ Severity }) => Severity)).toEqual(["ERROR", "WARN"]);
    expect((await beanstalk.send(new DescribeEventsCommand(WORKER))).Events).toEqual([]);
  });
});
