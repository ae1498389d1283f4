import { createHash } from "node:crypto";
import type { RevisionLocation } from "@aws-sdk/client-codedeploy";
import { artifactBucket, artifactKey } from "../artifacts.ts";
import type { Deployer } from "../codepipeline/actions.ts";
import type { ActionOutcome } from "../codepipeline/engine.ts";
import type { ActionRun } from "../codepipeline/model.ts";
import type { DeploymentStore } from "./deployments.ts";
import { statusAt } from "./model.ts";
import type { Deployment, DeploymentGroup } from "./model.ts";

/**
 * Runs the deploy actions of pipelines as deployments, whatever the group deploys to.
 * @param revisionOf the revision of the task definition that a service's stack has, where there is such a stack
 */
export function codeDeployDeployer(store: DeploymentStore, revisionOf: (service: string) => number | undefined): Deployer {
  return (run, fails, done) => {
    const configuration = run.declaration.configuration ?? {};
    const { ApplicationName: applicationName = "", DeploymentGroupName: groupName = "" } = configuration;
    const application = store.application(applicationName);
    const group = application?.groups.get(groupName);
    if (group === undefined) {
      const message =
        application === undefined
          ? `No application found for name: ${applicationName}`
          : `No Deployment Group found for name: ${groupName}`;
      done({ status: "Failed", error: { code: "ConfigurationError", message } });
      return;
    }
    const active = store.active(group);
    if (active !== undefined) {
      done({ status: "Failed", error: { code: "JobFailed", message: alreadyActive(active) } });
      return;
    }
    const inStack = group.fleet.kind === "service" ? revisionOf(group.fleet.service) : undefined;
    const version = inStack ?? store.nextVersion(group);
    const location = pipelineRevision(store, group, run, version);
    const commit = run.execution.revisions[0]?.revisionId;
    const deployment = store.start({
      group,
      release: { location, commit, version },
      creator: "user",
      failing: fails,
      onEnd: (ended) => done(outcomeOf(ended, store.clock.now())),
    });
    run.externalExecutionId = deployment.id;
    run.externalExecutionUrl =
      `https://console.aws.amazon.com/codesuite/codedeploy/deployments/${deployment.id}?region=${store.region}`;
  };
}

/** What CodeDeploy says to a second deployment of a group. */
export function alreadyActive({ group, id }: Deployment): string {
  return `The Deployment Group '${group.name}' already has an active Deployment '${id}'`;
}

function outcomeOf(deployment: Deployment, now: number): ActionOutcome {
  const status = statusAt(deployment, now);
  if (status === "Succeeded") {
    return { status, summary: "Deployment Succeeded" };
  }
  const stopped = `Deployment ${deployment.id} was stopped.`;
  const message = status === "Stopped" ? stopped : deployment.plan.error?.message;
  return { status: "Failed", error: { code: "JobFailed", message: message ?? `Deployment ${deployment.id} failed.` } };
}

/** The bundle that the pipeline put into its bucket, or the AppSpec that it made for the new task definition. */
function pipelineRevision(
  store: DeploymentStore,
  group: DeploymentGroup,
  run: ActionRun,
  version: number,
): RevisionLocation {
  if (group.fleet.kind !== "instances") {
    return appSpecRevision(store, group, version);
  }
  const { execution } = run;
  return bundleRevision(store, artifactKey(execution.pipeline.declaration.name, execution.id, "BuildArtifact"));
}

/** A bundle in the bucket of the region's pipelines. */
export function bundleRevision({ accountId, region }: DeploymentStore, key: string): RevisionLocation {
  const eTag = createHash("md5").update(key).digest("hex");
  return {
    revisionType: "S3",
    s3Location: { bucket: artifactBucket(accountId, region), key, bundleType: "zip", eTag },
  };
}

/** An AppSpec file that puts a version of a task definition or of a function in place. */
export function appSpecRevision(store: DeploymentStore, group: DeploymentGroup, version: number): RevisionLocation {
  const { fleet } = group;
  const properties =
    fleet.kind === "service"
      ? {
          TaskDefinition: `arn:aws:ecs:${store.region}:${store.accountId}:task-definition/${fleet.family ?? fleet.service}:${version}`,
          LoadBalancerInfo: { ContainerName: fleet.service, ContainerPort: 8080 },
        }
      : fleet.kind === "function"
        ? { Name: fleet.name, Alias: fleet.alias, CurrentVersion: String(version - 1), TargetVersion: String(version) }
        : {};
  const type = fleet.kind === "service" ? "AWS::ECS::Service" : "AWS::Lambda::Function";
  const name = fleet.kind === "service" ? "TargetService" : group.application.name;
  const content = JSON.stringify({ version: 0.0, Resources: [{ [name]: { Type: type, Properties: properties } }] });
  return {
    revisionType: "AppSpecContent",
    appSpecContent: { content, sha256: createHash("sha256").update(content).digest("hex") },
  };
}
