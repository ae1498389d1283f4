import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "logs",
  title: "CloudWatch Logs",
  about: "log groups and streams, and the log view",
  view: "monitor",
  order: 20,
  tree: {
    icon: "output",
    label: "Log groups",
    console: "cloudwatch/home#logsV2:log-groups",
    filter:
      "Name contains, in the name's own upper and lower case (where nothing is found, in any); a text that starts with / or ends with * is a prefix",
    none: "No log groups in this region",
  },
  offers: { logViewer: [], linkTarget: ["logs:log-group:**"] },
  types: {
    "AWS::Logs::LogGroup": {
      arn: "arn:{partition}:logs:{region}:{account}:log-group:{id}",
      console: "cloudwatch/home#logsV2:log-groups/log-group/{$id}",
    },
  },
  panels: ["logView"],
  commands: {
    openGroup: { title: "Open log group…", icon: "output" },
    open: {
      title: "Open log",
      icon: "output",
      rows: [
        { facet: "log group", group: "inline@1" },
        { facet: "log group", group: "1_open@1" },
        { facet: "log stream", group: "1_open@1" },
      ],
      palette: false,
    },
  },
  calls: [
    {
      service: "CloudWatch Logs",
      read: ["DescribeLogGroups", "DescribeLogStreams", "GetLogEvents", "FilterLogEvents"],
    },
  ],
} as const satisfies RoomManifest;
