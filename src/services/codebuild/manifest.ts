import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "codebuild",
  title: "CodeBuild",
  view: "build",
  order: 2,
  commands: {
    show: { title: "Show project…", icon: "search" },
    start: {
      title: "Start build…",
      icon: "play",
      rows: [{ facet: "startable", group: "inline@1" }, { facet: "startable", group: "2_run@1" }],
    },
    showPipeline: {
      title: "Show pipeline of a project…",
      icon: "rocket",
      rows: [{ facet: "piped", group: "inline@1" }, { facet: "piped", group: "1_open@2" }],
    },
    stop: {
      title: "Stop build…",
      icon: "debug-stop",
      rows: [{ facet: "running", group: "inline@1" }, { facet: "running", group: "2_run@2" }],
    },
    openLog: {
      title: "Open build log…",
      icon: "output",
      rows: [{ facet: "build", group: "inline@2" }, { facet: "build", group: "1_open@1" }],
    },
  },
} as const satisfies RoomManifest;
