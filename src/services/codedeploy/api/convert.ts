import type {
  ApplicationInfo,
  CreateDeploymentInput,
  DeploymentGroupInfo,
  DeploymentInfo,
  DeploymentTarget,
  ECSTaskSet,
  FileExistsBehavior,
  LambdaFunctionInfo,
  LifecycleEvent as SdkEvent,
  RevisionLocation,
} from "@aws-sdk/client-codedeploy";
import { joined } from "../../../base/text.ts";
import {
  type Application,
  type DeployOptions,
  type Deployment,
  type Group,
  type LifecycleEvent,
  type Platform,
  type Revision,
  type Side,
  type Target,
  type TaskSet,
  toDeploymentStatus,
  toStepStatus,
} from "../model.ts";

export function toApplication(info: ApplicationInfo): Application {
  return { name: info.applicationName ?? "", platform: toPlatform(info.computePlatform) };
}

function toPlatform(text: string | undefined): Platform | undefined {
  return text === "Server" || text === "Lambda" || text === "ECS" ? text : undefined;
}

export function toGroup(info: DeploymentGroupInfo): Group {
  const latest = info.lastAttemptedDeployment;
  const { deploymentType, deploymentOption } = info.deploymentStyle ?? {};
  const style = joined([deploymentType, deploymentOption], ", ").toLowerCase().replaceAll("_", " ");
  return {
    application: info.applicationName ?? "",
    name: info.deploymentGroupName ?? "",
    platform: toPlatform(info.computePlatform),
    config: info.deploymentConfigName,
    revision: toRevision(info.targetRevision),
    style: style === "" ? undefined : style,
    latest:
      latest?.deploymentId === undefined
        ? undefined
        : {
            id: latest.deploymentId,
            status: toDeploymentStatus(latest.status),
            createdAt: latest.createTime?.getTime(),
            endedAt: latest.endTime?.getTime(),
          },
  };
}

export function toDeployment(info: DeploymentInfo): Deployment {
  const { deploymentOverview: overview } = info;
  return {
    id: info.deploymentId ?? "",
    application: info.applicationName ?? "",
    group: info.deploymentGroupName ?? "",
    platform: toPlatform(info.computePlatform),
    config: info.deploymentConfigName,
    status: toDeploymentStatus(info.status),
    createdAt: info.createTime?.getTime(),
    startedAt: info.startTime?.getTime(),
    endedAt: info.completeTime?.getTime(),
    revision: toRevision(info.revision),
    previousRevision: toRevision(info.previousRevision),
    creator: info.creator,
    description: info.description,
    overview: overview && {
      pending: overview.Pending ?? 0,
      inProgress: overview.InProgress ?? 0,
      succeeded: overview.Succeeded ?? 0,
      failed: overview.Failed ?? 0,
      skipped: overview.Skipped ?? 0,
      ready: overview.Ready ?? 0,
    },
    errorCode: info.errorInformation?.code,
    error: info.errorInformation?.message,
    rolledBackBy: info.rollbackInfo?.rollbackDeploymentId,
    rollbackOf: info.rollbackInfo?.rollbackTriggeringDeploymentId,
    rollsBackOnFailure: info.autoRollbackConfiguration?.enabled === true,
    instanceOptions: { fileExists: info.fileExistsBehavior, ignoresStopFailures: info.ignoreApplicationStopFailures === true },
  };
}

/** What a deployment is created with, so that it goes as it should; nothing where it goes as the group deploys. */
export function toOptions({ config, instances }: DeployOptions): Partial<CreateDeploymentInput> {
  return {
    ...(config === undefined ? {} : { deploymentConfigName: config }),
    // the behaviour is the API's own word, as it was read
    ...(instances?.fileExists === undefined ? {} : { fileExistsBehavior: instances.fileExists as FileExistsBehavior }),
    ...(instances?.ignoresStopFailures === true ? { ignoreApplicationStopFailures: true } : {}),
  };
}

export function toRevision(location: RevisionLocation | undefined): Revision | undefined {
  const { s3Location: s3, gitHubLocation: gitHub, appSpecContent, string } = location ?? {};
  if (s3 !== undefined) {
    const { bucket = "", key = "", version, eTag, bundleType } = s3;
    return { kind: "s3", bucket, key, version, eTag, bundleType };
  }
  if (gitHub !== undefined) {
    return { kind: "gitHub", repository: gitHub.repository ?? "", commitId: gitHub.commitId ?? "" };
  }
  if (appSpecContent !== undefined) return { kind: "appSpec", sha256: appSpecContent.sha256 ?? "" };
  return string === undefined ? undefined : { kind: "string", sha256: string.sha256 ?? "" };
}

/** The API's form of a revision. @param content of an AppSpec; undefined to name it by its hash alone */
export function toRevisionLocation(revision: Revision, content: string | undefined): RevisionLocation {
  switch (revision.kind) {
    case "s3": {
      const { bucket, key, version, eTag, bundleType } = revision;
      const exact = { ...(version === undefined ? {} : { version }), ...(eTag === undefined ? {} : { eTag }) };
      // the type is the API's own word, as it was read
      const type = bundleType === undefined ? {} : { bundleType: bundleType as "zip" };
      return { revisionType: "S3", s3Location: { bucket, key, ...type, ...exact } };
    }
    case "gitHub":
      return { revisionType: "GitHub", gitHubLocation: { repository: revision.repository, commitId: revision.commitId } };
    case "appSpec":
      return { revisionType: "AppSpecContent", appSpecContent: contentOf(revision.sha256, content) };
    case "string":
      return { revisionType: "String", string: contentOf(revision.sha256, content) };
  }
}

function contentOf(sha256: string, content: string | undefined): { sha256: string; content?: string } {
  return content === undefined ? { sha256 } : { sha256, content };
}

export function toTarget(target: DeploymentTarget): Target {
  const { instanceTarget, ecsTarget, lambdaTarget, cloudFormationTarget } = target;
  const common = instanceTarget ?? ecsTarget ?? lambdaTarget ?? cloudFormationTarget;
  const taskSets = (ecsTarget?.taskSetsInfo ?? []).map(toTaskSet);
  const weight = lambdaTarget?.lambdaFunctionInfo?.targetVersionWeight ?? cloudFormationTarget?.targetVersionWeight;
  return {
    id: common?.targetId ?? "",
    arn: instanceTarget?.targetArn ?? ecsTarget?.targetArn ?? lambdaTarget?.targetArn,
    kind: kindOf(target),
    side: toSide(instanceTarget?.instanceLabel),
    status: toStepStatus(common?.status),
    updatedAt: common?.lastUpdatedAt?.getTime(),
    events: (common?.lifecycleEvents ?? []).map(toEvent),
    traffic: ecsTarget === undefined ? percent(weight) : replacementTraffic(taskSets),
    taskSets,
    versions: versionsText(lambdaTarget?.lambdaFunctionInfo),
  };
}

function kindOf({ instanceTarget, ecsTarget, lambdaTarget, cloudFormationTarget }: DeploymentTarget): Target["kind"] {
  if (instanceTarget !== undefined) return "instance";
  if (ecsTarget !== undefined) return "service";
  if (lambdaTarget !== undefined) return "function";
  return cloudFormationTarget === undefined ? "unknown" : "stack";
}

/** Blue is the original, green what replaces it (API reference, InstanceTarget and ECSTaskSet). */
function toSide(label: string | undefined): Side | undefined {
  return label === "Blue" ? "original" : label === "Green" ? "replacement" : undefined;
}

/**
 * "The percentage of production traffic that the target version […] receives", a double (API reference,
 * LambdaFunctionInfo and CloudFormationTarget). Lambda itself counts aliases' weights in fractions of one. A configuration
 * shifts whole per cent, so that a value below one can only be such a fraction; one itself is taken for all of the traffic,
 * where each deployment would end if it were, and not for one per cent.
 */
function percent(weight: number | undefined): number | undefined {
  return weight === undefined ? undefined : Math.round(weight <= 1 ? weight * 100 : weight);
}

/** Undefined where the service does not tell which tasks are which: the task sets tell their shares themselves. */
function replacementTraffic(sets: readonly TaskSet[]): number | undefined {
  const replacement = sets.find(({ side }) => side === "replacement");
  return replacement?.traffic ?? (sets.some(({ side }) => side === "original") ? 0 : undefined);
}

/** Its weight is in per cent (API reference, ECSTaskSet: "The percentage of traffic served by this task set"). */
function toTaskSet(set: ECSTaskSet): TaskSet {
  return {
    id: set.identifer ?? "",
    side: toSide(set.taskSetLabel),
    status: set.status,
    traffic: Math.round(set.trafficWeight ?? 0),
    desired: set.desiredCount ?? 0,
    pending: set.pendingCount ?? 0,
    running: set.runningCount ?? 0,
  };
}

function versionsText(info: LambdaFunctionInfo | undefined): string | undefined {
  if (info === undefined) return undefined;
  const { functionName = "", functionAlias = "", currentVersion = "?", targetVersion = "?" } = info;
  return `${functionName}:${functionAlias} from version ${currentVersion} to version ${targetVersion}`;
}

function toEvent(event: SdkEvent): LifecycleEvent {
  const { diagnostics } = event;
  const text = (value: string | undefined) => (value === "" ? undefined : value);
  return {
    name: event.lifecycleEventName ?? "",
    status: toStepStatus(event.status),
    startedAt: event.startTime?.getTime(),
    endedAt: event.endTime?.getTime(),
    errorCode: diagnostics?.errorCode,
    script: text(diagnostics?.scriptName),
    message: text(diagnostics?.message),
    logTail: text(diagnostics?.logTail),
  };
}
