import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Diagnostic, DiagnosticSeverity, TextDocumentSyncKind } from "vscode-languageserver/node";
import { foreign, templates } from "../language/fixtures.ts";
import { ServerClient } from "./client.ts";

const BUCKET = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: abc\n";

describe("the language server", () => {
  let server: ServerClient;

  beforeEach(() => {
    server = new ServerClient();
  });

  afterEach(() => server.process.kill());

  it("says what it can, and ends when it is told to", async () => {
    const { capabilities } = await server.initialize();
    expect(capabilities.textDocumentSync).toEqual({ openClose: true, change: TextDocumentSyncKind.Incremental });
    expect(await server.stop()).toBe(0);
  });

  it("ends when its client is gone", async () => {
    await server.initialize();
    const ended = once(server.process, "exit");
    server.process.stdin?.end();
    await ended;
  });

  it("follows edits that arrive in pieces", async () => {
    const uri = "file:///template.yaml";
    await server.initialize();
    await server.open(uri, "yaml", BUCKET);
    expect(await server.diagnostics(uri, 1)).toEqual([]);

    // BucketName → BucketNam
    const last = { line: 4, character: 15 };
    await server.change(uri, 2, { range: { start: last, end: { line: 4, character: 16 } }, text: "" });
    expect(await server.diagnostics(uri, 2)).toEqual([
      {
        range: { start: { line: 4, character: 6 }, end: last },
        severity: 1,
        source: "CloudFormation",
        code: "E3002",
        message: 'AWS::S3::Bucket has no property "BucketNam". Did you mean "BucketName"?',
      },
    ]);

    // two edits in one message: a line before it, and the letter again
    await server.change(
      uri,
      3,
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "Description: é🚚\r\n" },
      { range: { start: { line: 5, character: 15 }, end: { line: 5, character: 15 } }, text: "e" },
    );
    expect(await server.diagnostics(uri, 3)).toEqual([]);
  });

  it("checks once what was typed while it was busy", async () => {
    const uri = "file:///template.yaml";
    await server.initialize();
    await server.open(uri, "yaml", BUCKET);
    await server.diagnostics(uri, 1);
    const end = { line: 4, character: 21 };
    const edits = Array.from({ length: 60 }, (_, index) => index + 2);
    await Promise.all(edits.map((version) => server.change(uri, version, { range: { start: end, end }, text: "y" })));
    expect((await server.diagnostics(uri, 61)).filter(({ severity }) => severity === DiagnosticSeverity.Error)).toEqual([]);
    // what arrives with the first of them is read before anything is checked; the pipe may bring them in more than one part
    expect((server.versions.get(uri) ?? []).length).toBeLessThan(10);
  });

  it("tells what was meant by the first of many wrong words, and by all of those it looked for before", async () => {
    const uri = "file:///template.yaml";
    const types = Array.from({ length: 100 }, (_, index) => `  R${index}: {Type: AWS::S3::Buckt${index}}\n`);
    await server.initialize();
    await server.open(uri, "yaml", `Resources:\n${types.join("")}`);
    const meant = (found: readonly Diagnostic[]) => found.filter(({ message }) => JSON.stringify(message).includes("Did you mean")).length;
    const isAll = (found: readonly Diagnostic[]) => found.length === 100;
    const first = await server.diagnostics(uri, 1, isAll);
    // what takes long is told in parts, each of which looks for some more
    const parts = (server.versions.get(uri) ?? []).length;
    expect(meant(first)).toBe(Math.min(100, 20 * parts));
    await server.change(uri, 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "\n" });
    expect(meant(await server.diagnostics(uri, 2, isAll))).toBe(Math.min(100, 20 * (parts + 1)));
  });

  it("is not held up by comments without end, nor by variables that are never closed", async () => {
    await server.initialize();
    await server.open("file:///comments.yaml", "yaml", `${"# x\n".repeat(2_000_000)}${BUCKET}`);
    expect(await server.diagnostics("file:///comments.yaml", 1)).toEqual([]);
    await server.open("file:///sub.yaml", "yaml", BUCKET.replace("x\n", `!Sub "${"${".repeat(500_000)}"\n`));
    expect(await server.diagnostics("file:///sub.yaml", 1)).toEqual([]);
  });

  it("forgets a document's mistakes when it is closed", async () => {
    const uri = "untitled:Untitled-1";
    await server.initialize();
    await server.open(uri, "plaintext", BUCKET.replace("Bucket\n", "Bukket\n"));
    expect((await server.diagnostics(uri, 1)).map(({ code }) => code)).toEqual(["E3006"]);
    await server.close(uri);
    expect(await server.diagnostics(uri, undefined)).toEqual([]);
  });

  it("tells the first mistakes only of a text that is full of them", async () => {
    const uri = "file:///broken.json";
    await server.initialize();
    await server.open(uri, "json", `{"AWSTemplateFormatVersion": x, "Resources": {${",".repeat(100_000)}}}`);
    const found = await server.diagnostics(uri, 1);
    expect(found).toHaveLength(500);
    expect(found[0]?.range.start).toEqual({ line: 0, character: 29 });
  });

  it("has nothing to say of right templates, and of what is none", async () => {
    await server.initialize();
    for (const { name, text } of [...templates, ...foreign]) {
      const uri = `file:///${name}`;
      await server.open(uri, name.endsWith(".json") ? "json" : "yaml", text);
      const found = await server.diagnostics(uri, 1);
      expect(found.filter(({ severity }) => severity === DiagnosticSeverity.Error), name).toEqual([]);
    }
  });
});
