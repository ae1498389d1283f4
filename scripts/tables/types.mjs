// Derives src/simulator/tables/types.gen.ts from AWS's published resource specification (@aws-cdk/aws-service-spec,
// Apache-2.0): what CloudFormation needs to know of a type to make and to replace its resources.
// Run by hand when that package is updated: node scripts/tables/types.mjs
import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import { writeFileSync } from "node:fs";
import path from "node:path";

/** What stacks are mostly made of. Types of other services are made under a placeholder, and never replaced. */
const SERVICES = [
  "ApiGatewayV2", "ApplicationAutoScaling", "AutoScaling", "CertificateManager", "CloudFormation", "CloudFront", "CloudTrail",
  "CloudWatch", "CodeArtifact", "CodeBuild", "CodeCommit", "CodeConnections", "CodeDeploy", "CodePipeline", "DynamoDB", "ECR",
  "ECS", "ElasticLoadBalancingV2", "Events", "IAM", "KMS", "Kinesis", "Lambda", "Logs", "Pipes", "RDS", "Route53", "S3", "SNS",
  "SQS", "SSM", "Scheduler", "SecretsManager", "StepFunctions", "XRay",
];
/** EC2 has a hundred types; these are a network's. */
const NETWORK = /^(VPC|Subnet|RouteTable|Route|SecurityGroup|InternetGateway|NatGateway|EIP|VPCEndpoint|Instance|LaunchTemplate)$/;

const database = await loadAwsServiceSpec();
/** @type {Map<string, string[]>} */
const lines = new Map();
for (const type of database.all("resource")) {
  const [, service = "", kind = ""] = type.cloudFormationType.split("::");
  if (!SERVICES.includes(service) && !(service === "EC2" && NETWORK.test(kind))) continue;
  /** @type {Record<string, string>} */
  const marks = { yes: "=", maybe: "~" };
  const properties = Object.entries(type.properties).flatMap(([name, { causesReplacement, required }]) => {
    const mark = marks[causesReplacement ?? ""] ?? "";
    return mark === "" && required !== true ? [] : [`${name}${mark}${required === true ? "!" : ""}`];
  });
  const ref = (type.cfnRefIdentifier ?? type.primaryIdentifier ?? []).slice(0, 1).join("");
  const arn = (type.arnTemplate ?? "").replace("arn:${Partition}:", "").replace("${Region}:${Account}", "@").replaceAll("${", "{");
  lines.set(service, [...(lines.get(service) ?? []), [kind, ref, properties.join(","), arn].join(" ").trimEnd()]);
}
const text = [...lines]
  .map(([service, own]) => `  ${service}: \`\n${own.map((line) => line.replaceAll("{", "<").replaceAll("}", ">")).join("\n")}\`,`)
  .join("\n");
const head = "// Written by scripts/tables/types.mjs. A line a type: kind, what `Ref` gives, properties (= replaces, ~ may, ! required), ARN.\n";
const file = path.join(import.meta.dirname, "../../src/simulator/tables/types.gen.ts");
writeFileSync(file, `${head}export const TYPE_LINES: Readonly<Record<string, string>> = {\n${text}\n};\n`);
