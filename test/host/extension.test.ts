import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ExtensionApi } from "../../src/extension.ts";

const PIPELINE = "arn:aws:codepipeline:eu-west-1:418273650912:parcel-web-release";

function extension(): vscode.Extension<ExtensionApi> {
  const found = vscode.extensions.getExtension<ExtensionApi>("devops-for-aws.devops-for-aws");
  assert.ok(found, "the extension is not installed");
  return found;
}

/** Asks until the answer satisfies, for as long as mocha lets the test run. */
async function until<T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe("the extension", () => {
  it("activates and registers every command that it contributes", async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const manifest = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(contributed.length > 20);
    assert.deepEqual(contributed.filter((command) => !registered.has(command)), []);
  });

  it("has no literal %key% left in what it contributes", () => {
    const text = JSON.stringify((extension().packageJSON as { contributes: unknown }).contributes);
    assert.deepEqual(text.match(/%[\w.]+%/g), null);
  });

  it("takes the profile that the environment names, and shows its services at the views' roots", async () => {
    const api = await extension().activate();
    const roots = (lines: string[]) => lines.filter((line) => !line.startsWith(" "));
    const build = await until(() => api.outline("build"), (lines) => lines.length > 0);
    assert.deepEqual(roots(build), ["CodePipeline", "CodeBuild"]);
    assert.deepEqual(roots(await api.outline("monitor")), ["Alarms", "Log groups", "X-Ray traces · last 30 minutes", "CloudTrail · changes of 90 days, some 15 minutes late"]);
    assert.deepEqual(await api.outline("a view that is not there"), []);
  });
});

describe("the simulated account in the window", () => {
  it("starts and shows its services as the only account there is", async () => {
    const api = await extension().activate();
    await vscode.commands.executeCommand("awsDevOps.exploreSimulated");
    const outline = await api.outline("build");
    assert.deepEqual(
      outline.filter((line) => !line.startsWith(" ")),
      ["CodePipeline", "CodeBuild"],
    );
  });

  it("opens a pipeline by its ARN: the list is loaded, then its stages", async () => {
    const api = await extension().activate();
    await vscode.commands.executeCommand("awsDevOps.openArn", PIPELINE);
    const outline = await until(
      () => api.outline("build"),
      (lines) => lines.some((line) => line.trim().startsWith("Deploy ·")),
    );
    const at = outline.findIndex((line) => line.trim().startsWith("parcel-web-release"));
    assert.deepEqual(
      outline.slice(at + 1, at + 6).map((line) => line.trim().split(" · ")[0]),
      ["Source", "Build", "Approve", "Deploy", "Executions"],
    );
  });

  it("takes the selected row where a command names none, and no other where the row that it named was drawn anew", async () => {
    await extension().activate();
    await vscode.commands.executeCommand("awsDevOps.openArn", PIPELINE);
    await vscode.commands.executeCommand("awsDevOps.copyName");
    assert.equal(await vscode.env.clipboard.readText(), "parcel-web-release");
    await vscode.env.clipboard.writeText("as it was");
    // as the editor calls a row's action for a row that it has thrown away: a person is asked which one, and says none
    const asked = vscode.commands.executeCommand("awsDevOps.copyName", undefined, null);
    let isOver = false;
    void Promise.resolve(asked).then(() => (isOver = true));
    await until(
      async () => {
        await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
        return isOver;
      },
      (over) => over,
    );
    assert.equal(await vscode.env.clipboard.readText(), "as it was");
  });

  it("shows who changed the selected row's resource: the newest first, and the event that is chosen", async () => {
    await extension().activate();
    await vscode.commands.executeCommand("awsDevOps.openArn", PIPELINE);
    const asked = vscode.commands.executeCommand("awsDevOps.whoChanged");
    let isOver = false;
    void Promise.resolve(asked).then(() => (isOver = true));
    await until(
      async () => {
        await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
        return isOver;
      },
      (over) => over,
    );
    const shown = vscode.window.activeTextEditor?.document;
    assert.equal(shown?.languageId, "json");
    const event = JSON.parse(shown?.getText() ?? "{}") as { eventSource?: string; readOnly?: boolean };
    assert.deepEqual([event.eventSource, event.readOnly], ["codepipeline.amazonaws.com", false]);
  });

  it("tells every pipeline's status without being asked row by row", async () => {
    const api = await extension().activate();
    const outline = await until(
      () => api.outline("build"),
      (lines) => lines.filter((line) => line.startsWith("  ") && !line.startsWith("   ") && line.includes(" ago")).length >= 15,
    );
    assert.ok(outline.some((line) => line.includes("in progress")));
  });

  it("keeps its rows when the account is reset", async () => {
    const api = await extension().activate();
    await vscode.commands.executeCommand("awsDevOps.resetSimulated");
    assert.ok((await api.outline("build")).includes("CodePipeline"));
  });
});
