import { describe, expect, it } from "vitest";
import { formatArn } from "../../../src/base/resourceRef.ts";
import { type ResourceType, type TypedResource, missingTypes, pageOfType, refOfType, withBeside } from "../../../src/base/resourceTypes.ts";
import { manifests, otherTypes } from "../../../src/manifests.gen.ts";
import { placeOf } from "../../../src/services/cloudformation/model.ts";

const STACK = "arn:aws:cloudformation:eu-west-1:418273650912:stack/parcel-web/6f1c0000-0000-4000-8000-000000000001";
const place = placeOf(STACK);

function specOf(type: string): ResourceType | undefined {
  return manifests.find(({ types = {} }) => types[type] !== undefined)?.types?.[type] ?? otherTypes[type];
}

function arnOf(resource: TypedResource, at = place): string | undefined {
  const ref = refOfType(specOf(resource.type), resource, at);
  return ref === undefined ? undefined : formatArn(ref);
}

describe("the resource of a stack's resource", () => {
  it.each([
    ["AWS::CodePipeline::Pipeline", "parcel-web-release", "arn:aws:codepipeline:eu-west-1:418273650912:parcel-web-release"],
    ["AWS::CodeBuild::Project", "parcel-web-build", "arn:aws:codebuild:eu-west-1:418273650912:project/parcel-web-build"],
    ["AWS::CodeCommit::Repository", "9f0c1d2e-0000-4000-8000-000000000002", "arn:aws:codecommit:eu-west-1:418273650912:9f0c1d2e-0000-4000-8000-000000000002"],
    ["AWS::Logs::LogGroup", "/ecs/parcel-web", "arn:aws:logs:eu-west-1:418273650912:log-group:/ecs/parcel-web"],
    ["AWS::CodeDeploy::Application", "parcel-web", "arn:aws:codedeploy:eu-west-1:418273650912:application:parcel-web"],
    ["AWS::CloudFormation::Stack", STACK, STACK],
    ["AWS::Lambda::Function", "image-resizer", "arn:aws:lambda:eu-west-1:418273650912:function:image-resizer"],
    ["AWS::S3::Bucket", "kestrel-labels", "arn:aws:s3:::kestrel-labels"],
    ["AWS::SQS::Queue", "https://sqs.eu-west-1.amazonaws.com/418273650912/labels", undefined],
    ["AWS::EKS::Cluster", "kestrel", "arn:aws:eks:eu-west-1:418273650912:cluster/kestrel"],
    ["AWS::CloudWatch::Dashboard", "releases", "arn:aws:cloudwatch::418273650912:dashboard/releases"],
    ["AWS::EC2::SecurityGroup", "sg-0a1b", "arn:aws:ec2:eu-west-1:418273650912:security-group/sg-0a1b"],
    ["AWS::IAM::Role", "parcel-web-TaskRole-1A2B", "arn:aws:iam::418273650912:role/parcel-web-TaskRole-1A2B"],
    ["AWS::CodeDeploy::DeploymentGroup", "parcel-web-production", undefined],
    ["AWS::SNS::Topic", "arn:aws:sns:eu-west-1:418273650912:alarms", "arn:aws:sns:eu-west-1:418273650912:alarms"],
    ["AWS::ApiGateway::RestApi", "a1b2c3", undefined],
    ["Custom::Thing", "thing", undefined],
    ["AWS::CodeBuild::Project", undefined, undefined],
    ["AWS::CodeBuild::Project", "", undefined],
  ])("%s %s is %s", (type, physicalId, arn) => {
    expect(arnOf({ type, physicalId })).toBe(arn);
  });

  it("is a deployment group where its stack has one application alone", () => {
    const group: TypedResource = { type: "AWS::CodeDeploy::DeploymentGroup", physicalId: "production" };
    const spec = specOf(group.type);
    const application = (physicalId: string) => ({ type: "AWS::CodeDeploy::Application", physicalId });
    const whole = (...resources: TypedResource[]) => withBeside(spec, group, [group, ...resources]);
    expect(missingTypes(spec, group)).toEqual(["AWS::CodeDeploy::Application"]);
    expect(missingTypes(spec, whole(application("shop")))).toEqual([]);
    expect(arnOf(whole(application("shop")))).toBe("arn:aws:codedeploy:eu-west-1:418273650912:deploymentgroup:shop/production");
    expect(pageOfType(spec, whole(application("a/b")))).toBe("codesuite/codedeploy/applications/a%2Fb/deployment-groups/production");
    expect(arnOf(whole(application("shop"), application("other")))).toBeUndefined();
    expect(pageOfType(spec, group)).toBeUndefined();
    expect(withBeside(specOf("AWS::CodeDeploy::Application"), application("shop"), [])).toEqual(application("shop"));
  });

  it("is in the stack's partition", () => {
    const china = placeOf("arn:aws-cn:cloudformation:cn-north-1:111122223333:stack/a/b");
    expect(arnOf({ type: "AWS::CodeBuild::Project", physicalId: "a" }, china)).toBe("arn:aws-cn:codebuild:cn-north-1:111122223333:project/a");
  });

  it.each([
    ["AWS::Logs::LogGroup", "/ecs/parcel-web", "cloudwatch/home#logsV2:log-groups/log-group/$252Fecs$252Fparcel-web"],
    ["AWS::ECS::Service", "arn:aws:ecs:eu-west-1:1:service/kestrel-production/parcel-web", "ecs/v2/clusters/kestrel-production/services/parcel-web"],
    ["AWS::ECS::TaskDefinition", "arn:aws:ecs:eu-west-1:1:task-definition/parcel-web:41", "ecs/v2/task-definitions/parcel-web/41"],
    ["AWS::CloudFormation::Stack", STACK, `cloudformation/home#/stacks/stackinfo?stackId=${encodeURIComponent(STACK)}`],
    ["AWS::CodePipeline::Pipeline", "parcel-web-release", "codesuite/codepipeline/pipelines/parcel-web-release/view"],
    ["AWS::ECS::Service", "parcel-web", undefined],
    ["AWS::S3::Bucket", "kestrel-labels", "s3/buckets/kestrel-labels"],
    ["AWS::SSM::Parameter", "/a/b", "systems-manager/parameters/%2Fa%2Fb/description"],
    ["AWS::Lambda::Function", undefined, undefined],
  ])("%s %s stands in the console at %s", (type, physicalId, path) => {
    expect(pageOfType(specOf(type), { type, physicalId })).toBe(path);
  });
});

it("each type is told by one room alone", () => {
  const all = manifests.flatMap(({ types = {} }) => Object.keys(types));
  expect(all.filter((type, index) => all.indexOf(type) !== index)).toEqual([]);
});
