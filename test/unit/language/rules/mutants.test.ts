import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../../src/language/check.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { openSchemas } from "../schemas.ts";

/** What is wrong, the text, and the codes and lines of what is told, hints apart. */
type Row = readonly [name: string, text: string, ...found: string[]];

const INTERFACE = (type: string) => `Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups:
      - Parameters: [P]
Parameters:
  P:
    Type: ${type}
Resources:
  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref P}}
`;

const DISTRIBUTION = (origins: string) => `Resources:
  D:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior:
          TargetOriginId: a
          ViewerProtocolPolicy: redirect-to-https
          CachePolicyId: b
${origins}`;

const MAPPING = (mapping: string) => `Mappings: {M: ${mapping}}
Resources:
  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [M, a, b]}}
`;

const PASSWORD = (noEcho: string) => `Parameters:
  P:
    Type: String
    NoEcho: ${noEcho}
Resources:
  A:
    Type: AWS::IAM::User
    Properties: {LoginProfile: {Password: !Ref P}}
`;

const ONE_CONDITION = (name: string) => `Conditions:
  C: !Equals [!Ref AWS::Region, a]
Resources:
  T: {Type: AWS::SNS::Topic, Properties: {TopicName: ${name}}}
`;

const BUCKETS = (condition: string) => `Parameters: {P: {Type: String}}
Conditions: {X: !Equals [!Ref P, a]}
Resources:
  A:
    Type: AWS::S3::Bucket
    Properties: {BucketName: some-name}
  B:
    Type: AWS::S3::Bucket
    Condition: ${condition}
    Properties: {BucketName: some-name}
Outputs: {O: {Condition: X, Value: a}}
`;

const TAGS = (tag: string) => `Parameters: {P: {Type: String}}
Conditions: {X: !Equals [!Ref P, a]}
Resources:
  T:
    Type: AWS::SNS::Topic
    Properties:
      Tags: [${tag}]
Outputs: {O: {Condition: X, Value: a}}
`;

const NETWORK = (mode: string) => `Parameters:
  P:
    Type: String
    Default: aws
Resources:
  T:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: ${mode}
`;

const MACHINE = (definition: string) => `Parameters:
  P:
    Type: String
    Default: Nope
Resources:
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/a
      DefinitionString: !Ref P
  N:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/a
      Definition: ${definition}
`;

const KEYS = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: v`).join(", ");

const ROWS: readonly Row[] = [
  ["a key that stands three times", "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Type: AWS::SNS::Topic\n    Type: AWS::SNS::Topic\n", "E0000 3", "E0000 4", "E0000 5"],
  ["two keys that stand twice", "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Metadata: {}\n    Type: AWS::SNS::Topic\n    Metadata: {}\n", "E0000 3", "E0000 4", "E0000 5", "E0000 6"],
  ["two resources whose names stand twice", "Resources:\n  A: {Type: AWS::SNS::Topic}\n  B: {Type: AWS::SNS::Topic}\n  A: {Type: AWS::SNS::Topic}\n  B: {Type: AWS::SNS::Topic}\n", "E0000 2", "E0000 3", "E0000 4", "E0000 5"],
  ["resources of one name", "Resources:\n  A: {Type: AWS::SNS::Topic}\n  B: {Type: AWS::SNS::Topic}\n  A: {Type: AWS::SNS::Topic}\n", "E0000 2", "E0000 4"],
  ["a parameter of no type in the interface", INTERFACE("[String]"), "E1020 9", "E2001 7", "W4001 4"],
  ["a parameter of a type in the interface", INTERFACE("String")],
  ["no properties where some are needed", "Resources:\n  P:\n    Type: AWS::Lambda::Permission\n    Properties:\n", "E3012 4"],
  ["an origin without an id", DISTRIBUTION("        Origins: [{DomainName: a.example}]\n"), "E3003 11"],
  ["an origin of another id", DISTRIBUTION("        Origins: [{DomainName: a.example, Id: b, CustomOriginConfig: {OriginProtocolPolicy: https-only}}]\n"), "E3057 8"],
  ["a default that no region has, used twice", "Parameters:\n  T:\n    Type: String\n    Default: t2.nope\nResources:\n  A: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-12345678, InstanceType: !Ref T}}\n  B: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-12345678, InstanceType: !Ref T}}\n", ...Array.from({ length: 4 }, () => "W1030 4")],
  ["a condition that needs itself", "Parameters: {P: {Type: String}}\nConditions:\n  X: !And [!Condition X, !Equals [!Ref P, a]]\nResources:\n  A:\n    Type: AWS::SNS::Topic\n    Condition: X\n    Properties: {DisplayName: !If [X, a, b]}\n", "W1028 8"],
  ["conditions that need each other", "Parameters: {P: {Type: String}}\nConditions:\n  X: !Not [!Condition Y]\n  Y: !Not [!Condition X]\nResources:\n  A:\n    Type: AWS::SNS::Topic\n    Condition: X\n    Properties: {DisplayName: !If [Y, a, !Ref P]}\n"],
  ["a mapping's value that is no value", MAPPING("{a: {b: {c: d}}}"), "E1011 3", "E7001 1"],
  ["a mapping's key that has no values", MAPPING("{a: x}"), "E1011 3", "E7001 1"],
  ["a mapping that has no keys", MAPPING("x"), "E1011 3", "E7001 1"],
  ["a mapping's value", MAPPING("{a: {b: c}}")],
  ["more columns than a mapping may have", MAPPING(`{a: {b: c, ${KEYS(200)}}}`), "E7010 1"],
  ["as many columns as a mapping may have", MAPPING(`{a: {b: c, ${KEYS(199)}}}`)],
  ["a text that is put together wrongly of what is right", NETWORK('!Sub "${P}-vpc"'), "W1031 9"],
  ["the same with a variable of its own", NETWORK('!Sub ["${V}-vpc", {V: !Ref P}]'), "W1031 9"],
  ["a text that is put together of what would be wrong alone", NETWORK('!Sub "${P}vpc"')],
  ["a state's type that a parameter gives wrongly", MACHINE("{StartAt: A, States: {A: {Type: !Ref P}}}"), "E3601 4"],
  ["a state machine that is a list", MACHINE("[{StartAt: A, States: {A: {Type: Succeed}}}]"), "E3012 15", "E3601 15"],
  ["a state machine", MACHINE("{StartAt: A, States: {A: {Type: Succeed, Comment: !Ref P}}}")],
  ["a text that a transform replaces", "Transform: AWS::LanguageExtensions\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Sub x}}\n"],
  ["a text that none replaces", "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Sub x}}\n", "W1020 2"],
  ["a tag of a condition that does not exist", TAGS("{Fn::If: [Nope, {Key: a, Value: b}, !Ref AWS::NoValue]}"), "E1028 7", "E3024 7", "E3024 7"],
  ["the same in another one", TAGS("{Fn::If: [X, {Key: a, Value: b}, {Fn::If: [Nope, {Key: a, Value: b}, !Ref AWS::NoValue]}]}"), "E1028 7", "E3024 7", "E3024 7"],
  ["a tag of a condition", TAGS("{Fn::If: [X, {Key: a, Value: b}, !Ref AWS::NoValue]}")],
  ["no resources behind the key", "Outputs: {O: {Value: a}}\nResources:\n", "E1001 1", "E3001 2"],
  ["rules that are a list", `Rules: []\n${TAGS("{Key: a, Value: b}")}`, "E1001 1", "E1700 1"],
  ["a condition that is a number", "Conditions: {\"1\": !Equals [!Ref AWS::Region, a]}\nResources:\n  T: {Type: AWS::SNS::Topic, Condition: 1}\nOutputs: {O: {Value: !Ref T}}\n", "E3001 3"],
  ["a password that may be hidden", PASSWORD("!Ref AWS::Region"), "E2001 4", "W1011 8"],
  ["a password that is not hidden", PASSWORD("false"), "W1011 8", "W2501 2"],
  ["names that are the same when nobody knows", BUCKETS("Nope"), "E3015 9"],
  ["a transform that is a number", "Transform: 1\nResources:\n  T: {Type: AWS::SNS::Topic}\n", "E1005 1"],
  ["a number among transforms", "Transform: [AWS::LanguageExtensions, 1]\nResources:\n  T: {Type: AWS::SNS::Topic}\n", "E1005 1", "E1005 1"],
  ["a choice of a condition alone", ONE_CONDITION("!If C"), "E1028 4"],
  ["a mapping alone", "Mappings: {M: {a: {b: c}}}\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap M}}\n", "E1011 3"],
  ["a condition as a property", ONE_CONDITION("{Condition: C}"), "E3012 4", "W8001 2"],
  ["conditions put together in a property", ONE_CONDITION("!If [!And [{Condition: C}, {Condition: C}], a, b]"), "E1028 4", "E1028 4", "W8001 2"],
  ["a comparison with nothing", "Conditions:\n  C: !Equals [!Ref AWS::Region, null]\nResources:\n  T: {Type: AWS::SNS::Topic, Condition: C}\n", "E1001 2", "E8003 2"],
  ["a loop in a property without its transform", "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName:\n        Fn::ForEach::L: [x, [a], {}]\n", "E1032 6", "E3012 5"],
  ["names that are the same at once", BUCKETS("X"), "E3019 6", "E3019 10"],
];

describe("templates with one thing wrong", () => {
  let schemas: SchemaFile;

  beforeAll(async () => {
    schemas = await openSchemas();
  });
  afterAll(() => schemas.close());

  it.each(ROWS)("%s", (_, text, ...expected) => {
    const found = check("yaml", text, schemas, { regions: ["us-east-1"], date: "2026-11-22" });
    const told = found.filter(({ code }) => !code.startsWith("I")).map(({ code, told: at }) => `${code} ${text.slice(0, at).split("\n").length}`);
    expect(told.toSorted()).toEqual(expected.toSorted());
  });
});
