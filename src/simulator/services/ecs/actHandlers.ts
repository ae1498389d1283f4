import type * as EcsModule from "@aws-sdk/client-ecs";
import { hashText, Random } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import { isBlueGreen } from "./fleet.ts";
import type { EcsFleet } from "./fleet.ts";
import { hookOf } from "./serviceDeployments.ts";

const BY_CODE_DEPLOY = "with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.";

/** What can be done with services and tasks. */
export function actHandlers(of: (region: string) => EcsFleet): Handlers<typeof EcsModule> {
  const deployment = (arn: string, region: string) => {
    const found = of(region).deployment(arn);
    if (found === undefined) {
      throw new AwsError("ServiceDeploymentNotFoundException", "The service deployment was not found.");
    }
    return found;
  };
  return {
    UpdateService({ service: name = "", cluster = "default", desiredCount, taskDefinition, forceNewDeployment = false }, { region }) {
      const fleet = of(region);
      const service = fleet.service(cluster, name);
      if (isBlueGreen(service) && forceNewDeployment) {
        throw new AwsError("InvalidParameterException", `Cannot force a new deployment on services ${BY_CODE_DEPLOY}`);
      }
      if (isBlueGreen(service) && taskDefinition !== undefined) {
        throw new AwsError("InvalidParameterException", `Unable to update task definition on services ${BY_CODE_DEPLOY}`);
      }
      const current = fleet.wantedOf(service);
      const wanted = taskDefinition === undefined ? current : fleet.definitionOf(taskDefinition);
      if (desiredCount !== undefined) {
        fleet.acts.scale(service.arn, desiredCount);
      }
      if (wanted !== undefined && (forceNewDeployment || wanted !== current)) {
        const random = new Random(hashText(`${service.arn} ${fleet.now} ${wanted}`));
        fleet.acts.rollOut(service.arn, `ecs-svc/${random.between(1_000_000_000, 9_999_999_999)}${random.between(100_000_000, 999_999_999)}`, wanted, fleet.now);
      }
      const facts = { serviceArn: service.arn, serviceName: service.name, clusterArn: fleet.clusterArn(service), status: "ACTIVE" };
      return { service: { ...facts, desiredCount: fleet.courseOf(service).desired, taskDefinition: wanted } };
    },
    StopTask({ cluster = "default", task: id = "", reason = "Task stopped by user" }, { region }) {
      const fleet = of(region);
      const task = fleet.task(cluster, id);
      if (text(task, "DesiredStatus") === "RUNNING") {
        fleet.acts.stopTask(task.name, { at: fleet.now, reason });
      }
      return { task: { taskArn: task.arn, desiredStatus: "STOPPED", stopCode: "UserInitiated", stoppedReason: reason } };
    },
    StopServiceDeployment({ serviceDeploymentArn = "", stopType = "ROLLBACK" }, { region }) {
      if (stopType === "ABORT") {
        throw new AwsError("InvalidParameterException", "The stop type ABORT is not supported.");
      }
      const { step, previous } = deployment(serviceDeploymentArn, region);
      of(region).acts.undo(step, previous, of(region).now);
      return { serviceDeploymentArn };
    },
    ContinueServiceDeployment({ serviceDeploymentArn = "", hookId, action = "CONTINUE" }, { region }) {
      const { step, previous } = deployment(serviceDeploymentArn, region);
      if (hookId !== hookOf(step)) {
        throw new AwsError("InvalidParameterException", "The lifecycle hook was not found.");
      }
      const { acts, now } = of(region);
      if (action === "ROLLBACK") {
        acts.undo(step, previous, now);
      } else {
        acts.release(step, now);
      }
      return { serviceDeploymentArn };
    },
  };
}
