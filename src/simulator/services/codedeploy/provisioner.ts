import type { ComputePlatform, DeploymentGroupInfo } from "@aws-sdk/client-codedeploy";
import type { SimulatedClock } from "../../clock.ts";
import { hashText, Random } from "../../random.ts";
import { inSmall, textOf } from "../../resources/provisioner.ts";
import type { Provisioner } from "../../resources/provisioner.ts";
import type { Values } from "../cloudformation/model.ts";
import { configNamed, findConfig } from "./configs.ts";
import type { DeploymentStore } from "./deployments.ts";
import type { Application, Fleet } from "./model.ts";

/** Applications of stacks. */
export function applicationProvisioner(store: DeploymentStore, clock: SimulatedClock): Provisioner {
  return {
    has: (name) => store.application(name) !== undefined,
    put(name, { ComputePlatform: platform = "Server" }) {
      if (store.application(name) === undefined) {
        store.addApplication(name, platform as ComputePlatform, clock.now());
      }
    },
    remove: (name) => store.removeApplication(name),
  };
}

/** What a group deploys with where nobody says it (API reference, CreateDeploymentGroup). */
const USUAL: Readonly<Record<ComputePlatform, string>> = {
  Server: "CodeDeployDefault.OneAtATime",
  Lambda: "CodeDeployDefault.LambdaAllAtOnce",
  ECS: "CodeDeployDefault.ECSAllAtOnce",
};
/** Members that the API spells as templates do. */
const AS_THEY_ARE = new Set(["Ec2TagFilters", "OnPremisesInstanceTagFilters"]);
/** How many instances bear the tags that a template names, and how many tasks a service has. */
const SIZE = 2;

/** Deployment groups of stacks: they show what their template says, and deploy as the account's own do. */
export function groupProvisioner(store: DeploymentStore): Provisioner {
  const applicationOf = (values: Values): Application | undefined => store.application(textOf(values["ApplicationName"]) ?? "");
  return {
    has: () => false,
    refuses(values, isNew) {
      const application = applicationOf(values);
      const name = textOf(values["DeploymentGroupName"]) ?? "";
      if (application === undefined) {
        return `No application found for name: ${String(values["ApplicationName"])} (Service: CodeDeploy, Status Code: 400)`;
      }
      return isNew && application.groups.has(name) ? `Deployment group name already exists for application: ${name} (Service: CodeDeploy, Status Code: 400)` : undefined;
    },
    put(name, values) {
      const application = applicationOf(values);
      if (application === undefined) {
        return;
      }
      const { ApplicationName: _application, Tags: _tags, ECSServices: services, AutoRollbackConfiguration: rollback, Ec2TagSet: _set, OnPremisesTagSet: _own, ...rest } = values;
      const declared = { ...(inSmall(rest, AS_THEY_ARE) as object), ...(services === undefined ? {} : { ecsServices: inSmall(services) }) } as Partial<DeploymentGroupInfo>;
      const fleet = fleetOf(application, name, values, declared);
      const known = application.groups.get(name)?.fleet;
      store.putGroup(application, {
        name,
        config: findConfig(textOf(values["DeploymentConfigName"]) ?? "") ?? configNamed(USUAL[application.platform]),
        // Which instances bear a group's tags no template says.
        fleet: known?.kind === "instances" && fleet.kind === "instances" ? known : fleet,
        rollsBack: String((rollback as { readonly Enabled?: unknown } | undefined)?.Enabled) === "true",
        serves: true,
        declared,
      });
    },
    remove: (name, values) => applicationOf(values)?.groups.delete(name),
  };
}

/** What the group deploys to. A function is named by what is deployed: until then it is the application. */
function fleetOf({ name: application, platform }: Application, group: string, values: Values, { ecsServices = [] }: Partial<DeploymentGroupInfo>): Fleet {
  if (platform === "Lambda") {
    return { kind: "function", name: application, alias: "live" };
  }
  if (platform === "ECS") {
    const [{ clusterName = "default", serviceName = application } = {}] = ecsServices;
    return { kind: "service", cluster: clusterName, service: serviceName, tasks: SIZE };
  }
  const random = new Random(hashText(`${application} ${group}`));
  const onPremises = values["OnPremisesInstanceTagFilters"] !== undefined;
  const ids = Array.from({ length: SIZE }, (_none, index) => (onPremises ? `${group}-0${index + 1}` : `i-0${random.hex(16)}`));
  return { kind: "instances", ids, onPremises };
}
