import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "xray",
  title: "X-Ray",
  view: "monitor",
  order: 30,
  panels: ["traceView"],
  commands: {
    show: { title: "Show traces", icon: "list-tree" },
    open: { title: "Open trace…", icon: "go-to-file", rows: [{ facet: "trace", group: "1_open@1" }] },
    openLog: {
      title: "Open trace's log lines…",
      icon: "output",
      rows: [{ facet: "trace", group: "inline@1" }, { facet: "trace", group: "1_open@2" }],
    },
    setWindow: {
      title: "Change time window…",
      icon: "history",
      rows: [{ facet: "service-xray", group: "inline@1" }, { facet: "service-xray", group: "2_run@1" }],
    },
    copyId: { title: "Copy trace id…", icon: "copy", rows: [{ facet: "trace", group: "5_copy@1" }] },
  },
} as const satisfies RoomManifest;
