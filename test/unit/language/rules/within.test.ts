import { describeRules } from "./table.ts";

const QUEUE = (properties: string, more = "") => `${more}Resources:\n  B: {Type: AWS::SQS::Queue}\n  A:\n    Type: AWS::SQS::Queue\n    Properties: ${properties}\n`;
const STAGE = "Parameters:\n  Stage: {Type: String, Default: test}\n  Names: {Type: CommaDelimitedList, Default: a}\n  Hidden: {Type: String, NoEcho: true}\n";
const RIGHT = "{Key: a, Value: !Sub \"${Stage}-${B.QueueName}\"}";

describeRules(
  "one mistake among much that is right",
  [
    ["E3003", "a key that an item lacks", QUEUE(`{Tags: [${RIGHT}, {|Value|: x}]}`, STAGE)],
    ["E3003", "a key that is taken away", QUEUE(`{Tags: [${RIGHT}, {|Key|: !Ref AWS::NoValue, Value: x}]}`, STAGE)],
    ["E3002", "a key that there is not, in an item", QUEUE(`{Tags: [${RIGHT}, {Key: b, Value: x, |Bogus|: y}]}`, STAGE)],
    ["E1020", "a name that leads nowhere", QUEUE(`{Tags: [${RIGHT}, {Key: b, Value: !Ref |Nothing|}]}`, STAGE)],
    ["E1019", "a variable that leads nowhere", QUEUE(`{Tags: [${RIGHT}, {Key: b, Value: !Sub "\${Stage}-\${|Nothing|}"}]}`, STAGE)],
    ["E1019", "a variable that is a list", QUEUE(`{Tags: [${RIGHT}, {Key: b, Value: !Sub "|\${Stage}-\${Names}|"}]}`, STAGE)],
    ["W1020", "a text without a variable", QUEUE(`{Tags: [${RIGHT}, {Key: b, |Value|: !Sub x}]}`, STAGE)],
    ["W2010", "a secret in what is shown", `${STAGE}${QUEUE("{}")}Outputs: {O: {Value: !Sub "|\${Hidden}|"}}\n`],
    ["E3024", "two tags of one key", QUEUE(`{|Tags|: [{Key: a, Value: x}, {Key: a, Value: y}]}`)],
    ["E3024", "two tags that differ in their case alone, where that does not count", QUEUE(`{|Tags|: [{Key: "true", Value: x}, {Key: "True", Value: y}]}`)],
    ["E6101", "a number that a joined text is made of", `${QUEUE("{}")}Outputs: {O: {Value: !Join |["", [!GetAtt A.DelaySeconds]]|}}\n`],
  ],
  [
    ["E3003", "keys that all items have", QUEUE(`{Tags: [${RIGHT}, {Key: b, Value: x}]}`, STAGE)],
    ["E3024", "tags of different keys", QUEUE(`{Tags: [${RIGHT}, {Key: b, Value: x}]}`, STAGE)],
    ["E1019", "variables that are texts", QUEUE(`{Tags: [${RIGHT}, {Key: b, Value: !Sub "\${AWS::Region}"}]}`, STAGE)],
  ],
);
