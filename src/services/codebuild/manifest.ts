import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "codebuild",
  title: "CodeBuild",
  about: "projects and builds with their logs and where their time went; start with variables, start again, stop",
  view: "build",
  order: 2,
  tree: {
    icon: "tools",
    console: "codesuite/codebuild/projects",
    filter: "Name contains, or how it stands: failed",
    none: "No project in this region",
  },
  offers: { attention: [], linkTarget: ["codebuild:project/*"], logSource: ["codebuild:build/**", "codebuild:build-batch/**"], roleUsers: [] },
  types: {
    "AWS::CodeBuild::Project": {
      arn: "arn:{partition}:codebuild:{region}:{account}:project/{id}",
      console: "codesuite/codebuild/projects/{id}",
    },
  },
  // a build, or a batch of builds
  providers: { CodeBuild: { run: "codebuild:build/{id}", runId: "[^:/]+:[0-9a-f-]{36}" } },
  commands: {
    show: { title: "Show project…", icon: "search" },
    start: { title: "Start build…", icon: "play", menu: ["inline@1", "2_run@1"] },
    showPipeline: { title: "Show its pipeline", icon: "rocket", menu: ["inline@1", "1_open@4"] },
    startAgain: { title: "Start again", icon: "debug-restart", menu: ["inline@1", "2_run@1"] },
    showPhases: { title: "Show where its time went", icon: "watch", menu: ["1_open@2"] },
    stop: { title: "Stop build", icon: "debug-stop", menu: ["inline@1", "2_run@2"] },
    openArtifact: { title: "Open artifact", icon: "archive", menu: ["1_open@3"] },
    openLog: { title: "Open build log", icon: "output", menu: ["inline@2", "1_open@1"] },
  },
  calls: [
    {
      service: "CodeBuild",
      read: [
        "ListProjects", "BatchGetProjects", "ListBuilds", "ListBuildsForProject", "BatchGetBuildBatches",
        "BatchGetBuilds",
      ],
      write: ["StartBuild", "RetryBuild", "StopBuild"],
    },
  ],
} as const satisfies RoomManifest;
