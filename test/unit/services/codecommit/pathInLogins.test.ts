import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Environment, PathInLogins } from "../../../../src/services/codecommit/git/pathInLogins.ts";
import { useAccount } from "../../account.ts";
import { GitBench } from "../../simulator/git.ts";

const ORIGIN = "https://git-codecommit.eu-west-1.amazonaws.com";
const OURS = { GIT_CONFIG_KEY_0: `credential.${ORIGIN}.useHttpPath`, GIT_CONFIG_VALUE_0: "true" };
const THEIRS = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "core.pager", GIT_CONFIG_VALUE_0: "less" };

describe("the environment", () => {
  it("has the setting for each host once, and is as it was afterwards", () => {
    const environment: Environment = { PATH: "/bin" };
    const settings = new PathInLogins(environment);
    settings.begin([ORIGIN, ORIGIN]);
    expect(environment).toEqual({ PATH: "/bin", GIT_CONFIG_COUNT: "1", ...OURS });
    settings.begin([ORIGIN]);
    expect(environment["GIT_CONFIG_COUNT"]).toBe("1");
    settings.end();
    expect(environment).toEqual({ PATH: "/bin" });
    settings.begin([]);
    expect(environment).toEqual({ PATH: "/bin" });
    settings.begin([ORIGIN]);
    settings.dispose();
    expect(environment).toEqual({ PATH: "/bin" });
  });

  it("keeps what others have put there, before and after", () => {
    const environment: Environment = { ...THEIRS };
    const settings = new PathInLogins(environment);
    settings.begin([ORIGIN]);
    expect(environment).toMatchObject({ ...THEIRS, GIT_CONFIG_COUNT: "2", GIT_CONFIG_VALUE_1: "true" });
    Object.assign(environment, { GIT_CONFIG_COUNT: "3", GIT_CONFIG_KEY_2: "core.abbrev", GIT_CONFIG_VALUE_2: "12" });
    settings.end();
    expect(environment).toEqual({ ...THEIRS, GIT_CONFIG_COUNT: "2", GIT_CONFIG_KEY_1: "core.abbrev", GIT_CONFIG_VALUE_1: "12" });
  });

  it.each([{ GIT_CONFIG_COUNT: "many" }, { GIT_CONFIG_COUNT: "2", GIT_CONFIG_KEY_0: "a.b", GIT_CONFIG_VALUE_0: "c" }])(
    "is left alone where git could not read it: %o",
    (broken) => {
      const environment: Environment = { ...broken };
      const settings = new PathInLogins(environment);
      settings.begin([ORIGIN]);
      settings.end();
      expect(environment).toEqual(broken);
    },
  );
});

describe("git", () => {
  const account = useAccount();
  let bench: GitBench;
  beforeAll(() => {
    bench = new GitBench();
  });
  afterAll(() => bench.remove());

  /** What a clone asks its askpass program, which knows no answer. */
  async function asked(environment: Environment, name: string): Promise<string> {
    const log = path.join(bench.folder, `${name}.log`);
    const program = path.join(bench.folder, `${name}.sh`);
    writeFileSync(program, `#!/bin/sh\necho "$1" >> '${log}'\nexit 1\n`);
    chmodSync(program, 0o755);
    const url = `${account().simulator.endpoint}/v1/repos/parcel-web`;
    const { code } = await bench.run(".", ["clone", url, name], { ...environment, GIT_ASKPASS: program });
    expect(code).toBe(128);
    return readFileSync(log, "utf8");
  }

  it("names the path before there is a repository with settings, and for these hosts alone", async () => {
    const { endpoint } = account().simulator;
    const environment: Environment = {};
    const settings = new PathInLogins(environment);
    settings.begin([endpoint]);
    expect(await asked(environment, "with")).toContain(`Username for '${endpoint}/v1/repos/parcel-web'`);
    settings.end();
    expect(await asked(environment, "without")).toContain(`Username for '${endpoint}'`);
    settings.begin([ORIGIN]);
    expect(await asked(environment, "elsewhere")).toContain(`Username for '${endpoint}'`);
  });
});
