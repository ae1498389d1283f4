import path from "node:path";
import * as vscode from "vscode";
import { type AccountContext, contextLabel } from "../../base/context.ts";
import { cancelled, DevOpsError } from "../../base/errors.ts";
import { plural } from "../../base/text.ts";
import { pick, tell, withProgress } from "../../host/dialogs.ts";
import type { RoomHost } from "../../host/room.ts";
import { commitApi, connectGit, loginOf, placeOf, wayOf } from "./connect.ts";
import { contextFor } from "./contextChoice.ts";
import { type Destination, type Lead, destinationBy, leadsOf, leadsTo, missingText, newDestination, pushPlan } from "./destination.ts";
import type { GitFacts } from "./git/failure.ts";
import type { Git, GitResult, RemoteCall } from "./git/git.ts";
import { type Standing, type WorkingCopy, compare, headIn, readWorkingCopy } from "./git/workingCopy.ts";
import { refuseName, shortId } from "./model.ts";
import { openRepositories } from "./openRepositories.ts";
import { type GitRepository, builtInGit } from "./vscodeGit.ts";

const TITLE = "Push to CodeCommit";
const AGAIN = "Push…";
const SHOW = "Show in Now";
/** Submodules are others' repositories, for which no login is given here. */
const ALONE = "--no-recurse-submodules";

/**
 * Pushes the branch that is checked out, with a pinned context's credentials.
 * @param wanted the repository to push to; undefined: the one that a remote of the working copy leads to
 * @param pickName asks for a repository of a context
 * @throws DevOpsError that says why it cannot be pushed
 */
export async function pushToCodeCommit(
  host: RoomHost,
  wanted: { readonly context: AccountContext; readonly name: string } | undefined,
  pickName: (context: AccountContext, title: string) => Promise<string>,
): Promise<void> {
  const git = await connectGit(host);
  const open = await chooseWorkingCopy(git);
  const copy = await readWorkingCopy(git, open.rootUri.fsPath);
  const leads = leadsOf(copy);
  const context = wanted?.context ?? (await chooseContext(host, leads));
  const place = await placeOf(host, context);
  if (wanted !== undefined) refuseName(wanted.name, "push to");
  const here = leadsTo(leads, place, wanted?.name, copy.upstream);
  const lead = here.length > 1 ? await pickLead(here) : here[0];
  const destination =
    lead === undefined
      ? newDestination(copy, place, wanted?.name ?? (await pickName(context, `${TITLE}: ${missingText(copy, leads, place)}`)))
      : destinationBy(lead, copy, place, await chooseBranch(copy, lead.remote));
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
    const { repository, url, branch } = this.#to;
    const label = `${branch} of ${repository}`;
    const { there, standing } = await this.#look(copy);
    if (standing.state === "same") {
      void tell("info", `${label} has commit ${shortId(copy.head)} already: nothing to push.`);
      return;
    }
    if (standing.state === "diverged") {
      await this.#offerPull(copy);
      return;
    }
    await this.#host.writes.perform(pushPlan(this.#context, copy, this.#to, there, standing), () =>
      withProgress(`Pushing ${label}`, async (signal, onProgress) => {
        // what the plan says, whatever was committed or configured meanwhile: this commit, this address, no tags, no submodules
        const args = ["push", "--progress", "--no-follow-tags", "--recurse-submodules=no", url, `${copy.head}:refs/heads/${branch}`];
        await this.#call(copy.root, args, "push", { signal, onProgress });
      }),
    );
    await this.#record(copy);
    this.#host.pushed([this.#context], { root: copy.root, branch: copy.branch, commit: copy.head, repositories: [repository], ahead: 0 });
    void tell("info", `Pushed ${plural(standing.count, "commit")} to ${label}.`, SHOW).then(async (choice) => {
      if (choice === SHOW) await vscode.commands.executeCommand("awsDevOps.showNow");
    });
    await this.#open.status();
    await this.#host.trees.refresh();
  }

  /** What the branch there stands at. The API is asked first: it tells apart what git's 403 means. */
  #look(copy: WorkingCopy): Promise<{ there: string | undefined; standing: Standing }> {
    return withProgress(`Looking at ${this.#to.repository}`, async (signal) => {
      await (await commitApi(this.#host, this.#context)).get(this.#to.repository, signal);
      const { stdout } = await this.#call(copy.root, ["ls-remote", "--heads", this.#to.url], "read", { signal });
      const there = headIn(stdout, this.#to.branch);
      const heads = stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.slice(0, 40)]));
      return { there, standing: await compare(this.#git, copy, there, heads) };
    });
  }

  /** What git itself notes after a push to a remote by its name. */
  async #record(copy: WorkingCopy): Promise<void> {
    const { url, remote, isNew, branch, tracking } = this.#to;
    const note = (...args: string[]) => this.#git.read(copy.root, args, { tried: "note the push", on: copy.root });
    if (isNew) await note("remote", "add", "--", remote, url);
    if (tracking !== undefined) await note("update-ref", "-m", "update by push", tracking, copy.head);
    if (copy.upstream !== undefined) return;
    await note("config", `branch.${copy.branch}.remote`, remote);
    await note("config", `branch.${copy.branch}.merge`, `refs/heads/${branch}`);
  }

  /** The branch there has commits that are not here: they come first. */
  async #offerPull(copy: WorkingCopy): Promise<void> {
    const { repository, url, branch, isNew } = this.#to;
    const tracking = isNew ? undefined : this.#to.tracking;
    const items = [
      { label: "Fetch", description: "look at them; nothing here changes", value: { label: "Fetch", git: ["fetch", ALONE] } },
      { label: "Pull and rebase", description: "put your commits on top of them", value: { label: "Pull and rebase", git: ["pull", ALONE, "--rebase"] } },
      { label: "Pull and merge", description: "join both with a merge commit", value: { label: "Pull and merge", git: ["pull", ALONE, "--no-rebase"] } },
    ];
    const chosen = await pick(items, {
      title: `${branch} of ${repository} has commits that are not here`,
      placeholder: "A push would be rejected (non-fast-forward). Get them first, then push again",
      stays: true,
    });
    // from the address: the remote may fetch from elsewhere than it pushes to
    const args = [...chosen.git, url, tracking === undefined ? `refs/heads/${branch}` : `+refs/heads/${branch}:${tracking}`];
    await withProgress(`${chosen.label}: ${repository}`, (signal, onProgress) =>
      this.#call(copy.root, args, chosen.label.toLowerCase(), { signal, onProgress }),
    );
    await this.#open.status();
    const fetched = tracking?.replace("refs/remotes/", "") ?? "FETCH_HEAD";
    if (chosen.label === "Fetch") {
      void tell("info", `Fetch of ${branch} is done. Compare with ${fetched}, pull, then push again.`);
      return;
    }
    void tell("info", `${chosen.label} of ${branch} is done. Look at the result, then push again.`, AGAIN).then(async (choice) => {
      if (choice === AGAIN) await vscode.commands.executeCommand("awsDevOps.codecommit.push");
    });
  }

  #call(root: string, args: readonly string[], verb: string, how: Pick<RemoteCall, "signal" | "onProgress">): Promise<GitResult> {
    const { url, repository } = this.#to;
    const facts: GitFacts = {
      tried: `${verb} ${repository}`,
      on: contextLabel(this.#context),
      action: verb === "push" ? "codecommit:GitPush" : "codecommit:GitPull",
    };
    return this.#git.remote(root, args, { url, login: loginOf(this.#host, this.#context, url), way: wayOf(this.#host, this.#context, url), ...how }, facts);
  }
}

/** The repository that is open; asks where there are several. */
async function chooseWorkingCopy(git: Git): Promise<GitRepository> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const repositories = await openRepositories(await builtInGit(), git, folders.map(({ uri }) => uri));
  const [only, ...others] = repositories;
  if (only === undefined) {
    const remedy = "Open a folder with one, clone one, or run Git: Initialize Repository.";
    throw new DevOpsError({ kind: "notFound", tried: "push", why: "no git repository is open", remedy });
  }
  if (others.length === 0) return only;
  const items = repositories.map((repository) => {
    const { fsPath } = repository.rootUri;
    return { label: path.basename(fsPath), description: path.dirname(fsPath), value: repository };
  });
  return pick(items, { title: TITLE, placeholder: "Repository to push" });
}

/** The pinned context that the remotes lead to, else one that the user picks. @throws DevOpsError cancelled */
async function chooseContext(host: RoomHost, leads: readonly Lead[]): Promise<AccountContext> {
  for (const { address } of leads) {
    const context = await contextFor(host, address, TITLE);
    if (context === null) throw cancelled("push");
    if (context !== undefined) return context;
  }
  const [elsewhere] = leads;
  return host.pickPinned(elsewhere === undefined ? TITLE : `${TITLE}: no pinned account is where ${elsewhere.remote} leads (${elsewhere.shown})`);
}

async function pickLead(leads: readonly Lead[]): Promise<Lead> {
  const items = leads.map((lead) => ({ label: lead.remote, description: lead.shown, value: lead }));
  return pick(items, { title: TITLE, placeholder: "Remote to push to" });
}

/** The branch to push to: that of the same name, unless the branch follows another one there. */
async function chooseBranch({ branch, upstream }: WorkingCopy, remote: string): Promise<string> {
  if (upstream === undefined || upstream.remote !== remote || upstream.branch === branch) return branch;
  const items = [
    { label: upstream.branch, description: `what ${branch} follows`, value: upstream.branch },
    { label: branch, description: "the same name as here", value: branch },
  ];
  return pick(items, { title: TITLE, placeholder: `Branch of ${remote} to push ${branch} to` });
}
