import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checker } from "../../../../src/language/check/checker.ts";
import { type Fix } from "../../../../src/language/features/fixes/fix.ts";
import { fixAll, fixes } from "../../../../src/language/features/fixes/fixes.ts";
import { TemplateDocument } from "../../../../src/language/document/templateDocument.ts";
import type { PlacedFinding } from "../../../../src/language/finding.ts";
import type { TextEdit } from "../../../../src/language/syntax/tree.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { LINEAR, growth } from "../../growth.ts";
import { templates } from "../fixtures.ts";
import { openSchemas } from "../schemas.ts";
import { at, contextOf } from "./context.ts";

let schemas: SchemaFile;

beforeAll(async () => {
  schemas = await openSchemas();
});

afterAll(() => schemas.close());

function findings(document: TemplateDocument) {
  const checker = new Checker(document, schemas);
  while (checker.step());
  return checker.findings();
}

function apply(text: string, edits: readonly TextEdit[]): string {
  return edits.toSorted((a, b) => b.start - a.start || b.end - a.end).reduce((all, { start, end, text: put }) => all.slice(0, start) + put + all.slice(end), text);
}

function offered(marked: string): { found: readonly Fix[]; text: string } {
  const { document, offset, text } = at(marked);
  return { found: fixes(document, { start: offset, end: offset }, findings(document), contextOf(schemas)), text };
}

function fixed(marked: string, title: string): string {
  const { found, text } = offered(marked);
  const fix = found.find((one) => one.title === title);
  if (fix === undefined) throw new Error(`"${title}" is not among ${found.map((one) => one.title).join(", ")}`);
  return apply(text, fix.edits);
}

const codes = (text: string) => findings(at(text.replaceAll("|", "‖")).document).map(({ finding }) => finding.code);

const bucket = (body: string) => `Resources:\n  A:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n    Properties:\n      ${body}\n`;
const topic = (body: string) => `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      ${body}\n`;
const B = "  B:\n    Type: AWS::SNS::Topic\n";

describe("a quick fix", () => {
  it.each<[what: string, code: string, marked: string, title: string, text: string]>([
    ["a type", "E3006", "Resources:\n  A:\n    Type: AWS::SNS::To|pik\n", "Change to AWS::SNS::Topic", "Resources:\n  A:\n    Type: AWS::SNS::Topic\n"],
    ["a property", "E3002", topic("TopikNa|me: x"), "Change to TopicName", topic("TopicName: x")],
    ["a property that is none", "E3002", topic("TopicName: x\n      Foo|ls: {a: b}"), "Remove Fools", topic("TopicName: x")],
    ["a value", "E3030", bucket("VersioningConfiguration: {Status: Enabl|d}"), "Change to Enabled", bucket("VersioningConfiguration: {Status: Enabled}")],
    ["an attribute", "E1010", `${topic("TopicName: !GetAtt B.TopicNam|")}${B}`, "Change to TopicName", `${topic("TopicName: !GetAtt B.TopicName")}${B}`],
    ["a name", "E1020", `${topic("TopicName: !Ref Quee|u")}  Queue:\n    Type: AWS::SNS::Topic\n`, "Change to Queue", `${topic("TopicName: !Ref Queue")}  Queue:\n    Type: AWS::SNS::Topic\n`],
    ["a name that there is not", "E1020", topic("TopicName: !Ref St|age"), "Declare the parameter Stage", `Parameters:\n  Stage:\n    Type: String\n\n${topic("TopicName: !Ref Stage")}`],
    ["a function", "E3012", topic("Topic|Name: !Sbu x-${AWS::Region}"), "Change to Fn::Sub", topic("TopicName: !Sub x-${AWS::Region}")],
    ["a section", "E1001", `Reso|urce:\n  X: {}\n${topic("TopicName: x")}`, "Change to Resources", `Resources:\n  X: {}\n${topic("TopicName: x")}`],
    ["an attribute of a resource", "E3001", `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Depend|On: B\n${B}`, "Change to DependsOn", `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    DependsOn: B\n${B}`],
    ["what is required", "E3003", "Resources:\n  A:\n    Type: AWS::SNS::Subscription\n    Prop|erties:\n      Endpoint: x\n", "Add what is required: Protocol, TopicArn", "Resources:\n  A:\n    Type: AWS::SNS::Subscription\n    Properties:\n      Endpoint: x\n      Protocol: \"\"\n      TopicArn: \"\"\n"],
    ["of two that exclude one another the first", "E3003", "Resources:\n  A:\n    Type: AWS::AppStream::ImageBuilder\n    Prop|erties:\n      Name: x\n", "Add what is required: InstanceType, ImageName", "Resources:\n  A:\n    Type: AWS::AppStream::ImageBuilder\n    Properties:\n      Name: x\n      InstanceType: \"\"\n      ImageName: \"\"\n"],
    ["none where the other one is there", "E3003", "Resources:\n  A:\n    Type: AWS::AppStream::ImageBuilder\n    Prop|erties:\n      Name: x\n      ImageArn: y\n", "Add InstanceType", "Resources:\n  A:\n    Type: AWS::AppStream::ImageBuilder\n    Properties:\n      Name: x\n      ImageArn: y\n      InstanceType: \"\"\n"],
    ["what is required in JSON", "E3003", '{"Resources": {"A": {"Type": "AWS::SNS::TopicPolicy", "Prop|erties": {"Topics": ["x"]}}}}', "Add PolicyDocument", '{"Resources": {"A": {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": ["x"], "PolicyDocument": {}}}}}'],
    ["an output's value", "E6002", `${topic("TopicName: x")}Outputs:\n  |O:\n    Description: x\n`, "Add Value", `${topic("TopicName: x")}Outputs:\n  O:\n    Description: x\n    Value: ""\n`],
    ["a parameter that nobody uses", "W2001", `Parameters:\n  |P:\n    Type: String\n  Q: {Type: String}\n${topic("TopicName: !Ref Q")}`, "Remove P", `Parameters:\n  Q: {Type: String}\n${topic("TopicName: !Ref Q")}`],
    ["the only parameter", "W2001", `Parameters:\n  |P:\n    Type: String\n${topic("TopicName: x")}`, "Remove P", topic("TopicName: x")],
    ["a mapping that nobody uses", "W7001", `Mappings:\n  |M: {a: {b: c}}\n${topic("TopicName: x")}`, "Remove M", topic("TopicName: x")],
    ["a condition that nobody uses", "W8001", `Conditions:\n  |C: !Equals [!Ref AWS::Region, x]\n${topic("TopicName: x")}`, "Remove C", topic("TopicName: x")],
    ["a Join that is a Sub", "I1022", `${topic('TopicName: !Join [|"", ["a-", !Ref B, !GetAtt B.TopicName]]')}${B}`, "Write it with Sub", `${topic('TopicName: !Sub "a-${B}${B.TopicName}"')}${B}`],
    ["a Sub without variables", "W1020", topic("Topic|Name: !Sub abc"), "Remove Sub", topic("TopicName: abc")],
    ["variables without Sub", "E1029", topic('Topic|Name: "${AWS::Region}-x"'), "Put !Sub before it", topic('TopicName: !Sub "${AWS::Region}-x"')],
    ["a dependency that is there already", "W3005", `${topic("TopicName: !Ref B")}    DependsOn: |B\n${B}`, "Remove DependsOn", `${topic("TopicName: !Ref B")}${B}`],
    ["a boolean in words", "E3012", topic('FifoTopic: "ye|s"'), "Change to true", topic("FifoTopic: true")],
    ["one policy of two", "W3011", "Resources:\n  |A:\n    Type: AWS::SQS::Queue\n    DeletionPolicy: Retain\n", "Add UpdateReplacePolicy", "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n"],
    ["a zone", "W3010", "Resources:\n  A:\n    Type: AWS::EC2::Volume\n    Properties:\n      AvailabilityZone: us-east-|1b\n      Size: 1\n", "Take the zone of the region", 'Resources:\n  A:\n    Type: AWS::EC2::Volume\n    Properties:\n      AvailabilityZone: !Select [1, !GetAZs ""]\n      Size: 1\n'],
    ["a zone in JSON", "W3010", '{"Resources": {"A": {"Type": "AWS::EC2::Volume", "Properties": {"AvailabilityZone": "us-east-|1b", "Size": 1}}}}', "Take the zone of the region", '{"Resources": {"A": {"Type": "AWS::EC2::Volume", "Properties": {"AvailabilityZone": {"Fn::Select": [1, {"Fn::GetAZs": ""}]}, "Size": 1}}}}'],
    ["an item's only key", "E3002", topic("Tags:\n        - K|e: d\n        - {Key: a, Value: b}"), "Remove Ke", topic("Tags:\n        - {}\n        - {Key: a, Value: b}")],
    ["the only property", "E3002", topic("Top|ik: d"), "Remove Topik", topic("").replace(/Properties:\s*$/, "Properties: {}\n")],
    ["a key without a colon", "E0000", topic("TopicName: x\n      Display|Name"), "Put a colon behind it", topic("TopicName: x\n      DisplayName:")],
    ["a comma that is missing", "E0000", '{"Resources": {"A": {"Type": "AWS::SNS::Topic" |"Metadata": {}}}}', "Put a comma before it", '{"Resources": {"A": {"Type": "AWS::SNS::Topic" ,"Metadata": {}}}}'],
    ["a key that stands twice", "E0000", topic("TopicName: x\n      Topic|Name: y"), "Remove the second TopicName", topic("TopicName: x")],
  ])("mends %s", (_, code, marked, title, text) => {
    const before = codes(at(marked).text);
    expect(before).toContain(code);
    expect(fixed(marked, title)).toBe(text);
    const count = (all: readonly string[]) => all.filter((one) => one === code).length;
    expect(count(codes(text))).toBeLessThan(count(before));
  });

  it.each<[what: string, marked: string, title: string, text: string]>([
    ["a value a parameter", topic("TopicName: na|me"), "Make it the parameter ATopicName", `Parameters:\n  ATopicName:\n    Type: String\n    Default: "name"\n\n${topic("TopicName: !Ref ATopicName")}`],
    ["a value one more parameter", `Parameters:\n  P: {Type: String, Default: x}\n${bucket("BucketName: na|me-x\n      Tags: [{Key: !Ref P, Value: x}]")}`, "Make it the parameter ABucketName", `Parameters:\n  ABucketName:\n    Type: String\n    Default: "name-x"\n  P: {Type: String, Default: x}\n${bucket("BucketName: !Ref ABucketName\n      Tags: [{Key: !Ref P, Value: x}]")}`],
    ["a value a parameter in JSON", '{"Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "na|me"}}}}', "Make it the parameter ATopicName", '{"Parameters": {"ATopicName": {"Type": "String", "Default": "name"}},\n  "Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "ATopicName"}}}}}'],
    ["a resource one that is kept", `Resources:\n  |A:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: x\n`, "Add DeletionPolicy and UpdateReplacePolicy", "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: x\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n"],
  ])("makes of %s", (_, marked, title, text) => {
    expect(fixed(marked, title)).toBe(text);
    expect(codes(text).filter((code) => code.startsWith("E"))).toEqual([]);
  });

  it.each<[what: string, marked: string, title: string]>([
    ["in a resource", topic("Topic|Nam: x"), "Ignore E3002 in A"],
    ["in a resource that ignores others", `${topic("Topic|Nam: x")}    Metadata:\n      cfn-lint: {config: {ignore_checks: [W1001]}}\n`, "Ignore E3002 in A"],
    ["in a resource with metadata", `${topic("Topic|Nam: x")}    Metadata:\n      Foo: bar\n`, "Ignore E3002 in A"],
    ["in a resource whose list goes down", `${topic("Topic|Nam: x")}    Metadata:\n      cfn-lint:\n        config:\n          ignore_checks:\n            - W1001\n`, "Ignore E3002 in A"],
    ["in the template", `Parameters:\n  |P: {Type: String}\n${topic("TopicName: x")}`, "Ignore W2001 in this template"],
    ["in a template with metadata", `Metadata:\n  Foo: bar\nParameters:\n  |P: {Type: String}\n${topic("TopicName: x")}`, "Ignore W2001 in this template"],
    ["in JSON", '{"Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"Topik|Name": "x"}}}}', "Ignore E3002 in A"],
  ])("ignores a rule %s", (_, marked, title) => {
    const code = title.split(" ")[1] ?? "";
    const text = fixed(marked, title);
    expect(codes(at(marked).text)).toContain(code);
    expect(codes(text)).not.toContain(code);
    expect(codes(text)).not.toContain("E0000");
  });

  it.each([
    ["quotes around what is no word of the place", bucket("VersioningConfiguration: {Status: tr|ue}"), "Put it in quotes"],
    ["a resource's own name where it depends on itself", `${topic("TopicName: x")}    DependsOn: |A\n`, "Change to A"],
  ])("is not offered: %s", (_, marked, title) => {
    expect(codes(at(marked).text)).not.toEqual([]);
    expect(offered(marked).found.map((one) => one.title)).not.toContain(title);
  });

  it("is offered for nothing that is right, but other forms are", () => {
    const { found } = offered(topic("TopicName: x\n      Display|Name: y"));
    expect(found.filter(({ kind }) => kind === "quickfix")).toEqual([]);
  });
});

describe("fix all", () => {
  it("mends what is clear, at once, and leaves the rest", () => {
    const text = 'Parameters:\n  P: {Type: String}\nResources:\n  A:\n    Type: AWS::SNS::Topik\n  B:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopikName: !Sub abc\n      FifoTopic: "yes"\n      Qwertyuiop: 1\n';
    const { document } = at(text);
    const mended = apply(text, fixAll(document, findings(document), contextOf(schemas)));
    expect(mended).toBe("Parameters:\n  P: {Type: String}\nResources:\n  A:\n    Type: AWS::SNS::Topic\n  B:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Sub abc\n      FifoTopic: true\n      Qwertyuiop: 1\n");
  });

  it("takes time as the text grows, however many findings there are", () => {
    const made = new Map<string, { document: TemplateDocument; placed: PlacedFinding[] }>();
    const text = (length: number) => {
      const line = (index: number) => `  A${index}: {Type: AWS::SNS::Topik, Properties: {TopikName: a}}\n`;
      const own = `Resources:\n${Array.from({ length: length / line(0).length }, (_, index) => line(index)).join("")}`;
      const document = new TemplateDocument("yaml", own);
      made.set(own, { document, placed: findings(document) });
      return own;
    };
    const work = (own: string) => {
      const { document, placed } = made.get(own) ?? { document: new TemplateDocument("yaml", own), placed: [] };
      return fixAll(document, placed, contextOf(schemas));
    };
    expect(growth(text, work)).toBeLessThan(LINEAR);
    expect([...made.values()].map(({ placed }) => placed.length > 17_000)).toEqual([false, true]);
  });

  it("never breaks a template", () => {
    for (const { text, name } of templates) {
      const broken = text.replaceAll("|", "‖").replace("AWS::S3::Bucket", "AWS::S3::Buckt").replace("BucketName", "BucketNme").replace("Outputs", "Outpts");
      const { document, text: own } = at(broken);
      const before = codes(own).filter((code) => code.startsWith("E")).length;
      const mended = apply(own, fixAll(document, findings(document), contextOf(schemas)));
      const after = codes(mended);
      expect(after.filter((code) => code === "E0000"), name).toEqual([]);
      expect(after.filter((code) => code.startsWith("E")).length, name).toBeLessThanOrEqual(before);
    }
  });
});
