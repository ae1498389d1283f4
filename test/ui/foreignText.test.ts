import { expect, test } from "./fixtures.ts";
import { addressWithLogin, forgetWorkingCopy, GIT_SETTINGS, workingCopy } from "./workingCopy.ts";

const REPOSITORY = "parcel-web";
const LINK = "[Fix it](command:workbench.action.terminal.new)";

test.use({ settings: GIT_SETTINGS });

test.afterEach(({ host }) => forgetWorkingCopy(host));

test("what others wrote makes no link: neither in a message, nor in a row, nor in its tooltip", async ({ workbench, host, account }, info) => {
  const git = await workingCopy(host, account, REPOSITORY);
  const message = `${LINK} invoice\u202Efdp\n\nhttp://evil.example\n===\n**bold** ![x](http://evil.example/x.png)`;
  await git("commit", "--quiet", "--allow-empty", "-m", message);
  await git("push", "--quiet", addressWithLogin(account, REPOSITORY), "HEAD:refs/heads/main");

  const code = await workbench.showFolded("Code");
  await workbench.run("AWS CodeCommit: Show repository…");
  await workbench.quickInput.pick(REPOSITORY);
  await code.scrollTo("main");
  await code.expand("main");
  const row = code.rows.filter({ hasText: "Fix it" });
  await expect(row).toContainText("[Fix it] (command:workbench.action.terminal.new) invoice\uFFFDfdp");
  const tooltip = workbench.page.locator(".monaco-hover").filter({ hasText: "evil.example" });
  // a row that is drawn anew under the pointer shows its tooltip when the pointer comes again
  await expect(async () => {
    await code.pane.locator(".pane-header").hover();
    await row.hover();
    await expect(tooltip).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await expect(tooltip.locator("a, img, h1, h2, strong")).toHaveCount(0);
  await info.attach("tooltip", { body: await workbench.page.screenshot({ path: info.outputPath("tooltip.png") }), contentType: "image/png" });

  await workbench.run("AWS: Open ARN…");
  await workbench.quickInput.answer(`arn:aws:codecommit:eu-north-1:418273650912:${LINK}`);
  const toast = workbench.toast("Could not open").root;
  await expect(toast).toContainText("[Fix it] (command:workbench.action.terminal.new)");
  await expect(toast.locator(".notification-list-item-message a")).toHaveCount(0);
  await info.attach("toast", { body: await workbench.page.screenshot({ path: info.outputPath("toast.png") }), contentType: "image/png" });
});
