import { createHash } from "node:crypto";
import type * as CodeDeployModule from "@aws-sdk/client-codedeploy";
import type { CreateDeploymentCommandInput, RevisionLocation } from "@aws-sdk/client-codedeploy";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import { page } from "../paging.ts";
import { describeConfig, findConfig } from "./configs.ts";
import { alreadyActive } from "./deployer.ts";
import type { DeploymentStore } from "./deployments.ts";
import { describeApplication, describeDeployment, describeGroup } from "./describe.ts";
import { describeTarget, targetStatuses } from "./describeTargets.ts";
import { listedDeployments } from "./listDeployments.ts";
import { needApplication, needDeployment, needGroup, needStarted } from "./lookup.ts";
import { isActive, statusAt, USUAL_OPTIONS } from "./model.ts";
import type { InstanceOptions } from "./model.ts";

/** Names a page: the API reference leaves the number open. */
const PAGE_SIZE = 100;
/** The API reference of each batch operation: applications, groups and revisions up to 100, 100 and 25. */
const MOST_APPLICATIONS = 100;
const MOST_GROUPS = 100;
const MOST_DETAILS = 25;
const TARGET_STATUSES = ["Failed", "InProgress", "Pending", "Ready", "Skipped", "Succeeded", "Unknown"];

/** The simulated operations of CodeDeploy. */
export function codeDeployHandlers(store: (region: string) => DeploymentStore): Handlers<typeof CodeDeployModule> {
  return {
    ListApplications(input, { region }) {
      const { items, nextToken } = pageOf(store(region).applications(), ({ name }) => name, input.nextToken);
      return { applications: items.map(({ name }) => name), nextToken };
    },

    BatchGetApplications(input, { region }) {
      const names = batch(input.applicationNames, MOST_APPLICATIONS, "application names", "ApplicationNameRequiredException");
      const deployments = store(region);
      return { applicationsInfo: names.map((name) => describeApplication(deployments, needApplication(deployments, name))) };
    },

    ListDeploymentGroups(input, { region }) {
      const application = needApplication(store(region), input.applicationName);
      const names = [...application.groups.keys()].sort();
      const { items, nextToken } = pageOf(names, (name) => name, input.nextToken);
      return { applicationName: application.name, deploymentGroups: items, nextToken };
    },

    BatchGetDeploymentGroups(input, { region }) {
      const deployments = store(region);
      const application = needApplication(deployments, input.applicationName);
      const names = batch(
        input.deploymentGroupNames,
        MOST_GROUPS,
        "deployment group names",
        "DeploymentGroupNameRequiredException",
      );
      const unknown = names.filter((name) => !application.groups.has(name));
      return {
        deploymentGroupsInfo: names.flatMap((name) => {
          const group = application.groups.get(name);
          return group === undefined ? [] : [describeGroup(deployments, group)];
        }),
        ...(unknown.length === 0 ? {} : { errorMessage: `No Deployment Group found for name: ${unknown.join(", ")}` }),
      };
    },

    ListDeployments(input, { region }) {
      const deployments = listedDeployments(store(region), input);
      const { items, nextToken } = pageOf(deployments, ({ id }) => id, input.nextToken);
      return { deployments: items.map(({ id }) => id), nextToken };
    },

    BatchGetDeployments(input, { region }) {
      const deployments = store(region);
      const ids = batch(input.deploymentIds, MOST_DETAILS, "deployment IDs", "DeploymentIdRequiredException");
      const found = ids.flatMap((id) => deployments.find(id) ?? []);
      return { deploymentsInfo: found.map((deployment) => describeDeployment(deployment, deployments.clock.now())) };
    },

    GetDeployment(input, { region }) {
      const deployment = needDeployment(store(region), input.deploymentId);
      return { deploymentInfo: describeDeployment(deployment, store(region).clock.now()) };
    },

    ListDeploymentTargets(input, { region }) {
      const deployments = store(region);
      const deployment = needStarted(deployments, input.deploymentId);
      const statuses = targetStatuses(deployment, deployments.clock.now());
      const wanted = wantedStatuses(input.targetFilters);
      const ids = deployment.plan.targets
        .filter((_target, index) => wanted === undefined || wanted.includes(statuses[index] ?? ""))
        .map(({ id }) => id);
      const { items, nextToken } = pageOf(ids, (id) => id, input.nextToken);
      return { targetIds: items, nextToken };
    },

    BatchGetDeploymentTargets(input, { region }) {
      const deployments = store(region);
      const deployment = needStarted(deployments, input.deploymentId);
      const ids = batch(input.targetIds, MOST_DETAILS, "target IDs", "DeploymentTargetIdRequiredException");
      return {
        deploymentTargets: ids.map((id) => {
          const target = deployment.plan.targets.find((one) => one.id === id);
          if (target === undefined) {
            throw new AwsError("DeploymentTargetDoesNotExistException", `The deployment target ${id} could not be found`);
          }
          return describeTarget(deployments, deployment, target);
        }),
      };
    },

    GetDeploymentConfig(input) {
      const name = input.deploymentConfigName ?? "";
      const config = findConfig(name);
      if (config === undefined) {
        throw noConfig(name);
      }
      return { deploymentConfigInfo: describeConfig(config) };
    },

    GetApplicationRevision(input, { region }) {
      const application = needApplication(store(region), input.applicationName);
      const revision = store(region).revision(application, input.revision ?? {});
      if (revision === undefined) {
        throw new AwsError("RevisionDoesNotExistException", "No application revision found for the given location");
      }
      return { applicationName: application.name, revision };
    },

    BatchGetApplicationRevisions(input, { region }) {
      const application = needApplication(store(region), input.applicationName);
      const asked = batch(input.revisions, MOST_DETAILS, "revisions", "RevisionRequiredException");
      const found = asked.flatMap((location) => store(region).revision(application, location) ?? []);
      const revisions = found.map((revisionLocation) => ({ revisionLocation }));
      return { applicationName: application.name, revisions };
    },

    StopDeployment(input, { region }) {
      const deployments = store(region);
      const deployment = needDeployment(deployments, input.deploymentId);
      if (!isActive(deployment, deployments.clock.now())) {
        const status = statusAt(deployment, deployments.clock.now()).toLowerCase();
        throw new AwsError("DeploymentAlreadyCompletedException", `Deployment ${deployment.id} is already ${status}`);
      }
      deployments.stop(deployment, input.autoRollbackEnabled === true);
      const statusMessage = "No more commands will be scheduled for execution in the deployment instances";
      return { status: "Succeeded", statusMessage };
    },

    CreateDeployment(input, { region }) {
      const deployments = store(region);
      const application = needApplication(deployments, input.applicationName);
      const group = needGroup(application, input.deploymentGroupName);
      const config = input.deploymentConfigName === undefined ? group.config : findConfig(input.deploymentConfigName);
      if (config === undefined) {
        throw noConfig(input.deploymentConfigName ?? "");
      }
      if (config.platform !== application.platform) {
        const message = `The deployment configuration ${config.name} is not one of platform ${application.platform}`;
        throw new AwsError("InvalidDeploymentConfigNameException", message);
      }
      const location = needRevision(input.revision);
      const active = deployments.active(group);
      if (active !== undefined) {
        throw new AwsError("DeploymentLimitExceededException", alreadyActive(active));
      }
      const deployment = deployments.start({
        group,
        config,
        release: deployments.releaseOf(group, location),
        creator: "user",
        description: input.description,
        failing: false,
        rollsBack: input.autoRollbackConfiguration?.enabled ?? group.rollsBack,
        options: optionsOf(input),
      });
      return { deploymentId: deployment.id };
    },
  };
}

function pageOf<T>(items: readonly T[], key: (item: T) => string, nextToken: string | undefined) {
  const badToken = () => new AwsError("InvalidNextTokenException", "The next token is not valid.");
  return page(items, key, { nextToken, size: PAGE_SIZE, badToken });
}

function noConfig(name: string): AwsError {
  const message = `No Deployment Configuration found for name: ${name}`;
  return new AwsError("DeploymentConfigDoesNotExistException", message);
}

/**
 * @param required the error where the list is empty or not there
 * @throws AwsError also where the list is longer than the operation takes
 */
function batch<T>(items: readonly T[] | undefined, most: number, what: string, required: string): readonly T[] {
  if (items === undefined || items.length === 0) {
    throw new AwsError(required, `The list of ${what} is empty`);
  }
  if (items.length > most) {
    const message = `The maximum number of ${what} is ${most}, ${items.length} were given`;
    throw new AwsError("BatchLimitExceededException", message);
  }
  return items;
}

/** The statuses that a filter of targets asks for; the other filter, by label, fits all targets here. @throws AwsError */
function wantedStatuses(filters: Partial<Record<string, string[]>> | undefined): readonly string[] | undefined {
  const unknown = Object.keys(filters ?? {}).find((name) => name !== "TargetStatus" && name !== "ServerInstanceLabel");
  if (unknown !== undefined) {
    throw new AwsError("InvalidTargetFilterNameException", `The target filter name is not valid: ${unknown}`);
  }
  const statuses = filters?.["TargetStatus"];
  const bad = statuses?.find((status) => !TARGET_STATUSES.includes(status));
  if (bad !== undefined) {
    throw new AwsError("InvalidInstanceStatusException", `The target status is not valid: ${bad}`);
  }
  return statuses;
}

/** @throws AwsError */
function optionsOf(input: CreateDeploymentCommandInput): InstanceOptions {
  const { fileExistsBehavior = USUAL_OPTIONS.fileExistsBehavior } = input;
  if (!["DISALLOW", "OVERWRITE", "RETAIN"].includes(fileExistsBehavior)) {
    throw new AwsError("InvalidFileExistsBehaviorException", `The file exists behavior is not valid: ${fileExistsBehavior}`);
  }
  return {
    fileExistsBehavior,
    ignoreApplicationStopFailures: input.ignoreApplicationStopFailures ?? false,
    updateOutdatedInstancesOnly: input.updateOutdatedInstancesOnly ?? false,
  };
}

/** A revision that can be deployed; an AppSpec comes with its contents. @throws AwsError */
function needRevision(location: RevisionLocation | undefined): RevisionLocation {
  if (location === undefined) {
    throw new AwsError("RevisionRequiredException", "Revision is required");
  }
  const { s3Location: s3, gitHubLocation: gitHub } = location;
  const isNamed = s3 === undefined ? gitHub?.repository && gitHub.commitId : s3.bucket && s3.key;
  const spec = location.appSpecContent ?? location.string;
  if (spec === undefined) {
    if (!isNamed) {
      throw new AwsError("InvalidRevisionException", "The revision names no bundle, no commit and no AppSpec");
    }
    return location;
  }
  if (spec.content === undefined) {
    throw new AwsError("InvalidRevisionException", "The revision has no AppSpec content");
  }
  const sha256 = createHash("sha256").update(spec.content).digest("hex");
  return { revisionType: "AppSpecContent", appSpecContent: { content: spec.content, sha256 } };
}
