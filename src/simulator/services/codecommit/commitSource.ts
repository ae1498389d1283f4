import { subjectOf } from "./objects.ts";
import type { Commit } from "./objects.ts";
import type { RepositoryStore } from "./repositories.ts";

/** Where whatever builds finds its commits. */
export interface CommitSource {
  /** A commit by its id, if the repository has it at hand: what was seeded, and heads of branches. */
  find(repository: string, id: string): SourceCommit | undefined;
  /** The commit that a branch had at a time, in milliseconds since 1970. */
  headAt(repository: string, branch: string, at: number): SourceCommit | undefined;
  /** The text of the template in a commit at hand; undefined where it has none. */
  template(repository: string, id: string): string | undefined;
  /** The id of the commit that a full id or a branch, with or without `refs/heads/`, stands for now. */
  resolve(repository: string, version: string): Promise<string | undefined>;
}

export interface SourceCommit {
  readonly id: string;
  /** The first line of its message. */
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** The commits of a region's repositories. */
export function commitsOf(repositories: RepositoryStore): CommitSource {
  const told = (commit: Commit | undefined): SourceCommit | undefined =>
    commit && { id: commit.id, subject: subjectOf(commit.message), created: commit.committer.seconds * 1000 };
  return {
    find: (repository, id) => told(repositories.find(repository)?.known(id)),
    headAt: (repository, branch, at) => told(repositories.find(repository)?.commitAt(branch, at)),
    template: (repository, id) => repositories.find(repository)?.template(id),
    async resolve(name, version) {
      const repository = repositories.find(name);
      return isCommitId(version)
        ? (await repository?.commit(version))?.id
        : repository?.branches.get(version.replace(/^refs\/heads\//, ""));
    },
  };
}

/** Whether a source version is a commit's full id. */
export function isCommitId(version: string): boolean {
  return /^[0-9a-f]{40}$/.test(version);
}
