import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { gitPassword } from "../../src/services/codecommit/git/password.ts";
import type { SimulatedAccount } from "../../scripts/host/account.mjs";
import { expect, test } from "./fixtures.ts";
import type { WorkbenchHost } from "./fixtures.ts";
import type { TreeView, Workbench } from "./workbench.ts";

const run = promisify(execFile);
const REPOSITORY = "parcel-web";
const PIPELINE = "parcel-web-release";
const PUSH = "AWS CodeCommit: Push to CodeCommit…";

// The message of a commit is asked for in a box instead of an editor; nothing is fetched behind the test's back.
test.use({ settings: { "git.useEditorAsCommitInput": false, "git.autofetch": false, "git.enableSmartCommit": true } });

/** The account's address of a repository, with a login in it: how the test itself gets there. */
function addressWithLogin(account: SimulatedAccount): string {
  const url = new URL(`${account.endpoint}/v1/repos/${REPOSITORY}`);
  const { secretAccessKey } = account;
  url.password = gitPassword({ url: url.href, region: "eu-west-1", secretAccessKey, now: Date.now() });
  url.username = account.accessKeyId;
  return url.href;
}

/** Makes the sample workspace a working copy of the repository. */
async function workingCopy({ workspace }: WorkbenchHost, account: SimulatedAccount): Promise<(...args: string[]) => Promise<string>> {
  const git = async (...args: string[]) => (await run("git", args, { cwd: workspace })).stdout.trim();
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "Mira Okafor");
  await git("config", "user.email", "mira.okafor@kestrel.example");
  await git("config", "commit.gpgsign", "false");
  await git("remote", "add", "origin", `${account.endpoint}/v1/repos/${REPOSITORY}`);
  await git("fetch", "--quiet", addressWithLogin(account), "main:refs/remotes/origin/main");
  await git("reset", "--quiet", "--mixed", "origin/main");
  await git("checkout", "--quiet", "origin/main", "--", "CHANGES.md", "src/main.js");
  await git("branch", "--quiet", "--set-upstream-to=origin/main");
  return git;
}

const VIEWS = ["Code", "Build", "Deploy", "Monitor", "Scale", "Infrastructure"];

test.afterEach(async ({ host, workbench }) => {
  for (const title of VIEWS) {
    const tree = workbench.tree(title);
    if ((await tree.pane.count()) > 0) await tree.open();
  }
  for (const name of [".git", "CHANGES.md", "src/main.js"]) {
    fs.rmSync(path.join(host.workspace, name), { recursive: true, force: true });
  }
});

/** Leaves the side bar's room to the views that the test looks at. */
async function showOnly(workbench: Workbench, title: string): Promise<TreeView> {
  await workbench.openView("DevOps for AWS");
  for (const other of VIEWS) {
    if (other !== title && (await workbench.tree(other).pane.count()) > 0) await workbench.tree(other).close();
  }
  const tree = workbench.tree(title);
  await tree.open();
  return tree;
}

/** Commits what is changed, as the command palette does it. */
async function commitAll(workbench: Workbench, message: string): Promise<void> {
  await workbench.run("Git: Commit All");
  await workbench.quickInput.answer(message);
}

test("edit, commit, push: the pipeline starts with the commit, which stands in the tree", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account);
  await workbench.openFile("CHANGES.md");
  await workbench.editorLines.first().click();
  await workbench.page.keyboard.press("Control+End");
  await workbench.page.keyboard.type("- Weigh parcels twice");
  await workbench.page.keyboard.press("Control+S");
  await expect.poll(() => git("diff", "--", "CHANGES.md")).toContain("Weigh parcels twice");
  await commitAll(workbench, "Weigh parcels twice");
  await expect.poll(() => git("log", "-1", "--format=%s")).toBe("Weigh parcels twice");
  const [before, head] = [await git("rev-parse", "--short=8", "origin/main"), await git("rev-parse", "--short=8", "HEAD")];

  await workbench.run(PUSH);
  await expect(workbench.dialog.message).toContainText(`Push main to ${REPOSITORY}?`);
  await expect(workbench.dialog.detail).toContainText("Call: codecommit:GitPush");
  await expect(workbench.dialog.detail).toContainText("Profile and region: kestrel · eu-west-1");
  await expect(workbench.dialog.detail).toContainText(`Remote: origin (${account.endpoint}/v1/repos/${REPOSITORY})`);
  await expect(workbench.dialog.detail).toContainText(`Branch main: ${before} → ${head}`);
  await expect(workbench.dialog.detail).toContainText("1 commit: “Weigh parcels twice”");
  await workbench.dialog.choose("Push");
  await expect(workbench.toast(/Pushed 1 commit to main of parcel-web/).root).toBeVisible();

  const build = await showOnly(workbench, "Build");
  await workbench.run("AWS CodePipeline: Show pipeline…");
  await workbench.quickInput.pick(PIPELINE);
  await expect(build.row(PIPELINE)).toHaveAttribute("aria-label", /in progress/);
  await build.scrollTo("Executions");
  await build.expand("Executions");
  await expect(build.rows.filter({ hasText: "Weigh parcels twice" }).or(build.rows.filter({ hasText: head })).first()).toBeVisible();

  const code = await showOnly(workbench, "Code");
  await workbench.run("AWS CodeCommit: Show repository…");
  await workbench.quickInput.pick(REPOSITORY);
  await code.scrollTo("main");
  await code.expand("main");
  await expect(code.row("Weigh parcels twice")).toHaveAttribute("aria-label", new RegExp(`commit, ${head} · Mira Okafor`));

  await workbench.run(PUSH);
  await expect(workbench.toast("nothing to push").root).toBeVisible();
});

test("a branch that is behind is not pushed: pull and rebase comes first", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account);
  // A colleague pushes meanwhile.
  await git("commit", "--quiet", "--allow-empty", "-m", "A colleague's");
  await git("push", "--quiet", addressWithLogin(account), "HEAD:refs/heads/main");
  await git("reset", "--quiet", "--mixed", "HEAD~1");
  fs.writeFileSync(path.join(host.workspace, "CHANGES.md"), "mine\n");
  await git("commit", "--quiet", "--all", "-m", "Mine");

  await workbench.run(PUSH);
  await workbench.quickInput.pick("Pull and rebase");
  await expect(workbench.toast("Pull and rebase of main is done").root).toBeVisible();
  expect((await git("log", "-2", "--format=%s")).split("\n")).toEqual(["Mine", "A colleague's"]);
  await workbench.run(PUSH);
  await expect(workbench.dialog.detail).toContainText("1 commit: “Mine”");
  await workbench.dialog.choose("Push");
  await expect(workbench.toast(/Pushed 1 commit/).root).toBeVisible();
});

test("a push that is denied names what is missing", async ({ workbench, host, account, simulator }) => {
  const git = await workingCopy(host, account);
  await git("commit", "--quiet", "--all", "-m", "Denied");
  await simulator.addFaults({ kind: "denied", service: "codecommit", operation: "GitPush" });
  await workbench.run(PUSH);
  await workbench.dialog.choose("Push");
  await expect(workbench.toast("codecommit:GitPush").message).toContainText("403");
});

test("the built-in Git pushes with the pinned account's credentials", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account);
  const code = await showOnly(workbench, "Code");
  await code.row("CodeCommit").waitFor();
  await git("commit", "--quiet", "--all", "-m", "By the built-in Git");
  await workbench.run("Git: Push");
  const head = await git("rev-parse", "HEAD");
  await expect.poll(() => git("ls-remote", addressWithLogin(account), "refs/heads/main"), { timeout: 30_000 }).toContain(head);
});
