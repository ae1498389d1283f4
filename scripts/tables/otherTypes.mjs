// Derives src/base/otherTypes.gen.ts from AWS's published resource specification (@aws-cdk/aws-service-spec, Apache-2.0):
// the ARNs of types that stacks have most, by their physical ids. What a room tells of a type stands before it.
// Run by hand when that package is updated: node scripts/tables/otherTypes.mjs
import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import { writeFileSync } from "node:fs";
import path from "node:path";

/** What stacks are mostly made of. */
const SERVICES = [
  "ApplicationAutoScaling", "CertificateManager", "CloudFront", "CloudTrail", "CloudWatch", "CodeArtifact", "CodeConnections",
  "DynamoDB", "EFS", "EKS", "ElastiCache", "ElasticBeanstalk", "Events", "KMS", "Kinesis", "KinesisFirehose", "OpenSearchService",
  "Pipes", "RDS", "Route53", "Scheduler", "SNS", "SQS", "StepFunctions", "XRay",
];
/** EC2 has a hundred types; these are a network's. */
const NETWORK = /^(VPC|Subnet|RouteTable|SecurityGroup|InternetGateway|NatGateway|VPCEndpoint|LaunchTemplate)$/;

/** Console pages, which no specification tells. Its ARN has a role's path, too, which its physical id does not tell. */
const PAGES = {
  "AWS::DynamoDB::Table": "dynamodbv2/home#table?name={id}",
  "AWS::EC2::VPC": "vpcconsole/home#VpcDetails:VpcId={id}",
  "AWS::SQS::Queue": "sqs/v3/home#/queues/{id}",
};

/**
 * The ARN of a type whose physical id is all that it takes beside the place; undefined where it takes more, or something else.
 * @param {string} kind @param {string} template @param {readonly string[]} ids
 */
function arnOf(kind, template, ids) {
  const places = { Partition: "partition", Region: "region", Account: "account" };
  const parts = [...template.matchAll(/\$\{([^}]+)\}/g)].map(([, name = ""]) => name).filter((name) => !(name in places));
  const [part, id] = [parts[0]?.toLowerCase(), ids[0]?.toLowerCase()];
  if (parts.length !== 1 || ids.length !== 1 || part === undefined || id === undefined) return undefined;
  if (part !== id && part !== `${kind.toLowerCase()}${id}`) return undefined;
  return template.replaceAll(/\$\{([^}]+)\}/g, (_all, /** @type {string} */ name) => `{${/** @type {Record<string, string>} */ (places)[name] ?? "id"}}`);
}

const database = await loadAwsServiceSpec();
/** @type {Record<string, { arn?: string; console?: string }>} */
const types = {};
for (const type of database.all("resource")) {
  const [, service = "", kind = ""] = type.cloudFormationType.split("::");
  if (!SERVICES.includes(service) && !(service === "EC2" && NETWORK.test(kind))) continue;
  const arn = arnOf(kind, type.arnTemplate ?? "", type.cfnRefIdentifier ?? type.primaryIdentifier ?? []);
  if (arn !== undefined) types[type.cloudFormationType] = { arn };
}
for (const [type, page] of Object.entries(PAGES)) types[type] = { ...types[type], console: page };
const lines = Object.entries(types)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([type, facts]) => `  ${JSON.stringify(type)}: { ${Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")} },`);
const text = `// Written by scripts/tables/otherTypes.mjs. What is known of types of which no room tells anything.
import type { ResourceType } from "./resourceTypes.ts";

export const otherTypes: Readonly<Record<string, ResourceType>> = {
${lines.join("\n")}
};
`;
writeFileSync(path.join(import.meta.dirname, "../../src/base/otherTypes.gen.ts"), text);
