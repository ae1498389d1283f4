import { partitionOfRegion } from "../../base/partitions.ts";
import { type ResourceRef, partitionOf } from "../../base/resourceRef.ts";

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

/** The time of CodeCommit's `1484167798 -0800` in epoch milliseconds; undefined where it is none. */
export function parseGitDate(text: string | undefined): number | undefined {
  const seconds = /^(\d+)( [+-]\d{4})?$/.exec(text ?? "")?.[1];
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
  if (endpoint === undefined || /^https?:\/\/[^/]*\.amazonaws\.com(?:\.cn)?(?::\d+)?(?:\/|$)/.test(endpoint)) return undefined;
  return endpoint.replace(/\/+$/, "");
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

const AWS_ADDRESS =
  /^(?:https|ssh):\/\/(?:[^/@]*@)?(?:vpce-[a-z0-9-]+\.)?git-codecommit(?:-fips)?\.([a-z0-9-]+)(?:\.vpce)?\.amazonaws\.com(?:\.cn)?\/v1\/repos\/([\w.-]+?)\/?$/;
const HELPER_ADDRESS = /^codecommit(?:::([a-z0-9-]+))?:\/\/(?:([^/@]*)@)?([\w.-]+)$/;
const OTHER_ADDRESS = /^(https?:\/\/)(?:[^/@]*@)?([^/]+(?:\/[^?#]*?)?)\/v1\/repos\/([\w.-]+?)\/?$/;

/**
 * Reads a remote's address: HTTPS, SSH, the form of git-remote-codecommit, or one at an endpoint. Undefined where it is
 * none of CodeCommit's.
 */
export function readRemote(url: string): RemoteAddress | undefined {
  const aws = AWS_ADDRESS.exec(url);
  if (aws !== null) return { repository: aws[2] ?? "", region: aws[1], endpoint: undefined };
  const helper = HELPER_ADDRESS.exec(url);
  if (helper !== null) {
    const [, region, profile, repository = ""] = helper;
    return { repository, region, endpoint: undefined, ...(profile === undefined ? {} : { profile }) };
  }
  const other = OTHER_ADDRESS.exec(url);
  if (other === null) return undefined;
  return { repository: other[3] ?? "", region: undefined, endpoint: `${other[1]}${other[2]}` };
}

/**
 * The address to use for a remote with our credentials: its own where it is one over HTTP, so that a FIPS or VPC
 * endpoint stays, else the one over HTTPS that leads to the same repository. Without a user in it.
 */
export function addressOf(url: string, place: GitPlace): string {
  if (/^https?:/.test(url)) return withoutUser(url);
  return gitUrl(place, readRemote(url)?.repository ?? "");
}

/** An address over HTTP without user and without a slash at its end. */
export function withoutUser(url: string): string {
  return url.replace(/^(https?:\/\/)[^/@]*@/, "$1").replace(/\/$/, "");
}

/** Scheme, host and port of an address over HTTP; undefined for another. */
export function originOf(url: string): string | undefined {
  const match = /^(https?:\/\/)(?:[^/@]*@)?([^/?#]+)/.exec(url);
  return match === null ? undefined : `${match[1]}${match[2]}`.toLowerCase();
}

/** Whether a remote leads to a place. An address without a region belongs to any. */
export function isAt(remote: RemoteAddress, { region, endpoint }: GitPlace): boolean {
  if (endpoint !== undefined) return remote.endpoint === endpoint;
  return remote.endpoint === undefined && (remote.region === undefined || remote.region === region);
}
