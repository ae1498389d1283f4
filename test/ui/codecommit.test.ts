import fs from "node:fs";
import path from "node:path";
import { expect, test } from "./fixtures.ts";
import { addressWithLogin, commitAll, forgetWorkingCopy, GIT_SETTINGS, workingCopy } from "./workingCopy.ts";

const REPOSITORY = "parcel-web";
const PIPELINE = "parcel-web-release";
const PUSH = "AWS CodeCommit: Push to CodeCommit…";

test.use({ settings: GIT_SETTINGS });

test.afterEach(({ host }) => forgetWorkingCopy(host));

test("edit, commit, push: the pipeline starts with the commit, which stands in the tree", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account, REPOSITORY);
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

  const build = await workbench.showOnly("Build");
  await workbench.run("AWS CodePipeline: Show pipeline…");
  await workbench.quickInput.pick(PIPELINE);
  await expect(build.row(PIPELINE)).toHaveAttribute("aria-label", /in progress/);
  await build.scrollTo("Executions");
  await build.expand("Executions");
  await expect(build.rows.filter({ hasText: "Weigh parcels twice" }).or(build.rows.filter({ hasText: head })).first()).toBeVisible();

  const code = await workbench.showOnly("Code");
  await workbench.run("AWS CodeCommit: Show repository…");
  await workbench.quickInput.pick(REPOSITORY);
  await code.scrollTo("main");
  await code.expand("main");
  await expect(code.row("Weigh parcels twice")).toHaveAttribute("aria-label", new RegExp(`commit, ${head} · Mira Okafor`));

  await workbench.run(PUSH);
  await expect(workbench.toast("nothing to push").root).toBeVisible();
});

test("a branch that is behind is not pushed: pull and rebase comes first", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account, REPOSITORY);
  // A colleague pushes meanwhile.
  await git("commit", "--quiet", "--allow-empty", "-m", "A colleague's");
  await git("push", "--quiet", addressWithLogin(account, REPOSITORY), "HEAD:refs/heads/main");
  await git("reset", "--quiet", "--mixed", "HEAD~1");
  fs.writeFileSync(path.join(host.workspace, "CHANGES.md"), "mine\n");
  await git("commit", "--quiet", "--all", "-m", "Mine");

  await workbench.run(PUSH);
  await workbench.quickInput.pick("Pull and rebase");
  const pulled = workbench.toast("Pull and rebase of main is done").root;
  await expect(pulled).toBeVisible();
  expect((await git("log", "-2", "--format=%s")).split("\n")).toEqual(["Mine", "A colleague's"]);
  await pulled.getByText("Push…", { exact: true }).click();
  await expect(workbench.dialog.detail).toContainText("1 commit: “Mine”");
  await workbench.dialog.choose("Push");
  // so many messages at once are not all shown: what counts is what is there
  const there = async () => (await git("ls-remote", addressWithLogin(account, REPOSITORY), "refs/heads/main")).slice(0, 40);
  await expect.poll(there).toBe(await git("rev-parse", "HEAD"));
});

test("what is there is fetched, or merged, before a push that would be rejected", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account, REPOSITORY);
  await git("commit", "--quiet", "--allow-empty", "-m", "A colleague's");
  await git("push", "--quiet", addressWithLogin(account, REPOSITORY), "HEAD:refs/heads/main");
  const theirs = await git("rev-parse", "HEAD");
  await git("reset", "--quiet", "--mixed", "HEAD~1");
  await git("commit", "--quiet", "--all", "-m", "Mine");
  const mine = await git("rev-parse", "HEAD");

  await workbench.run(PUSH);
  await workbench.quickInput.pick("Fetch");
  await expect(workbench.toast("Fetch of main is done. Compare with origin/main").root).toBeVisible();
  expect([await git("rev-parse", "HEAD"), await git("rev-parse", "origin/main")]).toEqual([mine, theirs]);

  await workbench.run(PUSH);
  await workbench.quickInput.pick("Pull and merge");
  await expect.poll(() => git("show", "--no-patch", "--format=%P", "HEAD")).toBe(`${mine} ${theirs}`);
});

test("a first push into an empty repository adds the remote and the upstream", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account, REPOSITORY, "none");
  await git("commit", "--quiet", "--all", "-m", "The first");
  const url = `${account.endpoint}/v1/repos/crew-rostering`;

  await workbench.run(PUSH);
  await expect(workbench.quickInput.root).toContainText("no remote yet");
  await workbench.quickInput.pick("crew-rostering");
  await expect(workbench.dialog.detail).toContainText(`Remote: none → origin (${url})`);
  await expect(workbench.dialog.detail).toContainText("Branch main: does not exist →");
  await expect(workbench.dialog.detail).toContainText("Upstream of main here: none → origin/main");
  await workbench.dialog.choose("Push");
  await expect(workbench.toast(/Pushed \d+ commits to main of crew-rostering/).root).toBeVisible();
  const head = await git("rev-parse", "HEAD");
  expect(await git("ls-remote", addressWithLogin(account, "crew-rostering"), "refs/heads/main")).toContain(head);
  expect(await git("remote", "get-url", "origin")).toBe(url);
  expect(await git("rev-parse", "@{upstream}")).toBe(head);
});

test("a push does what the dialog showed, whatever else git is set up to do", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account, REPOSITORY);
  const mirror = path.join(host.workspace, ".git/mirror");
  await git("init", "--quiet", "--bare", mirror);
  await git("config", "push.followTags", "true");
  await git("config", "--add", "remote.origin.pushurl", mirror);
  await git("config", "--add", "remote.origin.pushurl", `${account.endpoint}/v1/repos/${REPOSITORY}`);
  await git("commit", "--quiet", "--all", "-m", "Shown");
  await git("tag", "--annotate", "--message", "Not shown", "unshown");
  const shown = await git("rev-parse", "HEAD");

  await workbench.run(PUSH);
  await expect(workbench.dialog.detail).toContainText(`Not pushed to, though origin leads there too: ${mirror}`);
  await git("commit", "--quiet", "--allow-empty", "-m", "Meanwhile");
  await workbench.dialog.choose("Push");
  await expect(workbench.toast("Pushed 1 commit to main").root).toBeVisible();
  const there = await git("ls-remote", addressWithLogin(account, REPOSITORY));
  expect(there).toContain(`${shown}\trefs/heads/main`);
  expect(there).not.toContain("unshown");
  expect(await git("rev-parse", "origin/main")).toBe(shown);
  expect(await git("ls-remote", mirror)).toBe("");
});

test("a branch that follows one of another name asks where to, and a remote of another region says so", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account, REPOSITORY);
  await git("checkout", "--quiet", "-b", "topic", "--track", "origin/main");
  await git("commit", "--quiet", "--all", "-m", "On a topic");
  await workbench.run(PUSH);
  await workbench.quickInput.pick("main");
  await expect(workbench.dialog.message).toContainText(`Push topic to main of ${REPOSITORY}?`);
  await workbench.dialog.dismiss();

  await git("remote", "set-url", "origin", "https://AKIA:secret@git-codecommit.us-east-1.amazonaws.com/v1/repos/parcel-web");
  await workbench.run(PUSH);
  await expect(workbench.quickInput.root).toContainText("pin an account of us-east-1, or add a remote to");
  await expect(workbench.quickInput.root).not.toContainText("secret");
});

test("a push that is denied names what is missing", async ({ workbench, host, account, simulator }) => {
  const git = await workingCopy(host, account, REPOSITORY);
  await git("commit", "--quiet", "--all", "-m", "Denied");
  await simulator.addFaults({ kind: "denied", service: "codecommit", operation: "GitPush" });
  await workbench.run(PUSH);
  await workbench.dialog.choose("Push");
  await expect(workbench.toast("codecommit:GitPush").message).toContainText("403");
});

test("the built-in Git pushes with the pinned account's credentials, which no helper keeps", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account, REPOSITORY);
  const kept = path.join(host.workspace, ".git/kept");
  await git("config", "credential.helper", `store --file='${kept}'`);
  const code = await workbench.showOnly("Code");
  await code.row("CodeCommit").waitFor();
  await git("commit", "--quiet", "--all", "-m", "By the built-in Git");
  // what git did in a terminal the editor sees a little later
  await workbench.page.locator(".statusbar-item", { hasText: "main" }).waitFor();
  await workbench.page.locator(".statusbar-item", { hasText: "1↑" }).waitFor();
  await workbench.run("Git: Push");
  const head = await git("rev-parse", "HEAD");
  await expect.poll(() => git("-c", "credential.helper=", "ls-remote", addressWithLogin(account, REPOSITORY), "refs/heads/main"), { timeout: 30_000 }).toContain(head);
  expect(fs.existsSync(kept)).toBe(false);
  // until the editor is through with the push, it would miss the repository
  await expect(workbench.page.locator(".statusbar-item", { hasText: "1↑" })).toHaveCount(0);
});

test("the built-in Git gets no login where the repository's own settings lead elsewhere", async ({ workbench, host, account }) => {
  const git = await workingCopy(host, account, REPOSITORY);
  const code = await workbench.showOnly("Code");
  await code.row("CodeCommit").waitFor();
  await git("config", "http.extraHeader", "X-Elsewhere: 1");
  await git("commit", "--quiet", "--all", "-m", "Led elsewhere");
  await workbench.page.locator(".statusbar-item", { hasText: "1↑" }).waitFor();
  await workbench.run("Git: Fetch");
  await expect(workbench.toast("http.extraheader in").message).toContainText(".git/config could send the password or the push elsewhere");
  // Git asks by itself then: it is given up here, or the next test would have its dialog
  for (const asked of ["Username", "Password"]) {
    await workbench.quickInput.root.getByPlaceholder(asked).waitFor();
    await workbench.page.keyboard.press("Escape");
  }
  await workbench.dialog.choose("Cancel");
});

test("a push of the built-in Git that is refused says whose password it had", async ({ workbench, host, account, simulator }) => {
  const git = await workingCopy(host, account, REPOSITORY);
  const code = await workbench.showOnly("Code");
  await code.row("CodeCommit").waitFor();
  await git("commit", "--quiet", "--all", "-m", "Not allowed");
  await workbench.page.locator(".statusbar-item", { hasText: "main" }).waitFor();
  await workbench.page.locator(".statusbar-item", { hasText: "1↑" }).waitFor();
  await simulator.addFaults({ kind: "denied", service: "codecommit", operation: "GitPush" });
  await workbench.run("Git: Push");
  await expect(workbench.toast("with the pinned account's login: its identity lacks codecommit:GitPush").root).toBeVisible();
});

test.describe("in a protected context", () => {
  test.use({ settings: { ...GIT_SETTINGS, "awsDevOps.protectedProfiles": ["kestrel"] } });

  test("git of others gets no login before the user agreed, once, and each login is a line of the audit log", async ({ workbench, host, account }) => {
    const git = await workingCopy(host, account, REPOSITORY);
    const there = () => git("-c", "credential.helper=", "ls-remote", addressWithLogin(account, REPOSITORY), "refs/heads/main");
    const code = await workbench.showOnly("Code");
    await code.row("CodeCommit").waitFor();
    await git("commit", "--quiet", "--all", "-m", "Unasked");
    await workbench.page.locator(".statusbar-item", { hasText: "1↑" }).waitFor();
    await workbench.run("Git: Push");
    await expect(workbench.dialog.message).toContainText(`Let git log in to ${REPOSITORY}?`);
    await expect(workbench.dialog.detail).toContainText("Account: kestrel-logistics");
    expect(await there()).not.toContain(await git("rev-parse", "HEAD"));
    await workbench.dialog.choose("Log in");
    await workbench.quickInput.answer(REPOSITORY);
    await expect.poll(there, { timeout: 30_000 }).toContain(await git("rev-parse", "HEAD"));
    await expect(workbench.page.locator(".statusbar-item", { hasText: "1↑" })).toHaveCount(0);

    await git("commit", "--quiet", "--allow-empty", "-m", "Asked before");
    await workbench.page.locator(".statusbar-item", { hasText: "1↑" }).waitFor();
    await workbench.run("Git: Push");
    await expect.poll(there, { timeout: 30_000 }).toContain(await git("rev-parse", "HEAD"));
    await expect(workbench.page.locator(".statusbar-item", { hasText: "1↑" })).toHaveCount(0);
    const [log = ""] = fs.readdirSync(path.dirname(host.home), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("audit.jsonl"));
    const lines = fs.readFileSync(path.join(path.dirname(host.home), log), "utf8").split("\n");
    const asked = lines.filter((line) => line.includes(`Let git log in to ${REPOSITORY}`));
    expect(asked.map((line) => (JSON.parse(line) as { outcome: string }).outcome)).toEqual(["intended", "done"]);
    expect(lines.filter((line) => line.includes(`Log git in to ${REPOSITORY}`)).length).toBeGreaterThanOrEqual(2);
  });
});
