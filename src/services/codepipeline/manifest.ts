import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "codepipeline",
  title: "CodePipeline",
  about: "pipelines, stages, actions and executions; start, stop, approve, retry",
  view: "build",
  order: 1,
  tree: {
    icon: "rocket",
    console: "codesuite/codepipeline/pipelines",
    filter: "Name contains, or how it stands: failed",
    none: "No pipeline in this region",
  },
  offers: { attention: [], linkTarget: ["codepipeline:**"], connectionUsers: [], roleUsers: [] },
  types: {
    "AWS::CodePipeline::Pipeline": {
      arn: "arn:{partition}:codepipeline:{region}:{account}:{id}",
      console: "codesuite/codepipeline/pipelines/{id}/view",
    },
  },
  commands: {
    show: { title: "Show pipeline…", icon: "search" },
    start: { title: "Start pipeline…", icon: "play", menu: ["inline@1", "2_run@1"] },
    stop: { title: "Stop execution…", icon: "debug-stop", menu: ["2_run@2"] },
    approve: { title: "Approve…", icon: "check", menu: ["inline@2", "2_run@3"] },
    reject: { title: "Reject…", icon: "close", menu: ["inline@3", "2_run@4"] },
    retry: { title: "Retry stage…", icon: "debug-restart", menu: ["inline@4", "2_run@5"] },
    startAt: { title: "Start at a commit…", icon: "git-commit", menu: ["2_run@6"] },
    rollBack: { title: "Roll back stage…", icon: "history", menu: ["2_run@7"] },
    rollBackTo: { title: "Roll a stage back to this…", icon: "history", menu: ["2_run@7"] },
    override: { title: "Override condition…", icon: "debug-continue", menu: ["inline@1", "2_run@1"] },
    disable: { title: "Disable transition…", icon: "lock", menu: ["3_change@1"] },
    enable: { title: "Enable transition…", icon: "unlock", menu: ["inline@4", "3_change@2"] },
    openLog: { title: "Open log", icon: "output", menu: ["inline@5", "1_open@1"] },
    openDeployment: { title: "Open deployment", icon: "cloud-upload", menu: ["1_open@1"] },
    openSource: { title: "Open its source", icon: "source-control", menu: ["1_open@2"] },
    openDetails: { title: "Open its own page", icon: "link-external", menu: ["1_open@2"] },
    openArtifact: { title: "Open artifact", icon: "archive", menu: ["1_open@3"] },
    showDefinition: { title: "Open definition", icon: "json", menu: ["1_open@3"] },
  },
  calls: [
    {
      service: "CodePipeline",
      read: [
        "ListPipelines", "GetPipeline", "GetPipelineState", "ListPipelineExecutions", "GetPipelineExecution",
        "ListActionExecutions",
      ],
      write: [
        "StartPipelineExecution", "StopPipelineExecution", "PutApprovalResult", "RetryStageExecution", "RollbackStage",
        "EnableStageTransition", "DisableStageTransition", "OverrideStageCondition",
      ],
    },
  ],
} as const satisfies RoomManifest;
