import { CodeCommitClient, GetBranchCommand, GetCommitCommand, GetRepositoryCommand, ListBranchesCommand } from "@aws-sdk/client-codecommit";
import { StartBuildCommand } from "@aws-sdk/client-codebuild";
import { StartPipelineExecutionCommand } from "@aws-sdk/client-codepipeline";
import { CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GitBench, ownAddress } from "./git.ts";
import { actionNamed, clientOptions, executionsOf, openBench, passUntil, stackNamed, stageNamed, stagesOf } from "./support.ts";
import type { Bench } from "./support.ts";

const REPOSITORY = "parcel-web";

let bench: Bench;
let client: CodeCommitClient;
let git: GitBench;

beforeAll(async () => {
  bench = await openBench();
  client = new CodeCommitClient(clientOptions(bench.simulator));
  git = new GitBench();
});
beforeEach(async () => {
  await bench.simulator.control.reset();
  await bench.simulator.control.setSpeed(0);
});
afterAll(async () => {
  client.destroy();
  git.remove();
  await bench.close();
});

const clone = (repository = REPOSITORY) => git.clone(bench.simulator, repository);

const executions = (pipeline: string) => executionsOf(bench, pipeline);

/** Waits until what was started is in the lists. */
const listed = () => bench.simulator.control.advance(1000);

/** The first commit that an execution of a pipeline by hand finds. */
async function startedByHand(name: string): Promise<string | undefined> {
  const { pipelineExecutionId } = await bench.codepipeline.send(new StartPipelineExecutionCommand({ name }));
  // it is listed a moment after it was started
  const revision = await passUntil(bench, async () => {
    const one = (await executions(name)).find((execution) => execution.pipelineExecutionId === pipelineExecutionId);
    return one?.sourceRevisions?.[0];
  });
  return revision.revisionId;
}

describe("a push", () => {
  it("may be larger than what is held of a call", async () => {
    const folder = await clone();
    await git.must(folder, "config", "core.compression", "0");
    writeFileSync(path.join(git.folder, folder, "large.bin"), randomBytes(33 * 1024 * 1024));
    await git.must(folder, "add", ".");
    await git.must(folder, "commit", "--quiet", "-m", "A large file");
    await git.must(folder, "push", "--quiet", ownAddress(bench.simulator, REPOSITORY), "HEAD:refs/heads/large");
    const id = await git.must(folder, "rev-parse", "HEAD");
    const { branch } = await client.send(new GetBranchCommand({ repositoryName: REPOSITORY, branchName: "large" }));
    expect(branch?.commitId).toBe(id);
  });

  it("starts the pipelines that watch the branch, with the pushed commit", async () => {
    const before = await executions("parcel-web-release");
    const folder = await clone();
    writeFileSync(path.join(git.folder, folder, "new.txt"), "new\n");
    await git.must(folder, "add", ".");
    await git.must(folder, "commit", "--quiet", "-m", "Größere Etiketten\n\nMore of it.");
    await git.must(folder, "push", "--quiet", ownAddress(bench.simulator, REPOSITORY), "HEAD:refs/heads/other", "HEAD:refs/heads/main");
    const id = await git.must(folder, "rev-parse", "HEAD");
    await listed();
    for (const pipeline of ["parcel-web-release", "parcel-web-deploy"]) {
      const [latest] = await executions(pipeline);
      expect(latest).toMatchObject({ status: "InProgress", trigger: { triggerType: "CloudWatchEvent" } });
      const done = await passUntil(bench, async () => {
        const [one] = await executions(pipeline);
        return one?.sourceRevisions?.[0] === undefined ? undefined : one;
      });
      expect(done.sourceRevisions).toMatchObject([{ revisionId: id, revisionSummary: "Größere Etiketten" }]);
    }
    expect((await executions("parcel-web-release"))[1]?.pipelineExecutionId).toBe(before[0]?.pipelineExecutionId);
    const { branch } = await client.send(new GetBranchCommand({ repositoryName: REPOSITORY, branchName: "other" }));
    expect(branch?.commitId).toBe(id);
    const { commit } = await client.send(new GetCommitCommand({ repositoryName: REPOSITORY, commitId: id }));
    expect(commit).toMatchObject({ message: "Größere Etiketten\n\nMore of it.\n", author: { name: "Test" } });
  });

  it("leaves pipelines alone when another branch is pushed, and refuses what is behind", async () => {
    const [before] = await executions("parcel-web-release");
    const folder = await clone();
    await git.must(folder, "commit", "--quiet", "--allow-empty", "-m", "One");
    await git.must(folder, "push", "--quiet", ownAddress(bench.simulator, REPOSITORY), "HEAD:refs/heads/größe/日本");
    expect((await executions("parcel-web-release"))[0]?.pipelineExecutionId).toBe(before?.pipelineExecutionId);
    const { branches } = await client.send(new ListBranchesCommand({ repositoryName: REPOSITORY }));
    expect(branches).toContain("größe/日本");
    await git.must(folder, "reset", "--quiet", "--hard", "HEAD~2");
    await git.must(folder, "commit", "--quiet", "--allow-empty", "-m", "Two");
    const behind = await git.run(folder, ["push", ownAddress(bench.simulator, REPOSITORY), "HEAD:refs/heads/main"]);
    expect(behind.stderr).toMatch(/rejected.*(non-fast-forward|fetch first)/);
  });

  it("is what a start by hand takes, whatever time the commit bears", async () => {
    const folder = await clone();
    const tomorrow = `${Math.floor(Date.now() / 1000) + 86_400} +0000`;
    const dated = { GIT_AUTHOR_DATE: tomorrow, GIT_COMMITTER_DATE: tomorrow };
    await git.run(folder, ["commit", "--quiet", "--allow-empty", "-m", "Ahead"], dated);
    await git.must(folder, "push", "--quiet", ownAddress(bench.simulator, REPOSITORY), "HEAD:refs/heads/main");
    expect(await startedByHand("parcel-web-deploy")).toBe(await git.must(folder, "rev-parse", "HEAD"));
  });

  it("is what a build outside pipelines gets, and each of its commits can be had", async () => {
    const folder = await clone("handbook");
    await git.must(folder, "commit", "--quiet", "--allow-empty", "-m", "One");
    await git.must(folder, "commit", "--quiet", "--allow-empty", "-m", "Two");
    await git.must(folder, "push", "--quiet", ownAddress(bench.simulator, "handbook"), "HEAD:refs/heads/main");
    const built = async (sourceVersion?: string) => {
      const { build } = await bench.codebuild.send(new StartBuildCommand({ projectName: "docs-site", sourceVersion }));
      return build?.resolvedSourceVersion;
    };
    expect(await built()).toBe(await git.must(folder, "rev-parse", "HEAD"));
    const earlier = await git.must(folder, "rev-parse", "HEAD~1");
    expect(await built(earlier)).toBe(earlier);
  });

  it("starts a pipeline once, however many come at the same time", async () => {
    const folder = await clone();
    await git.must(folder, "commit", "--quiet", "--allow-empty", "-m", "Once");
    const id = await git.must(folder, "rev-parse", "HEAD");
    const before = await executions("parcel-web-release");
    const branches = ["main", "one", "two", "three", "four", "five"];
    const url = ownAddress(bench.simulator, REPOSITORY);
    await Promise.all(branches.map((branch) => git.must(folder, "push", "--quiet", url, `${id}:refs/heads/${branch}`)));
    await listed();
    const after = await executions("parcel-web-release");
    expect(after.map(({ pipelineExecutionId }) => pipelineExecutionId).indexOf(before[0]?.pipelineExecutionId)).toBe(1);
  });

  it("into an empty repository makes its branch the default, which stays", async () => {
    const empty = "crew-rostering";
    const folder = await clone(empty);
    writeFileSync(path.join(git.folder, folder, "roster.txt"), "Monday\n");
    await git.must(folder, "add", ".");
    await git.must(folder, "commit", "--quiet", "-m", "First");
    const url = ownAddress(bench.simulator, empty);
    await git.must(folder, "push", "--quiet", url, "HEAD:refs/heads/trunk");
    const defaultBranch = async () => {
      const { repositoryMetadata } = await client.send(new GetRepositoryCommand({ repositoryName: empty }));
      return repositoryMetadata?.defaultBranch;
    };
    expect(await defaultBranch()).toBe("trunk");
    for (const later of ["before", "main"]) {
      await git.must(folder, "commit", "--quiet", "--allow-empty", "-m", later);
      await git.must(folder, "push", "--quiet", url, `HEAD:refs/heads/${later}`);
      expect(await defaultBranch()).toBe("trunk");
    }
    const cloned = await clone(empty);
    expect(await git.must(cloned, "rev-parse", "--abbrev-ref", "HEAD")).toBe("trunk");
    expect(await git.must(cloned, "ls-files")).toBe("roster.txt");
  });
});

describe("a pushed template", () => {
  const STACK = "label-printer";
  const PIPELINE = "label-printer-release";
  let cloudformation: CloudFormationClient;
  beforeAll(() => {
    cloudformation = new CloudFormationClient(clientOptions(bench.simulator));
  });
  afterAll(() => cloudformation.destroy());

  const templateOf = async (StackName: string) =>
    (await cloudformation.send(new GetTemplateCommand({ StackName }))).TemplateBody;

  /** Commits what is changed and pushes it. */
  async function push(folder: string, message: string): Promise<string> {
    await git.must(folder, "add", "--all", ".");
    await git.must(folder, "commit", "--quiet", "-m", message);
    await git.must(folder, "push", "--quiet", ownAddress(bench.simulator, STACK), "HEAD:refs/heads/main");
    return git.must(folder, "rev-parse", "HEAD");
  }

  it("becomes the stack's when the pipeline updates it, and not before", async () => {
    const folder = await clone(STACK);
    const file = path.join(git.folder, folder, "template.yaml");
    const before = readFileSync(file, "utf8");
    expect(await templateOf(STACK)).toBe(before);
    const after = before.replace("Timeout: 30", "Timeout: 60 # für große Etiketten");
    expect(after).not.toBe(before);
    writeFileSync(file, after);
    const commit = await push(folder, "Print slowly");
    expect(await templateOf(STACK)).toBe(before);
    await passUntil(bench, async () => {
      const { StackStatus, Parameters = [] } = await stackNamed(cloudformation, STACK);
      const isNew = Parameters.some(({ ParameterKey, ParameterValue }) => ParameterKey === "Version" && ParameterValue === commit);
      return isNew && StackStatus === "UPDATE_COMPLETE" ? true : undefined;
    });
    expect(await templateOf(STACK)).toBe(after);
  });

  it("that is not there fails the action, and the stack keeps its own", async () => {
    const before = await templateOf(STACK);
    const folder = await clone(STACK);
    await git.must(folder, "rm", "--quiet", "template.yaml");
    const commit = await push(folder, "Nobody needs this");
    const action = await passUntil(bench, async () => {
      const deploy = stageNamed(await stagesOf(bench, PIPELINE), "Deploy");
      const { latestExecution } = actionNamed(deploy, "Deploy");
      return latestExecution?.status === "Failed" ? latestExecution : undefined;
    });
    expect(action.errorDetails?.message).toBe("File [template.yaml] does not exist in artifact [BuildArtifact]");
    const [latest] = await executions(PIPELINE);
    expect(latest).toMatchObject({ status: "Failed", sourceRevisions: [{ revisionId: commit }] });
    expect(await templateOf(STACK)).toBe(before);
  });

  it("stands in every repository whose pipeline brings it to a stack", async () => {
    for (const repository of ["parcel-web", "search-index"]) {
      const folder = await clone(repository);
      expect(readFileSync(path.join(git.folder, folder, "template.yaml"), "utf8")).toBe(await templateOf(repository));
    }
    const synthesised = await clone("platform-network");
    expect(await git.must(synthesised, "ls-files")).not.toContain("template");
  });
});
