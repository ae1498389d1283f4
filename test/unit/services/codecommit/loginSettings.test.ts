import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CredentialPipe } from "../../../../src/services/codecommit/git/credentialPipe.ts";
import { type Environment, EnvironmentSettings } from "../../../../src/services/codecommit/git/environmentSettings.ts";
import { Git } from "../../../../src/services/codecommit/git/git.ts";
import { helpersOf, loginSettings, settingsFor, writeSettings } from "../../../../src/services/codecommit/git/loginSettings.ts";
import { gitPassword } from "../../../../src/services/codecommit/git/password.ts";
import { useAccount } from "../../account.ts";
import { GitBench } from "../../simulator/git.ts";

const ORIGIN = "https://git-codecommit.eu-west-1.amazonaws.com";
const OURS = {
  GIT_CONFIG_KEY_0: `credential.${ORIGIN}.helper`,
  GIT_CONFIG_VALUE_0: "",
  GIT_CONFIG_KEY_1: `credential.${ORIGIN}.useHttpPath`,
  GIT_CONFIG_VALUE_1: "true",
};
const THEIRS = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "core.pager", GIT_CONFIG_VALUE_0: "less" };

describe("the environment", () => {
  it("has the settings of each host once, and is as it was afterwards", () => {
    const environment: Environment = { PATH: "/bin" };
    const settings = new EnvironmentSettings(environment);
    settings.set([]);
    expect(environment).toEqual({ PATH: "/bin" });
    settings.set([ORIGIN, ORIGIN]);
    settings.set([ORIGIN]);
    expect(environment).toEqual({ PATH: "/bin", GIT_CONFIG_COUNT: "2", ...OURS });
    settings.dispose();
    expect(environment).toEqual({ PATH: "/bin" });
  });

  it("keeps what others have put there, before and after", () => {
    const environment: Environment = { ...THEIRS };
    const settings = new EnvironmentSettings(environment);
    settings.set([ORIGIN]);
    expect(environment).toMatchObject({ ...THEIRS, GIT_CONFIG_COUNT: "3", GIT_CONFIG_VALUE_2: "true" });
    Object.assign(environment, { GIT_CONFIG_COUNT: "4", GIT_CONFIG_KEY_3: "core.abbrev", GIT_CONFIG_VALUE_3: "12" });
    settings.set([]);
    expect(environment).toEqual({ ...THEIRS, GIT_CONFIG_COUNT: "2", GIT_CONFIG_KEY_1: "core.abbrev", GIT_CONFIG_VALUE_1: "12" });
  });

  it.each([{ GIT_CONFIG_COUNT: "many" }, { GIT_CONFIG_COUNT: "2", GIT_CONFIG_KEY_0: "a.b", GIT_CONFIG_VALUE_0: "c" }])(
    "is left alone where git could not read it: %o",
    (broken) => {
      const environment: Environment = { ...broken };
      const settings = new EnvironmentSettings(environment);
      settings.set([ORIGIN]);
      settings.dispose();
      expect(environment).toEqual(broken);
    },
  );
});

describe("git", () => {
  const account = useAccount();
  const names = ["parcel-web", "auth-service"];
  let bench: GitBench;
  let pipe: CredentialPipe;
  let git: Git;
  beforeAll(() => {
    bench = new GitBench();
    pipe = new CredentialPipe();
    git = new Git({ program: "git", runtime: process.execPath, helper: "unused", pipe, env: bench.env });
  });
  beforeEach(async () => {
    for (const name of [...names, "asked", ".gitconfig", ".git-credentials"]) rmSync(path.join(bench.folder, name), { recursive: true, force: true });
    await bench.must(".", "config", "--global", "credential.helper", "store");
  });
  afterAll(() => {
    pipe.dispose();
    bench.remove();
  });

  const url = (name: string) => `${account().simulator.endpoint}/v1/repos/${name}`;
  const asked = () => readFileSync(path.join(bench.folder, "asked"), "utf8").trim().split("\n");
  const kept = () => existsSync(path.join(bench.folder, ".git-credentials"));

  /** Runs git with a program that gives logins as the editor does: for the path, and none without one. */
  async function run(folder: string, args: readonly string[], environment: Environment = {}): Promise<number> {
    const { accessKeyId, secretAccessKey } = account().simulator.credentials;
    const program = path.join(bench.folder, "askpass.sh");
    const cases = names.map((name) => `Password*${name}*) echo '${gitPassword({ url: url(name), region: "eu-west-1", secretAccessKey, now: Date.now() })}';;`);
    writeFileSync(program, `#!/bin/sh\necho "$1" >> '${bench.folder}/asked'\ncase "$1" in\nUsername*/v1/repos/*) echo ${accessKeyId};;\n${cases.join("\n")}\n*) exit 1;;\nesac\n`);
    chmodSync(program, 0o755);
    return (await bench.run(folder, args, { ...environment, GIT_ASKPASS: program })).code;
  }

  it("asks for each repository of a host by its path, and lets no helper keep the answer", async () => {
    const environment: Environment = {};
    new EnvironmentSettings(environment).set([account().simulator.endpoint]);
    for (const name of [...names, ...names]) expect(await run(".", ["ls-remote", url(name)], environment)).toBe(0);
    expect(asked().filter((line) => line.startsWith("Username"))).toHaveLength(4);
    expect(kept()).toBe(false);
    // what it prevents
    expect(await run(".", ["-c", `credential.${account().simulator.endpoint}.useHttpPath=true`, "ls-remote", url("parcel-web")])).toBe(0);
    expect(kept()).toBe(true);
    expect(await run(".", ["ls-remote", url("auth-service")])).not.toBe(0);
  });

  it("does so in a repository whose own file says it, and nothing is written elsewhere", async () => {
    const global = readFileSync(path.join(bench.folder, ".gitconfig"), "utf8");
    for (const name of names) {
      mkdirSync(path.join(bench.folder, name));
      await bench.must(name, "init", "--quiet");
      for (let round = 0; round < 2; round += 1) await writeSettings(git, path.join(bench.folder, name), account().simulator.endpoint);
      expect(await run(name, ["fetch", "--quiet", url(name), "main"])).toBe(0);
    }
    expect(asked().filter((line) => line.startsWith("Username"))).toHaveLength(2);
    expect(kept()).toBe(false);
    expect(readFileSync(path.join(bench.folder, ".gitconfig"), "utf8")).toBe(global);
    expect((await bench.must("parcel-web", "config", "--local", "--get-regexp", "^credential")).split("\n")).toHaveLength(2);
  });

  it("may be set up by the user for CodeCommit, which stays until the user wants it otherwise", async () => {
    const [root, name] = [path.join(bench.folder, "parcel-web"), "parcel-web"];
    mkdirSync(root);
    await bench.must(name, "init", "--quiet");
    expect(await settingsFor(git, root, ORIGIN)).toEqual(loginSettings(ORIGIN));
    for (const [key, value, origin] of [
      ["credential.helper", "!aws codecommit credential-helper $@", ORIGIN],
      ["credential.https://git-codecommit.*.amazonaws.com.helper", "cache", ORIGIN],
      [`credential.${account().simulator.endpoint}/.helper`, "cache", account().simulator.endpoint],
    ] as const) {
      await bench.must(name, "config", "--global", key, value);
      expect(await settingsFor(git, root, origin)).toEqual([]);
      expect((await helpersOf(git, root, origin)).at(-1)).toEqual({ value, file: `${bench.folder}/.gitconfig`, own: true });
      await writeSettings(git, root, origin);
      expect(await helpersOf(git, root, origin)).toEqual([]);
      // one that comes to stand behind ours
      await bench.must(name, "config", "--local", "credential.helper", "!echo codecommit");
      expect(await settingsFor(git, root, origin)).toEqual([]);
      await writeSettings(git, root, origin);
      expect(await helpersOf(git, root, origin)).toEqual([]);
      await bench.must(name, "config", "--local", "--remove-section", "credential");
      await bench.must(name, "config", "--global", "--unset", key);
      await bench.must(name, "config", "--local", "--remove-section", `credential.${origin}`);
    }
    await bench.must(name, "config", "--global", "credential.https://github.com.helper", "cache");
    expect((await helpersOf(git, bench.folder, ORIGIN)).map(({ value }) => value)).not.toContain("cache");
  });
});
