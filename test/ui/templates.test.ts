import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./fixtures.ts";

test("a wrong property is underlined and listed until it is gone", async ({ workbench, host }) => {
  const { page } = workbench;
  const underlined = page.locator(".editor-group-container.active .squiggly-error");
  const problem = page.locator(".markers-panel .monaco-list-row", { hasText: "AWS::Logs::LogGroup" });

  await workbench.openFile("template.yaml");
  const lines = readFileSync(path.join(host.workspace, "template.yaml"), "utf8").split("\n");
  const number = lines.findIndex((text) => text.includes("RetentionInDays: 30")) + 1;
  await workbench.goToLine(number);
  // an editor that has just been opened may swallow a key
  await expect(async () => {
    if (await workbench.statusBarItem(`Ln ${number}`).isVisible()) await page.keyboard.press("Enter");
    await expect(workbench.statusBarItem(`Ln ${number + 1}`)).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await page.keyboard.type("KmsKey: x");
  await expect(underlined).toHaveCount(1);
  // what is underlined is the key and nothing else
  const key = await workbench.editorLines.filter({ hasText: "KmsKey" }).getByText("KmsKey", { exact: true }).boundingBox();
  const line = await underlined.boundingBox();
  expect(Math.abs((line?.x ?? 0) - (key?.x ?? -100))).toBeLessThan(2);
  expect(Math.abs((line?.width ?? 0) - (key?.width ?? -100))).toBeLessThan(2);

  await page.keyboard.press("Control+Shift+M");
  await expect(problem).toContainText('AWS::Logs::LogGroup has no property "KmsKey". Did you mean "KmsKeyId"?');
  await expect(problem).toContainText(/CloudFormation\W*E3002/);

  await workbench.editorLines.filter({ hasText: "KmsKey" }).click();
  await page.keyboard.press("Control+Shift+K");
  await expect(underlined).toHaveCount(0);
  await expect(problem).toHaveCount(0);
  await page.keyboard.press("Control+Shift+M");
});
