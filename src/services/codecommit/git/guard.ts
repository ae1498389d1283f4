import { DevOpsError } from "../../../base/errors.ts";
import { partsOf, readRemote } from "../model.ts";
import { type ConfigEntry, isAbout, rewrittenBy } from "./config.ts";
import { type GitFacts, shortened, withoutLogins } from "./failure.ts";
import type { Setting } from "./loginSettings.ts";

/** Variables that name another repository or other settings than those of the folder, loosen TLS, or print passwords. */
const MISLEADING = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_COMMON_DIR",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_CONFIG",
  "GIT_CONFIG_PARAMETERS",
  "GIT_SSL_NO_VERIFY",
  "GIT_CURL_VERBOSE",
  "GIT_TRACE_CURL",
  "GIT_TRACE_REDACT",
  "ELECTRON_RUN_AS_NODE",
];

/**
 * The environment for git, which its hooks inherit: nothing of AWS is in it (keys, the address and the token of a
 * container's role), whatever the case of the name, and nothing that leads git elsewhere.
 */
export function plainEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^AWS_/i.test(name) && !MISLEADING.includes(name.toUpperCase())));
}

/** What holds for one address whatever git's files say: its protocol alone, a server that TLS vouches for, no detour. */
export function guardsFor(url: string): { readonly settings: Setting[]; readonly env: Readonly<Record<string, string>> } {
  const settings: Setting[] = [
    // the longest match wins: no shorter one leads elsewhere
    [`url.${url}.insteadOf`, url],
    [`url.${url}.pushInsteadOf`, url],
    [`http.${url}.sslVerify`, "true"],
    [`http.${url}.followRedirects`, "initial"],
    // a server that says nothing for so long says nothing more, in bytes a second and seconds
    [`http.${url}.lowSpeedLimit`, "1"],
    [`http.${url}.lowSpeedTime`, "600"],
  ];
  return { settings, env: { GIT_ALLOW_PROTOCOL: url.startsWith("https:") ? "https" : "http:https" } };
}

/** Settings of a repository's own that could give the connection, or what is said in it, to somebody else. */
const OF_CONNECTION = ["sslcainfo", "sslcapath", "extraheader"];
/** Those that can do so only where TLS does not vouch for the server. */
const WITHOUT_TLS = ["proxy", "curloptresolve"];

/**
 * Refuses to go where git's settings make something else of an address than what was shown.
 * @throws DevOpsError that names the setting and its file
 */
export function refuseDetours(entries: readonly ConfigEntry[], url: string, facts: GitFacts): void {
  refuse(entries, (entry) => detour(entry, url), facts);
}

/**
 * The same for the git that others start, whose TLS is not ours to check: a repository that switches it off is refused.
 * @throws DevOpsError that names the setting and its file
 */
export function refuseDetoursOfOthers(entries: readonly ConfigEntry[], url: string, facts: GitFacts): void {
  refuse(entries, (entry) => detour(entry, url) ?? unchecked(entry, url), facts);
}

function refuse(entries: readonly ConfigEntry[], reason: (entry: ConfigEntry) => string | undefined, facts: GitFacts): void {
  for (const entry of entries) {
    const why = reason(entry);
    if (why === undefined) continue;
    const about = entry.about === "" ? "" : `${shortened(withoutLogins(entry.about))}.`;
    throw new DevOpsError({
      kind: "conflict",
      tried: facts.tried,
      ...(facts.on === undefined ? {} : { on: facts.on }),
      why: `${entry.section}.${about}${entry.name} in ${entry.file} ${why}`,
      remedy: entry.section === "http" ? "Remove it; if you need it, set it for yourself with git config --global." : "Remove it, or use git itself.",
    });
  }
}

function detour(entry: ConfigEntry, url: string): string | undefined {
  const { section, about, name } = entry;
  if (section === "url" && (name === "insteadof" || name === "pushinsteadof")) {
    const to = rewrittenBy(entry, url);
    // of two of one length git takes the first, which the one that holds to the address is not
    const isPassedOver = entry.value !== url && to !== undefined && isSameRepository(to, url);
    return to === undefined || to === url || isPassedOver ? undefined : `would lead to ${shortened(withoutLogins(to))} instead of ${url}`;
  }
  // git takes an address for a remote's name where there is a remote of that name
  if (section === "remote" && about === url) return `gives the address ${url} another meaning`;
  // an empty value takes back what other files say
  if (!isOwnHttpSetting(entry, url) || entry.value === "") return undefined;
  const refused = url.startsWith("https:") ? OF_CONNECTION : [...OF_CONNECTION, ...WITHOUT_TLS];
  return refused.includes(name) ? "could send the password or the push elsewhere, and the repository itself says so" : undefined;
}

function unchecked(entry: ConfigEntry, url: string): string | undefined {
  if (!isOwnHttpSetting(entry, url) || entry.name !== "sslverify" || !url.startsWith("https:")) return undefined;
  // no value is true ("git-config", boolean)
  const isOff = entry.value !== undefined && ["false", "no", "off", "0", ""].includes(entry.value.toLowerCase());
  return isOff ? "lets the password go to a server that nobody vouches for" : undefined;
}

/** Whether it is a setting of the repository's own for connections to an address. */
function isOwnHttpSetting(entry: ConfigEntry, url: string): boolean {
  return entry.section === "http" && isOfRepository(entry) && (entry.about === "" || isAbout(entry.about, url));
}

function isOfRepository({ scope }: ConfigEntry): boolean {
  return scope === "local" || scope === "worktree";
}

/** By another way, such as SSH or a VPC endpoint: whoever prefers it loses nothing when the push goes as shown. */
function isSameRepository(other: string, url: string): boolean {
  const [a, b] = [readRemote(other), readRemote(url)];
  if (a === undefined || b === undefined || a.repository !== b.repository) return false;
  if (a.endpoint !== b.endpoint) return false;
  return a.region === b.region || (a.region === undefined && partsOf(other)?.scheme === "codecommit:");
}
