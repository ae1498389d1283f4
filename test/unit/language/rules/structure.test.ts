import { CONDITION, describeRules, resource } from "./table.ts";

const TOPIC = "Type: AWS::SNS::Topic";

describeRules(
  "rules about the parts of a template",
  [
    ["E1001", "a template without resources", "|Description|: x"],
    ["E1001", "a section that there is not", resource(TOPIC, "|Parametres|: {}\n")],
    ["E1001", "a version that there is not", resource(TOPIC, 'AWSTemplateFormatVersion: "|2010-09-10|"\n')],
    ["E1004", "a description that is no text", resource(TOPIC, "|Description|: {a: b}\n")],
    ["E2001", "a parameter with a key that there is not", resource(TOPIC, "Parameters: {P: {Type: String, |Defalt|: x}}\n")],
    ["E2001", "a name with a dash", resource(TOPIC, "Parameters: {|P-1|: {Type: String}}\n")],
    ["E2002", "a type of parameter that there is not", resource(TOPIC, "Parameters: {P: {Type: |Strin|}}\n")],
    ["E2015", "a default that is not allowed", resource(TOPIC, "Parameters: {P: {Type: String, |Default|: c, AllowedValues: [a, b]}}\n")],
    ["E3001", "a resource without a type", "Resources: {|A|: {Properties: {}}}"],
    ["E3001", "an attribute that there is not", resource(`${TOPIC}\n|DependOn|: B`)],
    ["E3003", "a property that is missing", resource("Type: AWS::Lambda::Alias\n|Properties|: {Name: a, FunctionName: b}")],
    ["E3003", "properties that are removed", resource("Type: AWS::Lambda::LayerVersion\n|Properties|: !Ref AWS::NoValue")],
    ["E3006", "a type that there is not", resource("Type: |AWS::S3::Bukket|")],
    ["E3015", "a condition that there is not", resource(`${TOPIC}\nCondition: |Y|`, CONDITION)],
    ["E6002", "an output without a value", resource(TOPIC, "", "Outputs: {|O|: {Description: x}}\n")],
    ["E6101", "an output that is a list", resource(TOPIC, "", "Outputs: {O: {|Value|: [a]}}\n")],
    ["E7001", "a mapping without keys", resource(TOPIC, "Mappings: {M: {|k|: {}}}\n")],
    ["E8001", "a condition that is a text", resource(TOPIC, "Conditions: {X: |a|}\n")],
  ],
  [
    ["E1001", "a template with every section", resource(TOPIC, `${CONDITION}Mappings: {M: {a: {b: c}}}\nMetadata: {}\nRules: {}\n`)],
    ["E2015", "a default that is allowed", resource(TOPIC, "Parameters: {P: {Type: Number, Default: 2, MinValue: 1, MaxValue: 3}}\n")],
    ["E3001", "every attribute", resource(`${TOPIC}\nDeletionPolicy: Retain\nUpdateReplacePolicy: Retain\nMetadata: {a: 1}\nCondition: X`, CONDITION)],
    ["E6101", "an output that is a number", resource(TOPIC, "", "Outputs: {O: {Value: 1}}\n")],
  ],
);

describeRules(
  "rules about names",
  [
    ["W2001", "a parameter that nobody uses", resource(TOPIC, "Parameters: {|P|: {Type: String}}\n")],
    ["W7001", "a mapping that nobody uses", resource(TOPIC, "Mappings: {|M|: {a: {b: c}}}\n")],
    ["W8001", "a condition that nobody uses", resource(TOPIC, "Parameters: {P: {Type: String}}\nConditions: {|X|: !Equals [!Ref P, a]}\n")],
    ["E3004", "a resource that needs itself", resource(`${TOPIC}\nProperties: {TopicName: !GetAtt A.TopicName}`).replace("  A:", "  |A|:")],
    ["E3005", "a dependency that there is not", resource(`${TOPIC}\nDependsOn: |B|`)],
    ["E3007", "a resource with the name of a parameter", resource(TOPIC, "Parameters: {A: {Type: String}}\n").replace("  A:\n", "  |A|:\n")],
    ["W3005", "a dependency that is there already", resource(`${TOPIC}\nDependsOn: [|B|]\nProperties: {TopicName: !GetAtt B.TopicName}`, "", "  B: {Type: AWS::SNS::Topic}\n")],
    ["W1001", "a resource that may not be there", resource(`${TOPIC}\nProperties: {|TopicName|: !GetAtt B.TopicName}`, CONDITION, "  B: {Type: AWS::SNS::Topic, Condition: X}\n")],
    ["E3019", "two resources of one name", resource(`${TOPIC}\nProperties: {}`, "", "  B: {Type: AWS::S3::Bucket, Properties: {|BucketName|: abc}}\n  C: {Type: AWS::S3::Bucket, Properties: {|BucketName|: abc}}\n")],
  ],
  [
    ["W2001", "a parameter that a text uses", resource(`${TOPIC}\nProperties: {TopicName: !Sub "\${P}"}`, "Parameters: {P: {Type: String}}\n")],
    ["W7001", "mappings, where a name is computed", resource(`${TOPIC}\nProperties: {TopicName: !FindInMap [!Ref P, a, b]}`, "Parameters: {P: {Type: String}}\nMappings: {M: {a: {b: c}}}\n")],
    ["W1001", "a resource under the same condition", resource(`${TOPIC}\nCondition: X\nProperties: {TopicName: !GetAtt B.TopicName}`, CONDITION, "  B: {Type: AWS::SNS::Topic, Condition: X}\n")],
    ["W1001", "a branch under the same condition", resource(`${TOPIC}\nProperties: {TopicName: !If [X, !GetAtt B.TopicName, a]}`, CONDITION, "  B: {Type: AWS::SNS::Topic, Condition: X}\n")],
    ["E3019", "two names that are never there together", resource("Type: AWS::S3::Bucket\nCondition: X\nProperties: {BucketName: abc}", `Parameters: {P: {Type: String}}\nConditions: {X: !Equals [!Ref P, a], Y: !Not [!Condition X]}\n`, "  B: {Type: AWS::S3::Bucket, Condition: Y, Properties: {BucketName: abc}}\n")],
  ],
);
