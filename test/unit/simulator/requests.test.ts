import {
  BatchGetBuildBatchesCommand,
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  RetryBuildCommand,
  StartBuildCommand,
} from "@aws-sdk/client-codebuild";
import {
  BatchGetApplicationRevisionsCommand,
  BatchGetApplicationsCommand,
  BatchGetDeploymentGroupsCommand,
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  CreateDeploymentCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
} from "@aws-sdk/client-codedeploy";
import {
  BatchGetTracesCommand,
  GetTraceSummariesCommand,
  ListRetrievedTracesCommand,
  StartTraceRetrievalCommand,
  XRayClient,
} from "@aws-sdk/client-xray";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, openBench, refusal } from "./support.ts";
import type { Bench } from "./support.ts";

const LINES = { applicationName: "sorting-line-agent", deploymentGroupName: "all-lines" };

let bench: Bench;
let codedeploy: CodeDeployClient;
let xray: XRayClient;
beforeAll(async () => {
  bench = await openBench();
  codedeploy = new CodeDeployClient(clientOptions(bench.simulator));
  xray = new XRayClient(clientOptions(bench.simulator));
});
afterAll(async () => {
  codedeploy.destroy();
  xray.destroy();
  await bench.close();
});

const code = async (asked: Promise<unknown>) => (await refusal(asked)).name;

describe("CodeBuild", () => {
  it("refuses a token that comes again with something else", async () => {
    const start = (sourceVersion: string) =>
      bench.codebuild.send(new StartBuildCommand({ projectName: "docs-site", idempotencyToken: "same", sourceVersion }));
    const first = await start("main");
    expect((await start("main")).build?.id).toBe(first.build?.id);
    expect(await refusal(start("other"))).toMatchObject({ name: "InvalidInputException", message: expect.stringMatching(/mismatch/i) });
  });

  it("says what is missing of a retry, and refuses empty lists", async () => {
    expect(await refusal(bench.codebuild.send(new RetryBuildCommand({})))).toMatchObject({
      name: "InvalidInputException",
      message: expect.stringContaining("build ID"),
    });
    const empty = [
      bench.codebuild.send(new BatchGetBuildsCommand({ ids: [] })),
      bench.codebuild.send(new BatchGetProjectsCommand({ names: [] })),
      bench.codebuild.send(new BatchGetBuildBatchesCommand({ ids: [] })),
    ];
    expect(await Promise.all(empty.map(code))).toEqual(Array.from({ length: 3 }, () => "InvalidInputException"));
  });
});

describe("CodeDeploy", () => {
  it.each([
    ["nothing", {}],
    ["a bundle without a key", { revisionType: "S3" as const, s3Location: { bucket: "b" } }],
    ["a commit without its id", { revisionType: "GitHub" as const, gitHubLocation: { repository: "a/b" } }],
  ])("refuses a revision that names %s", async (_what, revision) => {
    expect(await code(codedeploy.send(new CreateDeploymentCommand({ ...LINES, revision })))).toBe("InvalidRevisionException");
  });

  it("refuses empty lists, each in its own words", async () => {
    const { applicationName } = LINES;
    const { deployments = [] } = await codedeploy.send(new ListDeploymentsCommand({ ...LINES }));
    const deploymentId = deployments.at(-1);
    const asked = [
      codedeploy.send(new BatchGetApplicationsCommand({ applicationNames: [] })),
      codedeploy.send(new BatchGetDeploymentGroupsCommand({ applicationName, deploymentGroupNames: [] })),
      codedeploy.send(new BatchGetDeploymentsCommand({ deploymentIds: [] })),
      codedeploy.send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: [] })),
      codedeploy.send(new BatchGetApplicationRevisionsCommand({ applicationName, revisions: [] })),
    ];
    expect(await Promise.all(asked.map(code))).toEqual([
      "ApplicationNameRequiredException",
      "DeploymentGroupNameRequiredException",
      "DeploymentIdRequiredException",
      "DeploymentTargetIdRequiredException",
      "RevisionRequiredException",
    ]);
  });

  it("refuses filters of targets that it does not know", async () => {
    const { deployments = [] } = await codedeploy.send(new ListDeploymentsCommand({ ...LINES }));
    const list = (targetFilters: Record<string, string[]>) =>
      codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId: deployments.at(-1), targetFilters }));
    expect(await code(list({ Colour: ["blue"] }))).toBe("InvalidTargetFilterNameException");
    expect(await code(list({ TargetStatus: ["Tired"] }))).toBe("InvalidInstanceStatusException");
    expect((await list({ TargetStatus: ["Succeeded", "Failed", "Skipped"] })).targetIds?.length).toBeGreaterThan(0);
  });
});

describe("X-Ray", () => {
  it("refuses to look for traces more than a minute ahead", async () => {
    const { now } = await bench.simulator.control.health();
    const ask = (ahead: number) =>
      xray.send(new GetTraceSummariesCommand({ StartTime: new Date(now - 60_000), EndTime: new Date(now + ahead) }));
    expect(await code(ask(62_000))).toBe("InvalidRequestException");
    expect((await ask(59_000)).TraceSummaries).toBeDefined();
  });

  it("retrieves traces only where spans go to CloudWatch Logs", async () => {
    const times = { StartTime: new Date(0), EndTime: new Date(1000) };
    const ask = new StartTraceRetrievalCommand({ TraceIds: ["1-00000000-000000000000000000000000"], ...times });
    expect(await code(xray.send(ask))).toBe("InvalidRequestException");
    expect(await code(xray.send(new ListRetrievedTracesCommand({ RetrievalToken: "none" })))).toBe("ResourceNotFoundException");
  });

  it("refuses an empty list of traces", async () => {
    expect(await code(xray.send(new BatchGetTracesCommand({ TraceIds: [] })))).toBe("InvalidRequestException");
  });
});
