import { DevOpsError } from "../../base/errors.ts";
import { PARTITIONS, partitionOfRegion } from "../../base/partitions.ts";
import { type ResourceRef, partitionOf } from "../../base/resourceRef.ts";

/** Characters of a repository's name ("Quotas" in CodeCommit's user guide). */
const LONGEST_NAME = 100;

export interface Repository {
  readonly name: string;
  readonly description: string | undefined;
  /** Undefined while the repository is empty. */
  readonly defaultBranch: string | undefined;
  /** Epoch milliseconds. */
  readonly modifiedAt: number | undefined;
  readonly arn: string | undefined;
}

export interface Commit {
  /** Forty hexadecimal digits. */
  readonly id: string;
  readonly subject: string;
  readonly message: string;
  readonly author: string;
  readonly email: string;
  /** Epoch milliseconds of the committer. */
  readonly at: number;
  readonly parents: readonly string[];
}

/** What git shows of a commit's id. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** The first line of a message. */
export function subjectOf(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

/**
 * Whether a repository can have this name ("Quotas" in CodeCommit's user guide). An endpoint may say anything: a name
 * becomes a folder here, and a part of an address.
 */
export function isRepositoryName(name: string): boolean {
  return name.length <= LONGEST_NAME && /^[\w.-]+$/.test(name) && name !== "." && name !== "..";
}

/** @throws DevOpsError where a repository cannot have this name */
export function refuseName(name: string, verb: string): void {
  if (isRepositoryName(name)) return;
  const why = "CodeCommit has no repositories of such a name";
  throw new DevOpsError({ kind: "invalid", tried: `${verb} ${JSON.stringify(name.slice(0, LONGEST_NAME))}`, why });
}

/** The time of CodeCommit's `1484167798 -0800` in epoch milliseconds; undefined where it is none. */
export function parseGitDate(text: string | undefined): number | undefined {
  const seconds = /^(\d{1,12})( [+-]\d{4})?$/.exec(text ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

export function repositoryRef(region: string, name: string): ResourceRef {
  return { partition: partitionOf(region), service: "codecommit", region, account: "", resource: name };
}

/** Where a context's git repositories are: a region of AWS, or an endpoint in its place. */
export interface GitPlace {
  readonly region: string;
  /** `http://127.0.0.1:4566`, without a final slash; undefined for AWS itself. */
  readonly endpoint: string | undefined;
  /** Whether the context wants FIPS hosts; git has its own. */
  readonly fips?: boolean;
}

/**
 * Where git is when the API's calls go to a configured endpoint. One of AWS itself (a FIPS or VPC endpoint of the API)
 * serves no git: then git is at the region's own address.
 */
export function gitEndpoint(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  const parts = partsOf(endpoint);
  if (parts === undefined) return withoutSlash(endpoint);
  const ofAws = PARTITIONS.some(({ dnsSuffix }) => parts.host.endsWith(`.${dnsSuffix}`));
  return ofAws ? undefined : withoutSlash(`${parts.origin}${parts.path}`);
}

/** A repository's address over HTTPS (CodeCommit user guide, "Regions and Git connection endpoints"). */
export function gitUrl({ region, endpoint, fips = false }: GitPlace, name: string): string {
  const base = endpoint ?? `https://git-codecommit${fips ? "-fips" : ""}.${region}.${partitionOfRegion(region).dnsSuffix}`;
  return `${base}/v1/repos/${encodeURIComponent(name)}`;
}

/** What a remote's address says of the repository that it leads to. */
export interface RemoteAddress {
  readonly repository: string;
  /** Undefined where the address leaves it to a profile or an endpoint. */
  readonly region: string | undefined;
  /** The address up to `/v1/repos/`, where it is not AWS's own. */
  readonly endpoint: string | undefined;
  /** The profile that an address of git-remote-codecommit names. */
  readonly profile?: string;
}

/** Longer addresses are nobody's, in characters. */
const LONGEST_ADDRESS = 4096;
/** The ports that may stand in an address and say nothing. */
const OWN_PORTS: Readonly<Record<string, string>> = { "https:": "443", "http:": "80", "ssh:": "22" };

/** An address of git taken apart. */
export interface AddressParts {
  /** With its colon, in lower case: `https:`. */
  readonly scheme: string;
  /** In lower case, without a port. */
  readonly host: string;
  /** Scheme, host, and a port that is not the scheme's own. */
  readonly origin: string;
  readonly port: string;
  /** From the first slash on, else empty. */
  readonly path: string;
}

/** Takes an address apart as git does: scheme and host whatever their case, a user left out. Undefined where it has no scheme. */
export function partsOf(url: string): AddressParts | undefined {
  const colon = url.indexOf("://");
  if (colon < 1 || url.length > LONGEST_ADDRESS) return undefined;
  const scheme = `${url.slice(0, colon).toLowerCase()}:`;
  const rest = url.slice(colon + 3);
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const place = authority.slice(authority.lastIndexOf("@") + 1).toLowerCase();
  const [, host = place, digits = ""] = /^(\[[^\]]*\]|[^:]*):(\d*)$/.exec(place) ?? [];
  const port = digits === OWN_PORTS[scheme] ? "" : digits;
  const origin = `${scheme}//${host}${port === "" ? "" : `:${port}`}`;
  return { scheme, host, origin, port, path: end < 0 ? "" : rest.slice(end) };
}

function withoutSlash(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "/") end -= 1;
  return text.slice(0, end);
}

/** The region that a host of CodeCommit's git is in, by its labels: `git-codecommit.eu-west-1.amazonaws.com`, of FIPS and VPC endpoints too. */
function regionOf(host: string): string | undefined {
  const labels = host.split(".");
  if (labels[0]?.startsWith("vpce-") === true) labels.shift();
  const [service = "", region = "", ...rest] = labels;
  if (rest[0] === "vpce") rest.shift();
  const suffix = rest.join(".");
  const ofAws = PARTITIONS.some(({ dnsSuffix }) => dnsSuffix === suffix);
  return ofAws && /^git-codecommit(?:-fips)?$/.test(service) && /^[a-z0-9-]+$/.test(region) ? region : undefined;
}

const REPOSITORIES = "/v1/repos/";

/**
 * Reads a remote's address: HTTPS, SSH (as an address or as `host:path`), the form of git-remote-codecommit, or one at an
 * endpoint. Undefined where it is none of CodeCommit's.
 */
export function readRemote(url: string): RemoteAddress | undefined {
  if (url.length > LONGEST_ADDRESS) return undefined;
  const helper = /^codecommit:(?::([a-z0-9-]+):)?\/\/(.+)$/i.exec(url);
  if (helper !== null) return readHelperAddress(helper[1], helper[2] ?? "");
  // "git-fetch" in git's manual: a colon before any slash, and no scheme
  const short = /^([^:/]+):(?!\/\/)\/?(.+)$/.exec(url);
  const parts = partsOf(short === null ? url : `ssh://${short[1]}/${short[2]}`);
  if (parts === undefined) return undefined;
  const path = withoutSlash(parts.path);
  const at = path.lastIndexOf(REPOSITORIES);
  const repository = path.slice(at + REPOSITORIES.length);
  if (at < 0 || !isRepositoryName(repository)) return undefined;
  const region = parts.port === "" && at === 0 && parts.scheme !== "http:" ? regionOf(parts.host) : undefined;
  if (region !== undefined && (parts.scheme === "https:" || parts.scheme === "ssh:")) return { repository, region, endpoint: undefined };
  if (parts.scheme !== "https:" && parts.scheme !== "http:") return undefined;
  if (parts.host === "" || /[?#]/.test(parts.path)) return undefined;
  return { repository, region: undefined, endpoint: `${parts.origin}${path.slice(0, at)}` };
}

/** What stands behind `codecommit://`: profiles may have an `@` in their names, repositories have none (git-remote-codecommit's README). */
function readHelperAddress(region: string | undefined, rest: string): RemoteAddress | undefined {
  const text = withoutSlash(rest);
  const at = text.lastIndexOf("@");
  const repository = text.slice(at + 1);
  if (!isRepositoryName(repository)) return undefined;
  return { repository, region: region?.toLowerCase(), endpoint: undefined, ...(at < 1 ? {} : { profile: text.slice(0, at) }) };
}

/**
 * The address to use for a remote with our credentials: its own where it is one over HTTP, so that a FIPS or VPC
 * endpoint stays, else the one over HTTPS that leads to the same repository. Without a user in it.
 */
export function addressOf(url: string, place: GitPlace): string {
  if (/^https?:/i.test(url)) return withoutUser(url);
  return gitUrl(place, readRemote(url)?.repository ?? "");
}

/** An address over HTTP without user, without a port that says nothing and without a slash at its end; another as it is. */
export function withoutUser(url: string): string {
  const parts = partsOf(url);
  if (parts?.scheme === "https:" || parts?.scheme === "http:") return withoutSlash(`${parts.origin}${parts.path}`);
  return url;
}

/** Scheme, host and port of an address over HTTP; undefined for another. */
export function originOf(url: string): string | undefined {
  const parts = partsOf(url);
  return (parts?.scheme === "https:" || parts?.scheme === "http:") && parts.host !== "" ? parts.origin : undefined;
}

/** Whether a remote leads to a place. An address without a region belongs to any. */
export function isAt(remote: RemoteAddress, { region, endpoint }: GitPlace): boolean {
  if (endpoint !== undefined) return remote.endpoint === endpoint;
  return remote.endpoint === undefined && (remote.region === undefined || remote.region === region);
}
