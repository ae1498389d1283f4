import {
  BatchGetCommitsCommand,
  BatchGetRepositoriesCommand,
  CodeCommitClient,
  GetBranchCommand,
  GetCommitCommand,
  GetRepositoryCommand,
  ListBranchesCommand,
  ListRepositoriesCommand,
} from "@aws-sdk/client-codecommit";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { GitBench, gitAddress, gitPassword, ownAddress } from "./git.ts";
import { clientOptions, executionsOf, openBench, refusal, REGION } from "./support.ts";
import type { Bench, Keys } from "./support.ts";

const REPOSITORY = "parcel-web";
const run = promisify(execFile);

let bench: Bench;
let client: CodeCommitClient;
let git: GitBench;
/** The simulator's temporary files, apart from everybody else's. */
let temporary: string;

beforeAll(async () => {
  bench = await openBench();
  client = new CodeCommitClient(clientOptions(bench.simulator));
  git = new GitBench();
  temporary = path.join(git.folder, "tmp");
  mkdirSync(temporary);
  process.env["TMPDIR"] = temporary;
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

describe("the API", () => {
  it("lists repositories for every pipeline, and describes them", async () => {
    const { repositories = [] } = await client.send(new ListRepositoriesCommand({}));
    const names = repositories.map(({ repositoryName }) => repositoryName);
    expect(names).toEqual(expect.arrayContaining(["parcel-web", "platform-network", "handbook", "crew-rostering"]));
    const asked = ["parcel-web", "no-such"];
    const batch = await client.send(new BatchGetRepositoriesCommand({ repositoryNames: asked }));
    expect(batch.repositories).toMatchObject([
      {
        repositoryName: "parcel-web",
        defaultBranch: "main",
        cloneUrlHttp: `${bench.simulator.endpoint}/v1/repos/parcel-web`,
        Arn: "arn:aws:codecommit:eu-west-1:418273650912:parcel-web",
      },
    ]);
    expect(batch.repositoriesNotFound).toEqual(["no-such"]);
    const empty = await client.send(new GetRepositoryCommand({ repositoryName: "crew-rostering" }));
    expect(empty.repositoryMetadata?.defaultBranch).toBeUndefined();
  });

  it("walks a branch's commits, and they are those that git has", async () => {
    const { branches = [] } = await client.send(new ListBranchesCommand({ repositoryName: REPOSITORY }));
    expect(branches).toEqual(["feature/label-preview", "fix/größe-prüfen", "main", "release/5.2"]);
    const head = await client.send(new GetBranchCommand({ repositoryName: REPOSITORY, branchName: "fix/größe-prüfen" }));
    const walked: string[] = [];
    for (let id = head.branch?.commitId; id !== undefined; ) {
      const { commit } = await client.send(new GetCommitCommand({ repositoryName: REPOSITORY, commitId: id }));
      walked.push(`${id} ${commit?.message?.trimEnd()}`);
      id = commit?.parents?.[0];
    }
    const folder = await clone();
    const log = await git.must(folder, "log", "--format=%H %s", "origin/fix/größe-prüfen");
    expect(walked).toEqual(log.split("\n"));
    expect(await git.must(folder, "fsck", "--strict")).toBe("");
  });

  it("refuses as AWS does", async () => {
    const repositoryName = REPOSITORY;
    const commitId = "0".repeat(40);
    const nameOf = async (call: Promise<unknown>) => (await refusal(call)).name;
    const getRepository = (name: string) => client.send(new GetRepositoryCommand({ repositoryName: name }));
    const getBranch = (branchName: string) => client.send(new GetBranchCommand({ repositoryName, branchName }));
    const getCommit = (id: string) => client.send(new GetCommitCommand({ repositoryName, commitId: id }));
    expect(await nameOf(getRepository("no-such"))).toBe("RepositoryDoesNotExistException");
    expect(await nameOf(getRepository("a b"))).toBe("InvalidRepositoryNameException");
    expect(await nameOf(getBranch("nope"))).toBe("BranchDoesNotExistException");
    expect(await nameOf(getCommit(commitId))).toBe("CommitIdDoesNotExistException");
    expect(await nameOf(getCommit("main"))).toBe("InvalidCommitIdException");
    const { commits, errors } = await client.send(new BatchGetCommitsCommand({ repositoryName, commitIds: [commitId] }));
    expect(commits).toEqual([]);
    expect(errors).toMatchObject([{ commitId, errorCode: "CommitDoesNotExistException" }]);
  });

  it("pipelines run commits that the repository has", async () => {
    const [latest] = await executions("parcel-web-release");
    const revision = latest?.sourceRevisions?.[0];
    const { commit } = await client.send(
      new GetCommitCommand({ repositoryName: REPOSITORY, commitId: revision?.revisionId ?? "" }),
    );
    expect(commit?.message).toBe(`${revision?.revisionSummary}\n`);
  });
});

describe("git over HTTP", () => {
  it("refuses wrong, old and foreign passwords", async () => {
    const { accessKeyId, secretAccessKey: secret } = bench.simulator.credentials;
    const at = Date.now() - 16 * 60_000;
    const ahead = Date.now() + 16 * 60_000;
    const refused = [
      gitAddress(bench.simulator, REPOSITORY, accessKeyId, gitPassword(bench.simulator, { secret: "wrong", repository: REPOSITORY })),
      gitAddress(bench.simulator, REPOSITORY, "AKIANOBODY", gitPassword(bench.simulator, { secret, repository: REPOSITORY })),
      gitAddress(bench.simulator, REPOSITORY, accessKeyId, gitPassword(bench.simulator, { secret, repository: REPOSITORY, at })),
      gitAddress(bench.simulator, REPOSITORY, accessKeyId, gitPassword(bench.simulator, { secret, repository: REPOSITORY, at: ahead })),
      gitAddress(bench.simulator, REPOSITORY, accessKeyId, gitPassword(bench.simulator, { secret, repository: "parcel-api" })),
      gitAddress(bench.simulator, REPOSITORY, `${accessKeyId}%token`, gitPassword(bench.simulator, { secret, repository: REPOSITORY })),
      gitAddress(bench.simulator, REPOSITORY, accessKeyId, secret),
    ];
    for (const url of refused) {
      const { code, stderr } = await git.run(".", ["ls-remote", url]);
      expect({ code, stderr }).toEqual({ code: 128, stderr: expect.stringContaining("error: 403") });
    }
    const none = await git.run(".", ["ls-remote", `${bench.simulator.endpoint}/v1/repos/${REPOSITORY}`]);
    expect(none.stderr).toContain("could not read Username");
    const ok = await git.run(".", ["ls-remote", ownAddress(bench.simulator, REPOSITORY)]);
    expect(ok.stdout).toContain("refs/heads/main");
    const gone = await git.run(".", ["ls-remote", ownAddress(bench.simulator, "no-such")]);
    expect(gone.stderr).toContain("not found");
  });

  it("accepts temporary keys with their token, while they last", async () => {
    const { Credentials: session } = await bench.sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", SessionToken: sessionToken = "" } = session ?? {};
    const ask = (keys: Keys) => git.run(".", ["ls-remote", ownAddress(bench.simulator, REPOSITORY, keys)]);
    const keys = { accessKeyId, secretAccessKey, sessionToken };
    expect(await ask(keys)).toMatchObject({ code: 0, stdout: expect.stringContaining("refs/heads/main") });
    const refused = { code: 128, stderr: expect.stringContaining("error: 403") };
    expect(await ask({ ...keys, sessionToken: `${sessionToken}x` })).toMatchObject(refused);
    expect(await ask({ accessKeyId, secretAccessKey })).toMatchObject(refused);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 901_000 });
    try {
      expect(await ask(keys)).toMatchObject(refused);
    } finally {
      vi.useRealTimers();
    }
  });

  it("takes a caller's mistakes for what they are", async () => {
    const { accessKeyId, secretAccessKey: secret } = bench.simulator.credentials;
    const basic = Buffer.from(`${accessKeyId}:${gitPassword(bench.simulator, { secret, repository: REPOSITORY })}`);
    const headers = { authorization: `Basic ${basic.toString("base64")}` };
    const ask = (rest: string, init = {}) => fetch(`${bench.simulator.endpoint}/v1/repos/${REPOSITORY}/${rest}`, { headers, ...init });
    expect((await ask("info/refs?service=git-nonsense")).status).toBe(403);
    expect((await ask("nowhere")).status).toBe(404);
    const type = { "content-type": "application/x-git-receive-pack-request" };
    await (await ask("git-receive-pack", { method: "POST", headers: { ...headers, ...type }, body: "nonsense" })).text();
    // The bench tells of the simulator's own failures when it is closed.
  });

  it("accepts the AWS CLI's credential helper, and not with another key", async () => {
    const { accessKeyId, secretAccessKey } = bench.simulator.credentials;
    await run("aws", ["--version"]);
    const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION };
    const args = [
      ...["-c", "credential.helper=!aws codecommit credential-helper --ignore-host-check $@"],
      ...["-c", "credential.useHttpPath=true"],
      ...["ls-remote", `${bench.simulator.endpoint}/v1/repos/${REPOSITORY}`],
    ];
    const ok = await git.run(".", args, env);
    expect(ok).toMatchObject({ code: 0, stdout: expect.stringContaining("refs/heads/main") });
    const wrong = await git.run(".", args, { ...env, AWS_SECRET_ACCESS_KEY: "wrong" });
    expect(wrong).toMatchObject({ code: 128, stderr: expect.stringContaining("error: 403") });
  });

  it("can be told to fail", async () => {
    await bench.simulator.control.addFaults({ kind: "denied", service: "codecommit", operation: "GitPush", times: 1 });
    const folder = await clone();
    await git.must(folder, "commit", "--quiet", "--allow-empty", "-m", "One");
    const denied = await git.run(folder, ["push", ownAddress(bench.simulator, REPOSITORY), "HEAD:refs/heads/denied"]);
    expect(denied.stderr).toContain("error: 403");
    await git.must(folder, "push", ownAddress(bench.simulator, REPOSITORY), "HEAD:refs/heads/denied");
    expect((await bench.simulator.control.calls())["codecommit:GitPush"]).toBeGreaterThan(1);
  });

  it("says so where git is not installed, and goes on with the rest", async () => {
    const { accessKeyId, secretAccessKey: secret } = bench.simulator.credentials;
    const basic = Buffer.from(`${accessKeyId}:${gitPassword(bench.simulator, { secret, repository: REPOSITORY })}`).toString("base64");
    const searched = process.env["PATH"];
    process.env["PATH"] = git.folder;
    try {
      const url = `${bench.simulator.endpoint}/v1/repos/${REPOSITORY}/info/refs?service=git-upload-pack`;
      const answer = await fetch(url, { headers: { authorization: `Basic ${basic}` } });
      expect(answer.status).toBe(501);
      expect(await answer.text()).toContain("only where git is installed");
    } finally {
      process.env["PATH"] = searched;
    }
    const { branches } = await client.send(new ListBranchesCommand({ repositoryName: REPOSITORY }));
    expect(branches).toContain("main");
  });

  it("removes its folder at a reset and at the end", async () => {
    const folders = () => readdirSync(temporary).filter((name) => name.startsWith("devops-simulator-git-"));
    await clone();
    expect(folders()).toHaveLength(1);
    await bench.simulator.control.reset();
    expect(folders()).toEqual([]);
    const other = await openBench();
    const { accessKeyId, secretAccessKey: secret } = other.simulator.credentials;
    const url = new URL(`${other.simulator.endpoint}/v1/repos/${REPOSITORY}`);
    url.username = accessKeyId;
    url.password = gitPassword(other.simulator, { secret, repository: REPOSITORY });
    await git.must(".", "ls-remote", url.href);
    expect(folders()).toHaveLength(1);
    await other.close();
    expect(folders()).toEqual([]);
  });
});
