import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "codecommit",
  title: "CodeCommit",
  about: "repositories, branches and their commits; push, clone",
  view: "code",
  order: 1,
  tree: {
    icon: "repo",
    console: "codesuite/codecommit/repositories",
    filter: "Name contains",
    none: "No repository in this region",
  },
  offers: { linkTarget: ["codecommit:*"], openHeads: [] },
  // the physical id is the repository's id, not its name: that is looked up
  types: { "AWS::CodeCommit::Repository": { arn: "arn:{partition}:codecommit:{region}:{account}:{id}" } },
  joins: ["git.clone", "git.cloneRecursive"],
  commands: {
    show: { title: "Show repository…", icon: "search" },
    push: { title: "Push to CodeCommit…", icon: "cloud-upload", rows: [{ facet: "repository", group: "2_run@1" }] },
    clone: {
      title: "Clone repository…",
      icon: "repo-clone",
      rows: [{ facet: "repository", group: "inline@1" }, { facet: "repository", group: "1_open@1" }],
    },
    copyCommitId: { title: "Copy commit id", rows: [{ facet: "commit", group: "6_copy@2" }], palette: false },
    copyCloneUrl: { title: "Copy clone URL", icon: "copy", rows: [{ facet: "repository", group: "6_copy@3" }] },
  },
  calls: [
    {
      service: "CodeCommit",
      read: ["ListRepositories", "BatchGetRepositories", "GetRepository", "ListBranches", "GetBranch", "GetCommit"],
    },
    {
      service: "git",
      read: ["pull"],
      write: ["push"],
      actions: {
        pull: ["codecommit:GitPull"],
        push: ["codecommit:GitPush"],
      },
    },
  ],
} as const satisfies RoomManifest;
