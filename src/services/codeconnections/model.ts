import { standingBy } from "../../base/standing.ts";

/** A way to repositories of a provider. */
export interface Connection {
  /** Begins with `arn:aws:codeconnections:` or, of older ones, `arn:aws:codestar-connections:`. */
  readonly arn: string;
  readonly name: string;
  /** `GitHub`, `GitHubEnterpriseServer`, `GitLab`, `GitLabSelfManaged`, `Bitbucket`. */
  readonly provider: string;
  /** `PENDING`, `AVAILABLE` or `ERROR`. */
  readonly status: string;
  readonly owner: string;
  /** Where the provider is somebody's own server. */
  readonly hostArn: string | undefined;
}

/** A provider's server that somebody runs. */
export interface Host {
  readonly arn: string;
  readonly name: string;
  readonly provider: string;
  /** `https://ghe.example.com` */
  readonly endpoint: string;
  /** `PENDING`, `AVAILABLE`, or how its VPC stands: `VPC_CONFIG_INITIALIZING`, `VPC_CONFIG_FAILED_INITIALIZATION`, `VPC_CONFIG_DELETING`. */
  readonly status: string;
  readonly message: string | undefined;
}

/** One that is pending stays so until somebody acts: it is no reason to look again all the time. */
export const standingOfStatus = standingBy({
  AVAILABLE: "passed",
  PENDING: "warned",
  ERROR: "failed",
  VPC_CONFIG_INITIALIZING: "running",
  VPC_CONFIG_DELETING: "running",
  VPC_CONFIG_FAILED_INITIALIZATION: "failed",
});

/** A status where it is worth a word. */
export function statusText(status: string): string | undefined {
  if (status === "AVAILABLE") return undefined;
  return status === "PENDING" ? "pending: to be finished in the console" : status.toLowerCase().replace("vpc_config", "VPC").replaceAll("_", " ");
}

/** `GitHub Enterprise Server` */
export function providerText(provider: string): string {
  return provider.replace(/(?<=[a-z])(?=[A-Z][a-z])/g, " ").replace("Git Hub", "GitHub").replace("Git Lab", "GitLab");
}

/** Only a person who signs in to the provider finishes a connection, which no call does (developer tools console guide, "Update a pending connection"). */
export function isPending({ status }: Connection): boolean {
  return status === "PENDING";
}

/** What stands behind the kind in an ARN's resource: a connection's id, a host's name with its id. */
export function idOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
