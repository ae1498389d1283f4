import { GetPipelineExecutionCommand, ListPipelineExecutionsCommand, CodePipelineClient } from "@aws-sdk/client-codepipeline";
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CredentialPipe } from "../../../../src/services/codecommit/git/credentialPipe.ts";
import { Git } from "../../../../src/services/codecommit/git/git.ts";
import { gitPassword, gitUsername } from "../../../../src/services/codecommit/git/password.ts";
import { compare, headIn, readWorkingCopy } from "../../../../src/services/codecommit/git/workingCopy.ts";
import { gitUrl } from "../../../../src/services/codecommit/model.ts";
import { useAccount } from "../../account.ts";
import { GitBench } from "../../simulator/git.ts";

const account = useAccount();
const REPOSITORY = "parcel-web";
const PUSH = { tried: "push", action: "codecommit:GitPush" };

let bench: GitBench;
let helper: string;
let pipe: CredentialPipe;

beforeAll(async () => {
  bench = new GitBench();
  helper = path.join(bench.folder, "it's a helper.mjs");
  const source = path.join(import.meta.dirname, "../../../../src/services/codecommit/programs/gitHelper.ts");
  await build({ entryPoints: [source], outfile: helper, bundle: true, platform: "node", format: "esm", logLevel: "error" });
});
beforeEach(() => {
  pipe = new CredentialPipe();
  return () => pipe.dispose();
});
afterAll(() => bench.remove());

const url = (name = REPOSITORY) => gitUrl({ region: "eu-west-1", endpoint: account().simulator.endpoint }, name);

function newGit(env: NodeJS.ProcessEnv = {}): Git {
  return new Git({ program: "git", runtime: process.execPath, helper, pipe, env: { ...bench.env, ...env } });
}

/** A login as the room makes it, with the account's keys or others. */
function login(address = url(), secretAccessKey = account().simulator.credentials.secretAccessKey) {
  const { accessKeyId } = account().simulator.credentials;
  return async () => ({
    username: gitUsername({ accessKeyId }),
    password: gitPassword({ url: address, region: "eu-west-1", secretAccessKey, now: Date.now() }),
  });
}

let copies = 0;
async function cloned(git: Git): Promise<string> {
  copies += 1;
  const folder = path.join(bench.folder, `copy${copies}`);
  await git.remote(bench.folder, ["clone", url(), folder], { url: url(), login: login() }, { tried: "clone" });
  return folder;
}

async function commit(folder: string, message: string): Promise<string> {
  const name = path.basename(folder);
  await bench.must(name, "add", "--all");
  await bench.must(name, "commit", "--quiet", "--allow-empty", "-m", message);
  return bench.must(name, "rev-parse", "HEAD");
}

describe("the password", () => {
  it("is the one that the AWS CLI's helper makes", () => {
    // Recorded from `aws codecommit credential-helper get` with the clock held at this second.
    const facts = {
      url: "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/parcel-web",
      region: "eu-west-1",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      now: Date.UTC(2026, 10, 22, 19, 45, 0, 500),
    };
    expect(gitPassword(facts)).toBe("20261122T194500Zea754a4170bd0b6be437fa11a94f686f9531a9e39cf8c44a86930c55e3572bad");
    expect(gitPassword({ ...facts, url: `${facts.url}2` })).not.toBe(gitPassword(facts));
  });

  it("goes with the key's id and the session's token", () => {
    expect(gitUsername({ accessKeyId: "AKIA1" })).toBe("AKIA1");
    expect(gitUsername({ accessKeyId: "ASIA1", sessionToken: "FwoG%tok/en+==" })).toBe("ASIA1%FwoG%tok/en+==");
  });
});

describe("git with our credentials", () => {
  it("pushes 1,000 files, which starts the pipeline with that commit", async () => {
    const git = newGit();
    const folder = await cloned(git);
    for (let index = 0; index < 1000; index += 1) {
      const inside = path.join(folder, "many", String(index % 25));
      mkdirSync(inside, { recursive: true });
      writeFileSync(path.join(inside, `${index}.txt`), `${index}\n`.repeat(200));
    }
    const id = await commit(folder, "A thousand files");
    const copy = await readWorkingCopy(git, folder);
    expect(copy).toMatchObject({ branch: "main", head: id, upstream: { remote: "origin", branch: "main" } });
    expect(copy.remotes).toEqual([{ name: "origin", pushUrls: [url()], fetch: ["+refs/heads/*:refs/remotes/origin/*"] }]);
    const { stdout } = await git.remote(folder, ["ls-remote", "--heads", url()], { url: url(), login: login() }, PUSH);
    const before = headIn(stdout, "main");
    expect(await compare(git, copy, before, [])).toEqual({ state: "ahead", count: 1, titles: ["A thousand files"] });
    await git.remote(folder, ["push", "origin", "HEAD:refs/heads/main"], { url: url(), login: login() }, PUSH);
    expect(await bench.must(path.basename(folder), "rev-parse", "refs/remotes/origin/main")).toBe(id);

    const other = await cloned(git);
    expect(readFileSync(path.join(other, "many/24/999.txt"), "utf8")).toBe("999\n".repeat(200));

    const { endpoint, credentials } = account().simulator;
    const client = new CodePipelineClient({ endpoint, region: "eu-west-1", credentials });
    await account().control.advance(5000);
    const pipelineName = "parcel-web-release";
    const { pipelineExecutionSummaries = [] } = await client.send(new ListPipelineExecutionsCommand({ pipelineName }));
    const pipelineExecutionId = pipelineExecutionSummaries[0]?.pipelineExecutionId;
    const { pipelineExecution } = await client.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }));
    expect(pipelineExecution?.artifactRevisions).toMatchObject([{ revisionId: id, revisionSummary: "A thousand files" }]);
    client.destroy();
  });

  it("refuses a wrong key, and names the action", async () => {
    const call = { url: url(), login: login(url(), "wrong") };
    const failed = newGit().remote(bench.folder, ["ls-remote", url()], call, { tried: "read", action: "codecommit:GitPull" });
    await expect(failed).rejects.toMatchObject({ kind: "denied", message: expect.stringContaining("codecommit:GitPull") });
  });

  it("throws why there are no credentials", async () => {
    const expired = new Error("the session is over");
    const call = { url: url(), login: () => Promise.reject(expired) };
    await expect(newGit().remote(bench.folder, ["ls-remote", url()], call, PUSH)).rejects.toBe(expired);
  });

  it("lets no hook see a key, and its token is spent", async () => {
    const git = newGit({ AWS_ACCESS_KEY_ID: "AKIAHOOK", AWS_SECRET_ACCESS_KEY: "hook-secret", AWS_SESSION_TOKEN: "hook-token" });
    const folder = await cloned(git);
    const hook = path.join(folder, ".git/hooks/pre-push");
    const seen = path.join(bench.folder, "seen");
    const question = `protocol=http\\nhost=${new URL(url()).host}\\npath=v1/repos/${REPOSITORY}\\n`;
    const ask = `printf '${question}' | ELECTRON_RUN_AS_NODE=1 '${process.execPath}' "${helper}" get`;
    writeFileSync(hook, `#!/bin/sh\nenv > '${seen}'\n${ask} >> '${seen}'\n`);
    chmodSync(hook, 0o755);
    await commit(folder, "With a hook");
    await git.remote(folder, ["push", "origin", "HEAD:refs/heads/hooked"], { url: url(), login: login() }, PUSH);
    const text = readFileSync(seen, "utf8");
    expect(text).toContain("DEVOPS_FOR_AWS_GIT_TOKEN=");
    expect(text).toContain("quit=1");
    const { secretAccessKey, accessKeyId } = account().simulator.credentials;
    for (const key of [secretAccessKey, accessKeyId, "AKIAHOOK", "hook-secret", "hook-token", "password="]) {
      expect(text).not.toContain(key);
    }
  });

  it("asks neither the user nor helpers that the user has set up", async () => {
    const folder = await cloned(newGit());
    const name = path.basename(folder);
    const stored = path.join(bench.folder, "stored");
    await bench.must(name, "config", "credential.helper", `!echo called >> '${stored}'; echo username=old; echo password=old;:`);
    await commit(folder, "Past the helper");
    await newGit().remote(folder, ["push", "origin", "HEAD:refs/heads/stored"], { url: url(), login: login() }, PUSH);
    expect(() => readFileSync(stored)).toThrow(/ENOENT/);
  });

  it("carries branch names with slashes and letters of any script", async () => {
    const git = newGit();
    const folder = await cloned(git);
    const branch = "feature/größe-日本";
    await bench.must(path.basename(folder), "switch", "--quiet", "-c", branch);
    const id = await commit(folder, "Überall");
    const copy = await readWorkingCopy(git, folder);
    expect(copy).toMatchObject({ branch, upstream: undefined });
    const main = await bench.must(path.basename(folder), "rev-parse", "origin/main");
    expect(await compare(git, copy, undefined, [main])).toEqual({ state: "new", count: 1, titles: ["Überall"] });
    await git.remote(folder, ["push", "origin", `HEAD:refs/heads/${branch}`], { url: url(), login: login() }, PUSH);
    const { stdout } = await git.remote(folder, ["ls-remote", "--heads", url()], { url: url(), login: login() }, PUSH);
    expect(headIn(stdout, branch)).toBe(id);
  });

  it("reaches the address itself, though the user's settings prefer another way to it", async () => {
    const git = newGit();
    const folder = await cloned(git);
    const name = path.basename(folder);
    const { origin, host } = new URL(url());
    await bench.must(name, "config", `url.http://mira@${host}/.insteadOf`, `${origin}/`);
    await bench.must(name, "config", `url.http://noor@${host}.pushInsteadOf`, origin);
    const id = await commit(folder, "Another way");
    await git.remote(folder, ["push", url(), `${id}:refs/heads/another`], { url: url(), login: login() }, PUSH);
    const { stdout } = await git.remote(folder, ["ls-remote", "--heads", url()], { url: url(), login: login() }, PUSH);
    expect(headIn(stdout, "another")).toBe(id);
  });

  it("sees what is behind, and says so when it is refused", async () => {
    const git = newGit();
    const [mine, theirs] = [await cloned(git), await cloned(git)];
    await commit(theirs, "Theirs");
    await git.remote(theirs, ["push", "origin", "main"], { url: url(), login: login() }, PUSH);
    await commit(mine, "Mine");
    const copy = await readWorkingCopy(git, mine);
    const { stdout } = await git.remote(mine, ["ls-remote", "--heads", url()], { url: url(), login: login() }, PUSH);
    expect((await compare(git, copy, headIn(stdout, "main"), [])).state).toBe("diverged");
    const push = git.remote(mine, ["push", "origin", "main"], { url: url(), login: login() }, PUSH);
    await expect(push).rejects.toMatchObject({ kind: "conflict", remedy: "Pull them, then push again." });
    await git.remote(mine, ["pull", "--rebase", "origin", "main"], { url: url(), login: login() }, { tried: "pull" });
    expect((await compare(git, await readWorkingCopy(git, mine), headIn(stdout, "main"), [])).titles).toEqual(["Mine"]);
  });

  it("explains a repository without a commit and one without a branch", async () => {
    const git = newGit();
    const empty = path.join(bench.folder, "empty");
    mkdirSync(empty);
    await bench.must("empty", "init", "--quiet");
    await expect(readWorkingCopy(git, empty)).rejects.toThrow("no commit yet");
    const detached = await cloned(git);
    await bench.must(path.basename(detached), "checkout", "--quiet", "--detach");
    await expect(readWorkingCopy(git, detached)).rejects.toThrow("no branch is checked out");
  });

  it("reads remotes with several addresses, without one, and a branch that follows another", async () => {
    const git = newGit();
    const folder = await cloned(git);
    const name = path.basename(folder);
    await bench.must(name, "config", "--add", "remote.origin.pushurl", "https://github.com/a/b.git");
    await bench.must(name, "config", "--add", "remote.origin.pushurl", url());
    await bench.must(name, "config", "--global", "remote.unused.prune", "true");
    await bench.must(name, "config", "url.https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/.insteadOf", "cc:");
    await bench.must(name, "config", "url.ssh://git@github.com/.pushInsteadOf", "https://github.com/");
    await bench.must(name, "config", "url.https://hub.example/.insteadOf", "https://github.com/a/");
    await bench.must(name, "config", "remote.cc.url", "cc:web");
    await bench.must(name, "config", "remote.hub.url", "https://github.com/a/b.git");
    await bench.must(name, "checkout", "--quiet", "-b", "topic", "--track", "origin/main");
    const copy = await readWorkingCopy(git, folder);
    const [cc, hub] = [["https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web"], ["ssh://git@github.com/a/b.git"]];
    const origin = ["https://hub.example/b.git", url()];
    expect(copy.remotes.map((remote) => [remote.name, remote.pushUrls])).toEqual([["cc", cc], ["hub", hub], ["origin", origin]]);
    // as git itself says
    for (const { name: remote, pushUrls } of copy.remotes) {
      expect((await bench.must(name, "remote", "get-url", "--push", "--all", remote)).split("\n")).toEqual(pushUrls);
    }
    expect(copy).toMatchObject({ branch: "topic", upstream: { remote: "origin", branch: "main" } });
    await bench.must(name, "checkout", "--quiet", "-b", "alone");
    expect((await readWorkingCopy(git, folder)).upstream).toBeUndefined();
  });

  it("says that a rebase is not finished, and what else keeps it from reading", async () => {
    const git = newGit();
    const folder = await cloned(git);
    const name = path.basename(folder);
    await commit(folder, "One");
    await bench.run(name, ["rebase", "--quiet", "--exec", "false", "HEAD~1"]);
    await expect(readWorkingCopy(git, folder)).rejects.toMatchObject({ remedy: "Continue or abort the rebase first." });
    await expect(readWorkingCopy(git, bench.folder)).rejects.toThrow("not a git repository");
  });

  it("compares with as many branches as there are in two calls", async () => {
    const folder = await cloned(newGit());
    const [name, log] = [path.basename(folder), path.join(bench.folder, "calls")];
    const counting = path.join(bench.folder, "counting-git");
    writeFileSync(counting, `#!/bin/sh\necho "$1" >> '${log}'\nexec git "$@"\n`);
    chmodSync(counting, 0o755);
    const known = (await bench.must(name, "rev-list", "HEAD")).split("\n");
    const unknown = Array.from({ length: 3000 }, (_one, index) => index.toString(16).padStart(40, "f"));
    await commit(folder, "New here");
    const git = new Git({ program: counting, runtime: process.execPath, helper, pipe, env: bench.env });
    const copy = await readWorkingCopy(newGit(), folder);
    expect(await compare(git, copy, undefined, [...unknown, ...known])).toEqual({ state: "new", count: 1, titles: ["New here"] });
    expect(readFileSync(log, "utf8").trim().split("\n")).toEqual(["cat-file", "rev-list", "log"]);
  });

  it("reads ten thousand remotes in as many calls as one", async () => {
    const folder = await cloned(newGit());
    const [log, counting] = [path.join(bench.folder, "remote calls"), path.join(bench.folder, "counting-remotes")];
    writeFileSync(counting, `#!/bin/sh\necho "$1" >> '${log}'\nexec git "$@"\n`);
    chmodSync(counting, 0o755);
    const file = path.join(folder, ".git/config");
    const remotes = Array.from({ length: 10_000 }, (_one, index) => `[remote "r${index}"]\n\turl = https://example.com/${index}\n`);
    writeFileSync(file, readFileSync(file, "utf8") + remotes.join(""));
    const git = new Git({ program: counting, runtime: process.execPath, helper, pipe, env: bench.env });
    expect((await readWorkingCopy(git, folder)).remotes).toHaveLength(10_001);
    expect(readFileSync(log, "utf8").trim().split("\n")).toEqual(["symbolic-ref", "rev-parse", "config"]);
  });

  it("says what a hook of the user's said when it refused", async () => {
    const git = newGit();
    const folder = await cloned(git);
    const hook = path.join(folder, ".git/hooks/pre-push");
    writeFileSync(hook, "#!/bin/sh\necho '12 tests failed'\nexit 1\n");
    chmodSync(hook, 0o755);
    const id = await commit(folder, "Untested");
    const push = git.remote(folder, ["push", url(), `${id}:refs/heads/hook`], { url: url(), login: login() }, PUSH);
    await expect(push).rejects.toThrow("pre-push hook refused it: 12 tests failed");
  });

  it("ends when it is cancelled", async () => {
    await account().control.addFaults({ kind: "delay", service: "codecommit", operation: "GitPull", delayMs: 60_000 });
    const abort = new AbortController();
    const call = { url: url(), login: login(), signal: abort.signal };
    const listing = newGit().remote(bench.folder, ["ls-remote", url()], call, PUSH);
    abort.abort();
    await expect(listing).rejects.toMatchObject({ kind: "cancelled" });
  });

  it("ends with all that it started when it is cancelled", async () => {
    const git = newGit();
    const folder = await cloned(git);
    const [hook, pid] = [path.join(folder, ".git/hooks/pre-push"), path.join(bench.folder, "pid")];
    writeFileSync(hook, `#!/bin/sh\necho $$ > '${pid}.new'\nmv '${pid}.new' '${pid}'\nsleep 600\n`);
    chmodSync(hook, 0o755);
    const id = await commit(folder, "For ever");
    const abort = new AbortController();
    const call = { url: url(), login: login(), signal: abort.signal };
    const push = git.remote(folder, ["push", url(), `${id}:refs/heads/ever`], call, PUSH);
    await expect.poll(() => existsSync(pid), { timeout: 20_000 }).toBe(true);
    abort.abort();
    await expect(push).rejects.toMatchObject({ kind: "cancelled" });
    const ended = () => spawnSync("ps", ["-o", "stat=", "-p", readFileSync(pid, "utf8").trim()], { encoding: "utf8" }).stdout.replace(/^Z.*\n/, "");
    await expect.poll(ended).toBe("");
  });

  it("refuses a git that cannot be given settings", async () => {
    const old = path.join(bench.folder, "old-git");
    writeFileSync(old, "#!/bin/sh\necho git version 2.30.9\n");
    chmodSync(old, 0o755);
    const git = new Git({ program: old, runtime: process.execPath, helper, pipe, env: bench.env });
    const reading = git.remote(bench.folder, ["ls-remote", url()], { url: url(), login: login() }, PUSH);
    await expect(reading).rejects.toMatchObject({ kind: "unsupported", remedy: expect.stringContaining("Git 2.31 or later") });
  });

  it("says so where there is no git", async () => {
    const git = new Git({ program: "/no/such/git", runtime: process.execPath, helper, pipe, env: bench.env });
    await expect(git.run(bench.folder, ["version"])).rejects.toMatchObject({ kind: "unsupported", remedy: expect.stringContaining("git.path") });
  });
});
