import type { OpenServices } from "../resources/opened.ts";
import { text } from "../resources/inventory.ts";
import type { Outside } from "../services/cloudformation/outside.ts";
import type { Buckets } from "../services/s3/buckets.ts";
import { s3 } from "../services/s3/service.ts";
import { ssm } from "../services/ssm/service.ts";
import type { Parameters } from "../services/ssm/parameters.ts";

/** What stacks of a region take from its other services. */
export function outsideOf(services: OpenServices): Outside {
  return {
    parameter(name) {
      // the past of stacks may be played while Systems Manager is being opened
      const world = services.of(ssm) as { readonly parameters: Parameters } | undefined;
      const one = world?.parameters.known(name);
      // CloudFormation reads no secrets here (user guide, "Systems Manager parameter types")
      return world === undefined || one === undefined || text(one, "Type") === "SecureString" ? undefined : world.parameters.value(one, false);
    },
    object: (bucket, key) => (services.of(s3) as Buckets).find(bucket).find(key, undefined).content().bytes.toString("utf8"),
  };
}
