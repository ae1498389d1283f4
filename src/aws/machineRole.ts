import { fromHttp, fromInstanceMetadata } from "@aws-sdk/credential-providers";
import type { AwsCredentialIdentity } from "@smithy/types";
import { DevOpsError, isCancelled } from "../base/errors.ts";
import { CONTAINER_VARIABLES, hasContainerRole, isMetadataOff } from "./roleSigns.ts";
import { type Env, variable } from "./sharedConfig.ts";

/** The role of the container that this runs in, or else of the instance. Nobody else asks for it. @throws DevOpsError */
export async function machineRole(env: Env): Promise<AwsCredentialIdentity> {
  const found = await (hasContainerRole(env) ? containerRole(env) : instanceRole(env));
  return Object.assign(found, { [OF_MACHINE]: true });
}

/** Marks what nobody but the machine gave. */
const OF_MACHINE = Symbol("role of this machine");

/** Whether these are the machine's own, and not a role's that it was the source of. */
export function isMachineRole(credentials: AwsCredentialIdentity): boolean {
  return OF_MACHINE in credentials;
}

/** The role of the container (ECS, EKS, CodeBuild, CloudShell). @throws DevOpsError */
export async function containerRole(env: Env): Promise<AwsCredentialIdentity> {
  const named = CONTAINER_VARIABLES.find((name) => variable(env, name) !== undefined);
  if (named === undefined) throw roleFault(`neither ${CONTAINER_VARIABLES.join(" nor ")} is set, so this is no container with a role`);
  try {
    return await fromHttp({
      awsContainerCredentialsRelativeUri: variable(env, CONTAINER_VARIABLES[0]) ?? "",
      awsContainerCredentialsFullUri: variable(env, CONTAINER_VARIABLES[1]) ?? "",
    })();
  } catch (error) {
    if (isCancelled(error)) throw error;
    throw roleFault(`the container's credentials (${named}) could not be read: ${messageOf(error)}`, error);
  }
}

/** The role of the EC2 instance. @throws DevOpsError */
export async function instanceRole(env: Env): Promise<AwsCredentialIdentity> {
  if (isMetadataOff(env)) {
    throw roleFault("AWS_EC2_METADATA_DISABLED switches the instance's metadata off");
  }
  try {
    return await fromInstanceMetadata({ logger: QUIET })();
  } catch (error) {
    if (isCancelled(error)) throw error;
    throw roleFault(`the instance's metadata service gave none: ${messageOf(error)}`, error);
  }
}

/** The provider would write to the console, which nobody reads. */
const QUIET = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // nobody is told
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
}

function roleFault(why: string, cause?: unknown): DevOpsError {
  return new DevOpsError({
    kind: "invalid",
    tried: "sign in",
    on: "role of this machine",
    why: `this machine has no role to be used: ${why}`,
    remedy: "Choose a profile, or give the machine a role.",
    cause,
  });
}
