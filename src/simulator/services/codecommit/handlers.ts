import type * as CodeCommitModule from "@aws-sdk/client-codecommit";
import type { Commit as WireCommit, RepositoryMetadata, UserInfo } from "@aws-sdk/client-codecommit";
import { AwsError } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import { page } from "../paging.ts";
import { subjectOf } from "./objects.ts";
import type { Commit, Signature } from "./objects.ts";
import { repositoryIdOf } from "./repositories.ts";
import type { Repository, RepositoryStore } from "./repositories.ts";

/** Names a page of ListRepositories holds (API reference). */
const REPOSITORIES_PAGE = 1000;
const BRANCHES_PAGE = 100;
/** What the batch calls take at most (API reference). */
const BATCH_REPOSITORIES = 100;
const BATCH_COMMITS = 100;

/** What no branch is called (git-check-ref-format). */
const NO_BRANCH = /\.\.|[\s~^:?*[\\]|@\{|\/\/|^[/-]|[/.]$|\.lock$/;

/**
 * The simulated operations of CodeCommit that are not git's own.
 * @param endpoint where the simulator listens, for the addresses to clone from
 */
export function codeCommitHandlers(
  region: (name: string) => RepositoryStore,
  endpoint: () => string,
): Handlers<typeof CodeCommitModule> {
  const describe = (store: RepositoryStore, repository: Repository): RepositoryMetadata => {
    const { defaultBranch } = repository;
    return {
      accountId: store.accountId,
      repositoryId: repositoryIdOf(store, repository.name),
      repositoryName: repository.name,
      repositoryDescription: repository.description,
      ...(defaultBranch === undefined ? {} : { defaultBranch }),
      lastModifiedDate: new Date(repository.lastModified),
      creationDate: new Date(repository.created),
      cloneUrlHttp: `${endpoint()}/v1/repos/${repository.name}`,
      cloneUrlSsh: `ssh://git-codecommit.${store.region}.amazonaws.com/v1/repos/${repository.name}`,
      Arn: `arn:aws:codecommit:${store.region}:${store.accountId}:${repository.name}`,
    };
  };
  return {
    ListRepositories(input, context) {
      const sorted = region(context.region).all();
      if (input.sortBy === "lastModifiedDate") {
        sorted.sort((a, b) => a.lastModified - b.lastModified);
      }
      const items = input.order === "descending" ? sorted.toReversed() : sorted;
      const { items: shown, nextToken } = page(items, ({ name }) => name, {
        nextToken: input.nextToken,
        size: REPOSITORIES_PAGE,
        badToken,
      });
      const repositories = shown.map((repository) => ({
        repositoryName: repository.name,
        repositoryId: repositoryIdOf(region(context.region), repository.name),
      }));
      return { repositories, ...(nextToken === undefined ? {} : { nextToken }) };
    },
    GetRepository(input, context) {
      const store = region(context.region);
      return { repositoryMetadata: describe(store, needRepository(store, input.repositoryName)) };
    },
    BatchGetRepositories(input, context) {
      const store = region(context.region);
      const names = input.repositoryNames ?? [];
      if (names.length > BATCH_REPOSITORIES) {
        const message = `The maximum number of repository names is ${BATCH_REPOSITORIES}`;
        throw new AwsError("MaximumRepositoryNamesExceededException", message);
      }
      const found = names.map((name) => store.find(name)).filter((one) => one !== undefined);
      return {
        repositories: found.map((repository) => describe(store, repository)),
        repositoriesNotFound: names.filter((name) => store.find(name) === undefined),
        errors: [],
      };
    },
    ListBranches(input, context) {
      const repository = needRepository(region(context.region), input.repositoryName);
      const names = [...repository.branches.keys()].sort();
      const { items, nextToken } = page(names, (name) => name, {
        nextToken: input.nextToken,
        size: BRANCHES_PAGE,
        badToken,
      });
      return { branches: items, ...(nextToken === undefined ? {} : { nextToken }) };
    },
    GetBranch(input, context) {
      if (input.branchName === undefined || input.branchName === "") {
        throw new AwsError("BranchNameRequiredException", "A branch name is required");
      }
      if (NO_BRANCH.test(input.branchName)) {
        throw new AwsError("InvalidBranchNameException", `The branch name ${input.branchName} is not valid`);
      }
      const repository = needRepository(region(context.region), input.repositoryName);
      const commitId = repository.branches.get(input.branchName);
      if (commitId === undefined) {
        const message = `Branch ${input.branchName} does not exist in repository ${repository.name}`;
        throw new AwsError("BranchDoesNotExistException", message);
      }
      return { branch: { branchName: input.branchName, commitId } };
    },
    async GetCommit(input, context) {
      const repository = needRepository(region(context.region), input.repositoryName);
      const commit = await repository.commit(checkCommitId(input.commitId));
      if (commit === undefined) {
        throw new AwsError("CommitIdDoesNotExistException", `Commit ID ${input.commitId} does not exist`);
      }
      return { commit: describeCommit(commit) };
    },
    async BatchGetCommits(input, context) {
      const repository = needRepository(region(context.region), input.repositoryName);
      const ids = input.commitIds ?? [];
      if (ids.length > BATCH_COMMITS) {
        const message = `The maximum number of commit IDs is ${BATCH_COMMITS}`;
        throw new AwsError("CommitIdsLimitExceededException", message);
      }
      const looked = await Promise.all(ids.map(async (id) => ({ id, commit: await repository.commit(checkCommitId(id)) })));
      return {
        commits: looked.flatMap(({ commit }) => (commit === undefined ? [] : [describeCommit(commit)])),
        errors: looked
          .filter(({ commit }) => commit === undefined)
          .map(({ id }) => ({
            commitId: id,
            errorCode: "CommitDoesNotExistException",
            errorMessage: `Commit ${id} does not exist`,
          })),
      };
    },
  };
}

function describeCommit(commit: Commit): WireCommit {
  return {
    commitId: commit.id,
    treeId: commit.tree,
    parents: [...commit.parents],
    message: commit.message,
    author: describeSignature(commit.author),
    committer: describeSignature(commit.committer),
    additionalData: "",
  };
}

/** CodeCommit writes a date as git does: seconds and zone. */
function describeSignature({ name, email, seconds, zone }: Signature): UserInfo {
  return { name, email, date: `${seconds} ${zone}` };
}

function needRepository(store: RepositoryStore, name: string | undefined): Repository {
  if (name === undefined || name === "") {
    throw new AwsError("RepositoryNameRequiredException", "A repository name is required");
  }
  if (!/^[\w.-]{1,100}$/.test(name) || name.endsWith(".git")) {
    throw new AwsError("InvalidRepositoryNameException", `${name} is not a valid repository name`);
  }
  const repository = store.find(name);
  if (repository === undefined) {
    throw new AwsError("RepositoryDoesNotExistException", `${name} does not exist`);
  }
  return repository;
}

function checkCommitId(id: string | undefined): string {
  if (id === undefined || id === "") {
    throw new AwsError("CommitIdRequiredException", "A commit ID is required");
  }
  if (!/^[0-9a-f]{40}$/.test(id)) {
    throw new AwsError("InvalidCommitIdException", `${subjectOf(id)} is not a valid commit ID`);
  }
  return id;
}

function badToken(): AwsError {
  return new AwsError("InvalidContinuationTokenException", "The continuation token is not valid");
}
