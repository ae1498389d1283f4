import { type ResourceRef, parseArn } from "../../base/resourceRef.ts";

/** A resource of a stack, as far as it takes to find it. */
export interface Located {
  readonly type: string;
  readonly physicalId: string | undefined;
  /** Of a deployment group, where it was found. */
  readonly application?: string | undefined;
}

const DEPLOYMENT_GROUP = "AWS::CodeDeploy::DeploymentGroup";

export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Where a stack is, and with it its resources. */
export function placeOf(stack: { readonly id: string }): Place {
  return parseArn(stack.id) ?? { partition: "aws", region: "", account: "" };
}

/**
 * How a resource's ARN goes on after the account, for those whose physical id is no ARN ("Return values" of each type in
 * the CloudFormation template reference).
 */
const RESOURCES: Readonly<Record<string, { readonly service: string; readonly prefix: string }>> = {
  "AWS::CodePipeline::Pipeline": { service: "codepipeline", prefix: "" },
  "AWS::CodeBuild::Project": { service: "codebuild", prefix: "project/" },
  // the physical id is the repository's id, not its name: the CodeCommit room looks the name up
  "AWS::CodeCommit::Repository": { service: "codecommit", prefix: "" },
  "AWS::Logs::LogGroup": { service: "logs", prefix: "log-group:" },
  "AWS::CodeDeploy::Application": { service: "codedeploy", prefix: "application:" },
  "AWS::Lambda::Function": { service: "lambda", prefix: "function:" },
  "AWS::DynamoDB::Table": { service: "dynamodb", prefix: "table/" },
  "AWS::CloudWatch::Alarm": { service: "cloudwatch", prefix: "alarm:" },
  "AWS::EC2::VPC": { service: "ec2", prefix: "vpc/" },
  "AWS::EC2::Subnet": { service: "ec2", prefix: "subnet/" },
  "AWS::EC2::SecurityGroup": { service: "ec2", prefix: "security-group/" },
};

/**
 * The resource that a stack's resource is; undefined where its physical id does not tell, such as a role's, whose ARN has
 * its path too, or where it was never made.
 */
export function resourceRefOf({ type, physicalId, application }: Located, place: Place): ResourceRef | undefined {
  if (physicalId === undefined || physicalId === "") return undefined;
  const arn = parseArn(physicalId);
  if (arn !== undefined) return arn;
  const { partition, region, account } = place;
  // buckets' ARNs have neither region nor account
  if (type === "AWS::S3::Bucket") return { partition, service: "s3", region: "", account: "", resource: physicalId };
  if (type === DEPLOYMENT_GROUP) {
    const resource = `deploymentgroup:${application ?? ""}/${physicalId}`;
    return application === undefined ? undefined : { partition, service: "codedeploy", region, account, resource };
  }
  const known = RESOURCES[type];
  return known === undefined ? undefined : { partition, service: known.service, region, account, resource: `${known.prefix}${physicalId}` };
}

/** Whether a deployment group's application is still to be found before the group can be opened. */
export function lacksApplication({ type, application }: Located): boolean {
  return type === DEPLOYMENT_GROUP && application === undefined;
}

/**
 * A deployment group with its application, which its physical id does not tell: the only one in its stack, else it stays
 * untold. Other resources stay as they are.
 * @param resources of the same stack
 */
export function withApplication<T extends Located>(resource: T, resources: readonly Located[]): T & Located {
  if (!lacksApplication(resource)) return resource;
  const [application, another] = resources.filter(({ type }) => type === "AWS::CodeDeploy::Application");
  return another === undefined ? { ...resource, application: application?.physicalId } : resource;
}

/** The account of a resource that is not in the stack's own; undefined where it is, or where its ARN names none. */
export function otherAccount({ account }: ResourceRef, stack: { readonly id: string }): string | undefined {
  return account === "" || account === placeOf(stack).account ? undefined : account;
}

/** The console's page of a resource's own service, for the types that stacks have most; undefined for others. */
export function resourceConsolePath({ type, physicalId, application }: Located): string | undefined {
  if (physicalId === undefined || physicalId === "") return undefined;
  const id = encodeURIComponent(physicalId);
  const resource = parseArn(physicalId)?.resource.split("/") ?? [];
  switch (type) {
    case "AWS::CodePipeline::Pipeline":
      return `codesuite/codepipeline/pipelines/${id}/view`;
    case "AWS::CodeBuild::Project":
      return `codesuite/codebuild/projects/${id}`;
    case "AWS::CodeDeploy::Application":
      return `codesuite/codedeploy/applications/${id}`;
    case DEPLOYMENT_GROUP:
      return application === undefined
        ? undefined
        : `codesuite/codedeploy/applications/${encodeURIComponent(application)}/deployment-groups/${id}`;
    case "AWS::Logs::LogGroup":
      // the page's own escaping: of percent signs with $25
      return `cloudwatch/home#logsV2:log-groups/log-group/${encodeURIComponent(id).replaceAll("%", "$")}`;
    case "AWS::Lambda::Function":
      return `lambda/home#/functions/${id}`;
    case "AWS::IAM::Role":
      return `iam/home#/roles/details/${id}`;
    case "AWS::S3::Bucket":
      return `s3/buckets/${id}`;
    case "AWS::DynamoDB::Table":
      return `dynamodbv2/home#table?name=${id}`;
    case "AWS::SQS::Queue":
      return `sqs/v3/home#/queues/${id}`;
    case "AWS::EC2::VPC":
      return `vpcconsole/home#VpcDetails:VpcId=${id}`;
    case "AWS::ECS::Service": {
      const [, cluster, service] = resource;
      return service === undefined ? undefined : `ecs/v2/clusters/${cluster}/services/${service}`;
    }
    case "AWS::ECS::TaskDefinition": {
      const [family, revision] = resource[1]?.split(":") ?? [];
      return revision === undefined ? undefined : `ecs/v2/task-definitions/${family}/${revision}`;
    }
    case "AWS::CloudFormation::Stack":
      return stackPage(physicalId, "stackinfo");
    default:
      return undefined;
  }
}

/** A page of a stack in the console. @param id the stack's ARN */
export function stackPage(id: string, page: "stackinfo" | "resources" | "outputs" | "events" | "parameters"): string {
  return `cloudformation/home#/stacks/${page}?stackId=${encodeURIComponent(id)}`;
}
