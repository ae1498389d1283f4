import { readFileSync, writeFileSync } from "node:fs";
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
  // what is underlined is the key and nothing else, once the last letter is checked
  await expect(async () => {
    const key = await workbench.editorLines.filter({ hasText: "KmsKey" }).getByText("KmsKey", { exact: true }).boundingBox();
    const line = await underlined.boundingBox();
    expect(Math.abs((line?.x ?? 0) - (key?.x ?? -100))).toBeLessThan(2);
    expect(Math.abs((line?.width ?? 0) - (key?.width ?? -100))).toBeLessThan(2);
  }).toPass({ timeout: 15_000 });

  await page.keyboard.press("Control+Shift+M");
  await expect(problem).toContainText('AWS::Logs::LogGroup has no property "KmsKey". Did you mean "KmsKeyId"?');
  await expect(problem).toContainText(/CloudFormation\W*E3002/);

  await workbench.editorLines.filter({ hasText: "KmsKey" }).click();
  await page.keyboard.press("Control+Shift+K");
  await expect(underlined).toHaveCount(0);
  await expect(problem).toHaveCount(0);
  await page.keyboard.press("Control+Shift+M");
});

test("a template is completed, told, renamed and mended", async ({ workbench, host }, info) => {
  const { page } = workbench;
  const suggestions = page.locator(".suggest-widget.visible");
  const focused = suggestions.locator(".monaco-list-row.focused");
  const line = (text: string) => workbench.editorLines.filter({ hasText: text });
  const text = "Parameters:\n  Stage:\n    Type: String\n    Default: orders-test\nResources:\n  Topic:\n    Type: AWS::SNS::Topik\n";
  writeFileSync(path.join(host.workspace, "features.yaml"), text);
  await workbench.openFile("features.yaml");

  // what was meant
  await expect(page.locator(".editor-group-container.active .squiggly-error")).toHaveCount(1);
  await workbench.goToLine(7);
  await page.keyboard.press("End");
  await expect(async () => {
    await page.keyboard.press("Control+.");
    await page.getByText("Change to AWS::SNS::Topic").click({ timeout: 2_000 });
  }).toPass();
  await expect(line("AWS::SNS::Topik")).toHaveCount(0);
  await expect(line("AWS::SNS::Topic")).toHaveCount(1);

  // what is accepted goes on with the next suggestion
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Prop");
  await expect(focused).toContainText("Properties");
  await page.keyboard.press("Tab");
  await expect(suggestions).toContainText("ContentBasedDeduplication");
  await page.keyboard.type("TopicN");
  await expect(focused).toContainText("TopicName");
  await page.keyboard.press("Tab");
  await page.keyboard.type("!Re");
  await expect(focused).toContainText("!Ref");
  await page.keyboard.press("Tab");
  await expect(focused).toContainText("Stage");
  await info.attach("completion", { body: await page.screenshot({ path: info.outputPath("completion.png") }), contentType: "image/png" });
  await page.keyboard.press("Tab");
  await expect(line("TopicName: !Ref Stage")).toHaveCount(1);
  await expect(page.locator(".editor-group-container.active .squiggly-error")).toHaveCount(0);

  // what the name stands for
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+I");
  const hover = page.locator(".monaco-hover:visible", { hasText: "parameter" });
  await expect(hover).toContainText("orders-test");
  await info.attach("hover", { body: await page.screenshot({ path: info.outputPath("hover.png") }), contentType: "image/png" });
  await page.keyboard.press("Escape");

  // wherever it is written
  await page.keyboard.press("F2");
  await page.locator(".rename-box input").fill("Environment");
  await page.keyboard.press("Enter");
  await expect(line("!Ref Environment")).toHaveCount(1);
  await expect(line("Environment:")).toHaveCount(1);
  await expect(line("Stage")).toHaveCount(0);
});
