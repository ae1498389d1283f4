import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../src/language/check.ts";
import { messageOf } from "../../../src/language/told.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { templates } from "./fixtures.ts";
import { stretches } from "./marks.ts";
import { openSchemas } from "./schemas.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

const CONDITION = "Parameters: {P: {Type: String}}\nConditions: {X: !Equals [!Ref P, a]}\n";

/** The resources of a template whose other parts do not matter. */
const resource = (body: string) => `Resources:\n  A:\n${body.replaceAll(/^/gm, "    ")}\n`;

describe("the check of a template", () => {
  it.each(templates)("finds nothing in $name", ({ name, text }) => {
    const found = check(name.endsWith(".json") ? "json" : "yaml", text, schemas);
    expect(found.filter(({ code }) => code.startsWith("E"))).toEqual([]);
  });

  it.each([
    ["E3006", "an unknown type", resource("Type: |AWS::S3::Bukket|")],
    ["E3006", "a type of Alexa's that there is not", resource("Type: |Alexa::ASK::SkillX|")],
    ["E3006", "a type with a colon too few", resource("Type: |AWS:S3::Bucket|")],
    ["E3006", "a type in lower case", resource("Type: |aws::s3::bucket|")],
    ["E3006", "a type without its namespace", resource("Type: |S3::Bucket|")],
    ["E3038", "a serverless type without its transform", resource("Type: |AWS::Serverless::Function|")],
    ["E3002", "an unknown property", resource("Type: AWS::S3::Bucket\nProperties:\n  |BucketNam|: x")],
    ["E3002", "one in a nested definition", resource("Type: AWS::S3::Bucket\nProperties: {PublicAccessBlockConfiguration: {|BlockPublicAcl|: true}}")],
    ["E3002", "one in a list", resource("Type: AWS::S3::Bucket\nProperties:\n  Tags:\n    - {Key: a, Value: b, |Valu|: c}")],
    ["E3002", "one behind a condition", CONDITION + resource("Type: AWS::S3::Bucket\nProperties:\n  PublicAccessBlockConfiguration: !If [X, {BlockPublicAcls: true}, {|BlockPublicAcl|: true}]")],
    ["E3003", "a missing property, at Properties", resource("Type: AWS::Lambda::Permission\n|Properties|: {Action: a, Principal: b}")],
    ["E3003", "one in a nested definition, at its key", resource("Type: AWS::S3::Bucket\nProperties:\n  |VersioningConfiguration|: {}")],
    ["E3003", "one in a list, at the item's first key", resource("Type: AWS::S3::Bucket\nProperties:\n  Tags:\n    - |Key|: a")],
    ["E3003", "a required property with nothing in it", resource("Type: AWS::S3::Bucket\nProperties:\n  |VersioningConfiguration|: {Status: }")],
    ["E3003", "a required property that is null", resource("Type: AWS::S3::Bucket\nProperties:\n  |VersioningConfiguration|: {Status: null}")],
    ["E3003", "a required property that is removed", resource("Type: AWS::S3::Bucket\nProperties:\n  |VersioningConfiguration|: {Status: !Ref AWS::NoValue}")],
    ["E3003", "one in a branch, at the key that the branch stands behind", CONDITION + resource("Type: AWS::CloudFormation::Macro\n|Properties|: !If [X, {Name: a}, {Name: a, FunctionName: b}]")],
    ["E1020", "a Ref that leads nowhere", resource("Type: AWS::S3::Bucket\nProperties: {BucketName: !Ref |Nam|}")],
    ["E1020", "the long form, in quotes", resource("Type: AWS::S3::Bucket\nProperties: {BucketName: {Ref: '|Nam|'}}")],
    ["E1020", "a resource in a condition", `Conditions: {X: !Equals [!Ref |A|, a]}\n${resource("Type: AWS::SNS::Topic")}`],
    ["E6101", "a Ref in an output", `${resource("Type: AWS::SNS::Topic")}Outputs: {O: {Value: !Ref |B|}}`],
    ["E1020", "a Ref in a rule", `Rules: {R: {Assertions: [{Assert: !Equals [!Ref |A|, a]}]}}\n${resource("Type: AWS::SNS::Topic")}`],
    ["E1010", "no attribute at all", resource("Type: AWS::S3::Bucket\nProperties: {BucketName: !GetAtt |A|}")],
    ["E1010", "an attribute of nothing", resource("Type: AWS::S3::Bucket\nProperties: {BucketName: !GetAtt |B|.Arn}")],
    ["E1010", "an attribute that there is not", resource("Type: AWS::S3::Bucket\nProperties: {BucketName: !GetAtt A.|Arm|}")],
    ["E1010", "an attribute in a list", resource('Type: AWS::S3::Bucket\nProperties: {BucketName: !GetAtt [A, "|Arm|"]}')],
    ["E6101", "a part that an attribute does not have", `Resources: {Db: {Type: AWS::RDS::DBInstance}}\nOutputs: {O: {Value: !GetAtt Db.|Endpoint.Adress|}}`],
    ["E1010", "an output of what is no stack", resource("Type: AWS::S3::Bucket\nProperties: {BucketName: !GetAtt A.|Outputs.Name|}")],
    ["E1019", "a variable that leads nowhere", resource("Type: AWS::S3::Bucket\nProperties: {BucketName: !Sub 'x-${AWS::Region}-${|Nam|}-${!No}'}")],
    ["E1019", "one among variables of its own", resource("Type: AWS::S3::Bucket\nProperties:\n  BucketName: !Sub\n    - ${Own}-${|Nam|}\n    - Own: x")],
    ["E1019", "an attribute in a block of text", resource("Type: AWS::S3::Bucket\nProperties:\n  BucketName: !Sub ‖\n    one\n    ${A.|Arm|} two")],
    ["E0000", "a mistake of syntax beside none other", resource('Type: AWS::S3::Bucket\nProperties:\n  BucketName: |"x|')],
  ])("%s: %s", (code, _, marked) => {
    const { text, ranges } = stretches(marked);
    const found = check("yaml", text, schemas).filter((finding) => finding.code === code);
    expect(found.map(({ start, end }) => ({ start, end }))).toEqual(ranges);
  });

  it.each([
    ["properties that can be read", "AWS::EC2::SecurityGroup", "GroupName"],
    ["a part of an attribute", "AWS::RDS::DBInstance", "Endpoint.Address"],
    ["an output of a nested stack", "AWS::CloudFormation::Stack", "Outputs.Anything"],
    ["an output of a provisioned product", "AWS::ServiceCatalog::CloudFormationProvisionedProduct", "Outputs.Anything"],
    ["a part of an object whose parts are not published", "AWS::CloudFormation::WaitCondition", "Data.Anything"],
  ])("takes %s for an attribute", (_, type, attribute) => {
    const text = `Resources: {A: {Type: ${type}}}\nOutputs: {O: {Value: !GetAtt A.${attribute}}}`;
    expect(check("yaml", text, schemas).filter(({ code }) => code === "E1010")).toEqual([]);
  });

  it("marks the same places in JSON", () => {
    const marked = '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {|"BucketNam"|: 1, "BucketName": {"Fn::Sub": "${|B|}"}}}}}';
    const { text, ranges } = stretches(marked);
    const found = check("json", text, schemas);
    expect(found.map(({ code }) => code)).toEqual(["E3002", "E1019"]);
    expect(found.map(({ start, end }) => ({ start, end }))).toEqual(ranges);
  });

  it("says what was most likely meant", () => {
    const messages = (body: string) => check("yaml", resource(body), schemas).map(messageOf);
    expect(messages("Type: AWS::S3::Bucket\nProperties: {bucketname: x}")).toEqual([
      'AWS::S3::Bucket has no property "bucketname". Did you mean "BucketName"?',
    ]);
    expect(messages("Type: AWS::S3::Buckett")[0]).toContain('Did you mean "AWS::S3::Bucket"?');
    expect(messages("Type: AWS::S3::Bucket\nProperties: {BucketName: !Ref X}")[0]).not.toContain("Did you mean");
    expect(messages("Type: AWS::S3::Bucket\nProperties: {BucketName: !Ref a}")[0]).toContain('Did you mean "A"?');
    expect(messages("Type: AWS::S3::Bucket\nProperties: {Zzzzzzzzzzzz: x}")[0]).not.toContain("Did you mean");
  });

  it.each([
    ["a macro of the company's", "Transform: Macro\n", ""],
    ["a macro at the top", "", "Fn::Transform: {Name: Macro}\n"],
    ["an included file", "Transform: {Name: AWS::Include, Parameters: {Location: x}}\n", ""],
  ])("says nothing where %s may change everything", (_, before, after) => {
    const body = resource("Type: AWS::S3::Bukket\nProperties: {X: !Ref Nothing}");
    expect(check("yaml", body, schemas)).not.toEqual([]);
    expect(check("yaml", before + body + after, schemas)).toEqual([]);
  });

  it.each([
    ["a code", "[E3002]", ["E1020"]],
    ["the beginning of codes", "[E3, W]", ["E1020"]],
    ["all errors", "[E]", []],
    ["other codes", "[E3001, W3002]", ["E3002", "E1020"]],
    ["no list", "E3002", ["E3002", "E1020"]],
  ])("leaves out what a template or a resource tells cfn-lint to ignore: %s", (_, codes, left) => {
    const metadata = `Metadata: {cfn-lint: {config: {ignore_checks: ${codes}}}}\n`;
    const body = "Type: AWS::S3::Bucket\nProperties: {BucketNam: x, BucketName: !Ref Nothing}\n";
    const found = (text: string) => check("yaml", text, schemas).flatMap(({ code }) => (["W4005", "E3019"].includes(code) ? [] : code));
    expect(found(metadata + resource(body))).toEqual(left);
    expect(found(resource(metadata + body))).toEqual(left);
    // another resource is another matter
    expect(found(`${resource(metadata + body)}  B:\n${body.replaceAll(/^(?=.)/gm, "    ")}`)).toEqual([...left, "E3002", "E1020"]);
  });

  it("knows which names a loop can make, and judges all others", () => {
    const loop = "Fn::ForEach::Queues:\n  - Name\n  - [One, Two]\n  - Queue${Name}Main: {Type: AWS::SQS::Queue}\n    Fn::ForEach::More: [Second, [A], {'Topic&{Second}': {Type: AWS::SNS::Topic}}]";
    const outputs = (value: string) => `Transform: AWS::LanguageExtensions\nResources:\n  A: {Type: AWS::SNS::Topic}\n${loop.replaceAll(/^/gm, "  ")}\nOutputs: {O: {Value: ${value}}}`;
    const codes = (value: string) => check("yaml", outputs(value), schemas).flatMap(({ code }) => (code.startsWith("I") ? [] : code));
    expect(codes("!Ref QueueOneMain")).toEqual([]);
    expect(codes("!GetAtt TopicA.TopicArn")).toEqual([]);
    expect(codes("!Ref QueueOne")).toEqual(["E6101"]);
    expect(codes("!Ref Nothing")).toEqual(["E6101"]);
    expect(codes("!GetAtt A.Arm")).toEqual(["E6101"]);
  });

  it("judges no name where a macro brings resources, but the attributes of those that are written", () => {
    const text = "Resources:\n  A: {Type: AWS::SNS::Topic}\n  Fn::Transform: {Name: M}\nOutputs: {O: {Value: !Ref B}, P: {Value: !GetAtt A.Arm}}";
    expect(check("yaml", text, schemas).map(({ code }) => code)).toEqual(["E6101"]);
  });

  it("misses nothing in a mapping that a macro adds to, and judges what is written there", () => {
    for (const key of ["Fn::Transform: {Name: X}"]) {
      const text = resource(`Type: AWS::CloudFormation::Macro\nProperties:\n  ${key}\n  Other: 1`);
      expect(check("yaml", text, schemas).map(({ code }) => code)).toEqual(["E3002"]);
    }
  });

  it.each([
    ["E3003", "a merge", "x: &p {Description: y}\n", "|Properties|:\n  <<: *p\n  Name: x"],
    ["E3002", "a merge that brings too much", "x: &p {Bogus: y}\n", "Properties:\n  <<: |*p|\n  Name: x\n  FunctionName: y"],
    ["E0000", "an alias of nothing", "", "Properties: {Name: |*p|, FunctionName: y}"],
  ])("%s: follows %s", (code, _, before, body) => {
    const { text, ranges } = stretches(`${before}${resource(`Type: AWS::CloudFormation::Macro\n${body}`)}`);
    const found = check("yaml", text, schemas).filter((finding) => finding.code === code);
    expect(found.map(({ start, end }) => ({ start, end }))).toEqual(ranges);
  });

  it("follows an alias of properties", () => {
    const text = `x: &p {Description: y}\n${resource("Type: AWS::CloudFormation::Macro\nProperties: *p")}`;
    expect(check("yaml", text, schemas).filter(({ code }) => code === "E3003")).toHaveLength(2);
  });

  it("takes parameters from an alias", () => {
    const text = "x: &p {P: {Type: String}}\nParameters: *p\nResources: {A: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref P}}}\n";
    expect(check("yaml", text, schemas).filter(({ code }) => code === "E1020")).toEqual([]);
  });
});
