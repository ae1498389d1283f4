// A template as long as CloudFormation takes, with mistakes spread over it.

/** An environment of so many variables, each of which refers to something. */
function variables(index: number, count: number): string {
  return Array.from({ length: count }, (_, n) => `          VARIABLE_NUMBER_${n}: !Sub "\${AWS::Region}-\${Stage}-\${Queue${index}.QueueName}-${n}"\n`).join("");
}

function tags(index: number, count: number): string {
  return Array.from({ length: count }, (_, n) => `        - Key: team:purpose-${n}\n          Value: !Sub "\${Stage}-service-${index}-of-the-shop-${n}"\n`).join("");
}

/** One of five: a queue, which the others of its group refer to, a function, its role, a table, an alarm. */
function resource(index: number, mistake: string): string {
  const group = index - (index % 5);
  switch (index % 5) {
    case 0:
      return `  Queue${group}:\n    Type: AWS::SQS::Queue\n    Properties:\n${mistake}      VisibilityTimeout: 60\n      MessageRetentionPeriod: 345600\n      SqsManagedSseEnabled: true\n      Tags:\n${tags(index, 18)}`;
    case 1:
      return `  Function${group}:\n    Type: AWS::Lambda::Function\n    Properties:\n${mistake}      Runtime: nodejs22.x\n      Handler: index.handler\n      MemorySize: 512\n      Timeout: 30\n      Role: !GetAtt Role${group}.Arn\n      Code:\n        ZipFile: |\n          exports.handler = async (event) => {\n            console.log(JSON.stringify(event));\n            return { statusCode: 200 };\n          };\n      Environment:\n        Variables:\n${variables(group, 17)}`;
    case 2:
      return `  Role${group}:\n    Type: AWS::IAM::Role\n    Properties:\n${mistake}      AssumeRolePolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: {Service: lambda.amazonaws.com}\n            Action: sts:AssumeRole\n      Policies:\n        - PolicyName: queue\n          PolicyDocument:\n            Version: "2012-10-17"\n            Statement:\n              - Effect: Allow\n                Action: [sqs:SendMessage, sqs:ReceiveMessage, sqs:DeleteMessage]\n                Resource: !GetAtt Queue${group}.Arn\n      Tags:\n${tags(index, 14)}`;
    case 3:
      return `  Table${group}:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n    Properties:\n${mistake}      BillingMode: PAY_PER_REQUEST\n      AttributeDefinitions:\n        - {AttributeName: id, AttributeType: S}\n        - {AttributeName: at, AttributeType: N}\n      KeySchema:\n        - {AttributeName: id, KeyType: HASH}\n        - {AttributeName: at, KeyType: RANGE}\n      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}\n      Tags:\n${tags(index, 15)}`;
    default:
      return `  Alarm${group}:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n${mistake}      Namespace: AWS/SQS\n      MetricName: ApproximateAgeOfOldestMessage\n      Dimensions:\n        - Name: QueueName\n          Value: !GetAtt Queue${group}.QueueName\n      Statistic: Maximum\n      Period: 60\n      EvaluationPeriods: 5\n      Threshold: 300\n      ComparisonOperator: GreaterThanThreshold\n      AlarmDescription: !Sub "Messages of \${Stage} wait for too long in \${Queue${group}}"\n      Tags:\n${tags(index, 15)}`;
  }
}

/** What is wrong, by turns: a property that there is not, a reference that leads nowhere. */
function mistakeOf(index: number): string {
  return index % 2 === 0 ? `      Bogus${index}: x\n` : `      Nonsense${index}: !Ref Nothing${index}\n`;
}

/**
 * A template in YAML of about 1.9 KB a resource.
 * @param resources a multiple of 5; CloudFormation takes 500, more are for stress
 * @param mistakes how many resources have one or two
 */
export function largeTemplate(resources: number, mistakes: number): string {
  const every = mistakes === 0 ? Number.POSITIVE_INFINITY : resources / mistakes;
  let next = 0;
  const parts = ['AWSTemplateFormatVersion: "2010-09-09"\nDescription: A shop.\nParameters:\n  Stage:\n    Type: String\n    Default: test\nResources:\n'];
  for (let index = 0; index < resources; index += 1) {
    const isWrong = index >= next;
    if (isWrong) next += every;
    parts.push(resource(index, isWrong ? mistakeOf(index) : ""));
  }
  parts.push("Outputs:\n  First:\n    Value: !GetAtt Queue0.Arn\n");
  return parts.join("");
}
