import path from "node:path";
import * as vscode from "vscode";
import { type AccountContext, contextLabel } from "../../base/context.ts";
import { cancelled, DevOpsError } from "../../base/errors.ts";
import type { Plan, PlannedChange } from "../../base/plan.ts";
import { formatArn } from "../../base/resourceRef.ts";
import { plural } from "../../base/text.ts";
import type { RoomHost } from "../../host/room.ts";
import { commitApi, connectGit, loginOf, placeOf } from "./connect.ts";
import type { GitFacts } from "./git/failure.ts";
import type { Git, GitResult, RemoteCall } from "./git/git.ts";
import { type Standing, type WorkingCopy, compare, headIn, readWorkingCopy } from "./git/workingCopy.ts";
import { type GitPlace, addressOf, gitUrl, readRemote, isAt, repositoryRef, shortId } from "./model.ts";
import { type GitRepository, builtInGit, openRepositories } from "./vscodeGit.ts";

const TITLE = "Push to CodeCommit";
/** Characters of a commit's title that the plan shows. */
const LONGEST_TITLE = 72;

/** Where a working copy is pushed to. */
interface Destination {
  readonly repository: string;
  readonly url: string;
  /** The remote's name in the working copy. */
  readonly remote: string;
  /** How the remote is written; undefined: it is not there yet. */
  readonly writtenAs: string | undefined;
}

/**
 * Pushes the branch that is checked out, with the context's credentials.
 * @param wanted the repository to push to; undefined: the one that a remote of the working copy leads to
 * @param pickName asks for a repository of the context
 * @throws DevOpsError that says why it cannot be pushed
 */
export async function pushToCodeCommit(
  host: RoomHost,
  context: AccountContext,
  wanted: string | undefined,
  pickName: (title: string) => Promise<string>,
): Promise<void> {
  const open = await chooseWorkingCopy();
  const git = await connectGit(host);
  const copy = await readWorkingCopy(git, open.rootUri.fsPath);
  const destination = await chooseDestination(copy, await placeOf(host, context), wanted, pickName);
  await new Push(host, context, git, open, destination).run(copy);
}

/** One push, from looking to doing. */
class Push {
  readonly #host: RoomHost;
  readonly #context: AccountContext;
  readonly #git: Git;
  readonly #open: GitRepository;
  readonly #to: Destination;

  constructor(host: RoomHost, context: AccountContext, git: Git, open: GitRepository, to: Destination) {
    this.#host = host;
    this.#context = context;
    this.#git = git;
    this.#open = open;
    this.#to = to;
  }

  async run(copy: WorkingCopy): Promise<void> {
    const { repository, url } = this.#to;
    const label = `${copy.branch} of ${repository}`;
    const { there, standing } = await this.#look(copy);
    if (standing.state === "same") {
      void vscode.window.showInformationMessage(`${label} has commit ${shortId(copy.head)} already: nothing to push.`);
      return;
    }
    if (standing.state === "diverged") {
      await this.#offerPull(copy);
      return;
    }
    const plan = this.#plan(copy, there, standing);
    await this.#host.writes.perform(plan, () =>
      this.#progress(`Pushing ${label}`, async (signal, onProgress) => {
        if (this.#to.writtenAs === undefined) {
          await this.#git.read(copy.root, ["remote", "add", this.#to.remote, url], { tried: `add the remote ${this.#to.remote}` });
        }
        const upstream = copy.upstreamRemote === undefined ? ["--set-upstream"] : [];
        const reference = `refs/heads/${copy.branch}`;
        const args = ["push", "--progress", ...upstream, this.#to.remote, `${reference}:${reference}`];
        await this.#call(copy.root, args, "push", { signal, onProgress });
      }),
    );
    void vscode.window.showInformationMessage(`Pushed ${plural(standing.count, "commit")} to ${label}.`);
    await this.#open.status();
    await this.#host.trees.refresh();
  }

  /** What the branch there stands at. The API is asked first: it tells apart what git's 403 means. */
  #look(copy: WorkingCopy): Promise<{ there: string | undefined; standing: Standing }> {
    return this.#progress(`Looking at ${this.#to.repository}`, async (signal) => {
      await (await commitApi(this.#host, this.#context)).get(this.#to.repository, signal);
      const { stdout } = await this.#call(copy.root, ["ls-remote", "--heads", this.#to.url], "read", { signal });
      const there = headIn(stdout, copy.branch);
      const heads = stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.slice(0, 40)]));
      return { there, standing: await compare(this.#git, copy, there, heads) };
    });
  }

  #plan(copy: WorkingCopy, there: string | undefined, standing: Standing): Plan {
    const { repository, url, remote, writtenAs } = this.#to;
    const { branch, head } = copy;
    const titles = standing.titles.map((title) => `“${title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title}”`);
    const more = standing.count - titles.length;
    const commits = [...titles, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
    const changes: PlannedChange[] = [
      writtenAs === undefined ? { what: "Remote", before: "none", after: `${remote} (${url})` } : { what: "Remote", after: `${remote} (${url})` },
      { what: `Branch ${branch}`, before: there === undefined ? "does not exist" : shortId(there), after: shortId(head) },
      { what: plural(standing.count, "commit"), after: commits === "" ? "none: it is on another branch already" : commits },
      ...(copy.upstreamRemote === undefined ? [{ what: `Upstream of ${branch} here`, before: "none", after: `${remote}/${branch}` }] : []),
    ];
    const undo =
      there === undefined
        ? `delete the branch: git push ${remote} --delete ${branch}; pipelines that it started go on.`
        : `revert the commits and push again; pipelines that it started go on.`;
    return {
      title: `Push ${branch} to ${repository}`,
      verb: "Push",
      operation: "codecommit:GitPush",
      context: this.#context,
      resource: repository,
      arn: formatArn(repositoryRef(this.#context.region, repository)),
      changes,
      undo,
    };
  }

  /** The branch there has commits that are not here: they come first. */
  async #offerPull(copy: WorkingCopy): Promise<void> {
    const { repository, remote, url, writtenAs } = this.#to;
    const items = [
      { label: "Fetch", description: "look at them; nothing here changes", args: ["fetch"] },
      { label: "Pull and rebase", description: "put your commits on top of them", args: ["pull", "--rebase"] },
      { label: "Pull and merge", description: "join both with a merge commit", args: ["pull", "--no-rebase"] },
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      title: `${copy.branch} of ${repository} has commits that are not here`,
      placeHolder: "A push would be rejected (non-fast-forward). Get them first, then push again",
      ignoreFocusOut: true,
    });
    if (chosen === undefined) throw cancelled("push");
    const from = writtenAs === undefined ? url : remote;
    await this.#progress(`${chosen.label}: ${repository}`, (signal, onProgress) =>
      this.#call(copy.root, [...chosen.args, from, copy.branch], chosen.label.toLowerCase(), { signal, onProgress }),
    );
    await this.#open.status();
    const fetched = writtenAs === undefined ? "FETCH_HEAD" : `${remote}/${copy.branch}`;
    const next = chosen.label === "Fetch" ? `Compare with ${fetched}, pull, then push again.` : "Look at the result, then push again.";
    void vscode.window.showInformationMessage(`${chosen.label} of ${copy.branch} is done. ${next}`);
  }

  #call(root: string, args: readonly string[], verb: string, how: Pick<RemoteCall, "signal" | "onProgress">): Promise<GitResult> {
    const { url, writtenAs, repository } = this.#to;
    const facts: GitFacts = {
      tried: `${verb} ${repository}`,
      on: contextLabel(this.#context),
      action: verb === "push" ? "codecommit:GitPush" : "codecommit:GitPull",
    };
    const login = loginOf(this.#host, this.#context, url);
    return this.#git.remote(root, args, { url, login, ...(writtenAs === undefined ? {} : { writtenAs }), ...how }, facts);
  }

  async #progress<T>(title: string, work: (signal: AbortSignal, onProgress: (line: string) => void) => Promise<T>): Promise<T> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return work(abort.signal, (message) => progress.report({ message }));
    });
  }
}

/** The repository that is open; asks where there are several. */
async function chooseWorkingCopy(): Promise<GitRepository> {
  const repositories = await openRepositories(await builtInGit());
  const [only, ...others] = repositories;
  if (only === undefined) {
    const remedy = "Open a folder with one, clone one, or run Git: Initialize Repository.";
    throw new DevOpsError({ kind: "notFound", tried: "push", why: "no git repository is open", remedy });
  }
  if (others.length === 0) return only;
  const items = repositories.map((repository) => {
    const { fsPath } = repository.rootUri;
    return { label: path.basename(fsPath), description: path.dirname(fsPath), repository };
  });
  const chosen = await vscode.window.showQuickPick(items, { title: TITLE, placeHolder: "Repository to push" });
  if (chosen === undefined) throw cancelled("push");
  return chosen.repository;
}

/** The remote that leads to the place; without one, a repository that the user picks, as a remote to be added. */
async function chooseDestination(
  copy: WorkingCopy,
  place: GitPlace,
  wanted: string | undefined,
  pickName: (title: string) => Promise<string>,
): Promise<Destination> {
  const read = copy.remotes.flatMap(({ name, url }) => {
    const remote = readRemote(url);
    return remote === undefined ? [] : [{ name, url, remote }];
  });
  const here = read.filter(({ remote }) => isAt(remote, place) && (wanted === undefined || remote.repository === wanted));
  const chosen = here.find(({ name }) => name === copy.upstreamRemote) ?? (here.length > 1 ? await pickRemote(here) : here[0]);
  if (chosen !== undefined) {
    const { name, url, remote } = chosen;
    return { repository: remote.repository, url: addressOf(url, place), remote: name, writtenAs: url };
  }
  const repository = wanted ?? (await pickName(missingText(copy, read, place)));
  const taken = new Set(copy.remotes.map(({ name }) => name));
  const remote = ["origin", "codecommit", repository].find((name) => !taken.has(name)) ?? `codecommit-${taken.size}`;
  return { repository, url: gitUrl(place, repository), remote, writtenAs: undefined };
}

/** Says why a repository is asked for. */
function missingText(copy: WorkingCopy, read: readonly { name: string; url: string }[], place: GitPlace): string {
  const [elsewhere] = read;
  if (elsewhere !== undefined) return `${TITLE}: ${elsewhere.name} leads to ${elsewhere.url}, not to ${place.endpoint ?? place.region}. Add a remote to`;
  const [other] = copy.remotes;
  return `${TITLE}: ${other === undefined ? "no remote yet" : `${other.name} is not CodeCommit`}. Add a remote to`;
}

async function pickRemote<T extends { readonly name: string; readonly url: string }>(remotes: readonly T[]): Promise<T> {
  const items = remotes.map((remote) => ({ label: remote.name, description: remote.url, remote }));
  const chosen = await vscode.window.showQuickPick(items, { title: TITLE, placeHolder: "Remote to push to" });
  if (chosen === undefined) throw cancelled("push");
  return chosen.remote;
}
