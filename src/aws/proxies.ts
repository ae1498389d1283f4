import { isLoopback } from "./endpoints.ts";
import { type Env, variable } from "./sharedConfig.ts";

/** What the editor's settings say of the network. */
export interface EditorNetwork {
  /** `http.proxy`; empty where it is not set or switched off. */
  readonly proxy: string;
  /** `http.noProxy`. */
  readonly noProxy: readonly string[];
  /** `http.proxyStrictSSL`: whether the proxy's own certificate is checked. */
  readonly proxyStrict: boolean;
  /** `http.proxyAuthorization`: the header's value; empty where it is not set. */
  readonly proxyAuthorization: string;
  /** `http.systemCertificates`: whether the system's authorities are trusted, too. */
  readonly systemCertificates: boolean;
}

/** Without an editor, such as in a test. */
export const NO_EDITOR: EditorNetwork = { proxy: "", noProxy: [], proxyStrict: true, proxyAuthorization: "", systemCertificates: false };

/** A proxy and who named it. */
export interface Proxy {
  readonly url: string;
  /** The setting's or variable's name. */
  readonly origin: string;
}

/** Where a request goes. */
export interface Target {
  readonly secure: boolean;
  /** Without brackets around an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

/**
 * The proxy of a request: the editor's, else the environment's (small letters first, as curl and the AWS CLI read
 * them); none for this machine, for the metadata services and for what is excepted.
 */
export function proxyOf(target: Target, editor: EditorNetwork, env: Env): Proxy | undefined {
  if (isLoopback(target.host) || target.host.startsWith("169.254.")) return undefined;
  if (editor.proxy !== "") return isExcepted(target, editor.noProxy) ? undefined : proxy(editor.proxy, "http.proxy");
  const excepted = (variable(env, "no_proxy") ?? variable(env, "NO_PROXY") ?? "").split(/[\s,]+/);
  if (isExcepted(target, excepted)) return undefined;
  const names = target.secure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"];
  for (const name of [...names, "all_proxy", "ALL_PROXY"]) {
    const url = variable(env, name);
    if (url !== undefined) return proxy(url, name);
  }
  return undefined;
}

function proxy(text: string, origin: string): Proxy {
  return { url: text.includes("://") ? text : `http://${text}`, origin };
}

/** `*`, a host with all below it (`example.com`, `.example.com`, `*.example.com`), each with a port or without. */
export function isExcepted({ host, port }: Target, exceptions: readonly string[]): boolean {
  return exceptions.some((entry) => {
    const [, name = "", ofPort] = /^(.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
    if (name === "*") return true;
    const suffix = name.replace(/^\*?\./, "");
    if (suffix === "" || (ofPort !== undefined && Number(ofPort) !== port)) return false;
    const asked = host.toLowerCase();
    return asked === suffix || asked.endsWith(`.${suffix}`);
  });
}
