import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";

const TEMPLATE = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueNam: x\n";

/** The language servers of ours that run: the live processes that this extension host has started know their arguments. */
function servers(): Partial<ChildProcess>[] {
  const activeHandles = Reflect.get(process, "_getActiveHandles") as () => Partial<ChildProcess>[];
  return activeHandles.call(process).filter(({ spawnargs }) => spawnargs?.some((argument) => /dist.server\.js$/.test(argument)) === true);
}

const copies = mkdtempSync(path.join(tmpdir(), "devops-for-aws-templates-"));

/** A copy of a file of the workspace, because the editor may save by itself what a test edits. */
function copyOf(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "no workspace is open");
  const copy = path.join(copies, path.basename(name));
  copyFileSync(path.join(folder.uri.fsPath, name), copy);
  return vscode.Uri.file(copy);
}

async function show(source: vscode.Uri | { language: string; content: string }): Promise<vscode.TextEditor> {
  const document = "language" in source ? await vscode.workspace.openTextDocument(source) : await vscode.workspace.openTextDocument(source);
  return vscode.window.showTextDocument(document, { preview: false });
}

/** Waits until the diagnostics of a document are as they should, for as long as mocha lets the test run. */
async function diagnosed(uri: vscode.Uri, codes: readonly string[]): Promise<vscode.Diagnostic[]> {
  for (;;) {
    const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "CloudFormation");
    if (JSON.stringify(found.map(({ code }) => code)) === JSON.stringify(codes)) return found;
    await new Promise<void>((resolve) => {
      const listener = vscode.languages.onDidChangeDiagnostics(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}

describe("templates", () => {
  after(() => rmSync(copies, { recursive: true, force: true }));

  it("that are none start no server, however they are edited", async () => {
    await vscode.extensions.getExtension("devops-for-aws.devops-for-aws")?.activate();
    const kubernetes = await show(copyOf("deploy/kubernetes.yaml"));
    const others = [
      await show(copyOf("buildspec.yml")),
      await show(copyOf("package.json")),
      await show({ language: "yaml", content: "services:\n  web:\n    image: x\n# Resources: {A: {Type: AWS::S3::Bucket}}\n" }),
      await show({ language: "json", content: '{ "openapi": "3.1.0", "Resources": { "A": { "Type": "AWS::S3::Bucket" } } }' }),
    ];
    // each edit and each look at it goes through the editor and back, while a server would be starting
    for (const { document } of [...others, kubernetes]) {
      const editor = await vscode.window.showTextDocument(document);
      assert.ok(await editor.edit((edit) => edit.insert(document.positionAt(0), " ")));
      await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", document.uri);
      await vscode.commands.executeCommand("undo");
    }
    assert.equal(servers().length, 0);
  });

  it("are checked when they are opened, and while they are edited", async () => {
    const { document } = await show(copyOf("template.yaml"));
    const [line] = [...document.getText().matchAll(/BucketName/g)];
    assert.ok(line);
    const editor = await vscode.window.showTextDocument(document);
    const end = document.positionAt(line.index + "BucketName".length);
    assert.ok(await editor.edit((edit) => edit.insert(end, "s")));
    const [found] = await diagnosed(document.uri, ["E3002"]);
    assert.ok(found);
    assert.equal(document.getText(found.range), "BucketNames");
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    assert.match(found.message, /Did you mean "BucketName"\?/);
    assert.equal(servers().length, 1);
    await vscode.commands.executeCommand("undo");
    await diagnosed(document.uri, []);
  });

  it("without a file are checked too, from when they have become one", async () => {
    const { document } = await show({ language: "plaintext", content: "" });
    const editor = await vscode.window.showTextDocument(document);
    for (const part of TEMPLATE.split(/(?<=\n)/)) {
      assert.ok(await editor.edit((edit) => edit.insert(document.positionAt(document.getText().length), part)));
    }
    const [found] = await diagnosed(document.uri, ["E3002"]);
    assert.equal(document.getText(found?.range), "QueueNam");
  });

  it("in JSON and read-only are checked", async () => {
    const scheme = "templates-test";
    const content = '{ "Resources": { "A": { "Type": "AWS::SNS::Topik" } } }';
    const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent: () => content });
    const { document } = await show(vscode.Uri.from({ scheme, path: path.posix.join("/", "topic.json") }));
    const [found] = await diagnosed(document.uri, ["E3006"]);
    assert.equal(document.getText(found?.range), "AWS::SNS::Topik");
    provider.dispose();
  });

  it("pasted in one piece are checked however long they are", async () => {
    const { document } = await show({ language: "yaml", content: "" });
    const editor = await vscode.window.showTextDocument(document);
    assert.ok(await editor.edit((edit) => edit.insert(document.positionAt(0), TEMPLATE + "# and so on\n".repeat(3_000))));
    const [found] = await diagnosed(document.uri, ["E3002"]);
    assert.equal(document.getText(found?.range), "QueueNam");
  });

  it("that are the earlier version of a document are not checked", async () => {
    const provider = { provideTextDocumentContent: () => TEMPLATE };
    const scheme = "templates-test";
    const current = vscode.Uri.from({ scheme, path: path.posix.join("/", "current.yaml") });
    const earlier = current.with({ scheme: "svn" });
    const providers = [scheme, "svn"].map((known) => vscode.workspace.registerTextDocumentContentProvider(known, provider));
    await show(earlier);
    await show(current);
    // opened later and answered: the server was not told of the first
    await diagnosed(current, ["E3002"]);
    await diagnosed(earlier, []);
    providers.forEach((registered) => registered.dispose());
  });

  it("are not checked any more when they cease to be one, and are again", async () => {
    const editor = await show({ language: "yaml", content: TEMPLATE });
    const { document } = editor;
    await diagnosed(document.uri, ["E3002"]);
    const start = document.positionAt(0);
    assert.ok(await editor.edit((edit) => edit.insert(start, "kind: Deployment\n")));
    await diagnosed(document.uri, []);
    assert.ok(await editor.edit((edit) => edit.delete(new vscode.Range(start, start.translate(1)))));
    await diagnosed(document.uri, ["E3002"]);
  });

  it("are checked as what the user calls them", async () => {
    const { document } = await show({ language: "yaml", content: "Resources: {A: {Type: AWS::SNS::Topik}}" });
    await diagnosed(document.uri, ["E3006"]);
    await vscode.languages.setTextDocumentLanguage(document, "python");
    await diagnosed(document.uri, []);
    await vscode.languages.setTextDocumentLanguage(document, "yaml");
    await diagnosed(document.uri, ["E3006"]);
  });

  it("keep in step with quick typing while many others are opened behind them", async () => {
    const head = "Resources:\n  A:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      RetentionInDays: 30";
    const content = `${head}\n\n  B:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 1`;
    const editor = await show({ language: "yaml", content });
    const { document } = editor;
    const end = document.positionAt(head.length);
    editor.selection = new vscode.Selection(end, end);
    // nobody sees these: a client may keep back that they are open until it has something else to tell
    await Promise.all(Array.from({ length: 100 }, () => vscode.workspace.openTextDocument({ language: "yaml", content })));
    await Promise.all(["\n", ..."KmsKey: x".split("")].map((text) => vscode.commands.executeCommand("type", { text })));
    // the answer to the last edit is about all of them
    assert.ok(await editor.edit((edit) => edit.insert(document.positionAt(document.getText().length), "\n      Delay: 1")));
    const found = await diagnosed(document.uri, ["E3002", "E3002"]);
    assert.deepEqual(found.map(({ range }) => document.getText(range)), ["KmsKey", "Delay"]);
  });

  it("are checked by the next server when one crashed", async () => {
    const editor = await show({ language: "yaml", content: TEMPLATE });
    await diagnosed(editor.document.uri, ["E3002"]);
    const [crashed] = servers();
    assert.ok(crashed?.kill?.("SIGKILL"), "no server runs");
    await diagnosed(editor.document.uri, []);
    await diagnosed(editor.document.uri, ["E3002"]);
    assert.notEqual(servers()[0]?.pid, crashed?.pid);
  });

  it("are not checked while the check is turned off, and are once it is on again", async () => {
    const { document } = await show({ language: "yaml", content: TEMPLATE });
    await diagnosed(document.uri, ["E3002"]);
    const settings = vscode.workspace.getConfiguration("awsDevOps.templates");
    await settings.update("check", false, vscode.ConfigurationTarget.Global);
    await diagnosed(document.uri, []);
    await settings.update("check", undefined, vscode.ConfigurationTarget.Global);
    await diagnosed(document.uri, ["E3002"]);
  });

  it("share one server", () => assert.equal(servers().length, 1));
});
