import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClientCapabilities, CodeAction, CodeLens, CompletionItem, CompletionList, Hover, InlayHint, LocationLink, Position, SemanticTokens, SymbolInformation, TextEdit, WorkspaceEdit } from "vscode-languageserver/node";
import { marks } from "../language/marks.ts";
import { ServerClient } from "./client.ts";

const URI = "file:///template.yaml";

/** What VS Code says of itself, of what is looked at here. */
const EDITOR: ClientCapabilities = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true, insertTextModeSupport: { valueSet: [1, 2] }, documentationFormat: ["markdown", "plaintext"] } },
    hover: { contentFormat: ["markdown", "plaintext"] },
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

describe("what the language server does for an editor", () => {
  let server: ServerClient;

  beforeEach(async () => {
    server = new ServerClient();
    await server.initialize({ suggestAgain: "again" }, EDITOR);
  });

  afterEach(() => server.process.kill());

  /** Opens a text and tells where its `|` stands. */
  async function open(marked: string): Promise<{ textDocument: { uri: string }; position: Position }> {
    const { text, offsets } = marks(marked);
    await server.open(URI, "yaml", text);
    const before = text.slice(0, offsets[0] ?? 0).split("\n");
    return { textDocument: { uri: URI }, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
  }

  it("suggests, tells documentation when it is looked at, and goes on", async () => {
    const at = await open("Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketN|\n");
    const { items } = await server.request<CompletionList>("textDocument/completion", at);
    expect(items[0]?.label).toBe("BucketName");
    expect(items[0]?.documentation).toBeUndefined();
    expect(items[0]?.command?.command).toBe("again");
    const { documentation } = await server.request<CompletionItem>("completionItem/resolve", items[0]);
    expect(JSON.stringify(documentation)).toContain("name for the bucket");
  });

  it("suggests by what was typed a moment ago", async () => {
    const { textDocument, position } = await open("Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      |\n");
    await server.change(URI, 2, { range: { start: position, end: position }, text: "Vers" });
    const behind = { line: position.line, character: position.character + 4 };
    const { items } = await server.request<CompletionList>("textDocument/completion", { textDocument, position: behind });
    expect(items[0]?.label).toBe("VersioningConfiguration");
    expect((await server.diagnostics(URI, 2)).map(({ code }) => code)).toEqual(["E3012"]);
  });

  it("tells, finds and renames a parameter, and says why it cannot be called so", async () => {
    const at = await open("AWSTemplateFormatVersion: 2010-09-09\nParameters:\n  Stage: {Type: String, Default: test}\nOutputs:\n  O: {Value: !Sub \"x-${St|age}\"}\n");
    const hover = await server.request<Hover>("textDocument/hover", at);
    expect(JSON.stringify(hover.contents)).toContain("Default: `test`");
    const [link] = await server.request<LocationLink[]>("textDocument/definition", at);
    expect(link?.targetSelectionRange).toEqual({ start: { line: 2, character: 2 }, end: { line: 2, character: 7 } });
    const edit = await server.request<WorkspaceEdit>("textDocument/rename", { ...at, newName: "Step" });
    expect(edit.changes?.[URI]).toEqual([
      { range: { start: { line: 2, character: 2 }, end: { line: 2, character: 7 } }, newText: "Step" },
      { range: { start: { line: 4, character: 23 }, end: { line: 4, character: 28 } }, newText: "Step" },
    ]);
    await expect(server.request("textDocument/rename", { ...at, newName: "a b" })).rejects.toThrow("is no name for this");
  });

  it("offers what was meant as a fix of the diagnostic, and mends all on demand", async () => {
    const { textDocument, position } = await open("Resources:\n  A:\n    Type: AWS::SNS::To|pik\n  B:\n    Type: AWS::SQS::Queu\n");
    const diagnostics = await server.diagnostics(URI, 1);
    const range = { start: position, end: position };
    const [first] = await server.request<CodeAction[]>("textDocument/codeAction", { textDocument, range, context: { diagnostics } });
    expect(first).toMatchObject({ title: "Change to AWS::SNS::Topic", kind: "quickfix", isPreferred: true });
    expect(first?.diagnostics).toHaveLength(1);
    const [all] = await server.request<CodeAction[]>("textDocument/codeAction", { textDocument, range, context: { diagnostics, only: ["source.fixAll"] } });
    expect(all?.edit?.changes?.[URI]?.map(({ newText }) => newText)).toEqual(["AWS::SNS::Topic", "AWS::SQS::Queue"]);
  });

  it("colours variables, tells values and uses, and formats", async () => {
    const { textDocument } = await open("AWSTemplateFormatVersion: 2010-09-09\nParameters:\n    P: {Type: String, Default: test}\nOutputs:\n    O: {Value: !Sub \"${P}\"}\n    Q: {Value: !Ref P}|\n");
    const { data } = await server.request<SemanticTokens>("textDocument/semanticTokens/full", { textDocument });
    expect(data).toEqual([4, 23, 1, 0, 0]);
    const range = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };
    const hints = await server.request<InlayHint[]>("textDocument/inlayHint", { textDocument, range });
    expect(hints.map(({ label, position }) => [label, position.line])).toEqual([["= test", 5]]);
    const [lens] = await server.request<CodeLens[]>("textDocument/codeLens", { textDocument });
    expect(lens?.command?.title).toBe("2 references");
    const [edit] = await server.request<TextEdit[]>("textDocument/formatting", { textDocument, options: { tabSize: 2, insertSpaces: true } });
    expect(edit?.newText.split("\n").every((line) => !line.startsWith("    "))).toBe(true);
  });

  it("says nothing of a document that is no template", async () => {
    const at = await open("apiVersion: v1\nkind: Pod\nRes|\n");
    expect(await server.request("textDocument/completion", at)).toBeNull();
  });
});

describe("what the language server does for an editor that can little", () => {
  let server: ServerClient;

  beforeEach(async () => {
    server = new ServerClient();
    await server.initialize({}, { textDocument: { hover: { contentFormat: ["plaintext"] }, completion: { completionItem: { documentationFormat: ["plaintext"] } } } });
  });

  afterEach(() => server.process.kill());

  /** The text after a suggestion was taken as plain text, as it stands. */
  async function taken(text: string, position: Position, label: string): Promise<string> {
    await server.open(URI, "yaml", text);
    const { items } = await server.request<CompletionList>("textDocument/completion", { textDocument: { uri: URI }, position });
    const item = items.find((one) => one.label === label);
    expect(item).toMatchObject({ insertTextFormat: 1 });
    expect(item).not.toHaveProperty("insertTextMode");
    if (item?.textEdit === undefined || !("range" in item.textEdit)) throw new Error(`${label} is not suggested.`);
    const { range, newText } = item.textEdit;
    const lines = text.split("\n");
    const line = lines[range.start.line] ?? "";
    lines[range.start.line] = line.slice(0, range.start.character) + newText + line.slice(range.end.character);
    return lines.join("\n");
  }

  it("suggests plain text without places to go on at, indented as the line is", async () => {
    const text = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Vpc\n";
    expect(await taken(text, { line: 4, character: 9 }, "VpcConfig")).toBe(text.replace("Vpc\n", "VpcConfig:\n        \n"));
  });

  it("writes of a function what stands there at first", async () => {
    const text = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !Su\n";
    const after = await taken(text, { line: 4, character: 21 }, "!Sub");
    expect(after).not.toMatch(/\$\{?\d/);
    expect(after).toContain("BucketName: !Sub");
  });

  it("tells without marks, and where names are in the oldest forms", async () => {
    const text = "AWSTemplateFormatVersion: 2010-09-09\nParameters:\n  Stage: {Type: String, Default: te_st}\nOutputs:\n  O: {Value: !Ref Stage}\n";
    await server.open(URI, "yaml", text);
    const textDocument = { uri: URI };
    const at = { textDocument, position: { line: 4, character: 19 } };
    const { contents } = await server.request<Hover>("textDocument/hover", at);
    expect(contents).toMatchObject({ kind: "plaintext" });
    expect(JSON.stringify(contents)).toContain("Default: te_st");
    expect(JSON.stringify(contents)).not.toMatch(/\*\*|`|\\\\/);
    expect(await server.request("textDocument/definition", at)).toEqual([{ uri: URI, range: { start: { line: 2, character: 2 }, end: { line: 2, character: 7 } } }]);
    const symbols = await server.request<SymbolInformation[]>("textDocument/documentSymbol", { textDocument });
    expect(symbols.map(({ name, containerName, location }) => [name, containerName, location.range.start.line])).toEqual([
      ["AWSTemplateFormatVersion", undefined, 0],
      ["Parameters", undefined, 1],
      ["Stage", "Parameters", 2],
      ["Outputs", undefined, 3],
      ["O", "Outputs", 4],
    ]);
  });
});
