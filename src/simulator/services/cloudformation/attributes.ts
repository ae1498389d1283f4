import { arnOf } from "../../resources/arns.ts";
import { hashText, Random } from "../../random.ts";
import type { ScopeResource } from "./evaluate.ts";

type Place = { readonly region: string; readonly accountId: string };
type Attribute = (place: Place, resource: ScopeResource) => string;

const last = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** What `Fn::GetAtt` reads that is neither an ARN nor a property (template reference, "Return values"). */
const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  "AWS::S3::Bucket.DomainName": (_place, { physicalId }) => `${physicalId}.s3.amazonaws.com`,
  "AWS::S3::Bucket.RegionalDomainName": ({ region }, { physicalId }) => `${physicalId}.s3.${region}.amazonaws.com`,
  "AWS::S3::Bucket.WebsiteURL": ({ region }, { physicalId }) => `http://${physicalId}.s3-website-${region}.amazonaws.com`,
  "AWS::CodeCommit::Repository.Name": (_place, { properties }) => String(properties["RepositoryName"]),
  "AWS::CodeCommit::Repository.CloneUrlHttp": ({ region }, { properties }) =>
    `https://git-codecommit.${region}.amazonaws.com/v1/repos/${String(properties["RepositoryName"])}`,
  "AWS::CodeCommit::Repository.CloneUrlSsh": ({ region }, { properties }) =>
    `ssh://git-codecommit.${region}.amazonaws.com/v1/repos/${String(properties["RepositoryName"])}`,
  "AWS::SQS::Queue.QueueName": (_place, { physicalId }) => last(physicalId),
  "AWS::SQS::Queue.QueueUrl": (_place, { physicalId }) => physicalId,
  "AWS::SNS::Topic.TopicName": (_place, { physicalId }) => physicalId.slice(physicalId.lastIndexOf(":") + 1),
  "AWS::ECS::Service.Name": (_place, { physicalId }) => last(physicalId),
  "AWS::ECR::Repository.RepositoryUri": ({ region, accountId }, { physicalId }) =>
    `${accountId}.dkr.ecr.${region}.amazonaws.com/${physicalId}`,
  "AWS::CloudFront::Distribution.DomainName": (_place, { physicalId }) => `${physicalId.toLowerCase()}.cloudfront.net`,
  "AWS::ElasticLoadBalancingV2::LoadBalancer.DNSName": ({ region }, { physicalId }) =>
    `${physicalId.split("/")[2] ?? "load-balancer"}-${hashText(physicalId)}.${region}.elb.amazonaws.com`,
};

/** An attribute of a resource: what the type says, else its property of that name, else a text that stays the same. */
export function attributeOf(place: Place, resource: ScopeResource, name: string): unknown {
  const { type, physicalId, properties } = resource;
  const known = ATTRIBUTES[`${type}.${name}`];
  const property = name.split(".").reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined),
    properties,
  );
  if (known !== undefined) {
    return known(place, resource);
  }
  if (property !== undefined) {
    return property;
  }
  if (name.endsWith("Arn")) {
    return arnOf(place, type, physicalId, properties);
  }
  return /(Name|Id)$/.test(name) ? physicalId : `${name.toLowerCase()}-${new Random(hashText(`${physicalId} ${name}`)).hex(8)}`;
}
