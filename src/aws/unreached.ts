import { type AccountContext, contextLabel } from "../base/context.ts";
import { DevOpsError, type ErrorParts } from "../base/errors.ts";
import { homeless, placeText } from "./configFault.ts";
import { settingsProfile } from "./endpoints.ts";
import type { Proxy, Target } from "./proxies.ts";
import { type Env, type SharedConfig, settingOf, variable } from "./sharedConfig.ts";

/** What is known of a request that did not get through. */
export interface WayFacts {
  readonly context: AccountContext;
  readonly env: Env;
  readonly config: SharedConfig;
  readonly target: Target;
  readonly proxy: Proxy | undefined;
  /** The bundle of authorities that was trusted alone. */
  readonly bundle: string | undefined;
}

/** A way that a setting closes: it names the host and the setting. The code stays, for the SDK's own retries go by it. */
class UnreachableError extends DevOpsError {
  readonly code: string;

  constructor(code: string, parts: ErrorParts) {
    super(parts);
    this.code = code;
  }
}

const UNKNOWN_AUTHORITY = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "CERT_UNTRUSTED",
]);
const WRONG_TIME = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);
const NO_ANSWER = new Set(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);

/** The error of a request in words of the settings that led there; what no setting explains is returned as it is. */
export function explainUnreached(error: unknown, facts: WayFacts): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const { target, proxy } = facts;
  const refused = /^Bad response: (\d+)$/.exec(error.message)?.[1];
  const say = (why: string, remedy: string) =>
    new UnreachableError(code, { kind: "offline", tried: `reach ${target.host}`, on: contextLabel(facts.context), why, remedy, cause: error });
  if (proxy !== undefined && refused !== undefined) {
    return say(
      `the proxy ${hostOf(proxy)} (${proxy.origin}) refused (HTTP ${refused})`,
      refused === "407" ? "It wants a name and a password: http://name:password@host:port, or http.proxyAuthorization." : "Ask who runs it.",
    );
  }
  if (UNKNOWN_AUTHORITY.has(code)) {
    const trusted = facts.bundle === undefined ? "this machine does not know" : `is not in ${homeless(facts.bundle)}`;
    return say(`the certificate of ${target.host} comes from an authority that ${trusted} (${code})`, authorityRemedy(facts));
  }
  if (WRONG_TIME.has(code)) return say(`the certificate of ${target.host} is not valid now (${code})`, "Check this computer's clock, and the certificate.");
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return say(`the certificate is not one of ${target.host} (${code})${originText(facts)}`, "Check the address and the proxy.");
  }
  if (!NO_ANSWER.has(code)) return error;
  if (proxy !== undefined) return say(`the proxy ${hostOf(proxy)} (${proxy.origin}) did not answer (${code})`, `Check ${proxy.origin}.`);
  const origin = originText(facts);
  return origin === "" ? error : say(`${target.host}:${target.port}${origin} did not answer (${code})`, "Check the address.");
}

function authorityRemedy({ bundle, context }: WayFacts): string {
  if (bundle !== undefined) return "Add the authority's certificate (PEM) to that file.";
  const where = context.origin === "profile" ? `ca_bundle in profile ${context.profile}, or AWS_CA_BUNDLE` : "AWS_CA_BUNDLE";
  return `Set ${where} or NODE_EXTRA_CA_CERTS to a file with the authority's certificate (PEM), or install it in the system.`;
}

/** Without name and password. */
function hostOf({ url }: Proxy): string {
  return URL.canParse(url) ? new URL(url).host : "that is set";
}

/** Which setting leads to the host; empty where none does. */
function originText({ config, context, env, target }: WayFacts): string {
  const leads = (text: string | undefined) => text !== undefined && URL.canParse(text) && new URL(text).hostname.replace(/^\[|\]$/g, "") === target.host;
  if (context.origin === "simulated") return "";
  const name = Object.keys(env).find((key) => key.startsWith("AWS_ENDPOINT_URL") && leads(variable(env, key)));
  if (name !== undefined) return ` (${name})`;
  const profile = settingsProfile(config, context, env);
  const own = profile?.setting("endpoint_url");
  if (profile !== undefined && own !== undefined && leads(own.text)) return ` (endpoint_url of profile ${profile.name}, ${placeText(own)})`;
  const services = config.services.get(profile?.text("services") ?? "");
  for (const id of services?.values.keys() ?? []) {
    const url = settingOf(services, id)?.nested?.get("endpoint_url");
    if (services !== undefined && url !== undefined && leads(url.text)) {
      return ` (endpoint_url of ${id} in [services ${services.name}], ${placeText({ file: services.file, line: url.line })})`;
    }
  }
  return "";
}
