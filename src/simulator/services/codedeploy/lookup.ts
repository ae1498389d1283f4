import { AwsError } from "../../wire/errors.ts";
import type { DeploymentStore } from "./deployments.ts";
import { statusAt } from "./model.ts";
import type { Application, Deployment, DeploymentGroup } from "./model.ts";

/** @throws AwsError */
export function needApplication(store: DeploymentStore, name: string | undefined): Application {
  const application = store.application(name ?? "");
  if (application === undefined) {
    throw new AwsError("ApplicationDoesNotExistException", `No application found for name: ${name}`);
  }
  return application;
}

/** @throws AwsError */
export function needGroup(application: Application, name: string | undefined): DeploymentGroup {
  if (name === undefined) {
    throw new AwsError("DeploymentGroupNameRequiredException", "Deployment group name is required");
  }
  const group = application.groups.get(name);
  if (group === undefined) {
    throw new AwsError("DeploymentGroupDoesNotExistException", `No Deployment Group found for name: ${name}`);
  }
  return group;
}

/** @throws AwsError */
export function needDeployment(store: DeploymentStore, id: string | undefined): Deployment {
  if (id === undefined || !/^d-[A-Z0-9]{9}$/.test(id)) {
    throw new AwsError("InvalidDeploymentIdException", `Specified DeploymentId is not in the valid format: ${id}`);
  }
  const deployment = store.find(id);
  if (deployment === undefined) {
    throw new AwsError("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
  }
  return deployment;
}

/** A deployment that has targets to tell of. @throws AwsError also where it has not started yet */
export function needStarted(store: DeploymentStore, id: string | undefined): Deployment {
  const deployment = needDeployment(store, id);
  if (statusAt(deployment, store.clock.now()) === "Created") {
    throw new AwsError("DeploymentNotStartedException", `The deployment ${deployment.id} has not started`);
  }
  return deployment;
}
