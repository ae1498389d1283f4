import { documentBucket } from "../../services/artifacts.ts";
import { hashText, Random } from "../../random.ts";
import { attribute, ref, sub } from "../../services/cloudformation/blueprint.ts";
import type { ResourceBlueprint, StackBlueprint } from "../../services/cloudformation/blueprint.ts";
import { stackArn } from "../../services/cloudformation/stacks.ts";
import { logGroupResource, role, suffix, VERSION } from "./serviceStacks.ts";
import type { StackPlace } from "./serviceStacks.ts";

type Own = Pick<StackBlueprint, "resources" | "outputs">;

/** A stack that the platform team synthesises with the CDK. */
export function platformStack(name: string, logGroup: string | undefined, place: StackPlace): StackBlueprint {
  const own: Own = /network/.test(name) ? network(name) : /cdn/.test(name) ? edge(name, place) : observability(name, place);
  return {
    name,
    description: `${name}: shared by all services`,
    format: "json",
    parameters: [
      { ...VERSION, description: "Commit of the CDK app" },
      {
        name: "BootstrapVersion",
        value: "/cdk-bootstrap/hnb659fds/version",
        type: "AWS::SSM::Parameter::Value<String>",
      },
    ],
    resources: [...own.resources, ...logGroupResource(logGroup)],
    outputs: own.outputs,
    tags: { team: "platform" },
    capabilities: ["CAPABILITY_IAM"],
    terminationProtection: true,
  };
}

/** Ids as EC2 makes them: `vpc-0a1b…`. */
function ec2Id(kind: string, of: string): string {
  return `${kind}-0${new Random(hashText(of)).hex(16)}`;
}

function network(name: string): Own {
  const vpc = ec2Id("vpc", name);
  const zones = ["a", "b", "c"] as const;
  const group = ec2Id("sg", name);
  const subnetIds = zones.map((zone) => ec2Id("subnet", `${name} ${zone}`));
  return {
    resources: [
      {
        logicalId: "Vpc8378EB38",
        type: "AWS::EC2::VPC",
        physicalId: vpc,
        properties: { CidrBlock: "10.20.0.0/16", EnableDnsHostnames: true, EnableDnsSupport: true },
      },
      ...zones.map((zone, index): ResourceBlueprint => ({
        logicalId: `VpcPrivateSubnet${index + 1}`,
        type: "AWS::EC2::Subnet",
        physicalId: subnetIds[index] ?? "",
        properties: {
          VpcId: ref("Vpc8378EB38"),
          CidrBlock: `10.20.${index * 64}.0/18`,
          AvailabilityZone: sub(`\${AWS::Region}${zone}`),
        },
      })),
      {
        logicalId: "VpcRouteTable",
        type: "AWS::EC2::RouteTable",
        physicalId: ec2Id("rtb", name),
        onUpdate: "modified",
        properties: { VpcId: ref("Vpc8378EB38") },
      },
      {
        logicalId: "EndpointSecurityGroup",
        type: "AWS::EC2::SecurityGroup",
        physicalId: group,
        onUpdate: "modified",
        properties: {
          GroupDescription: "Interface endpoints",
          VpcId: ref("Vpc8378EB38"),
          SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "10.20.0.0/16" }],
        },
      },
    ],
    outputs: [
      { name: "VpcId", value: vpc, expression: ref("Vpc8378EB38"), exportName: "network-VpcId" },
      {
        name: "PrivateSubnets",
        value: subnetIds.join(","),
        expression: { "Fn::Join": [",", zones.map((_zone, index) => ref(`VpcPrivateSubnet${index + 1}`))] },
        exportName: "network-PrivateSubnets",
      },
      { name: "EndpointSecurityGroup", value: group, expression: attribute("EndpointSecurityGroup", "GroupId"), exportName: "network-EndpointSecurityGroup" },
    ],
  };
}

function observability(name: string, { region, accountId }: StackPlace): Own {
  const topic = `arn:aws:sns:${region}:${accountId}:${name}-Alarms-${suffix(`${region} ${name}`)}`;
  return {
    resources: [
      {
        logicalId: "Alarms",
        type: "AWS::SNS::Topic",
        physicalId: topic,
        properties: { DisplayName: "Kestrel alarms" },
      },
      {
        logicalId: "Overview",
        type: "AWS::CloudWatch::Dashboard",
        physicalId: "kestrel-overview",
        onUpdate: "modified",
        properties: { DashboardName: "kestrel-overview", DashboardBody: '{"widgets":[]}' },
      },
      {
        logicalId: "ErrorRate",
        type: "AWS::CloudWatch::Alarm",
        physicalId: `${name}-ErrorRate`,
        onUpdate: "modified",
        properties: {
          AlarmDescription: "More than one request in a hundred fails",
          Namespace: "Kestrel",
          MetricName: "ErrorRate",
          Statistic: "Average",
          Period: 60,
          EvaluationPeriods: 3,
          Threshold: 1,
          ComparisonOperator: "GreaterThanThreshold",
          AlarmActions: [ref("Alarms")],
        },
      },
    ],
    outputs: [{ name: "AlarmTopicArn", value: topic, expression: ref("Alarms"), exportName: `${name}-AlarmTopicArn` }],
  };
}

function edge(name: string, { accountId }: StackPlace): Own {
  const bucket = `kestrel-${name}-assets-${accountId}`;
  const distribution = `E${suffix(name)}`;
  return {
    resources: [
      {
        logicalId: "Assets",
        type: "AWS::S3::Bucket",
        physicalId: bucket,
        properties: { BucketName: bucket, VersioningConfiguration: { Status: "Enabled" } },
      },
      {
        logicalId: "Distribution",
        type: "AWS::CloudFront::Distribution",
        physicalId: distribution,
        onUpdate: "modified",
        properties: {
          DistributionConfig: {
            Enabled: true,
            DefaultCacheBehavior: { TargetOriginId: "assets", ViewerProtocolPolicy: "redirect-to-https" },
            Origins: [{ Id: "assets", DomainName: attribute("Assets", "RegionalDomainName"), S3OriginConfig: {} }],
          },
        },
      },
    ],
    outputs: [{ name: "DistributionId", value: distribution, expression: ref("Distribution") }],
  };
}

/** The stack of the shared data, the one in it, and the one in that. */
export function dataStacks(place: StackPlace): readonly [StackBlueprint, StackBlueprint, StackBlueprint] {
  const { region, accountId } = place;
  const ordersName = `kestrel-data-Orders-${suffix(`${region} orders`)}`;
  const alarmsName = `${ordersName}-Alarms-${suffix(`${region} alarms`)}`;
  const bucket = documentBucket(accountId, region);
  const table = `${ordersName}-Table-${suffix(`${region} table`)}`;
  const shared = { format: "yaml", tags: { team: "data" }, capabilities: [] } as const;
  const nested = (logicalId: string, name: string, file: string): ResourceBlueprint => ({
    logicalId,
    type: "AWS::CloudFormation::Stack",
    physicalId: stackArn(place, name),
    onUpdate: "modified",
    properties: { TemplateURL: `https://kestrel-templates-${accountId}-${region}.s3.amazonaws.com/${file}` },
  });
  return [
    {
      ...shared,
      name: "kestrel-data",
      description: "Data that outlives the services",
      parameters: [
        { name: "RetentionDays", value: "35", type: "Number" },
        { name: "MasterPassword", value: "", noEcho: true },
      ],
      resources: [
        {
          logicalId: "Documents",
          type: "AWS::S3::Bucket",
          physicalId: bucket,
          properties: { BucketName: bucket, VersioningConfiguration: { Status: "Enabled" } },
        },
        nested("Orders", ordersName, "orders.yaml"),
      ],
      outputs: [{ name: "DocumentsBucket", value: bucket, expression: ref("Documents"), exportName: "data-Documents" }],
      terminationProtection: true,
    },
    {
      ...shared,
      name: ordersName,
      description: "Orders and their history",
      parameters: [],
      resources: [
        {
          logicalId: "Table",
          type: "AWS::DynamoDB::Table",
          physicalId: table,
          properties: {
            BillingMode: "PAY_PER_REQUEST",
            AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
            KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          },
        },
        nested("Alarms", alarmsName, "alarms.yaml"),
      ],
      outputs: [{ name: "TableName", value: table, expression: ref("Table") }],
    },
    {
      ...shared,
      name: alarmsName,
      description: "Alarms of the orders",
      parameters: [],
      resources: [
        {
          logicalId: "Throttled",
          type: "AWS::CloudWatch::Alarm",
          physicalId: `${alarmsName}-Throttled`,
          onUpdate: "modified",
          properties: {
            Namespace: "AWS/DynamoDB",
            MetricName: "ThrottledRequests",
            Statistic: "Sum",
            Period: 300,
            EvaluationPeriods: 1,
            Threshold: 10,
            ComparisonOperator: "GreaterThanThreshold",
          },
        },
      ],
      outputs: [],
    },
  ];
}

/** A stack, and the one in it that holds its bucket, whose name is taken. */
export function nestedStacks(name: string, place: StackPlace): readonly [StackBlueprint, StackBlueprint] {
  const { region, accountId } = place;
  const nested = `${name}-Storage-${suffix(`${region} ${name} storage`)}`;
  const queue = `${name}-Requests-${suffix(`${region} ${name} queue`)}`;
  const root: StackBlueprint = {
    name,
    description: "Parcels that come back",
    format: "yaml",
    parameters: [],
    resources: [
      {
        logicalId: "Requests",
        type: "AWS::SQS::Queue",
        physicalId: `https://sqs.${region}.amazonaws.com/${accountId}/${queue}`,
        properties: { MessageRetentionPeriod: 1_209_600 },
      },
      {
        logicalId: "Storage",
        type: "AWS::CloudFormation::Stack",
        physicalId: stackArn(place, nested),
        properties: { TemplateURL: `https://kestrel-templates-${accountId}-${region}.s3.amazonaws.com/storage.yaml` },
      },
    ],
    outputs: [],
    tags: { team: "parcels" },
    capabilities: ["CAPABILITY_IAM"],
  };
  return [root, bucketStack(nested, "kestrel-documents", "Pictures of what came back")];
}

/** A bucket of its own name, and a role that may read it. */
export function bucketStack(name: string, bucket: string, description: string): StackBlueprint {
  return {
    name,
    description,
    format: "yaml",
    parameters: [{ name: "Owner", value: "platform" }],
    resources: [
      role("Reader", name, "lambda.amazonaws.com", []),
      {
        logicalId: "Bucket",
        type: "AWS::S3::Bucket",
        physicalId: bucket,
        properties: {
          BucketName: bucket,
          PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true },
        },
      },
    ],
    outputs: [{ name: "BucketArn", value: `arn:aws:s3:::${bucket}`, expression: attribute("Bucket", "Arn") }],
    tags: { team: "platform" },
    capabilities: ["CAPABILITY_IAM"],
  };
}
