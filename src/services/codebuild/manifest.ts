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
      rows: [{ facet: "project", group: "inline@1" }, { facet: "project", group: "2_run@1" }],
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
