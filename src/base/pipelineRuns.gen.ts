// Written by scripts/manifest.mjs from the folders of src/services; change those and run it again.
import type { PipelineRuns } from "./pipelineProviders.ts";

export const pipelineRuns: PipelineRuns = {
  providers: {
    CodeBuild: { run: "codebuild:build/{id}", opens: "log", runId: /^(?:[^:/]+:[0-9a-f-]{36})$/ },
    CodeDeploy: { run: "codedeploy:deployment:{id}", opens: "view", runId: /^(?:d-[A-Z0-9]+)$/ },
    CodeDeployToECS: { run: "codedeploy:deployment:{id}", opens: "view", runId: /^(?:d-[A-Z0-9]+)$/ },
    ECR: { revision: "IMAGE_DIGEST" },
    S3: { revision: "S3_OBJECT_VERSION_ID" },
  },
  shown: ["cloudwatch:alarm:**", "application-autoscaling:scalable-target/*", "autoscaling:autoScalingGroup:**", "cloudformation:stack/**", "codebuild:project/*", "codecommit:*", "codeconnections:connection/*", "codestar-connections:connection/*", "codeconnections:host/*", "codestar-connections:host/*", "codedeploy:application:**", "codedeploy:deploymentgroup:**", "codedeploy:deployment:**", "codepipeline:**", "ec2:instance/*", "ecr:repository/**", "ecs:cluster/**", "ecs:service/**", "ecs:task/**", "ecs:task-definition/**", "eks:cluster/*", "eks:nodegroup/**", "eks:fargateprofile/**", "eks:addon/**", "elasticbeanstalk:application/**", "elasticbeanstalk:environment/**", "elasticbeanstalk:applicationversion/**", "iam:role/**", "lambda:function:**", "logs:log-group:**", "s3:**", "secretsmanager:secret:**", "ssm:parameter/**", "ssm:document/*"],
};
