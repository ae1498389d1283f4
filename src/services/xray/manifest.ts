import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "xray",
  title: "X-Ray",
  about: "traces and their waterfall",
  view: "monitor",
  order: 30,
  tree: {
    icon: "list-tree",
    label: "X-Ray traces",
    about: "last 30 minutes",
    filterExamples: [
      { text: "fault", about: "server errors" },
      { text: "error OR throttle", about: "client errors and throttled requests" },
      { text: "responsetime > 1", about: "slower than a second" },
      { text: 'service("parcel-web")', about: "through a service" },
      { text: 'http.url CONTAINS "/api/" AND http.status >= 500', about: "by address and status" },
      { text: 'annotation.version = "1a2b3c4d"', about: "by an annotation" },
    ],
    console: "cloudwatch/home#xray:traces/query",
    filter: "Filter expression",
    none: "No traces in this time",
  },
  offers: { traceViewer: [] },
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
  calls: [
    {
      service: "XRay",
      read: [
        "GetTraceSummaries", "BatchGetTraces", "StartTraceRetrieval", "ListRetrievedTraces",
        "GetTraceSegmentDestination",
      ],
    },
  ],
} as const satisfies RoomManifest;
