import type { Settings } from "../language/model/facts.ts";
import type { SchemaSource } from "../language/schema/types.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import type { Telling } from "./settings.ts";
import { OpenDocument } from "./templates.ts";

/** So long nobody has to have edited anything, in milliseconds. */
const QUIET = 300;

/** So long after the start and after a document was opened, in milliseconds: whoever opens several does so at once. */
const OPENING = 30;

/** It lets messages in after so many milliseconds, and waits for them so long. */
const SLICE = 8;
const PAUSE = 1;

/** What is run as often as this is compiled by the engine for good, and with the shapes that it meets: measured, more gains little. */
const ROUNDS = 100;

/**
 * Heats the engine while nobody waits: code that runs for the first time is twice as slow, and the first large template that
 * a person opens would pay for that. A template of the server's own is checked again and again, and nothing is told of it.
 */
export class WarmUp {
  readonly #schemas: SchemaSource;
  readonly #telling: () => Telling;
  #left: number;
  #document: OpenDocument | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param rounds how often the template is checked */
  constructor(schemas: SchemaSource, telling: () => Telling, rounds = ROUNDS) {
    this.#left = rounds;
    this.#schemas = schemas;
    this.#telling = telling;
  }

  get isOver(): boolean {
    return this.#left === 0;
  }

  /**
   * Begins, or goes on, when it has been quiet for a while. Whoever brings work calls this.
   * @param isTyping whether the next of it is to be expected soon
   */
  putOff(isTyping: boolean): void {
    clearTimeout(this.#timer);
    if (!this.isOver) this.#later(isTyping ? QUIET : OPENING);
  }

  #later(milliseconds: number): void {
    this.#timer = setTimeout(() => this.step(), milliseconds);
    // a server that is told to end need not wait for this
    this.#timer.unref();
  }

  /** Works for one slice. */
  step(): void {
    const started = performance.now();
    try {
      const telling = this.#telling();
      while (!this.isOver && performance.now() - started < SLICE) this.#work(telling.settings, telling, started);
    } catch {
      // whatever is wrong is told when it is met in a person's template
      this.#left = 0;
    }
    if (this.isOver) this.#document = undefined;
    else this.#later(PAUSE);
  }

  #work(settings: Settings, telling: Telling, started: number): void {
    const textDocument = { uri: "", languageId: "yaml", version: 1, text: TEMPLATE };
    this.#document ??= new OpenDocument({ textDocument }, this.#schemas);
    if (this.#document.check(settings, () => performance.now() - started > SLICE)) return;
    diagnosticsOf(this.#document, telling);
    this.#document = undefined;
    this.#left -= 1;
  }
}

const TAGS = Array.from({ length: 8 }, (_, n) => `        - {Key: "team:${n}", Value: !Sub "\${Stage}-\${AWS::Region}-${n}"}\n`).join("");
const LIST = Array.from({ length: 4 }, (_, n) => `        - Key: part-${n}\n          Value: !Ref Stage\n`).join("");

/** What most templates are made of, in the ways in which it is written, and some mistakes. */
export const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Description: Checked once the server has started.
Parameters:
  Stage: {Type: String, Default: test, AllowedValues: [test, live]}
  Size:
    Type: Number
    Default: 3
Mappings:
  Limits:
    test: {Memory: 128}
    live: {Memory: 512}
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms"}
      VersioningConfiguration:
        Status: !If [IsLive, Enabled, Suspended]
      Tags:
${TAGS}  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Lost.Arn
        maxReceiveCount: !Ref Size
      Tags:
${LIST}${TAGS}  Lost:
    Type: AWS::SQS::Queue
    Properties:
      Tags:
${LIST}  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Join ["-", [!Ref Stage, topic]]
      Tags:
${TAGS}  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - !Sub "arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
      Policies:
        - PolicyName: use
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [sqs:SendMessage, s3:GetObject]
                Resource: [!GetAtt Queue.Arn, !Sub "\${Bucket.Arn}/*"]
      Tags:
${LIST}  Function:
    Type: AWS::Lambda::Function
    DependsOn: Topic
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      MemorySize: !FindInMap [Limits, !Ref Stage, Memory]
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          exports.handler = async () => {
            return {};
          };
      Environment:
        Variables:
          QUEUE: !Ref Queue
          TOPIC: !Sub "\${Topic}-\${Stage}"
          BUCKET: !Sub "\${Bucket.Arn}/\${AWS::AccountId}"
          PLAIN: text
      Tags:
${TAGS}  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: id, AttributeType: S}
      KeySchema:
        - {AttributeName: id, KeyType: HASH}
      Bogus: a mistake
      Tags:
${LIST}  Alarm:
    Type: AWS::CloudWatch::Alarm
    Condition: IsLive
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateAgeOfOldestMessage
      Dimensions:
        - {Name: QueueName, Value: !GetAtt Queue.QueueName}
      Statistic: Maximum
      Period: 60
      EvaluationPeriods: 5
      Threshold: 300
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!Ref Topic, !Ref Nothing]
      Tags:
${LIST}  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: In front
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}
      Tags:
${TAGS}Outputs:
  Queue:
    Value: !GetAtt Queue.Arn
    Export: {Name: !Sub "\${Stage}-queue"}
`;
