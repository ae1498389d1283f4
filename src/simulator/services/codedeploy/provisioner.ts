import type { ComputePlatform } from "@aws-sdk/client-codedeploy";
import type { SimulatedClock } from "../../clock.ts";
import type { Provisioner } from "../../resources/provisioner.ts";
import type { DeploymentStore } from "./deployments.ts";

/** Applications of stacks: groups that a template adds to them are placeholders. */
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
