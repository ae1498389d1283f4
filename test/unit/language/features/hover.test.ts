import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hover } from "../../../../src/language/features/hover.ts";
import { signature } from "../../../../src/language/features/signature.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { templates } from "../fixtures.ts";
import { openSchemas } from "../schemas.ts";
import { at, contextOf } from "./context.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

function told(marked: string): { markdown: string; of: string } | undefined {
  const { document, offset, text } = at(marked);
  const found = hover(document, offset, contextOf(schemas));
  return found === undefined ? undefined : { markdown: found.markdown, of: text.slice(found.range.start, found.range.end) };
}

const HEAD = 'Parameters:\n  P:\n    Type: String\n    Default: prod\n    Description: "A [link](command:evil) <b>"\n  Secret: {Type: String, NoEcho: true, Default: hidden}\nMappings:\n  M: {prod: {Size: large}}\nConditions:\n  C: !Equals [!Ref P, prod]\n';
const bucket = (value: string) => `${HEAD}Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: ${value}\n`;

describe("what a hover tells", () => {
  it.each<[what: string, marked: string, of: string, parts: readonly string[]]>([
    ["a property", bucket("x").replace("BucketName", "Bucket|Name"), "BucketName", ["**BucketName** string", "A change **replaces** the resource", "name for the bucket"]],
    ["an enumeration", bucket("x\n      VersioningConfiguration:\n        Sta|tus: Enabled"), "Status", ["required", "`Enabled`, `Suspended`", "A change updates"]],
    ["a type", bucket("x").replace("S3::Bucket", "S3::Buc|ket"), "AWS::S3::Bucket", ["creates an Amazon S3 bucket", "(https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html)"]],
    ["a parameter", bucket("!Ref |P"), "P", ["parameter, `String`", "Default: `prod`"]],
    ["a resource", bucket('!Sub "${Que|ue.Arn}"'), "Queue", ["resource, `AWS::SQS::Queue`", "Used once."]],
    ["an attribute", bucket("!GetAtt Queue.A|rn"), "Arn", ["**Arn** of `Queue`"]],
    ["a pseudo parameter", bucket("!Ref AWS::Reg|ion"), "AWS::Region", ["`us-east-1`"]],
    ["a condition", bucket("!If [|C, a, b]"), "C", ["condition", "!Equals [!Ref P, prod]"]],
    ["a function with what it gives", bucket('!S|ub "x-${P}-${AWS::Region}-${Queue}"'), "!Sub", ["`x-prod-us-east-1-${Queue}`"]],
    ["a value of a mapping", bucket("!FindIn|Map [M, !Ref P, Size]"), "!FindInMap", ["Gives `large`", "`mapName`"]],
    ["a function in its long form", bucket('{"Fn::J|oin": ["-", [a, !Ref P]]}'), '"Fn::Join"', ["`a-prod`"]],
    ["a section", bucket("x").replace("Resources", "Reso|urces"), "Resources", ["What the stack is made of"]],
    ["a name", bucket("x").replace("  A:", "  |A:"), "A", ["resource, `AWS::S3::Bucket`", "Used 0 times."]],
    ["a property in JSON", '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"Bucket|Name": "x"}}}}', '"BucketName"', ["**BucketName** string"]],
  ])("%s", (_, marked, of, parts) => {
    const found = told(marked);
    expect(found?.of).toBe(of);
    for (const part of parts) expect(found?.markdown).toContain(part);
  });

  it("shows what others wrote as it is, and no secret", () => {
    const { markdown = "" } = told(bucket("!Ref |P")) ?? {};
    expect(markdown).not.toContain("](");
    expect(markdown).not.toContain("<b>");
    expect(markdown).toContain(String.raw`\[link\]\(command\:evil\)`);
    expect(told(bucket("!Ref Sec|ret"))?.markdown).not.toContain("hidden");
  });

  it.each(["# a com|ment\n", bucket("!Ref Nothi|ng"), "Resources:\n  A:\n    Type: AWS::No::Such\n    Properties:\n      X|: y\n"])("nothing of what is not known: %j", (marked) => {
    expect(told(marked)).toBeUndefined();
  });

  it("an answer at each place of templates, without an exception", () => {
    for (const { text } of templates) {
      const { document } = at(text.replaceAll("|", "‖"));
      for (let cursor = 0; cursor < text.length; cursor += 13) expect((hover(document, cursor, contextOf(schemas))?.markdown.length ?? 1) > 0).toBe(true);
    }
  });
});

describe("the signature of a function", () => {
  it.each<[marked: string, label: string, active: number]>([
    [bucket("!Join [|]"), "Fn::Join(delimiter, values)", 0],
    [bucket('!Join ["-", |]'), "Fn::Join(delimiter, values)", 1],
    [bucket("!FindInMap [M, prod, |"), "Fn::FindInMap(mapName, topLevelKey, secondLevelKey)", 2],
    [bucket("!If\n        - C\n        - a\n        - |"), "Fn::If(condition, valueIfTrue, valueIfFalse)", 2],
    [bucket("!GetAtt |"), "Fn::GetAtt(logicalName.attribute)", 0],
    ['{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Select": ["0", "|"]}}}}}', "Fn::Select(index, values)", 1],
  ])("%#: names what is written", (marked, label, active) => {
    const { document, offset } = at(marked);
    const found = signature(document, offset, contextOf(schemas));
    expect([found?.label, found?.active]).toEqual([label, active]);
  });

  it("is told nowhere else", () => {
    const { document, offset } = at(bucket("|x"));
    expect(signature(document, offset, contextOf(schemas))).toBeUndefined();
  });
});
