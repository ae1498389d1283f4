import type { AccountContext } from "../base/context.ts";
import { configFault, placeText } from "./configFault.ts";
import { activeProfile } from "./credentialWay.ts";
import { type ConfigProfile, type Env, type SharedConfig, readSharedConfig, settingOf, variable } from "./sharedConfig.ts";

/** The endpoint of a service (by the SDK's service id, e.g. `CloudWatch Logs`); undefined: the region's own. */
export type EndpointSource = (serviceId: string) => Promise<string | undefined>;

/** An endpoint that somebody set, and where. */
export interface EndpointSetting {
  readonly url: string;
  /** `AWS_ENDPOINT_URL_STS`, or `endpoint_url of profile x (~/.aws/config, line 3)`. */
  readonly origin: string;
}

/** Where a context's calls of a service go; files read anew. @throws DevOpsError that names a setting that is no address */
export async function configuredEndpoint(context: AccountContext, serviceId: string, env: Env): Promise<string | undefined> {
  return endpointOf(await readSharedConfig(env), context, serviceId, env)?.url;
}

/**
 * In the order of the AWS SDKs and Tools guide ("Service-specific endpoints"): `AWS_ENDPOINT_URL_<SERVICE>`,
 * `AWS_ENDPOINT_URL`, the service's part of the profile's `services` section, the profile's `endpoint_url`; none of
 * them where configured endpoints are to be ignored.
 */
export function endpointOf(config: SharedConfig, context: AccountContext, serviceId: string, env: Env): EndpointSetting | undefined {
  const profile = settingsProfile(config, context, env);
  const ignored = variable(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? profile?.text("ignore_configured_endpoint_urls");
  if (ignored?.toLowerCase() === "true") return undefined;
  const id = serviceId.replaceAll(/[ -]/g, "_");
  for (const name of [`AWS_ENDPOINT_URL_${id.toUpperCase()}`, "AWS_ENDPOINT_URL"]) {
    const url = variable(env, name);
    if (url !== undefined) return { url: address(url, { profile: context.profile, key: name }), origin: name };
  }
  if (profile === undefined) return undefined;
  return ofServices(config, profile, id.toLowerCase()) ?? ofProfile(profile);
}

/** Whose settings (region, endpoints, certificates) count in a context: its profile's, or those of the active one. */
export function settingsProfile(config: SharedConfig, context: AccountContext, env: Env): ConfigProfile | undefined {
  if (context.origin === "simulated") return undefined;
  return config.profiles.get(context.origin === "profile" ? context.profile : activeProfile(env));
}

function ofServices(config: SharedConfig, profile: ConfigProfile, id: string): EndpointSetting | undefined {
  const named = profile.setting("services");
  if (named === undefined) return undefined;
  const section = config.services.get(named.text);
  if (section === undefined) {
    const why = `services names ${named.text}, but there is no [services ${named.text}] in ${config.files.config}`;
    throw configFault({ profile: profile.name, place: named, why });
  }
  const nested = settingOf(section, id)?.nested?.get("endpoint_url");
  if (nested === undefined || nested.text === "") return undefined;
  const place = { file: section.file, line: nested.line };
  const key = `endpoint_url of ${id} in [services ${section.name}]`;
  return { url: address(nested.text, { profile: profile.name, key, place }), origin: `${key} (${placeText(place)})` };
}

function ofProfile(profile: ConfigProfile): EndpointSetting | undefined {
  const setting = profile.setting("endpoint_url");
  if (setting === undefined) return undefined;
  const url = address(setting.text, { profile: profile.name, key: "endpoint_url", place: setting });
  return { url, origin: `endpoint_url of profile ${profile.name} (${placeText(setting)})` };
}

interface AddressFacts {
  readonly profile: string;
  readonly key: string;
  readonly place?: { readonly file: string; readonly line: number };
}

/** An address of the web, as it was written. */
function address(text: string, { profile, key, place }: AddressFacts): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== "") return text;
  const why = `${key} is ${JSON.stringify(text)}, which is no address that begins with https:// or http://`;
  throw configFault({ profile, place, why });
}

/** Whether what is sent there stays on this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || /^127(?:\.\d{1,3}){3}$/.test(host) || host === "[::1]" || host === "::1";
}

/** A token opens the account to whoever reads it: only over TLS, or on this machine. @throws DevOpsError */
export function refuseOpenText(endpoint: EndpointSetting | undefined, profile: string, secret: string): void {
  if (endpoint === undefined) return;
  const { protocol, hostname } = new URL(endpoint.url);
  if (protocol === "https:" || isLoopback(hostname)) return;
  const why = `${secret} is not sent to ${endpoint.url} (${endpoint.origin}): that is neither https nor this machine`;
  throw configFault({ profile, why, remedy: "Use an https address, or leave this service out of the setting." });
}
