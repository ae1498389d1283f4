import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCheck } from "../../src/check/program.ts";
import type { SchemaFile } from "../../src/server/schemaFile.ts";
import { openSchemas } from "./language/schemas.ts";

const BUCKET = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: {BucketNam: some-name}\n";
const FUNCTION = `Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: {Handler: a.b, Role: "arn:aws:iam::123456789012:role/r", Runtime: nodejs18.x, Code: {ZipFile: x}}
`;

describe("the command line", () => {
  let schemas: SchemaFile;
  let folder: string;

  beforeAll(async () => {
    schemas = await openSchemas();
  });
  afterAll(() => schemas.close());
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "check-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const run = (...args: string[]) => runCheck(args, folder, schemas, "1.2.3");

  it("prints JSON with places that count from zero and ends with 2 where there is an error", () => {
    write("a.yaml", BUCKET);
    const { printed, exitCode } = run("--format", "json", "a.yaml");
    expect(exitCode).toBe(2);
    expect(JSON.parse(printed)).toEqual([
      {
        file: "a.yaml",
        rule: "E3002",
        severity: "error",
        message: expect.stringContaining("BucketNam") as string,
        range: { start: { line: 3, character: 17 }, end: { line: 3, character: 26 } },
      },
    ]);
  });

  it("ends with 0 and prints an empty list where nothing is wrong", () => {
    write("a.yaml", BUCKET.replace("BucketNam", "BucketName"));
    expect(run("--format=json", "a.yaml")).toEqual({ printed: "[]", exitCode: 0 });
    expect(run("a.yaml")).toEqual({ printed: "", exitCode: 0 });
  });

  it("prints lines that terminals make links of, with a sum", () => {
    write("a.yaml", BUCKET);
    expect(run("a.yaml").printed).toMatch(/^a\.yaml:4:18: E3002 .*BucketNam.*\n1 error, 0 warnings, 0 hints$/);
  });

  it("prints SARIF with the rules that it tells", () => {
    write("a b.yaml", BUCKET);
    const { runs } = JSON.parse(run("--format", "sarif", "a b.yaml").printed) as { runs: { tool: { driver: { version: string; rules: { id: string }[] } }; results: object[] }[] };
    expect(runs[0]?.tool.driver).toMatchObject({ version: "1.2.3", rules: [{ id: "E3002" }] });
    expect(runs[0]?.results).toMatchObject([
      { ruleId: "E3002", ruleIndex: 0, level: "error", locations: [{ physicalLocation: { artifactLocation: { uri: "a%20b.yaml" }, region: { startLine: 4, startColumn: 18, endColumn: 27 } } }] },
    ]);
  });

  it("looks for templates below a folder, and only for these", () => {
    write("a/one.yaml", BUCKET);
    write("a/b/two.json", '{"Resources": {"A": {"Type": "AWS::S3::Buckt"}}}');
    write("a/compose.yaml", "services:\n  a: {image: b}\n");
    write("a/node_modules/three.yaml", BUCKET);
    const found = JSON.parse(run("--format", "json", "a").printed) as { file: string; rule: string }[];
    expect(found.map(({ file, rule }) => [file, rule])).toEqual([
      ["a/b/two.json", "E3006"],
      ["a/one.yaml", "E3002"],
    ]);
  });

  it("judges by the date that is given", () => {
    write("a.yaml", FUNCTION);
    const codes = (date: string) => (JSON.parse(run("--format", "json", "--date", date, "a.yaml").printed) as { rule: string }[]).map(({ rule }) => rule);
    expect(codes("2024-01-01")).toEqual([]);
    expect(codes("2025-10-01")).toContain("W2531");
    expect(codes("2040-01-01")).toContain("E2533");
  });

  it("tells hints where they are asked for", () => {
    write("a.yaml", "Resources:\n  A: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: [{AttributeName: a, KeyType: HASH}], AttributeDefinitions: [{AttributeName: a, AttributeType: S}], BillingMode: PAY_PER_REQUEST}}\n");
    expect(run("a.yaml").printed).toBe("");
    expect(run("--include-info", "a.yaml")).toMatchObject({ exitCode: 0, printed: expect.stringContaining("I3011") as string });
  });

  it("judges by the regions that are given", () => {
    write("a.yaml", "Resources:\n  A: {Type: AWS::AppRunner::Service, Properties: {SourceConfiguration: {ImageRepository: {ImageIdentifier: public.ecr.aws/a/b:latest, ImageRepositoryType: ECR_PUBLIC}}}}\n");
    expect(run("a.yaml").exitCode).toBe(0);
    expect(run("--regions", "us-east-1,af-south-1", "a.yaml")).toMatchObject({ exitCode: 2, printed: expect.stringContaining("E3006") as string });
  });

  it.each([
    ["ignored rules", "ignore_checks: [E3]\n", ""],
    ["a mandatory rule among ignored ones", "ignore_checks: [E3]\nmandatory_checks: [E3002]\n", "E3002"],
    ["templates to leave alone", "ignore_templates: ['*/a.yaml', a.yaml]\n", ""],
    ["text that is no settings", "- : [", "E3002"],
  ])("honours %s of .cfnlintrc", (_, settings, told) => {
    write("a.yaml", BUCKET);
    write(".cfnlintrc.yaml", settings);
    expect(run("a.yaml").printed).toContain(told);
    expect(run("a.yaml").printed === "").toBe(told === "");
  });

  it.each([[["--format", "xml", "a.yaml"]], [["--date", "2026-13-01", "a.yaml"]], [["--nothing", "a.yaml"]], [["--format"]], [[]], [["nowhere.yaml"]]])(
    "%j is called wrongly",
    (args) => {
      write("a.yaml", BUCKET);
      expect(run(...args)).toMatchObject({ exitCode: 1, complaint: expect.stringContaining("node check.js") as string });
    },
  );
});
