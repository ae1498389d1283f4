import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../src/language/check.ts";
import { TemplateDocument } from "../../../src/language/document/templateDocument.ts";
import { entryOf } from "../../../src/language/syntax/tree.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { marks, stretches } from "./marks.ts";
import { openSchemas } from "./schemas.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

/** The resources of a template, each with the names of its properties. */
function resources(languageId: string, text: string): Record<string, string[]> {
  const { entries } = new TemplateDocument(languageId, text);
  return Object.fromEntries(entries.flatMap(({ section, key, node }) => {
    if (section !== "Resources" || key === undefined) return [];
    const properties = entryOf(node, "Properties")?.value;
    return [[key, properties?.kind === "mapping" ? properties.entries.map((entry) => entry.key.value) : []]];
  }));
}

const syntax = (languageId: string, text: string) =>
  check(languageId, text, schemas).flatMap(({ code, start, end }) => (code === "E0000" ? { start, end } : []));

const B = "  B:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: b\n";

describe("half-typed YAML", () => {
  it.each([
    ["a quote", `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: |"|\n      AccessControl: Private\n${B}`, ["BucketName", "AccessControl"]],
    ["a quote with words behind it", `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: |'abc def|\n      AccessControl: Private\n${B}`, ["BucketName", "AccessControl"]],
    ["a quote at the end of an entry", `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: |"abc|\n${B}`, ["BucketName"]],
    ["a bracket", `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags: |[|{Key: a}\n      AccessControl: Private\n${B}`, ["Tags", "AccessControl"]],
    ["a first key", `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      |Tag|\n      AccessControl: Private\n${B}`, ["Tag", "AccessControl"]],
    ["a first key that is indented too far", `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n         |Tags|: []\n      AccessControl: Private\n${B}`, ["Tags", "AccessControl"]],
    ["a last key", `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      AccessControl: Private\n      |Tag|\n${B}`, ["AccessControl", "Tag"]],
    ["a last entry", `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      AccessControl: Private\n  |Queu|\n${B}`, ["AccessControl"]],
    ["a value in two parts", `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: "a" |b|\n${B}`, ["BucketName"]],
  ])("leaves what stands below alone: %s", (_, marked, properties) => {
    const { text, ranges } = stretches(marked);
    expect(resources("yaml", text)).toMatchObject({ A: properties, B: ["QueueName"] });
    expect(syntax("yaml", text)).toEqual(ranges);
    expect(check("yaml", text, schemas).filter(({ start }) => start >= text.indexOf("  B:")).map(({ code }) => code)).not.toContain("E0000");
  });

  it("keeps the entries of a top-level key that is typed anew, and asks nothing of them", () => {
    const text = `Resources:\n  A:\n    Type: AWS::S3::Bucket\nOutp\n  O:\n    Value: !Ref A\n`;
    expect(resources("yaml", text)).toEqual({ A: [] });
    expect(new TemplateDocument("yaml", text).entries.map(({ section, key }) => `${section}/${key ?? ""}`)).toEqual(["/", "Resources/", "Resources/A", "Outp/", "Outp/O"]);
  });

  it("reads a first entry that stands further to the right than the others, and those", () => {
    expect(resources("yaml", `Resources:\n     A:\n       Type: AWS::S3::Bucket\n${B}`)).toEqual({ A: [], B: ["QueueName"] });
    expect(resources("yaml", `Resources:\n     A\n${B}`)).toEqual({ A: [], B: ["QueueName"] });
  });

  it("reads texts over several lines as they are meant", () => {
    const text = 'Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Metadata:\n      One: "a\n\n        b: c d\n  e f: g"\n      Two: \'{\n  "Version": "2012-10-17"\n  }\'\n';
    expect(syntax("yaml", text)).toEqual([]);
  });
});

describe("half-typed JSON", () => {
  const json = (a: string, behind = "\n    }") =>
    `{\n  "Resources": {\n    "A": {\n      "Type": "AWS::S3::Bucket",\n      "Properties": {\n${a}\n      }${behind},\n    "B": {\n      "Type": "AWS::SQS::Queue",\n      "Properties": {\n        "QueueName": "b"\n      }\n    }\n  },\n  "Outputs": {\n    "O": {\n      "Value": { "Ref": "B" }\n    }\n  }\n}\n`;

  it.each([
    ["a brace", json('        "AccessControl": "Private",\n        "Tags": {')],
    ["a brace that is missing", json('        "AccessControl": "Private"', "")],
    ["a brace too many", json('        "AccessControl": "Private"\n      }')],
    ["a quote", json('        "AccessControl": "')],
    ["a bracket", json('        "AccessControl": "Private",\n        "Tags": [')],
    ["a key", json('        "AccessControl": "Private",\n        "Tag')],
  ])("leaves what stands below alone: %s", (_, text) => {
    expect(resources("json", text)).toMatchObject({ A: ["AccessControl", ...(text.includes('"Tag') ? [expect.stringContaining("Tag")] : [])], B: ["QueueName"] });
    const found = check("json", text, schemas);
    const start = text.indexOf('    "A"');
    const end = text.indexOf('    "B"');
    expect(found.filter(({ code }) => code === "E0000")).not.toEqual([]);
    expect(found.filter(({ code, start: at }) => code.startsWith("E") && (at < start || at > end))).toEqual([]);
  });

  it("is read as it is meant where its lines tell nothing", () => {
    const text = '{\n  "Resources": {\n    "A": {\n    "Type": "AWS::S3::Bucket",\n  "Properties": {\n    "BucketName": "abc"\n}},\n    "B": {"Type": "AWS::SQS::Queue"}\n}}\n';
    expect(syntax("json", text)).toEqual([]);
    expect(resources("json", text)).toEqual({ A: ["BucketName"], B: [] });
  });

  it("asks for commas between entries, and for none behind the last", () => {
    const entry = (name: string) => `    "${name}": {\n      "Type": "AWS::SQS::Queue"\n    }`;
    const template = (between: string, behind: string) => `{\n  "Resources": {\n${entry("A")}${between}\n${entry("B")}${behind}\n  }\n}\n`;
    expect(syntax("json", template(",", ""))).toEqual([]);
    const missing = template("", "");
    expect(syntax("json", missing)).toEqual([{ start: missing.indexOf("}"), end: missing.indexOf("}") + 1 }]);
    const comma = template(",", ",");
    expect(syntax("json", comma)).toEqual([{ start: comma.lastIndexOf(","), end: comma.lastIndexOf(",") + 1 }]);
  });
});

describe("a half-typed resource", () => {
  const group = (vpc: string) => `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      ${vpc}
  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !Ref Group, IpProtocol: "-1", CidrIp: 10.0.0.0/8}
`;
  const others = (text: string) => check("yaml", text, schemas).filter(({ start }) => start > text.indexOf("Rule:")).map(({ code }) => code);

  it.each(["Vpc", "VpcId: !If [", "VpcId: !If []", "VpcId: !If [C, !Ref AWS::NoValue]"])("is not judged by those who name it: %s", (typed) => {
    expect(others(group(typed))).toEqual([]);
  });

  it("is judged when it is whole", () => expect(others(group("GroupName: a"))).toEqual(["E1041"]));
});

describe("what YAML forbids", () => {
  it.each([
    ["two tags on one node", "A:\n  B: !Base64 |!Sub| x\n"],
    ["two tags over two lines", "A:\n  B: !Base64\n    |!Sub| x\n"],
    ["a text behind the end", "A: b\n...\n|C: d|\n"],
    ["a document behind the end", "A: b\n...\n|---|\nC: d\n"],
    ["a key that stands twice", "A:\n  |B|: 1\n  |B|: 2\n"],
    ["a top-level key that stands twice", "|A|:\n  B: 1\n|A|:\n  C: 1\n"],
    ["a key that is null", "A:\n  B:\n    |:| x\n"],
    ["a key that begins with a percent sign", "A:\n  B:\n    |%|c: x\n"],
    ["an alias of nothing", "A:\n  B: |*c|\n"],
    ["a control character", 'A:\n  B: "|\x01|"\n'],
  ])("is marked: %s", (_, marked) => {
    const { text, ranges } = stretches(marked);
    expect(syntax("yaml", text)).toEqual(ranges);
  });

  it("is none of these", () => {
    for (const text of ["A: b\n...\n# the end\n", "? A\n: B: c\n", "A:\n  ? B\n  : C: d\n", "A: !Sub &x y\nB: *x\n", "A:\n  - &x 1\n  - *x\n"]) {
      expect(syntax("yaml", text), text).toEqual([]);
    }
  });

  it("says how two functions are written in one another", () => {
    const [found] = check("yaml", "A: !Base64 !Sub x\n", schemas).filter(({ code }) => code === "E0000");
    expect(found?.message).toContain("Fn::Base64: !Sub");
  });

  it("reads a key that begins with a question mark", () => {
    const { text } = marks("Resources:\n  ? A\n  : Type: AWS::SQS::Queue\n    Properties:\n      ? QueueName\n      : a\n");
    expect(resources("yaml", text)).toEqual({ A: ["QueueName"] });
  });
});
