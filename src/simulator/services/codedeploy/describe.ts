import type {
  ApplicationInfo,
  AutoRollbackConfiguration,
  DeploymentGroupInfo,
  DeploymentInfo,
  DeploymentOverview,
  LastDeploymentInfo,
  RevisionLocation,
} from "@aws-sdk/client-codedeploy";
import { Random } from "../../random.ts";
import { targetStatuses } from "./describeTargets.ts";
import type { DeploymentStore } from "./deployments.ts";
import { endOf, isActive, statusAt } from "./model.ts";
import type { Application, Deployment, DeploymentGroup, Fleet } from "./model.ts";

/** An application as BatchGetApplications gives it. */
export function describeApplication({ accountId, region }: DeploymentStore, application: Application): ApplicationInfo {
  return {
    applicationId: new Random(`application ${accountId} ${region} ${application.name}`).uuid(),
    applicationName: application.name,
    createTime: new Date(application.created),
    linkedToGitHub: false,
    computePlatform: application.platform,
  };
}

/** A deployment group as BatchGetDeploymentGroups gives it. */
export function describeGroup(store: DeploymentStore, group: DeploymentGroup): DeploymentGroupInfo {
  const now = store.clock.now();
  const attempted = group.deployments.at(-1);
  const succeeded = group.deployments.findLast((deployment) => statusAt(deployment, now) === "Succeeded");
  return {
    applicationName: group.application.name,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    deploymentConfigName: group.config.name,
    serviceRoleArn: `arn:aws:iam::${store.accountId}:role/service-role/codedeploy-${group.application.name}`,
    computePlatform: group.application.platform,
    autoRollbackConfiguration: rollbackConfiguration(group.rollsBack),
    deploymentStyle: styleOf(group.fleet),
    ...fleetOf(group.fleet),
    ...group.declared,
    ...(attempted === undefined ? {} : { lastAttemptedDeployment: lastDeployment(attempted, now) }),
    ...(succeeded === undefined
      ? {}
      : {
          lastSuccessfulDeployment: lastDeployment(succeeded, now),
          targetRevision: withoutContent(succeeded.release.location),
        }),
  };
}

/** A deployment as GetDeployment and BatchGetDeployments give it. */
export function describeDeployment(deployment: Deployment, now: number): DeploymentInfo {
  const { group, plan, release, previous } = deployment;
  const status = statusAt(deployment, now);
  const over = !isActive(deployment, now);
  const error =
    status === "Stopped"
      ? ({ code: "MANUAL_STOP", message: "The deployment was stopped by a user." } as const)
      : status === "Failed"
        ? plan.error
        : undefined;
  return {
    applicationName: group.application.name,
    deploymentGroupName: group.name,
    deploymentConfigName: deployment.config.name,
    deploymentId: deployment.id,
    revision: withoutContent(release.location),
    ...(previous === undefined ? {} : { previousRevision: withoutContent(previous.location) }),
    status,
    ...(error === undefined ? {} : { errorInformation: { ...error } }),
    createTime: new Date(deployment.created),
    ...(now < deployment.started ? {} : { startTime: new Date(deployment.started) }),
    ...(over ? { completeTime: new Date(endOf(deployment)) } : {}),
    ...(status === "Created" ? {} : { deploymentOverview: overview(deployment, now) }),
    ...(deployment.description === undefined ? {} : { description: deployment.description }),
    creator: deployment.creator,
    autoRollbackConfiguration: rollbackConfiguration(deployment.rollsBack),
    ...rollbackOf(deployment),
    deploymentStyle: styleOf(group.fleet),
    instanceTerminationWaitTimeStarted: false,
    ...deployment.options,
    computePlatform: group.application.platform,
  };
}

/** Answers carry no contents of AppSpec files: GetApplicationRevision has them (API reference, GetDeployment). */
function withoutContent(location: RevisionLocation): RevisionLocation {
  if (location.appSpecContent !== undefined) {
    return { ...location, appSpecContent: { sha256: location.appSpecContent.sha256 } };
  }
  return location.string === undefined ? location : { ...location, string: { sha256: location.string.sha256 } };
}

function overview(deployment: Deployment, now: number): DeploymentOverview {
  const statuses = targetStatuses(deployment, now);
  const count = (status: string) => statuses.filter((one) => one === status).length;
  return {
    Pending: count("Pending"),
    InProgress: count("InProgress"),
    Succeeded: count("Succeeded"),
    Failed: count("Failed"),
    Skipped: count("Skipped"),
    Ready: 0,
  };
}

function rollbackOf({ rollbackOf: triggering, rolledBackBy }: Deployment): Partial<DeploymentInfo> {
  if (triggering !== undefined) {
    return { rollbackInfo: { rollbackTriggeringDeploymentId: triggering } };
  }
  return rolledBackBy === undefined ? {} : { rollbackInfo: { rollbackDeploymentId: rolledBackBy } };
}

function rollbackConfiguration(enabled: boolean): AutoRollbackConfiguration {
  return { enabled, events: enabled ? ["DEPLOYMENT_FAILURE"] : [] };
}

function styleOf(fleet: Fleet): NonNullable<DeploymentGroupInfo["deploymentStyle"]> {
  return fleet.kind === "instances"
    ? { deploymentType: "IN_PLACE", deploymentOption: "WITHOUT_TRAFFIC_CONTROL" }
    : { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" };
}

function fleetOf(fleet: Fleet): Partial<DeploymentGroupInfo> {
  switch (fleet.kind) {
    case "instances": {
      const filter = { Key: "role", Value: "application", Type: "KEY_AND_VALUE" } as const;
      return fleet.onPremises ? { onPremisesInstanceTagFilters: [filter] } : { ec2TagFilters: [filter] };
    }
    case "service":
      return {
        ecsServices: [{ clusterName: fleet.cluster, serviceName: fleet.service }],
        blueGreenDeploymentConfiguration: {
          terminateBlueInstancesOnDeploymentSuccess: { action: "TERMINATE", terminationWaitTimeInMinutes: 0 },
          deploymentReadyOption: { actionOnTimeout: "CONTINUE_DEPLOYMENT", waitTimeInMinutes: 0 },
        },
      };
    case "function":
      return {};
  }
}

function lastDeployment(deployment: Deployment, now: number): LastDeploymentInfo {
  return {
    deploymentId: deployment.id,
    status: statusAt(deployment, now),
    createTime: new Date(deployment.created),
    ...(isActive(deployment, now) ? {} : { endTime: new Date(endOf(deployment)) }),
  };
}
