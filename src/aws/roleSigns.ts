import { type Env, variable } from "./sharedConfig.ts";

/** The variables that a container with a role is given; the first one counts before the second. */
export const CONTAINER_VARIABLES = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"] as const;

/** Whether the environment says that a container's credentials are to be had. */
export function hasContainerRole(env: Env): boolean {
  return CONTAINER_VARIABLES.some((name) => variable(env, name) !== undefined);
}

/** Whether somebody switched the instance's metadata service off. */
export function isMetadataOff(env: Env): boolean {
  return variable(env, "AWS_EC2_METADATA_DISABLED")?.toLowerCase() === "true";
}

/** Whether the machine may have a role at all. That it has one is only known by asking. */
export function mayHaveRole(env: Env): boolean {
  return hasContainerRole(env) || !isMetadataOff(env);
}
