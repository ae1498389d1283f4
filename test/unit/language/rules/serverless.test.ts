import { describeRules, resource } from "./table.ts";

const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const RUNS = "Handler: a.b, Runtime: nodejs22.x, CodeUri: .";
const sam = (type: string, properties: string, before = "", more = "") => resource(`Type: AWS::Serverless::${type}\n${more}Properties: {${properties}}`, SAM + before);
const starts = (event: string) => sam("Function", `${RUNS}, Events: {E: ${event}}`);
const JSON_API = '{"Transform": "AWS::Serverless-2016-10-31", "Resources": {"A": {"Type": "AWS::Serverless::Api", "Properties": {|"StageNam"|: "a", "StageName": "a"}}}}';

describeRules(
  "serverless resources, whose transform fails",
  [
    ["E0001", "a property that there is not", sam("Function", `${RUNS}, |Memory|: 128`)],
    ["E0001", "the same in JSON", JSON_API],
    ["E0001", "a property that is missing", sam("Api", "Name: x").replace("Properties", "|Properties|")],
    ["E0001", "no properties", resource("Type: AWS::Serverless::LayerVersion", SAM).replace("A:", "|A|:")],
    ["E0001", "a text where a mapping stands", sam("Function", `${RUNS}, |Environment|: x`)],
    ["E0001", "a text where true or false stands", sam("Api", 'StageName: x, |TracingEnabled|: "true"')],
    ["E0001", "a type that there is not", sam("Function", RUNS).replace("AWS::Serverless::Function", "|AWS::Serverless::Functoin|")],
    ["E0001", "a function without a runtime", sam("Function", "Handler: a.b, CodeUri: .").replace("Properties", "|Properties|")],
    ["E0001", "a function of an image with a handler", sam("Function", "PackageType: Image, |Handler|: a.b, ImageUri: x")],
    ["E0001", "an alias that a resource gives", sam("Function", `${RUNS}, |AutoPublishAlias|: !GetAtt X.Y`)],
    ["E0001", "an event of no type", starts("{Type: |Scheduel|}")],
    ["E0001", "an event that says nothing of its type", starts("{Properties: {Path: /}}").replace(" {E:", " {|E|:")],
    ["E0001", "an event that lacks a property", starts("{Type: Api, |Properties|: {Path: /}}")],
    ["E0001", "an event's property that there is not", starts("{Type: SQS, Properties: {Queue: a, |Batch|: 1}}")],
    ["E0001", "an event that state machines have not", sam("StateMachine", "DefinitionUri: a, Events: {E: {Type: |SQS|, Properties: {Queue: a}}}")],
    ["E0001", "a policy template without its parameter", sam("Function", `${RUNS}, Policies: [{|S3ReadPolicy|: {Bucket: a}}]`)],
    ["E0001", "globals of nothing", sam("Function", RUNS, "Globals: {|Functions|: {Timeout: 1}}\n")],
    ["E0001", "globals that cannot be set for all", sam("Function", RUNS, "Globals: {Function: {|Events|: {}}}\n")],
    ["E0001", "globals to ignore that there are not", sam("Function", RUNS, "Globals: {Function: {Timeout: 1}}\n", "IgnoreGlobals: [Timeout, |Timeot|]\n")],
  ],
  [
    ["E0001", "what all functions have", sam("Function", "CodeUri: .", "Globals: {Function: {Handler: a.b, Runtime: nodejs22.x}}\n")],
    ["E0001", "what a function gives", sam("Api", "StageName: !Ref P, TracingEnabled: !If [C, true, false], Tags: !Ref T")],
    ["E0001", "what a macro brings", sam("Function", '"Fn::Transform": {Name: AWS::Include, Parameters: {Location: s3://a/b}}')],
    ["E0001", "properties with a condition", resource("Type: AWS::Serverless::Function\nProperties: !If [C, {Handler: x}, !Ref AWS::NoValue]", SAM)],
    ["E0001", "a function of an image", sam("Function", "PackageType: Image, ImageUri: x")],
    ["E0001", "a function of an image that a parameter makes one", sam("Function", "PackageType: !Ref P, ImageUri: x")],
    ["E0001", "a schedule and a queue", starts("{Type: Schedule, Properties: {Schedule: rate(1 day), Enabled: true}}").replace("{E:", "{Q: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn, BatchSize: 1}}, E:")],
    ["E0001", "a route of the API that SAM makes", starts("{Type: HttpApi}")],
    ["E0001", "policies of all forms", sam("Function", `${RUNS}, Policies: [AWSLambdaExecute, {S3ReadPolicy: {BucketName: a}}, {Statement: []}, {VPCAccessPolicy: {}}, !Ref P]`)],
    ["E0001", "an alias of a parameter", sam("Function", `${RUNS}, AutoPublishAlias: !Ref P`)],
    ["E0001", "all globals to ignore", sam("Function", RUNS, "Globals: {Function: {Timeout: 1}}\n", "IgnoreGlobals: '*'\n")],
    ["E0001", "no transform", sam("Function", "Bogus: 1").replace(SAM, "")],
  ],
);

const output = (value: string) => `Outputs:\n  O:\n    Value: ${value}\n`;
const asked = (attribute: string) => `${sam("Function", RUNS)}${output(`!GetAtt A.${attribute}`)}`;
const LOOP = "Transform: AWS::LanguageExtensions\n";
const loop = (body: string, after = "") => `${LOOP}Resources:\n  Fn::ForEach::L:\n    ${body}\n${after}`;
const QUEUES = '[N, [a, b-c], {"Queue&{N}": {Type: AWS::SQS::Queue}}]';
const machine = (state: string) =>
  resource(`Type: AWS::StepFunctions::StateMachine\nProperties:\n  RoleArn: arn:aws:iam::123456789012:role/r\n  Definition:\n    QueryLanguage: JSONata\n    StartAt: S\n    States:\n      S: ${state}`);

describeRules(
  "what a serverless function hands on to that of Lambda",
  [
    ["E3034", "a time that is too long", sam("Function", `${RUNS}, Timeout: |901|`)],
    ["E3030", "an architecture that there is not", sam("Function", `${RUNS}, Architectures: [|arm|]`)],
    ["E3012", "a list that is none", sam("Function", `${RUNS}, VpcConfig: {SubnetIds: |x|}`)],
    ["E6101", "an attribute that it has not", asked("|Arnn|")],
    ["E6101", "an attribute that a table has not", `${sam("SimpleTable", "TableName: t")}${output("!GetAtt A.|Arnn|")}`],
  ],
  [
    ["E3034", "a time of a parameter", sam("Function", `${RUNS}, Timeout: !Ref T`)],
    ["E3002", "properties that Lambda has not", sam("Function", `${RUNS}, Events: {}, AutoPublishAlias: a, Tracing: Active`)],
    ["E3003", "what Lambda needs", sam("Function", RUNS)],
    ["E6101", "its attribute", asked("Arn")],
    ["E6101", "what stands beside it", asked("Version")],
  ],
);

describeRules(
  "loops",
  [
    ["E0001", "a loop of two parts", loop("[N, [a]]").replace("Fn::ForEach::L", "|Fn::ForEach::L|")],
    ["E0001", "a loop over a text", loop('[N, |a|, {"T${N}": {Type: AWS::SNS::Topic}}]')],
    ["E0001", "a variable that is a list", loop('[|[N]|, [a], {"T${N}": {Type: AWS::SNS::Topic}}]')],
    ["E6101", "a name that no item makes", loop(QUEUES, output("!Ref |Queued|"))],
  ],
  [
    ["E0001", "a loop over a parameter", `${loop('[N, !Ref L, {"T${N}": {Type: AWS::SNS::Topic}}]')}Parameters: {L: {Type: CommaDelimitedList}}\n`],
    ["E6101", "names that items make", loop(QUEUES, output('!Join ["", [!Ref Queuea, !GetAtt Queuebc.Arn]]'))],
    ["E6101", "a name that a parameter may make", `${loop('[N, !Ref L, {"T${N}": {Type: AWS::SNS::Topic}}]', output("!Ref Tx"))}Parameters: {L: {Type: CommaDelimitedList}}\n`],
  ],
);

describeRules(
  "outputs of nested stacks, state machines in JSONata, and truths that are words",
  [
    ["E6101", "all outputs", `${resource("Type: AWS::CloudFormation::Stack\nProperties: {TemplateURL: https://a.s3.amazonaws.com/t}")}${output("!GetAtt A.|Outputs|")}`],
    ["E3601", "a path in JSONata", machine("{Type: Pass, |InputPath|: $.a, End: true}")],
    ["E3601", "a choice without a condition", machine("{Type: Choice, Choices: [|{Variable: $.a, Next: S}|], Default: S}").replace("[|{Variable", "[{|Variable|").replace("S}|]", "S}]")],
    ["E3030", "false where words stand", resource("Type: AWS::ECR::Repository\nProperties: {ImageTagMutability: |false|}")],
  ],
  [
    ["E6101", "one output", `${resource("Type: AWS::CloudFormation::Stack\nProperties: {TemplateURL: https://a.s3.amazonaws.com/t}")}${output("!GetAtt A.Outputs.X")}`],
    ["E3601", "arguments in JSONata", machine('{Type: Task, Resource: "arn:aws:states:::lambda:invoke", Arguments: {a: "{% $x %}"}, End: true}')],
  ],
);
