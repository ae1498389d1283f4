import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../../src/language/check.ts";
import { complete } from "../../../../src/language/features/completion.ts";
import { MOST_SUGGESTIONS, type Suggestion } from "../../../../src/language/features/suggestion.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { templates } from "../fixtures.ts";
import { openSchemas } from "../schemas.ts";
import { at, contextOf } from "./context.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

function suggested(marked: string, exports: readonly string[] = []): readonly Suggestion[] {
  const { document, offset } = at(marked);
  return complete(document, offset, contextOf(schemas, { exports })).items;
}

const labels = (marked: string) => suggested(marked).map(({ label }) => label);

/** The text with a suggestion taken, as the editor does it; the cursor stands where the snippet ends first. */
function take(marked: string, label: string): string {
  const { text } = at(marked);
  const item = suggested(marked).find((one) => one.label === label);
  if (item === undefined) throw new Error(`${label} is not among ${labels(marked).slice(0, 20).join(", ")} in\n${marked}`);
  const lineStart = text.lastIndexOf("\n", item.range.start - 1) + 1;
  const indentation = /^ */.exec(text.slice(lineStart))?.[0] ?? "";
  const snippet = item.snippet.replaceAll("\n", `\n${indentation}`).replaceAll("\t", "  ");
  const stop = /\$1|\$\{1:?[^}]*\}/.test(snippet) ? /\$1|\$\{1:?([^}]*)\}/ : /\$0/;
  const marker = snippet.replace(stop, "‸$1").replaceAll(/(?<!\\)(?:\$\d|\$\{\d:?([^}]*)\})/g, "$1").replaceAll(/\\([\\$}])/g, "$1");
  const inserted = marker.includes("‸") ? marker.replace("‸", "|") : `${marker}|`;
  return text.slice(0, item.range.start) + inserted + text.slice(item.range.end);
}

const BUCKET = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n";
const NAMES = "Parameters:\n  P:\n    Type: String\nMappings:\n  M:\n    us-east-1: {Image: a, Size: b}\n    eu-west-1: {Image: c}\nConditions:\n  C: !Equals [!Ref P, a]\n";
const QUEUE = "  Queue:\n    Type: AWS::SQS::Queue\n";
const sub = (value: string) => `${NAMES}Resources:\n${QUEUE}  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: ${value}\n`;

describe("what completion offers", () => {
  it.each<[what: string, marked: string, first: readonly string[]]>([
    ["sections", "Resources:\n  A: {Type: AWS::S3::Bucket}\nOut|\n", ["Outputs"]],
    ["sections behind a damaged one", "Resources:\n  A: {Type: AWS::S3::Bucket\n\nPar|\n", ["Parameters"]],
    ["types", "Resources:\n  A:\n    Type: AWS::S3::Buc|\n", ["AWS::S3::Bucket", "AWS::S3::BucketPolicy"]],
    ["types by their last part", "Resources:\n  A:\n    Type: BucketPol|\n", ["AWS::S3::BucketPolicy"]],
    ["attributes of a resource", "Resources:\n  A:\n    |\n", ["Type", "Properties", "DependsOn", "Condition"]],
    ["properties", `${BUCKET}      BucketN|\n`, ["BucketName"]],
    ["properties before others", `${BUCKET}      Vers|\n      BucketName: x\n`, ["VersioningConfiguration"]],
    ["properties of a half-typed resource", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: \"x\n      Vers|\n  B:\n    Type: AWS::SQS::Queue\n", ["VersioningConfiguration"]],
    ["properties in braces", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties: {BucketN|}\n", ["BucketName"]],
    ["properties of an item", `${BUCKET}      Tags:\n        - |\n`, ["Key", "Value"]],
    ["properties within a branch", `${BUCKET}      VersioningConfiguration: !If\n        - C\n        - Sta|\n`, ["Status"]],
    ["values of an enumeration", `${BUCKET}      VersioningConfiguration:\n        Status: |\n`, ["Enabled", "Suspended"]],
    ["values in quotes", `${BUCKET}      VersioningConfiguration:\n        Status: "En|"\n`, ["Enabled", "Suspended"]],
    ["booleans", "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: |\n", ["true", "false"]],
    ["policies", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: R|\n", ["Retain", "RetainExceptOnCreate"]],
    ["parameter types", "Parameters:\n  P:\n    Type: Str|\n", ["String"]],
    ["the names of Ref", sub("!Ref |"), ["P", "Queue"]],
    ["the names of a long Ref", sub("\n        Ref: Que|"), ["Queue"]],
    ["resources of GetAtt", sub("!GetAtt Q|"), ["Queue"]],
    ["attributes of GetAtt", sub("!GetAtt Queue.Queue|"), ["QueueName", "QueueUrl"]],
    ["attributes in a list", sub("!GetAtt [Queue, Ar|]"), ["Arn"]],
    ["variables", sub('!Sub "x-${|"'), ["P", "Queue", "AWS::AccountId"]],
    ["variables before what follows", sub('!Sub "x-${Qu|}-${P}"'), ["Queue"]],
    ["attributes of variables", sub('!Sub "x-${Queue.A|}"'), ["Arn"]],
    ["variables of its own", sub('!Sub ["${|", {Mine: x}]'), ["Mine", "P"]],
    ["variables in a block", sub("!Sub |\n        ${Que|}").replace("!Sub |", "!Sub ‖"), ["Queue"]],
    ["mappings", sub("!FindInMap [|]"), ["M"]],
    ["keys of a mapping", sub("!FindInMap [M, |]"), ["us-east-1", "eu-west-1"]],
    ["keys below a key", sub("!FindInMap [M, eu-west-1, |]"), ["Image"]],
    ["keys below any key", sub("!FindInMap [M, !Ref AWS::Region, |]"), ["Image", "Size"]],
    ["conditions of a function", sub("!If [|, a, b]"), ["C"]],
    ["conditions of a resource", `${NAMES}Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Condition: |\n`, ["C"]],
    ["dependencies", `Resources:\n${QUEUE}  A:\n    Type: AWS::S3::Bucket\n    DependsOn: |\n`, ["Queue"]],
    ["dependencies in a list", `Resources:\n${QUEUE}  A:\n    Type: AWS::S3::Bucket\n    DependsOn:\n      - |\n`, ["Queue"]],
    ["functions", sub("!Su|"), ["!Sub"]],
    ["functions of conditions", "Conditions:\n  C: !Eq|\n", ["!Equals"]],
    ["functions in their long form", sub("\n        Fn::GetA|"), ["Fn::GetAtt", "Fn::GetAZs"]],
    ["properties in JSON", '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketN|"}}}}', ["BucketName"]],
    ["properties in JSON without quotes", '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {\n  Vers|\n}}}}', ["VersioningConfiguration"]],
    ["types in JSON", '{"Resources": {"A": {"Type": "AWS::S3::BucketP|"}, "B": {"Type": "AWS::SQS::Queue"}}}', ["AWS::S3::BucketPolicy"]],
    ["functions in JSON", '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Su|"}}}}}', ["Fn::Sub"]],
    ["names in JSON", '{"Parameters": {"P": {"Type": "String"}}, "Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "|"}}}}}', ["P"]],
  ])("%s", (_, marked, first) => {
    expect(labels(marked).slice(0, first.length)).toEqual(first);
  });

  it("exports of other templates", () => {
    expect(suggested(sub("!ImportValue |"), ["shared-vpc"]).map(({ label }) => label)).toEqual(["shared-vpc"]);
  });

  it("required properties first, and none twice", () => {
    const found = suggested("Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: x\n      |\n");
    expect(found[0]?.label).toBe("Code");
    expect(found.map(({ label }) => label)).not.toContain("Role");
    expect(found.map(({ label }) => label)).not.toContain("Arn");
  });

  it("roles to a property that takes the ARN of one", () => {
    const marked = "Resources:\n  R:\n    Type: AWS::IAM::Role\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: |\n";
    expect(labels(marked)[0]).toBe("!GetAtt R.Arn");
  });

  it.each(["# Buck|\n", `${BUCKET}      # Buck|\n`, "Resources:\n  A:\n    Type: AWS::No::Such\n    Properties:\n      X: |x\n"])("nothing where nothing is known: %j", (marked) => {
    expect(suggested(marked).filter(({ kind }) => kind !== "function")).toEqual([]);
  });

  it("no more than somebody reads", () => {
    const { document, offset } = at("Resources:\n  A:\n    Type: |\n");
    const found = complete(document, offset, contextOf(schemas));
    expect(found.items).toHaveLength(MOST_SUGGESTIONS);
    expect(found.isIncomplete).toBe(true);
  });

  it("an answer at each place of templates and of their beginnings, without an exception", () => {
    for (const { name, text } of templates) {
      for (let cursor = 0; cursor < Math.min(text.length, 6_000); cursor += 17) {
        const language = name.endsWith(".json") ? "json" : "yaml";
        for (const part of [text, text.slice(0, cursor)]) {
          const { document } = at(part.replaceAll("|", "‖"));
          expect(() => complete(document, Math.min(cursor, document.length), contextOf(schemas)), `${language} ${name} at ${cursor}`).not.toThrow();
        }
      }
    }
  });
});

describe("what is accepted", () => {
  it("goes on, until a function is whole and right", () => {
    let text = "Resources:\n  |\n";
    text = take(text, "AWS::Lambda::Function");
    expect(text).toBe("Resources:\n  Function:\n    Type: AWS::Lambda::Function\n    Properties:\n      |\n");
    text = take(text, "Role").replace("|", "arn:aws:iam::123456789012:role/r\n      |");
    text = take(text, "Runtime");
    text = take(text, "nodejs22.x").replace("|", "\n      |");
    text = take(text, "Handler").replace("|", "index.handler\n      |");
    text = take(text, "Code");
    expect(text.endsWith("      Code:\n        |\n")).toBe(true);
    text = take(text, "ZipFile").replace("|", "exports.handler = () => 1");
    expect(check("yaml", text, schemas).filter(({ code }) => code.startsWith("E"))).toEqual([]);
  });

  it.each<[what: string, marked: string, label: string, taken: string]>([
    ["a type with its properties", "Resources:\n  A:\n    Type: |\n", "AWS::S3::Bucket", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      |\n"],
    ["a type alone where there is more", "Resources:\n  A:\n    Type: AWS::|\n    Properties: {}\n", "AWS::S3::Bucket", "Resources:\n  A:\n    Type: AWS::S3::Bucket|\n    Properties: {}\n"],
    ["an object in an item", `${BUCKET}      Tags:\n        - Ke|\n`, "Key", `${BUCKET}      Tags:\n        - Key: |\n`],
    ["a list", `${BUCKET}      Ta|\n`, "Tags", `${BUCKET}      Tags:\n        - |\n`],
    ["a variable", sub('!Sub "${Q|"'), "Queue", sub('!Sub "${Queue}|"')],
    ["a resource whose attribute comes next", sub("!GetAtt Q|"), "Queue", sub("!GetAtt Queue.|")],
    ["a key in JSON", '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"B|"}}}}', "BucketName", '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "|"}}}}'],
    ["a resource in JSON", '{"Resources": {\n  "|"\n}}', "AWS::S3::Bucket", '{"Resources": {\n  "Bucket": {\n    "Type": "AWS::S3::Bucket",\n    "Properties": {\n      |\n    }\n  }\n}}'],
    ["a second resource in JSON", '{"Resources": {\n  "Bucket": {"Type": "AWS::SQS::Queue"},\n  |\n}}', "AWS::S3::Bucket", '{"Resources": {\n  "Bucket": {"Type": "AWS::SQS::Queue"},\n  "Bucket2": {\n    "Type": "AWS::S3::Bucket",\n    "Properties": {\n      |\n    }\n  }\n}}'],
    ["a key that has a value", `${BUCKET}      Buck|: x\n`, "BucketName", `${BUCKET}      BucketName|: x\n`],
    ["a value in quotes", `${BUCKET}      VersioningConfiguration: {Status: 'E|'}\n`, "Enabled", `${BUCKET}      VersioningConfiguration: {Status: 'Enabled'|}\n`],
  ])("is %s", (_, marked, label, taken) => {
    expect(take(marked, label)).toBe(taken.replaceAll("‖", "|"));
  });
});
