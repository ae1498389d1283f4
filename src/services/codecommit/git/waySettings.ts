import type { Way } from "../../../aws/network.ts";
import { type ConfigEntry, isAbout } from "./config.ts";
import type { Setting } from "./loginSettings.ts";

/**
 * Git's settings for the way that the context's own calls take (`ca_bundle`, `AWS_CA_BUNDLE`, the editor's proxy), of which
 * git itself knows nothing. What the user has told git comes first.
 * @param entries what git's files say
 */
export function waySettings(entries: readonly ConfigEntry[], url: string, { bundle, proxy }: Way, env: NodeJS.ProcessEnv): Setting[] {
  const isSet = (...names: readonly string[]) =>
    entries.some(({ section, about, name }) => section === "http" && names.includes(name) && (about === "" || isAbout(about, url)));
  const settings: Setting[] = [];
  if (bundle !== undefined && env["GIT_SSL_CAINFO"] === undefined && env["GIT_SSL_CAPATH"] === undefined && !isSet("sslcainfo", "sslcapath")) {
    // Windows' own TLS takes no file unless it is told to ("git-config", http.schannelUseSSLCAInfo)
    settings.push([`http.${url}.sslCAInfo`, bundle], ["http.schannelUseSSLCAInfo", "true"]);
  }
  if (proxy !== undefined && !isSet("proxy")) settings.push([`http.${url}.proxy`, proxy]);
  return settings;
}
