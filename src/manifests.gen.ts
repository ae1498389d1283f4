// Written by scripts/manifest.mjs from the folders of src/services; change those and run it again.
import type { RoomManifest } from "./base/manifest.ts";
import { manifest as alarms } from "./services/alarms/manifest.ts";
import { manifest as applicationautoscaling } from "./services/applicationautoscaling/manifest.ts";
import { manifest as autoscaling } from "./services/autoscaling/manifest.ts";
import { manifest as cdk } from "./services/cdk/manifest.ts";
import { manifest as cloudformation } from "./services/cloudformation/manifest.ts";
import { manifest as cloudtrail } from "./services/cloudtrail/manifest.ts";
import { manifest as codebuild } from "./services/codebuild/manifest.ts";
import { manifest as codecommit } from "./services/codecommit/manifest.ts";
import { manifest as codeconnections } from "./services/codeconnections/manifest.ts";
import { manifest as codedeploy } from "./services/codedeploy/manifest.ts";
import { manifest as codepipeline } from "./services/codepipeline/manifest.ts";
import { manifest as ec2 } from "./services/ec2/manifest.ts";
import { manifest as ecr } from "./services/ecr/manifest.ts";
import { manifest as ecs } from "./services/ecs/manifest.ts";
import { manifest as eks } from "./services/eks/manifest.ts";
import { manifest as elasticbeanstalk } from "./services/elasticbeanstalk/manifest.ts";
import { manifest as iam } from "./services/iam/manifest.ts";
import { manifest as lambda } from "./services/lambda/manifest.ts";
import { manifest as logs } from "./services/logs/manifest.ts";
import { manifest as s3 } from "./services/s3/manifest.ts";
import { manifest as secretsmanager } from "./services/secretsmanager/manifest.ts";
import { manifest as ssm } from "./services/ssm/manifest.ts";
import { manifest as templates } from "./services/templates/manifest.ts";
import { manifest as xray } from "./services/xray/manifest.ts";

export { otherTypes } from "./base/otherTypes.gen.ts";
export const manifests: readonly RoomManifest[] = [alarms, applicationautoscaling, autoscaling, cdk, cloudformation, cloudtrail, codebuild, codecommit, codeconnections, codedeploy, codepipeline, ec2, ecr, ecs, eks, elasticbeanstalk, iam, lambda, logs, s3, secretsmanager, ssm, templates, xray];
