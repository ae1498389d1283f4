import { CloudFormationClient, DescribeStackEventsCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { BatchGetBuildsCommand, ListBuildsCommand, ListProjectsCommand, StopBuildCommand } from "@aws-sdk/client-codebuild";
import { DescribeLogGroupsCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CodeCommitClient, GetRepositoryCommand, ListRepositoriesCommand } from "@aws-sdk/client-codecommit";
import { CodeDeployClient, ListApplicationsCommand } from "@aws-sdk/client-codedeploy";
import {
  CodePipelineClient,
  GetPipelineCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  StartPipelineExecutionCommand,
} from "@aws-sdk/client-codepipeline";
import { IAMClient, ListAccountAliasesCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gitPassword } from "../../../src/services/codecommit/git/password.ts";
import { GitBench } from "./git.ts";
import { benchOf, clientOptions, openBench, refusal, REGION } from "./support.ts";
import type { Bench, Keys } from "./support.ts";

const STAGING = "905127346188";

let production: Bench;
let staging: Bench;
let git: GitBench;

beforeAll(async () => {
  production = await openBench();
  staging = benchOf(production.simulator, production.simulator.staging.credentials);
  git = new GitBench();
});
beforeEach(async () => {
  await production.simulator.control.reset();
  await production.simulator.control.setSpeed(0);
});
afterAll(async () => {
  git.remove();
  staging.destroy();
  await production.close();
});

const options = (credentials: Keys) => ({ ...clientOptions(production.simulator), credentials });

/** Everything that the account lists in the region, by kind. */
async function listed({ codepipeline, codebuild, logs }: Bench, credentials: Keys) {
  const codecommit = new CodeCommitClient(options(credentials));
  const codedeploy = new CodeDeployClient(options(credentials));
  const cloudformation = new CloudFormationClient(options(credentials));
  const xray = new XRayClient(options(credentials));
  const { now } = await production.simulator.control.health();
  const { applications = [] } = await codedeploy.send(new ListApplicationsCommand({}));
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({}));
  const events = await Promise.all(
    Stacks.map(async ({ StackId }) => {
      const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: StackId }));
      return StackEvents.filter(({ PhysicalResourceId }) => PhysicalResourceId === StackId).map(({ EventId }) => EventId);
    }),
  );
  const window = { StartTime: new Date(now - 300_000), EndTime: new Date(now) };
  const { TraceSummaries = [] } = await xray.send(new GetTraceSummariesCommand(window));
  const { pipelines = [] } = await codepipeline.send(new ListPipelinesCommand({}));
  const { projects = [] } = await codebuild.send(new ListProjectsCommand({}));
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const { repositories = [] } = await codecommit.send(new ListRepositoriesCommand({}));
  const executions = await Promise.all(
    pipelines.map(({ name = "" }) => codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: name }))),
  );
  for (const client of [codecommit, codedeploy, cloudformation, xray]) {
    client.destroy();
  }
  return {
    applications,
    stacks: Stacks.map(({ StackId }) => StackId),
    events: events.flat(),
    traces: TraceSummaries.map(({ Id }) => Id),
    pipelines: pipelines.map(({ name }) => name),
    projects,
    groups: logGroups.map(({ logGroupName }) => logGroupName),
    repositories: repositories.map(({ repositoryName }) => repositoryName),
    executions: executions.flatMap(({ pipelineExecutionSummaries: all = [] }) => all.map((one) => one.pipelineExecutionId)),
  };
}

describe("each key", () => {
  it("leads to its own account, with nothing of the other's", async () => {
    const { simulator } = production;
    const [ours, theirs] = await Promise.all([
      listed(production, simulator.credentials),
      listed(staging, simulator.staging.credentials),
    ]);
    expect(theirs.repositories).toHaveLength(8);
    const kinds = ["pipelines", "projects", "groups", "repositories", "executions", "applications", "stacks", "events", "traces"] as const;
    for (const kind of kinds) {
      expect(theirs[kind].length, kind).toBeGreaterThan(0);
      expect(ours[kind].length, kind).toBeGreaterThan(theirs[kind].length);
      expect(theirs[kind].filter((one) => ours[kind].includes(one as never))).toEqual([]);
    }
  });

  it("names its own account: identity, alias, ARNs, and in what a refusal says", async () => {
    expect(await staging.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: STAGING,
      Arn: `arn:aws:iam::${STAGING}:user/mira.okafor`,
    });
    const aliases = async (credentials: Keys) => {
      const iam = new IAMClient(options(credentials));
      return (await iam.send(new ListAccountAliasesCommand({}))).AccountAliases;
    };
    expect(await aliases(production.simulator.credentials)).toEqual(["kestrel-logistics"]);
    expect(await aliases(production.simulator.staging.credentials)).toEqual(["kestrel-staging"]);
    const { pipeline, metadata } = await staging.codepipeline.send(new GetPipelineCommand({ name: "dispatch-lab-release" }));
    expect(metadata?.pipelineArn).toBe(`arn:aws:codepipeline:eu-west-1:${STAGING}:dispatch-lab-release`);
    expect(JSON.stringify(pipeline)).not.toMatch(/418273650912|production/);
    const missing = new GetPipelineCommand({ name: "parcel-web-release" });
    expect((await refusal(staging.codepipeline.send(missing))).message).toContain(`Account '${STAGING}'`);
    await production.simulator.control.addFaults({ kind: "denied", service: "codepipeline" });
    expect((await refusal(staging.codepipeline.send(new ListPipelinesCommand({})))).message).toContain(
      `arn:aws:iam::${STAGING}:user/mira.okafor is not authorized to perform: codepipeline:ListPipelines on resource: arn:aws:codepipeline:eu-west-1:${STAGING}:*`,
    );
  });

  it("changes only its own account", async () => {
    const start = new StartPipelineExecutionCommand({ name: "sensor-replay-deploy" });
    const executions = async () => {
      const command = new ListPipelineExecutionsCommand({ pipelineName: "sensor-replay-deploy" });
      return (await staging.codepipeline.send(command)).pipelineExecutionSummaries ?? [];
    };
    const before = (await executions()).length;
    expect((await refusal(production.codepipeline.send(start))).name).toBe("PipelineNotFoundException");
    expect(await executions()).toHaveLength(before);
    const { pipelineExecutionId: id } = await staging.codepipeline.send(start);
    // the list follows a second later
    await production.simulator.control.advance(1000);
    expect((await executions())[0]?.pipelineExecutionId).toBe(id);
    await production.simulator.control.reset();
    expect(await executions()).toHaveLength(before);
  });

  it("does not take an ARN of another account or region for its own", async () => {
    const { simulator } = production;
    const logGroups = async (bench: Bench) =>
      (await bench.logs.send(new DescribeLogGroupsCommand({ limit: 1 }))).logGroups?.[0]?.logGroupArn ?? "";
    const buildArn = async (bench: Bench) => {
      const { ids = [] } = await bench.codebuild.send(new ListBuildsCommand({}));
      const { builds } = await bench.codebuild.send(new BatchGetBuildsCommand({ ids: ids.slice(0, 1) }));
      return builds?.[0]?.arn ?? "";
    };
    const sides = [
      { own: production, credentials: simulator.credentials, account: "418273650912", other: STAGING },
      { own: staging, credentials: simulator.staging.credentials, account: STAGING, other: "418273650912" },
    ];
    for (const { own, credentials, account, other } of sides) {
      const cloudformation = new CloudFormationClient(options(credentials));
      const xray = new XRayClient(options(credentials));
      const group = await logGroups(own);
      const build = await buildArn(own);
      const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({}));
      const events = (arn: string) => own.logs.send(new FilterLogEventsCommand({ logGroupIdentifier: arn, limit: 1 }));
      const found = async (arn: string) => (await own.codebuild.send(new BatchGetBuildsCommand({ ids: [arn] }))).buildsNotFound;
      const stacks = (arn = "") => cloudformation.send(new DescribeStacksCommand({ StackName: arn }));
      await events(group);
      expect(await found(build)).toEqual([]);
      await stacks(stack?.StackId);
      for (const change of [(arn = "") => arn.replace(account, other), (arn = "") => arn.replace(REGION, "us-east-1")]) {
        expect((await refusal(events(change(group)))).name).toBe("ResourceNotFoundException");
        expect(await found(change(build))).toEqual([change(build)]);
        expect((await refusal(own.codebuild.send(new StopBuildCommand({ id: change(build) })))).name).toBe(
          "ResourceNotFoundException",
        );
        expect((await refusal(stacks(change(stack?.StackId)))).name).toBe("ValidationError");
      }
      const foreign = own === production ? staging : production;
      const { traces } = await listed(foreign, foreign === staging ? simulator.staging.credentials : simulator.credentials);
      const TraceIds = traces.slice(0, 1).map((id) => id ?? "");
      expect((await xray.send(new BatchGetTracesCommand({ TraceIds }))).UnprocessedTraceIds).toEqual(TraceIds);
      cloudformation.destroy();
      xray.destroy();
    }
  });

  it("must be signed with its own secret", async () => {
    const { credentials, staging: other } = production.simulator;
    const mixed = { accessKeyId: other.credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey };
    const client = new CodePipelineClient(options(mixed));
    expect((await refusal(client.send(new ListPipelinesCommand({})))).name).toBe("InvalidSignatureException");
    client.destroy();
  });
});

describe("a role of the other account", () => {
  it("gives keys to it", async () => {
    const command = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${STAGING}:role/deployer`, RoleSessionName: "over" });
    const { Credentials: keys } = await production.sts.send(command);
    const credentials = {
      accessKeyId: keys?.AccessKeyId ?? "",
      secretAccessKey: keys?.SecretAccessKey ?? "",
      sessionToken: keys?.SessionToken ?? "",
    };
    const sts = new STSClient(options(credentials));
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: STAGING,
      Arn: `arn:aws:sts::${STAGING}:assumed-role/deployer/over`,
    });
    const codecommit = new CodeCommitClient(options(credentials));
    const { repositoryMetadata } = await codecommit.send(new GetRepositoryCommand({ repositoryName: "dispatch-lab" }));
    expect(repositoryMetadata?.accountId).toBe(STAGING);
    const theirs = new GetRepositoryCommand({ repositoryName: "parcel-web" });
    expect((await refusal(codecommit.send(theirs))).name).toBe("RepositoryDoesNotExistException");
    const { code, stdout } = await git.run(".", ["ls-remote", address("dispatch-lab", credentials)]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("refs/heads/main") });
  });
});

/** An address with a login in it. */
function address(repository: string, { accessKeyId, secretAccessKey, sessionToken }: Keys): string {
  const url = new URL(`${production.simulator.endpoint}/v1/repos/${repository}`);
  const password = gitPassword({ url: url.href, region: REGION, secretAccessKey, now: Date.now() });
  url.username = encodeURIComponent(sessionToken === undefined ? accessKeyId : `${accessKeyId}%${sessionToken}`);
  url.password = password;
  return url.href;
}

describe("git", () => {
  it("reaches the repositories of the key's account and none of the other's", async () => {
    const { credentials, staging: other } = production.simulator;
    const mine = [address("parcel-web", credentials), address("dispatch-lab", other.credentials)];
    for (const url of mine) {
      expect((await git.run(".", ["ls-remote", url])).stdout).toContain("refs/heads/main");
    }
    const foreign = [address("parcel-web", other.credentials), address("dispatch-lab", credentials)];
    for (const url of foreign) {
      const { code, stderr } = await git.run(".", ["ls-remote", url]);
      expect({ code, stderr }).toEqual({ code: 128, stderr: expect.stringContaining("not found") });
    }
  });

  it("starts the pipeline of the account that was pushed to", async () => {
    const { credentials } = production.simulator.staging;
    await git.must(".", "clone", "--quiet", address("dispatch-lab", credentials), "lab");
    await git.must("lab", "commit", "--quiet", "--allow-empty", "-m", "Tried");
    await git.must("lab", "push", "--quiet", address("dispatch-lab", credentials), "HEAD:refs/heads/main");
    const head = await git.must("lab", "rev-parse", "HEAD");
    const command = new ListPipelineExecutionsCommand({ pipelineName: "dispatch-lab-release" });
    const { pipelineExecutionSummaries: [newest] = [] } = await staging.codepipeline.send(command);
    expect(newest?.status).toBe("InProgress");
    await production.simulator.control.advance(6000);
    const { pipelineExecutionSummaries: [later] = [] } = await staging.codepipeline.send(command);
    expect(later?.sourceRevisions?.[0]?.revisionId).toBe(head);
  });
});
