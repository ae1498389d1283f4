import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CodeCommitApi } from "../../../../src/services/codecommit/api.ts";
import { gitPassword } from "../../../../src/services/codecommit/git/password.ts";
import { useAccount } from "../../account.ts";
import { GitBench } from "../../simulator/git.ts";

const EMPTY = "crew-rostering";

describe("a branch's history", () => {
  const account = useAccount();
  let bench: GitBench;
  beforeAll(() => {
    bench = new GitBench();
  });
  afterAll(() => bench.remove());

  /** Makes a commit of nothing at a second. @returns its id */
  async function commit(seconds: number, ...parents: string[]): Promise<string> {
    const tree = await bench.must(".", "hash-object", "-t", "tree", "-w", "/dev/null");
    const args = ["commit-tree", tree, "-m", `At ${seconds}`, ...parents.flatMap((id) => ["-p", id])];
    const { stdout } = await bench.run(".", args, { GIT_COMMITTER_DATE: `${1_700_000_000 + seconds} +0000` });
    return stdout.trim();
  }

  it("has each commit once, over merges and a clock that was wrong", async () => {
    await bench.must(".", "init", "--quiet");
    const root = await commit(5);
    const both = await commit(800, root);
    const right = await commit(900, both);
    const wrong = await commit(10, both);
    const head = await commit(1000, right, wrong);
    const { simulator, session } = account();
    const url = new URL(`${simulator.endpoint}/v1/repos/${EMPTY}`);
    const { accessKeyId, secretAccessKey } = simulator.credentials;
    url.password = gitPassword({ url: url.href, region: "eu-west-1", secretAccessKey, now: Date.now() });
    url.username = accessKeyId;
    await bench.must(".", "push", "--quiet", url.href, `${head}:refs/heads/main`);

    const api = new CodeCommitApi(session);
    const expected = [head, right, both, wrong, root];
    expect((await api.history(EMPTY, [head], 10, new Set())).commits.map(({ id }) => id)).toEqual(expected);
    const seen: string[] = [];
    let rest: readonly string[] = [head];
    while (rest.length > 0) {
      const page = await api.history(EMPTY, rest, 3, new Set(seen));
      seen.push(...page.commits.map(({ id }) => id));
      rest = page.rest;
    }
    expect(seen).toEqual(expected);
  });
});
