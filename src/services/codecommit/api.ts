import {
  BatchGetRepositoriesCommand,
  CodeCommitClient,
  type Commit as SdkCommit,
  GetBranchCommand,
  GetCommitCommand,
  GetRepositoryCommand,
  ListBranchesCommand,
  ListRepositoriesCommand,
  type RepositoryMetadata,
} from "@aws-sdk/client-codecommit";
import type { AwsSession } from "../../aws/session.ts";
import { chunked } from "../../base/async.ts";
import { everyItem, everyPage } from "../../base/pages.ts";
import { type Commit, type Repository, parseGitDate, subjectOf } from "./model.ts";

/** `BatchGetRepositories` takes at most this many names; older endpoints refuse more (API reference). */
const BATCH = 25;
/** Commits never change: so many are kept for a session. */
const KEPT_COMMITS = 500;

/** CodeCommit of one context. Every method throws DevOpsError. */
export class CodeCommitApi {
  readonly #session: AwsSession;
  readonly #commits = new Map<string, Commit>();

  constructor(session: AwsSession) {
    this.#session = session;
  }

  /** Names of the repositories, sorted, up to 1000 a page. */
  async listRepositories(cursor: string | undefined, signal?: AbortSignal): Promise<{ names: readonly string[]; next: string | undefined }> {
    const command = new ListRepositoriesCommand({
      sortBy: "repositoryName",
      order: "ascending",
      ...(cursor === undefined ? {} : { nextToken: cursor }),
    });
    const { repositories = [], nextToken } = await this.#session.send(CodeCommitClient, command, { signal });
    return { names: repositories.map(({ repositoryName }) => repositoryName ?? ""), next: nextToken };
  }

  /** The names of all repositories. */
  async allRepositories(signal?: AbortSignal): Promise<string[]> {
    return everyItem("list repositories", async (cursor) => {
      const { names, next } = await this.listRepositories(cursor, signal);
      return { items: names, next };
    });
  }

  /** The name of the repository with this id, by which stacks know it; undefined where there is none. */
  async nameOf(id: string, signal?: AbortSignal): Promise<string | undefined> {
    const pages = everyPage("list repositories", async (cursor) => {
      const command = new ListRepositoriesCommand(cursor === undefined ? {} : { nextToken: cursor });
      const { repositories = [], nextToken } = await this.#session.send(CodeCommitClient, command, { signal });
      return { items: repositories, next: nextToken };
    });
    for await (const repositories of pages) {
      const found = repositories.find(({ repositoryId }) => repositoryId === id);
      if (found !== undefined) return found.repositoryName;
    }
    return undefined;
  }

  /** What repositories are; those that are gone are left out. */
  async describe(names: readonly string[], signal?: AbortSignal): Promise<Repository[]> {
    const found: Repository[] = [];
    for (const batch of chunked(names, BATCH)) {
      const command = new BatchGetRepositoriesCommand({ repositoryNames: batch });
      const { repositories = [] } = await this.#session.send(CodeCommitClient, command, { signal });
      found.push(...repositories.map(toRepository));
    }
    return found;
  }

  async get(name: string, signal?: AbortSignal): Promise<Repository> {
    const command = new GetRepositoryCommand({ repositoryName: name });
    const { repositoryMetadata } = await this.#session.send(CodeCommitClient, command, { signal, subject: `repository ${name}` });
    return toRepository(repositoryMetadata ?? { repositoryName: name });
  }

  /** Names of the branches, in the service's order, and the cursor of the next page. */
  async listBranches(
    repository: string,
    cursor: string | undefined,
    signal?: AbortSignal,
  ): Promise<{ names: readonly string[]; next: string | undefined }> {
    const command = new ListBranchesCommand({ repositoryName: repository, ...(cursor === undefined ? {} : { nextToken: cursor }) });
    const { branches = [], nextToken } = await this.#session.send(CodeCommitClient, command, {
      signal,
      subject: `repository ${repository}`,
    });
    return { names: branches, next: nextToken };
  }

  /** The id of a branch's newest commit. */
  async headOf(repository: string, branch: string, signal?: AbortSignal): Promise<string> {
    const command = new GetBranchCommand({ repositoryName: repository, branchName: branch });
    const answer = await this.#session.send(CodeCommitClient, command, { signal, subject: `branch ${branch} of ${repository}` });
    return answer.branch?.commitId ?? "";
  }

  /**
   * Walks from commits over their parents, youngest first, as git's own log does. CodeCommit cannot list commits: each
   * is one call.
   * @param from a branch's head, or `rest` of the page before
   * @param before the ids of earlier pages: where a clock was wrong, a younger commit may lead to one of them again
   * @returns at most `count` commits, and the ids to go on from
   */
  async history(
    repository: string,
    from: readonly string[],
    count: number,
    before: ReadonlySet<string>,
    signal?: AbortSignal,
  ): Promise<{ commits: readonly Commit[]; rest: readonly string[] }> {
    const get = (ids: readonly string[]) => Promise.all(ids.map((id) => this.#commit(repository, id, signal)));
    let pending = await get(from);
    const known = new Set([...before, ...from]);
    const commits: Commit[] = [];
    while (commits.length < count) {
      const youngest = pending.reduce<Commit | undefined>((a, b) => (a !== undefined && a.at >= b.at ? a : b), undefined);
      if (youngest === undefined) break;
      commits.push(youngest);
      pending = pending.filter((commit) => commit !== youngest);
      const parents = youngest.parents.filter((id) => !known.has(id));
      for (const id of parents) known.add(id);
      pending.push(...(await get(parents)));
    }
    return { commits, rest: pending.map(({ id }) => id) };
  }

  async #commit(repository: string, id: string, signal: AbortSignal | undefined): Promise<Commit> {
    const key = `${repository} ${id}`;
    const known = this.#commits.get(key);
    if (known !== undefined) return known;
    const command = new GetCommitCommand({ repositoryName: repository, commitId: id });
    const answer = await this.#session.send(CodeCommitClient, command, { signal, subject: `commit ${id} of ${repository}` });
    const commit = toCommit(id, answer.commit ?? {});
    if (this.#commits.size >= KEPT_COMMITS) this.#commits.clear();
    this.#commits.set(key, commit);
    return commit;
  }
}

function toRepository(metadata: RepositoryMetadata): Repository {
  return {
    name: metadata.repositoryName ?? "",
    description: metadata.repositoryDescription,
    defaultBranch: metadata.defaultBranch,
    modifiedAt: metadata.lastModifiedDate?.getTime(),
    arn: metadata.Arn,
  };
}

function toCommit(id: string, commit: SdkCommit): Commit {
  const message = commit.message ?? "";
  return {
    id,
    subject: subjectOf(message),
    message,
    author: commit.author?.name ?? "",
    email: commit.author?.email ?? "",
    at: parseGitDate(commit.committer?.date) ?? parseGitDate(commit.author?.date) ?? 0,
    parents: commit.parents ?? [],
  };
}
