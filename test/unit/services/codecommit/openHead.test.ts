import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CredentialPipe } from "../../../../src/services/codecommit/git/credentialPipe.ts";
import { Git } from "../../../../src/services/codecommit/git/git.ts";
import { headOf, pushedHeadOf, repositoryIn } from "../../../../src/services/codecommit/git/openHead.ts";
import { useAccount } from "../../account.ts";
import { GitBench } from "../../simulator/git.ts";

const account = useAccount();
const bench = new GitBench();
const pipe = new CredentialPipe();
const git = new Git({ program: "git", runtime: process.execPath, helper: "none", pipe, env: bench.env });
afterAll(() => {
  pipe.dispose();
  bench.remove();
});

async function commit(folder: string): Promise<void> {
  writeFileSync(path.join(bench.folder, folder, "more.txt"), String(Math.random()));
  await bench.must(folder, "add", ".");
  await bench.must(folder, "commit", "--quiet", "-m", "More");
}

describe("what is checked out", () => {
  it("tells the commit, the repository, and how many commits are not pushed", async () => {
    const folder = await bench.clone(account().simulator, "parcel-web");
    const root = path.join(bench.folder, folder);
    const head = await headOf(git, root);
    expect(head).toEqual({ root, branch: "main", commit: await bench.must(folder, "rev-parse", "HEAD"), repositories: ["parcel-web"], ahead: 0 });
    await commit(folder);
    await commit(folder);
    expect(await headOf(git, root)).toMatchObject({ commit: await bench.must(folder, "rev-parse", "HEAD"), ahead: 2 });
    await bench.must(folder, "push", "--quiet", "origin", "HEAD");
    expect(await headOf(git, root)).toMatchObject({ ahead: 0 });
  });

  it("knows no number of a branch that is not there, and nothing of a commit without a branch", async () => {
    const folder = await bench.clone(account().simulator, "parcel-web");
    const root = path.join(bench.folder, folder);
    await bench.must(folder, "checkout", "--quiet", "-b", "new");
    expect(await headOf(git, root)).toMatchObject({ branch: "new", ahead: undefined });
    await bench.must(folder, "checkout", "--quiet", "--detach");
    expect(await headOf(git, root)).toBeUndefined();
  });

  it("tells that it was pushed from here, by whatever pushed it, and not what came by a fetch or is not there", async () => {
    const [folder, other] = [await bench.clone(account().simulator, "parcel-web"), await bench.clone(account().simulator, "parcel-web")];
    const [root, there] = [path.join(bench.folder, folder), path.join(bench.folder, other)];
    expect(await pushedHeadOf(git, root), "cloned").toBeUndefined();
    await commit(folder);
    expect(await pushedHeadOf(git, root), "not pushed").toBeUndefined();
    await bench.must(folder, "push", "--quiet", "origin", "HEAD");
    expect(await pushedHeadOf(git, root)).toEqual({ head: await headOf(git, root), urls: [await bench.must(folder, "remote", "get-url", "origin")] });
    await bench.must(other, "pull", "--quiet", "--ff-only");
    expect(await pushedHeadOf(git, there), "pulled").toBeUndefined();
  });

  it.each([
    ["https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/parcel-web", "parcel-web"],
    ["codecommit::eu-west-1://kestrel@parcel-web", "parcel-web"],
    ["git@github.com:kestrel/parcel-web.git", "kestrel/parcel-web"],
    ["https://github.com/kestrel/parcel-web/", "kestrel/parcel-web"],
    ["parcel-web", undefined],
  ])("%s is %s", (url, name) => {
    expect(repositoryIn(url)).toBe(name);
  });
});
