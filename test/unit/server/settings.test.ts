import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Diagnostic, Hover } from "vscode-languageserver/node";
import { RuleSettings } from "../../../src/server/settings.ts";
import { ServerClient } from "./client.ts";

/** I3011 for what is not retained, W2001 for the parameter. */
const TEMPLATE = `Parameters: {P: {Type: String}}
Resources:
  T: {Type: AWS::DynamoDB::Table, Properties: {AttributeDefinitions: [{AttributeName: a, AttributeType: S}], KeySchema: [{AttributeName: a, KeyType: HASH}], BillingMode: PAY_PER_REQUEST}}
`;
/** A type that some regions lack. */
const REGIONAL = "Resources:\n  S: {Type: AWS::Lightsail::Bucket, Properties: {BucketName: some-name, BundleId: small_1_0}}\n";

const codesOf = (found: readonly Diagnostic[]) => found.map(({ code }) => code);

describe("the settings of rules in the editor", () => {
  let server: ServerClient;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "settings-"));
    server = new ServerClient();
    await server.initialize();
  });
  afterEach(() => {
    server.process.kill();
    rmSync(folder, { recursive: true });
  });

  const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const told = (codes: readonly string[]) => (found: readonly Diagnostic[]) => codesOf(found).join() === codes.join();

  /** Waits until exactly these codes are told. */
  async function tells(uri: string, ...codes: string[]): Promise<readonly Diagnostic[]> {
    return server.diagnostics(uri, 1, told(codes));
  }

  it("tell no advice until it is asked for", async () => {
    const uri = uriOf("a.yaml");
    await server.open(uri, "yaml", TEMPLATE);
    await tells(uri, "W2001");
    await server.configure({ advice: true });
    expect((await tells(uri, "W2001", "I3011", "I3011")).map(({ severity }) => severity)).toEqual([2, 4, 4]);
    await server.configure({});
    await tells(uri, "W2001");
  });

  it("say how much a rule matters, by its code or the beginning of codes", async () => {
    const uri = uriOf("a.yaml");
    await server.open(uri, "yaml", TEMPLATE);
    await tells(uri, "W2001");
    await server.configure({ rules: { W2001: "off" } });
    await tells(uri);
    await server.configure({ rules: { W: "off", W2001: "error", I3011: "information" } });
    const found = await tells(uri, "W2001", "I3011", "I3011");
    expect(found.map(({ severity }) => severity)).toEqual([1, 3, 3]);
  });

  it("say which regions a template is for", async () => {
    const uri = uriOf("a.yaml");
    await server.open(uri, "yaml", REGIONAL);
    await tells(uri);
    await server.configure({ regions: ["us-east-1", "af-south-1"] });
    const [found] = await tells(uri, "E3006");
    expect(found?.message).toContain("af-south-1");
  });

  it("are joined by the nearest .cfnlintrc, which is read again when it changes", async () => {
    const file = path.join(folder, ".cfnlintrc.yaml");
    writeFileSync(file, "ignore_checks: [W2]\nregions: [af-south-1]\n");
    const [uri, regional] = [uriOf("deep/in/a.yaml"), uriOf("deep/b.yaml")];
    await server.open(uri, "yaml", TEMPLATE);
    await server.open(regional, "yaml", REGIONAL);
    await tells(uri);
    await tells(regional, "E3006");
    writeFileSync(file, "include_checks: [I3011]\n");
    await server.touched(pathToFileURL(file).href);
    await tells(uri, "W2001", "I3011", "I3011");
    await tells(regional);
    // what the user says goes first
    await server.configure({ rules: { I3011: "off" } });
    await tells(uri, "W2001");
  });

  it("say for which region a hover tells what a reference is", async () => {
    const uri = uriOf("a.yaml");
    await server.configure({ regions: ["eu-central-1"] });
    await server.open(uri, "yaml", 'Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub "news-${AWS::Region}"}}\n');
    const at = { textDocument: { uri }, position: { line: 1, character: 69 } };
    expect(JSON.stringify(await server.request<Hover>("textDocument/hover", at))).toContain("eu-central-1");
  });
});

it("rules about dates judge by another day once that has begun", () => {
  let date = "2026-11-27";
  const rules = new RuleSettings(() => ({ regions: ["us-east-1"], date }));
  const before = rules.of("untitled:a");
  expect(rules.of("untitled:a")).toBe(before);
  date = "2026-11-28";
  expect(rules.of("untitled:a").settings.date).toBe("2026-11-28");
});
