import { readFile } from "node:fs/promises";
import tls from "node:tls";
import { type Place, configFault } from "./configFault.ts";
import { type ConfigProfile, type Env, fromHome, variable } from "./sharedConfig.ts";

/** The certificate authorities that a context trusts. */
export interface Authorities {
  /** Undefined: those that the runtime was built with. */
  readonly context: tls.SecureContext | undefined;
  /** The one bundle that is trusted instead of all others; undefined where none is set. */
  readonly bundle: string | undefined;
}

/**
 * `AWS_CA_BUNDLE`, else the profile's `ca_bundle`: then that file's authorities alone, as in the AWS CLI. Else the
 * runtime's, those of `NODE_EXTRA_CA_CERTS` (which an editor's process may have been started without) and, where the
 * editor wants it, the system's.
 * @throws DevOpsError that names the file and the key where a bundle cannot be read
 */
export async function authorities(profile: ConfigProfile | undefined, name: string, env: Env, system: boolean): Promise<Authorities> {
  const fromEnv = variable(env, "AWS_CA_BUNDLE");
  const setting = fromEnv === undefined ? profile?.setting("ca_bundle") : undefined;
  const bundle = fromEnv ?? setting?.text;
  if (bundle !== undefined) {
    const pem = await bundleIn(fromHome(bundle), fromEnv === undefined ? "ca_bundle" : "AWS_CA_BUNDLE", name, setting);
    return { context: tls.createSecureContext({ ca: pem }), bundle };
  }
  const more = [...(await extraOf(variable(env, "NODE_EXTRA_CA_CERTS"))), ...(system ? systemAuthorities() : [])];
  if (more.length === 0) return { context: undefined, bundle: undefined };
  return { context: tls.createSecureContext({ ca: [...tls.rootCertificates, ...more] }), bundle: undefined };
}

async function bundleIn(file: string, key: string, profile: string, place: Place | undefined): Promise<string> {
  const fault = (why: string, cause?: unknown) => configFault({ profile, place, why: `${key} names ${file}, which ${why}`, cause });
  let pem: string;
  try {
    pem = await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
    throw fault(code === "ENOENT" ? "is not there" : `cannot be read (${code})`, error);
  }
  if (!isPem(pem)) throw fault("holds no certificate (PEM)");
  return pem;
}

/** As the runtime does it, a file that cannot be used is left out without a word. */
async function extraOf(file: string | undefined): Promise<string[]> {
  if (file === undefined) return [];
  try {
    const pem = await readFile(file, "utf8");
    return isPem(pem) ? [pem] : [];
  } catch {
    return [];
  }
}

function isPem(text: string): boolean {
  if (!text.includes("-----BEGIN CERTIFICATE-----")) return false;
  try {
    tls.createSecureContext({ ca: text });
    return true;
  } catch {
    return false;
  }
}

/**
 * The system's authorities that the runtime lacks: most machines have no other ones, and reading hundreds again for each
 * context takes a tenth of a second. Since Node 22.15, which every editor that this runs in has.
 */
function systemAuthorities(): readonly string[] {
  if (typeof tls.getCACertificates !== "function") return [];
  const bare = (pem: string) => pem.replaceAll(/\s/g, "");
  const known = new Set(tls.rootCertificates.map(bare));
  const own = new Map(tls.getCACertificates("system").map((pem) => [bare(pem), pem]));
  return [...own].flatMap(([key, pem]) => (known.has(key) ? [] : [pem]));
}
