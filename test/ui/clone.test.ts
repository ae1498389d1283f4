import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { SimulatedAccount } from "../../scripts/host/account.mjs";
import { expect, test } from "./fixtures.ts";
import type { Workbench } from "./workbench.ts";
import { addressWithLogin, GIT_SETTINGS } from "./workingCopy.ts";

const run = promisify(execFile);
const PUSH = "AWS CodeCommit: Push to CodeCommit…";

test.use({ settings: GIT_SETTINGS });
/** A folder of the test's own beside the workspace. */
function emptyFolder(workspace: string, name: string): string {
  const folder = path.join(path.dirname(workspace), name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  return folder;
}

const git = async (folder: string, ...args: string[]) => (await run("git", args, { cwd: folder })).stdout.trim();

/** The commit that a branch has in the account. */
async function headThere(account: SimulatedAccount, repository: string): Promise<string> {
  return (await git("/", "ls-remote", addressWithLogin(account, repository), "refs/heads/main")).slice(0, 40);
}

/** Answers the editor's dialog for a folder. */
async function chooseFolder({ quickInput }: Workbench, folder: string, button: string): Promise<void> {
  await quickInput.input.waitFor();
  // the dialog writes its own beginning into the box, and completes what is typed meanwhile
  await quickInput.rows.first().waitFor();
  const chosen = quickInput.root.getByText(button, { exact: true });
  await chosen.waitFor();
  await expect(async () => {
    if (!(await chosen.isVisible())) return;
    await quickInput.input.fill(`${folder}/`, { timeout: 1_000 });
    await expect(quickInput.input).toHaveValue(`${folder}/`, { timeout: 1_000 });
    await expect(quickInput.message).toBeHidden({ timeout: 1_000 });
    await chosen.click({ timeout: 1_000 });
    await expect(chosen).toBeHidden({ timeout: 2_000 });
  }).toPass();
}

test("the editor's own Git: Clone lists each pinned account's repositories and clones with its credentials", async ({ workbench, host, account }) => {
  await workbench.showOnly("Code");
  await workbench.run("AWS: Pin another account or region…");
  await workbench.quickInput.pick("kestrel-staging");
  const parent = emptyFolder(host.workspace, "clones");

  await workbench.run("Git: Clone");
  await workbench.quickInput.rows.filter({ hasText: "AWS CodeCommit" }).click();
  await expect(workbench.quickInput.rows.filter({ hasText: "kestrel · eu-west-1" }).first()).toBeVisible();
  await workbench.quickInput.input.fill("dispatch");
  const source = workbench.quickInput.rows.filter({ hasText: "dispatch-lab" });
  await expect(source).toContainText("kestrel-staging · eu-west-1");
  await expect(workbench.quickInput.rows).toHaveCount(1);
  await source.click();
  await chooseFolder(workbench, parent, "Select as Repository Destination");

  const folder = path.join(parent, "dispatch-lab");
  await expect(workbench.dialog.root).toContainText("open the repository", { timeout: 30_000 });
  await workbench.dialog.dismiss();
  const { endpoint, staging } = account;
  expect(await git(folder, "rev-parse", "HEAD")).toBe(await headThere({ ...account, ...staging }, "dispatch-lab"));
  expect(Number(await git(folder, "rev-list", "--count", "HEAD"))).toBeGreaterThan(5);
  expect(await git(folder, "remote", "get-url", "origin")).toBe(`${endpoint}/v1/repos/dispatch-lab`);
});

test("a repository's row clones it into a folder, which then needs no setting of the user's", async ({ workbench, host, account }) => {
  const code = await workbench.showOnly("Code");
  const parent = emptyFolder(host.workspace, "own clones");
  await code.expand("CodeCommit");
  await code.row("auth-service").waitFor();
  await code.rowAction("auth-service", "Clone repository…");
  // beside the folder that is open
  await expect(workbench.quickInput.input).toHaveValue(`${path.dirname(host.workspace)}/`);
  await chooseFolder(workbench, parent, "Clone Here");
  const folder = path.join(parent, "auth-service");
  const cloned = workbench.toast(`Cloned auth-service to ${folder}`);
  await expect(cloned.root).toBeVisible({ timeout: 30_000 });
  await expect(cloned.root.getByText("Add to Workspace", { exact: true })).toBeVisible();
  expect(await git(folder, "rev-parse", "HEAD")).toBe(await headThere(account, "auth-service"));
  expect(await git(folder, "config", "--local", `credential.${account.endpoint}.useHttpPath`)).toBe("true");
  expect(await git(folder, "config", "--local", "--get", `credential.${account.endpoint}.helper`)).toBe("");

  await code.rowAction("auth-service", "Clone repository…");
  await chooseFolder(workbench, parent, "Clone Here");
  await expect(workbench.toast("is there already").message).toContainText("Choose another folder");

  workbench.leave();
  await cloned.root.getByText("Open", { exact: true }).click();
  await expect(workbench.page).toHaveURL(new RegExp(`folder=.*${encodeURIComponent("own clones")}.*auth-service`));
  await expect(workbench.page).toHaveTitle(/auth-service/, { timeout: 60_000 });
});

test("a window with several repositories is asked which to push", async ({ workbench, host, account }) => {
  const parent = emptyFolder(host.workspace, "several");
  for (const name of ["geo-lookup", "sms-gateway"]) {
    await git(parent, "clone", "--quiet", addressWithLogin(account, name), name);
    const folder = path.join(parent, name);
    await git(folder, "remote", "set-url", "origin", `${account.endpoint}/v1/repos/${name}`);
    await git(folder, "-c", "user.name=Mira", "-c", "user.email=mira@kestrel.example", "commit", "--quiet", "--allow-empty", "-m", `To ${name}`);
  }
  const file = path.join(parent, "both.code-workspace");
  fs.writeFileSync(file, JSON.stringify({ folders: [{ path: "geo-lookup" }, { path: "sms-gateway" }] }));
  // the editor may take over a workspace that it has never seen without its folders; loaded again it has them
  await expect(async () => {
    await workbench.openFolder(file);
    await workbench.openView("Explorer");
    await expect(workbench.page.locator('.explorer-folders-view .monaco-list-row[aria-label^="sms-gateway"]')).toBeVisible();
  }).toPass();
  await workbench.showOnly("Code");
  await expect(workbench.statusBarItem("AWS account: kestrel · eu-west-1")).toBeVisible();

  await workbench.run(PUSH);
  await expect(workbench.quickInput.rows.filter({ hasText: "geo-lookup" })).toContainText(parent);
  await workbench.quickInput.pick("sms-gateway");
  await expect(workbench.dialog.message).toContainText("Push main to sms-gateway?");
  await expect(workbench.dialog.detail).toContainText("1 commit: “To sms-gateway”");
  await expect(workbench.dialog.detail).toContainText("Account: kestrel-logistics");
  await workbench.dialog.choose("Push");
  await expect(workbench.toast(/Pushed 1 commit to main of sms-gateway/).root).toBeVisible();
  expect(await headThere(account, "sms-gateway")).toBe(await git(path.join(parent, "sms-gateway"), "rev-parse", "HEAD"));
  expect(await headThere(account, "geo-lookup")).not.toBe(await git(path.join(parent, "geo-lookup"), "rev-parse", "HEAD"));
});
