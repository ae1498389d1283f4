import type { ListDeploymentsCommandInput } from "@aws-sdk/client-codedeploy";
import { AwsError } from "../../wire/errors.ts";
import type { DeploymentStore } from "./deployments.ts";
import { needApplication, needGroup } from "./lookup.ts";
import { statusAt } from "./model.ts";
import type { Deployment } from "./model.ts";

/**
 * The deployments that a ListDeployments asks for, newest first. An application and a group are named together or not
 * at all (API reference, ListDeployments).
 * @throws AwsError
 */
export function listedDeployments(store: DeploymentStore, input: ListDeploymentsCommandInput): Deployment[] {
  const { start, end } = input.createTimeRange ?? {};
  if (start !== undefined && end !== undefined && start > end) {
    throw new AwsError("InvalidTimeRangeException", "The start of the time range is behind its end");
  }
  const now = store.clock.now();
  const statuses = input.includeOnlyStatuses ?? [];
  return named(store, input).filter(
    (deployment) =>
      (statuses.length === 0 || statuses.includes(statusAt(deployment, now))) &&
      (start === undefined || deployment.created >= start.getTime()) &&
      (end === undefined || deployment.created <= end.getTime()),
  );
}

function named(store: DeploymentStore, input: ListDeploymentsCommandInput): Deployment[] {
  const { applicationName, deploymentGroupName } = input;
  if (applicationName === undefined) {
    if (deploymentGroupName !== undefined) {
      throw new AwsError("ApplicationNameRequiredException", "Application name is required");
    }
    return store.all();
  }
  const group = needGroup(needApplication(store, applicationName), deploymentGroupName);
  return [...group.deployments].reverse();
}
