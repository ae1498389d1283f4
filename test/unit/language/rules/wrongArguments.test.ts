import { describeRules, resource } from "./table.ts";

const TOPIC = "Type: AWS::SNS::Topic";
const MACHINE = (definition: string) => resource(`Type: AWS::StepFunctions::StateMachine\nProperties:\n  RoleArn: arn:aws:iam::123456789012:role/x\n  ${definition}`);
const OTHER = "Resources:\n  B: {Type: AWS::SQS::Queue}\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n";

describeRules(
  "what people get wrong in types, attributes and arguments",
  [
    ["E1001", "a condition's function without an argument", resource(TOPIC, "Conditions:\n  C:\n    |Fn::And|: null\n")],
    ["E1001", "a version that is left empty", resource(TOPIC, "AWSTemplateFormatVersion: |null|\nTransform: null\n")],
    ["E1005", "a transform that is left empty", resource(TOPIC, "Transform: |null|\n")],
    ["E1010", "an attribute of Alexa's type that there is not", "Resources:\n  S: {Type: Alexa::ASK::Skill}\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !GetAtt S.|Bogus|\n"],
    ["E1010", "a name without its attribute", `${OTHER}      TopicName: {"Fn::GetAtt": |B|}\n`],
    ["E3006", "a namespace with a letter too many", resource("Type: |AWSS::S3::Bucket|")],
    ["E3006", "a namespace with a wrong letter", resource("Type: |ABS::S3::Bucket|")],
    ["E3006", "a type of one part", resource("Type: |Bucket|")],
    ["E3030", "a list in the place of one of some words", resource("Type: AWS::S3::Bucket\nProperties: {|AccessControl|: [Private]}")],
    ["E3514", "a long text that is no ARN", resource(`Type: AWS::KMS::Key\nProperties: {KeyPolicy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: "*", Action: "kms:*", Resource: |${"x".repeat(3000)}|}]}}`)],
    ["E7001", "a number as a key of a mapping", resource(TOPIC, "Mappings: {M: {a: {|32|: b}}}\n")],
    ["W1019", "a variable that the text does not have", `${OTHER}      TopicName: !Sub ["\${X}", {X: a, |Y|: b}]\n`],
  ],
  [
    ["E3004", "a need that is none, as it has too many parts", "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !GetAtt [A, TopicName, x]}\n"],
    ["E3006", "types of others", "Resources:\n  A: {Type: MongoDB::Atlas::Cluster}\n  B: {Type: Acme::S3::Bucket}\n  C: {Type: AwsCommunity::DynamoDB::Item}\n"],
    ["E3514", "an ARN, and all", resource(`Type: AWS::KMS::Key\nProperties: {KeyPolicy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: "*", Action: "kms:*", Resource: ["*", "arn:aws:s3:::b/*"]}]}}`)],
    ["W1019", "variables that the text has", `${OTHER}      TopicName: !Sub ["\${ X }-\${Y.z}", {X: a, Y.z: b}]\n`],
  ],
);

describeRules(
  "documents of other services",
  [
    ["E3051", "a text that is no document", resource("Type: AWS::SSM::Document\nProperties: {Content: |x|}")],
    ["E3051", "a version that there is not", resource('Type: AWS::SSM::Document\nProperties: {Content: {schemaVersion: "|9.9|"}}')],
    ["E3601", "a start that there is not", MACHINE("Definition: {StartAt: |Nope|, States: {A: {Type: Succeed}}}")],
    ["E3601", "a start that a branch does not have", MACHINE("Definition: {StartAt: A, States: {A: {Type: Parallel, End: true, Branches: [{StartAt: |Q|, States: {R: {Type: Succeed}}}]}}}")],
    ["E3601", "a kind of state that there is not", MACHINE("Definition: {StartAt: A, States: {A: {Type: |Bogus|}}}")],
    ["E3601", "a text without states", MACHINE(`|DefinitionString|: '{"StartAt": "A"}'`)],
  ],
  [
    ["E3051", "a document in YAML", resource('Type: AWS::SSM::Document\nProperties:\n  Content: |-\n    schemaVersion: "2.2"\n    description: x')],
    ["E3601", "a machine", MACHINE("Definition: {StartAt: A, States: {A: {Type: Wait, Seconds: 5, Next: B}, B: {Type: Succeed}}}")],
    ["E3601", "variables that are filled in", MACHINE('DefinitionSubstitutions: {X: y}\n  Definition: {StartAt: A, States: {A: {Type: Wait, Seconds: "${X}", End: true}}}')],
    ["E3601", "a definition that a function gives", MACHINE("DefinitionString: !Sub '{\"StartAt\": \"${AWS::Region}\"}'")],
  ],
);
