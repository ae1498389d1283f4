import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "codepipeline",
  title: "CodePipeline",
  view: "build",
  order: 1,
  tree: {
    icon: "rocket",
    console: "codesuite/codepipeline/pipelines",
    filter: "Name contains",
    none: "No pipeline in this region",
  },
  offers: { linkTarget: ["codepipeline:*"] },
  commands: {
    show: { title: "Show pipeline…", icon: "search" },
    start: {
      title: "Start pipeline…",
      icon: "play",
      rows: [{ facet: "pipeline", group: "inline@1" }, { facet: "pipeline", group: "2_run@1" }],
    },
    stop: {
      title: "Stop execution…",
      icon: "debug-stop",
      rows: [{ facet: "stoppable", group: "2_run@2" }],
    },
    approve: {
      title: "Approve…",
      icon: "check",
      rows: [{ facet: "waiting", group: "inline@1" }, { facet: "waiting", group: "2_run@3" }],
    },
    reject: {
      title: "Reject…",
      icon: "close",
      rows: [{ facet: "waiting", group: "inline@2" }, { facet: "waiting", group: "2_run@4" }],
    },
    retry: {
      title: "Retry stage…",
      icon: "debug-restart",
      rows: [{ facet: "retryable", group: "inline@1" }, { facet: "retryable", group: "2_run@5" }],
    },
    openLog: {
      title: "Open log of an action…",
      icon: "output",
      rows: [{ facet: "logged", group: "inline@3" }, { facet: "logged", group: "1_open@1" }],
    },
    openDeployment: {
      title: "Open deployment of an action…",
      icon: "cloud-upload",
      rows: [{ facet: "deployed", group: "inline@3" }, { facet: "deployed", group: "1_open@1" }],
    },
    openDetails: {
      title: "Open the action's own page",
      icon: "link-external",
      rows: [{ facet: "linked", group: "1_open@2" }],
    },
    showDefinition: {
      title: "Show definition…",
      icon: "json",
      rows: [{ facet: "pipeline", group: "1_open@3" }],
    },
  },
} as const satisfies RoomManifest;
