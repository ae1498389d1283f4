import type { Position } from "@aws-sdk/client-iam";

type OneOrMore<T> = T | readonly T[];

/** A statement, as policies say it (IAM user guide, "Grammar of the IAM JSON policy language"). */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore<string | boolean | number>>>>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: OneOrMore<PolicyStatement>;
}

export interface Span {
  readonly StartPosition: Position;
  readonly EndPosition: Position;
}

export function asList<T>(value: OneOrMore<T> | undefined): readonly T[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** A document as text, and where each of its statements stands in it: lines and columns count from one. */
export function documentText({ Version = "2012-10-17", Statement }: PolicyDocument): { readonly text: string; readonly spans: readonly Span[] } {
  const lines = ["{", `  "Version": "${Version}",`, '  "Statement": ['];
  const statements = asList(Statement);
  const spans = statements.map((statement, at) => {
    const own = JSON.stringify(statement, undefined, 2).split("\n").map((line) => `    ${line}`);
    const start = lines.length + 1;
    lines.push(...own.slice(0, -1), `${own.at(-1) ?? ""}${at < statements.length - 1 ? "," : ""}`);
    return { StartPosition: { Line: start, Column: 5 }, EndPosition: { Line: lines.length, Column: (own.at(-1)?.length ?? 0) + 1 } };
  });
  lines.push("  ]", "}");
  return { text: lines.join("\n"), spans };
}

const allow = (Action: OneOrMore<string>, more: Partial<PolicyStatement> = {}): PolicyStatement => ({ Effect: "Allow", Action, Resource: "*", ...more });
const document = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

const DEPLOY_ECS = ["ecs:DescribeServices", "ecs:CreateTaskSet", "ecs:UpdateServicePrimaryTaskSet", "ecs:DeleteTaskSet", "elasticloadbalancing:*", "lambda:InvokeFunction", "s3:GetObject"];

/** Amazon's policies that the company's roles have, in short: what they allow is what the published ones are for. */
export const OF_AMAZON: Readonly<Record<string, PolicyDocument>> = {
  "service-role/AWSLambdaBasicExecutionRole": document(allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])),
  "service-role/AmazonECSTaskExecutionRolePolicy": document(
    allow(["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "logs:CreateLogStream", "logs:PutLogEvents"]),
  ),
  AmazonSSMManagedInstanceCore: document(allow(["ssm:UpdateInstanceInformation", "ssm:GetParameter", "ssmmessages:*", "ec2messages:*"])),
  AWSCodeDeployRoleForECS: document(allow(DEPLOY_ECS), allow("iam:PassRole", { Condition: { StringLike: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } } })),
  "service-role/AWSCodeDeployRole": document(allow(["autoscaling:*", "ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "tag:GetResources", "elasticloadbalancing:*"])),
  PowerUserAccess: document(
    { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
    allow(["iam:CreateServiceLinkedRole", "iam:ListRoles", "organizations:DescribeOrganization", "account:ListRegions"]),
  ),
  ReadOnlyAccess: document(allow(["cloudwatch:Get*", "cloudwatch:List*", "ec2:Describe*", "ecs:Describe*", "ecs:List*", "logs:Get*", "logs:FilterLogEvents", "s3:Get*", "s3:List*"])),
  "aws-service-role/AmazonECSServiceRolePolicy": document(allow(["ec2:*NetworkInterface*", "elasticloadbalancing:*Targets", "servicediscovery:*"])),
};
