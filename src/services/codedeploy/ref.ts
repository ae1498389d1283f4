import { type ResourceRef, partitionOf } from "../../base/resourceRef.ts";

/** What of CodeDeploy a reference names. */
export type DeployTarget =
  | { readonly kind: "application"; readonly application: string }
  | { readonly kind: "group"; readonly application: string; readonly group: string }
  | { readonly kind: "deployment"; readonly id: string };

/**
 * Takes a reference of CodeDeploy apart: `application:name`, `deploymentgroup:application/group` as in its ARNs, and
 * `deployment:d-XXXXXXXXX`, which is no ARN of AWS but how rooms name a deployment to each other.
 */
export function deployTargetOf({ service, resource }: ResourceRef): DeployTarget | undefined {
  if (service !== "codedeploy") return undefined;
  const [, kind, name = ""] = /^(application|deploymentgroup|deployment):(.+)$/s.exec(resource) ?? [];
  if (kind === "application") return { kind, application: name };
  if (kind === "deployment") return { kind, id: name };
  const [application = "", group] = name.split("/", 2);
  return kind === undefined || group === undefined ? undefined : { kind: "group", application, group };
}

export function applicationRef(region: string, application: string): ResourceRef {
  return reference(region, `application:${application}`);
}

export function groupRef(region: string, application: string, group: string): ResourceRef {
  return reference(region, `deploymentgroup:${application}/${group}`);
}

function reference(region: string, resource: string): ResourceRef {
  return { partition: partitionOf(region), service: "codedeploy", region, account: "", resource };
}
