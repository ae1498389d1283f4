import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../../src/language/check.ts";
import type { SchemaFile } from "../../../../src/server/schemaFile.ts";
import { openSchemas } from "../schemas.ts";

const EXTENDED = "Transform: AWS::LanguageExtensions\n";
const QUEUE = "Resources:\n  QueueA: {Type: AWS::SQS::Queue}\n";
const NETWORK = `  Sg: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x, VpcId: !Ref NetworkVPC}}
  Other: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x, VpcId: !GetAtt Network.VPC}}
`;
const LOOP = (name: string, body: string) => `${EXTENDED}Resources:\n  Fn::ForEach::Loop:\n    - N\n    - [a, b]\n    - ${name}:\n${body.replaceAll(/^/gm, "        ")}\n`;
const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const ORDERS = `Resources:
  Orders: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: nodejs22.x, CodeUri: ., AutoPublishAlias: live}}
  OrdersTable: {Type: AWS::Serverless::SimpleTable}
`;
const output = (value: string) => `Outputs:\n  A:\n    Value: ${value}\n`;
const BUCKET = (properties: string, before = "") => `${before}Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: ${properties}\n`;
const PERMISSION = (properties: string) => `Parameters: {C: {Type: String}}\nConditions: {C: !Equals [!Ref C, a]}\nResources:\n  P:\n    Type: AWS::Lambda::Permission\n    Properties: ${properties}\n`;

/** What is checked, the text, and the findings: the code and the line. */
type Row = readonly [name: string, text: string, ...found: string[]];

const ROWS: readonly Row[] = [
  ["1 computed Ref", `${EXTENDED}Parameters: {Env: {Type: String}}\n${QUEUE}${output('{Ref: !Sub "Queue${Env}"}')}`],
  ["1 computed Ref by Select", `${EXTENDED}${QUEUE}${output("{Ref: !Select [0, [QueueA]]}")}`],
  ["1 computed Ref by FindInMap", `${EXTENDED}Mappings: {M: {a: {b: QueueA}}}\n${QUEUE}${output("{Ref: !FindInMap [M, a, b]}")}`],
  ["1 computed GetAtt", `${EXTENDED}Parameters: {Env: {Type: String}}\n${QUEUE}${output('{Fn::GetAtt: [!Sub "Queue${Env}", Arn]}')}`],
  ["1 computed Ref without the transform", `Parameters: {Env: {Type: String}}\n${QUEUE}${output('{Ref: !Sub "Queue${Env}"}')}`, "E6101 6"],
  ["2 Rain's modules", `Resources:\n  Network: {Type: !Rain::Module ./vpc.yml}\n${NETWORK}`],
  ["2 Rain's packages", `Resources:\n  Network: {Type: $abc/site.yaml}\n${NETWORK}`],
  ["2 modules of the CLI", `Modules: {Content: {Source: ./m.yaml}}\n${QUEUE}${output("!GetAtt Content.BucketArn")}`],
  ["2 a name of no module", `Modules: {Content: {Source: ./m.yaml}}\n${QUEUE}${output("!GetAtt Contnt.BucketArn")}`, "E6101 6"],
  ["3 Serverless Framework", `Resources:\n  B: {Type: AWS::S3::Bucket, Properties: {BucketName: "\${self:custom.b}", LoggingConfiguration: {DestinationBucketName: !Ref Elsewhere}}}\nOutputs:\n  A: {Value: !GetAtt Nowhere.Arn}\n  C: {Value: !Sub "\${Some}-\${opt:stage}"}\n`],
  ["3 the same with a version", `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  B: {Type: AWS::S3::Bucket, Properties: {LoggingConfiguration: {DestinationBucketName: !Ref Elsewhere}}}\n`, "E1020 3"],
  ["4 an alias of a section", `x: &p {P: {Type: String}}\nParameters: *p\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref P}}\n`, "E1001 1"],
  ["8 a type in a loop", LOOP('"Queue${N}"', "Type: AWS::SQS::Queu"), "E3006 7"],
  ["8 a property in a loop", LOOP('"B${N}"', "Type: AWS::S3::Bucket\nProperties: {BucketNam: x}"), "E3002 8"],
  ["8 what is missing in a loop", LOOP('"P${N}"', "Type: AWS::Lambda::Permission\nProperties: {Action: lambda:InvokeFunction}"), "E3003 8", "E3003 8"],
  ["8 a right resource in a loop", LOOP('"B${N}"', "Type: AWS::SNS::Topic\nProperties: {TopicName: !Ref N, Tags: [{Key: a, Value: !Sub 'x${N}-&{N}'}]}")],
  ["8 a reference in a looped output", `${EXTENDED}${QUEUE}Outputs:\n  Fn::ForEach::Loop:\n    - N\n    - [a, b]\n    - "Out\${N}":\n        Value: !Ref Nowhere\n`, "E6101 9"],
  ["9 two tags", `Resources:\n  L:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n        UserData: !Base64 !Sub "x"\n`, "E0000 6"],
  ["10 globals", `${SAM}Globals: {Function: {Environment: {Variables: {Z: !Ref Zed}}}}\n${ORDERS}`, "E1020 2"],
  ["10 a name that SAM does not make", `${SAM}${ORDERS}  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref OrdersTabel}}\n`, "E1020 5"],
  ["10 names that SAM makes", `${SAM}${ORDERS}${["OrdersRole", "OrdersAliaslive", "Orders.Version", "OrdersUrl", "ServerlessRestApiProdStage"].reduce((all, name, at) => `${all}  O${at}: {Value: !Ref ${name}}\n`, "Outputs:\n")}`],
  ["10 an outdated runtime", `${SAM}Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: a.b, Runtime: nodejs12.x, CodeUri: .}\n`, "E2533 5"],
  ["10 an outdated runtime of all", `${SAM}Globals: {Function: {Runtime: nodejs12.x}}\n${ORDERS}`, "E2533 2"],
  ["10 an alarm of a deployment", `${SAM}${ORDERS.replace("live", "live, DeploymentPreference: {Alarms: [!Ref Alarm]}")}  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1, MetricName: Errors, Namespace: AWS/Lambda, Period: 60, Statistic: Sum, Threshold: 1, Dimensions: [{Name: F, Value: !Ref Orders}]}}\n`],
  ["10 what SAM adds to resources", `${SAM}${ORDERS.replace("SimpleTable}", "SimpleTable, IgnoreGlobals: [A], Connectors: {C: {Properties: {Destination: {Id: Orders}, Permissions: [Read]}}}}")}`],
  ["8 an unknown collection", LOOP('"B${N}"', "Type: AWS::S3::Bucket\nProperties: {BucketNam: !Ref N, AccessControl: !Sub '${N}'}").replace("[a, b]", "!Ref L").replace("Resources", "Parameters: {L: {Type: CommaDelimitedList}}\nResources"), "E3002 9"],
  ["8 properties in a loop", `${EXTENDED}Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      Fn::ForEach::P:\n        - N\n        - [QueueName, Bogus]\n        - "\${N}": "7"\n`, "E3002 9"],
  ["8 loops in a loop", LOOP('"Fn::ForEach::Inner"', '- M\n- [c]\n- "Q${N}${M}": {Type: AWS::SQS::Queue, Properties: {QueueNam: "&{M}"}}'), "E3002 9"],
  ["11 no properties", PERMISSION("!Ref AWS::NoValue"), "E3003 6", "E3003 6", "E3003 6"],
  ["11 no properties in a branch", PERMISSION("!If [C, {Action: lambda:InvokeFunction, FunctionName: b, Principal: events.amazonaws.com}, !Ref AWS::NoValue]"), "E3003 6", "E3003 6", "E3003 6"],
  ["11 no value of what is required", PERMISSION("{Action: lambda:InvokeFunction, FunctionName: b, Principal: !If [C, events.amazonaws.com, !Ref AWS::NoValue]}"), "E3003 6"],
  ["12 properties with an include", BUCKET('{"Fn::Transform": {Name: AWS::Include, Parameters: {Location: s3://a/b}}, Bogus: 1}'), "E3002 4"],
  ["13 an alias of properties", BUCKET("*p", "Metadata:\n  X: &p {Bogus: 1}\n"), "E3002 6"],
  ["13 merged properties", BUCKET("{<<: *p, BucketName: some-name}", "Metadata:\n  X: &p {Bogus: 1}\n"), "E3002 6"],
  ["13 an alias that lacks something", PERMISSION("*p").replace("Resources:", "Metadata: {X: &p {Action: lambda:InvokeFunction, FunctionName: b}}\nResources:"), "E3003 7"],
  ["14 !ref", "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {DisplayName: !ref T}\n", "E3012 4"],
  ["14 !GettAtt", "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {DisplayName: !GettAtt A.Arn}\n", "E3012 4"],
  ["14 Fn::sub", 'Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: {DisplayName: {"Fn::sub": "x"}}\n', "E3012 4"],
  ["15 no type", `Resources:\n  A: {Properties: {}}\n${output("!Ref A")}`, "E3001 2"],
  ["15 a third document", `${QUEUE}...\n---\na: 1\n`, "E0000 4"],
  ["16 what does not exist", `Resources:\n  A: {Type: AWS::SQS::Queue, DependsOn: B, Condition: C}\n${output("!FindInMap [M, a, b]")}`, "E3005 2", "E3015 2", "E1011 5"],
];

describe("templates that others judge wrongly", () => {
  let schemas: SchemaFile;

  beforeAll(async () => {
    schemas = await openSchemas();
  });
  afterAll(() => schemas.close());

  it.each(ROWS)("%s", (_, text, ...expected) => {
    const found = check("yaml", text, schemas, { regions: ["us-east-1"], date: "2026-11-22" });
    const told = found.filter(({ code }) => !code.startsWith("I") && !code.startsWith("W")).map(({ code, start }) => `${code} ${text.slice(0, start).split("\n").length}`);
    expect(told.toSorted()).toEqual(expected.toSorted());
  });
});
