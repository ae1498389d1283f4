import type { Provisioner } from "../resources/provisioner.ts";
import { projectProvisioner } from "../services/codebuild/provisioner.ts";
import { repositoryProvisioner } from "../services/codecommit/provisioner.ts";
import { applicationProvisioner, groupProvisioner } from "../services/codedeploy/provisioner.ts";
import { pipelineProvisioner } from "../services/codepipeline/provisioner.ts";
import { logGroupProvisioner } from "../services/logs/provisioner.ts";
import { BUCKET } from "../services/s3/buckets.ts";
import type { Buckets } from "../services/s3/buckets.ts";
import { bucketProvisioner } from "../services/s3/provisioner.ts";
import { s3 } from "../services/s3/service.ts";
import type { RegionState } from "./account.ts";

type Parts = Pick<RegionState, "builds" | "clock" | "deployments" | "logs" | "pipelines" | "repositories" | "services">;

/** What the services without rules make of stacks' resources, by type. */
export function provisionersOf({ builds, clock, deployments, logs, pipelines, repositories, services }: Parts): [string, Provisioner][] {
  return [
    ["AWS::CodeBuild::Project", projectProvisioner(builds, clock)],
    ["AWS::CodeCommit::Repository", repositoryProvisioner(repositories, clock)],
    ["AWS::CodeDeploy::Application", applicationProvisioner(deployments, clock)],
    ["AWS::CodeDeploy::DeploymentGroup", groupProvisioner(deployments)],
    ["AWS::CodePipeline::Pipeline", pipelineProvisioner(pipelines, clock)],
    ["AWS::Logs::LogGroup", logGroupProvisioner(logs, clock)],
    [BUCKET, bucketProvisioner(() => services.of(s3) as Buckets | undefined)],
  ];
}
