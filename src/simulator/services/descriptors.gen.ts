// Written by scripts/manifest.mjs from the folders of src/simulator/services; change those and run it again.
import type { ServiceDescriptor } from "../resources/descriptor.ts";
import { applicationAutoscaling } from "./applicationAutoscaling/service.ts";
import { autoscaling } from "./autoscaling/service.ts";
import { cloudtrail } from "./cloudtrail/service.ts";
import { cloudwatch } from "./cloudwatch/service.ts";
import { codestarConnections } from "./codestarConnections/service.ts";
import { ec2 } from "./ec2/service.ts";
import { ecr } from "./ecr/service.ts";
import { ecs } from "./ecs/service.ts";
import { eks } from "./eks/service.ts";
import { elasticbeanstalk } from "./elasticbeanstalk/service.ts";
import { iam } from "./iam/service.ts";
import { lambda } from "./lambda/service.ts";
import { s3 } from "./s3/service.ts";
import { secretsmanager } from "./secretsmanager/service.ts";
import { ssm } from "./ssm/service.ts";

export const DESCRIPTORS: readonly ServiceDescriptor[] = [applicationAutoscaling, autoscaling, cloudtrail, cloudwatch, codestarConnections, ec2, ecr, ecs, eks, elasticbeanstalk, iam, lambda, s3, secretsmanager, ssm];
