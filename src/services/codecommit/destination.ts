import type { AccountContext } from "../../base/context.ts";
import type { Plan, PlannedChange } from "../../base/plan.ts";
import { formatArn } from "../../base/resourceRef.ts";
import { plural } from "../../base/text.ts";
import { type Standing, type WorkingCopy, trackingOf } from "./git/workingCopy.ts";
import { type GitPlace, type RemoteAddress, addressOf, gitUrl, isAt, readRemote, repositoryRef, shortId, withoutUser } from "./model.ts";

/** Characters of a commit's title that the plan shows. */
const LONGEST_TITLE = 72;

/** One of a remote's addresses that leads to CodeCommit. */
export interface Lead {
  /** The remote's name. */
  readonly remote: string;
  /** Without a user, to be shown. */
  readonly shown: string;
  readonly url: string;
  readonly address: RemoteAddress;
}

/** Where a working copy is pushed to. */
export interface Destination {
  readonly repository: string;
  /** Over HTTPS. */
  readonly url: string;
  /** The remote's name in the working copy. */
  readonly remote: string;
  /** The remote is not there yet. */
  readonly isNew: boolean;
  /** The branch there. */
  readonly branch: string;
  /** The reference here that stands for it. */
  readonly tracking: string | undefined;
  /** The profile that the remote's address names. */
  readonly profile: string | undefined;
  /** Where git's own push to the remote would go as well. */
  readonly others: readonly string[];
}

/** All that leads to CodeCommit, what the branch follows first. */
export function leadsOf({ remotes, upstream }: WorkingCopy): Lead[] {
  const leads = remotes.flatMap(({ name, pushUrls }) =>
    pushUrls.flatMap((url): Lead[] => {
      const address = readRemote(url);
      return address === undefined ? [] : [{ remote: name, shown: withoutUser(url), url, address }];
    }),
  );
  return leads.toSorted((a, b) => Number(b.remote === upstream?.remote) - Number(a.remote === upstream?.remote));
}

/** Those that lead to a place, and to a repository where one is wanted; where the branch follows one of them, that remote's alone. */
export function leadsTo(leads: readonly Lead[], place: GitPlace, wanted: string | undefined, upstream: WorkingCopy["upstream"]): Lead[] {
  const here = leads.filter(({ address }) => isAt(address, place) && (wanted === undefined || address.repository === wanted));
  const followed = here.filter(({ remote }) => remote === upstream?.remote);
  return followed.length > 0 ? followed : here;
}

/** The destination that a remote leads to. @param branch the branch there */
export function destinationBy(lead: Lead, { remotes }: WorkingCopy, place: GitPlace, branch: string): Destination {
  const remote = remotes.find(({ name }) => name === lead.remote);
  return {
    repository: lead.address.repository,
    url: addressOf(lead.url, place),
    remote: lead.remote,
    isNew: false,
    branch,
    tracking: trackingOf(remote?.fetch ?? [], branch),
    profile: lead.address.profile,
    others: (remote?.pushUrls ?? []).filter((url) => url !== lead.url).map(withoutUser),
  };
}

/** A destination that no remote leads to yet. */
export function newDestination({ remotes, branch }: WorkingCopy, place: GitPlace, repository: string): Destination {
  const taken = new Set(remotes.map(({ name }) => name));
  const remote = ["origin", "codecommit", repository].find((name) => !taken.has(name)) ?? `codecommit-${taken.size}`;
  const tracking = `refs/remotes/${remote}/${branch}`;
  return { repository, url: gitUrl(place, repository), remote, isNew: true, branch, tracking, profile: undefined, others: [] };
}

/** Why a repository is asked for, where no remote leads to the place. */
export function missingText(copy: WorkingCopy, leads: readonly Lead[], place: GitPlace): string {
  const [elsewhere] = leads;
  const [other] = copy.remotes;
  if (elsewhere === undefined) return `${other === undefined ? "no remote yet" : `${other.name} is not CodeCommit`}. Add a remote to`;
  const { remote, shown, address } = elsewhere;
  const here = isAt(address, place) ? "another repository" : `not to ${place.endpoint ?? place.region}`;
  const region = address.region === undefined || address.region === place.region ? "" : `pin an account of ${address.region}, or `;
  return `${remote} leads to ${shown}, ${here}: ${region}add a remote to`;
}

/** What a push does, for the dialog. @param there the commit that the branch has there */
export function pushPlan(context: AccountContext, copy: WorkingCopy, to: Destination, there: string | undefined, standing: Standing): Plan {
  const { repository, url, remote, branch } = to;
  const titles = standing.titles.map((title) => `“${title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title}”`);
  const more = standing.count - titles.length;
  const commits = [...titles, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
  const changes: PlannedChange[] = [
    { what: "Remote", ...(to.isNew ? { before: "none" } : {}), after: `${remote} (${url})` },
    ...to.others.map((other) => ({ what: `Not pushed to, though ${remote} leads there too`, after: other })),
    ...(to.profile === undefined || to.profile === context.profile
      ? []
      : [{ what: "Warning", after: `${remote} names the profile ${to.profile}, the push is by ${context.profile}` }]),
    { what: `Branch ${branch}`, before: there === undefined ? "does not exist" : shortId(there), after: shortId(copy.head) },
    { what: plural(standing.count, "commit"), after: commits === "" ? "none: it is on another branch already" : commits },
    ...(copy.upstream === undefined ? [{ what: `Upstream of ${copy.branch} here`, before: "none", after: `${remote}/${branch}` }] : []),
  ];
  const undo =
    there === undefined
      ? `delete the branch: git push ${remote} --delete ${branch}; pipelines that it started go on.`
      : `revert the commits and push again; pipelines that it started go on.`;
  return {
    title: `Push ${copy.branch} to ${copy.branch === branch ? "" : `${branch} of `}${repository}`,
    verb: "Push",
    operation: "codecommit:GitPush",
    context,
    resource: repository,
    arn: formatArn(repositoryRef(context.region, repository)),
    changes,
    undo,
  };
}
