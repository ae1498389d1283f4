import type { AccountContext } from "../base/context.ts";
import { listProfiles } from "./profiles.ts";

/** The endpoint of a service (by the SDK's service id, e.g. `CloudWatch Logs`); undefined: the region's own. */
export type EndpointSource = (serviceId: string) => Promise<string | undefined>;

/**
 * Where a context's calls go, in the order that the AWS SDKs reference guide gives ("Service-specific endpoints"):
 * `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `endpoint_url`.
 */
export async function configuredEndpoint(
  context: AccountContext,
  serviceId: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.toLowerCase() === "true") return undefined;
  const ofService = env[`AWS_ENDPOINT_URL_${serviceId.toUpperCase().replaceAll(/[ -]/g, "_")}`];
  const fromEnvironment = ofService || env["AWS_ENDPOINT_URL"];
  if (fromEnvironment) return fromEnvironment;
  if (context.origin !== "profile") return undefined;
  return (await listProfiles()).find(({ name }) => name === context.profile)?.endpoint;
}
