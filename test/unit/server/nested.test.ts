import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServerClient } from "./client.ts";

const NESTED = "Parameters: {One: {Type: String}, Two: {Type: String}, Three: {Type: String, Default: x}}\nResources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub '${One}${Two}${Three}'}}}\n";
const CONDITIONS = "Conditions:\n  East: !Equals [!Ref AWS::Region, us-east-1]\n  West: !Equals [!Ref AWS::Region, us-west-2]\n";
const stack = (url: string, parameters: string, before = "") =>
  `${before}Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ${url}\n      Parameters: ${parameters}\n`;

describe("a nested stack whose template stands beside", () => {
  let folder: string;
  let server: ServerClient;
  let opened = 0;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "nested-"));
    mkdirSync(path.join(folder, "parts"));
    writeFileSync(path.join(folder, "nested.yaml"), NESTED);
    server = new ServerClient();
    await server.initialize();
  });
  afterEach(() => {
    server.process.kill();
    rmSync(folder, { recursive: true });
  });

  async function told(text: string, name = "main"): Promise<readonly string[]> {
    opened += 1;
    const uri = pathToFileURL(path.join(folder, `${name}${opened}.yaml`)).href;
    await server.open(uri, "yaml", text);
    return (await server.diagnostics(uri, 1)).filter(({ code }) => code === "E3043").map(({ message, range }) => `${range.start.line} ${typeof message === "string" ? message : message.value}`);
  }

  it("is given the parameters that it has, and all that have no default", async () => {
    expect(await told(stack("./nested.yaml", "{One: a, Four: b}"))).toEqual([
      "5 ./nested.yaml needs the parameter Two, which is not given.",
      "5 ./nested.yaml has no parameter Four.",
    ]);
    expect(await told(stack("nested.yaml", "{One: a, Two: b}"))).toEqual([]);
    expect(await told(stack("../nested.yaml", "{One: a}"), "parts/main")).toHaveLength(1);
  });

  it("is judged in each way that conditions can be, and in no other", async () => {
    const parameters = "!If [East, {One: a, Two: b}, !If [West, {One: a}, {Two: b}]]";
    const found = await told(stack("nested.yaml", parameters, CONDITIONS));
    expect(found.toSorted()).toEqual([
      "8 nested.yaml needs the parameter One, which is not given when East is false and West is false.",
      "8 nested.yaml needs the parameter Two, which is not given when East is false and West is true.",
    ]);
  });

  it("is read again when its file changes", async () => {
    const text = stack("nested.yaml", "{One: a, Two: b, Four: c}");
    expect(await told(text)).toHaveLength(1);
    writeFileSync(path.join(folder, "nested.yaml"), NESTED.replace("Parameters: {", "Parameters: {Four: {Type: String}, "));
    expect(await told(text)).toEqual([]);
  });

  it("is left alone where it stands elsewhere, cannot be read, or is no whole template", async () => {
    writeFileSync(path.join(folder, "broken.yaml"), "Parameters: {A: [\nResources: x: y\n");
    for (const url of ["https://bucket.s3.amazonaws.com/nested.yaml", "missing.yaml", "broken.yaml", "parts", "/etc/hostname", '"//server/share/nested.yaml"']) {
      expect(await told(stack(url, "{Any: a}")), url).toEqual([]);
    }
  });
});
