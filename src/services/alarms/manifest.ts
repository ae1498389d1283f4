import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "alarms",
  title: "Alarms",
  about: "what fires, since when and why, with children, history and values; the log of those minutes, what changed before; actions on and off, state",
  view: "monitor",
  order: 5,
  tree: {
    icon: "bell",
    console: "cloudwatch/home#alarmsV2:",
    filter: "Name contains, or how it stands: failed",
    none: "No alarm in this region",
  },
  offers: { attention: [], linkTarget: ["cloudwatch:alarm:**"] },
  types: {
    "AWS::CloudWatch::Alarm": { arn: "arn:{partition}:cloudwatch:{region}:{account}:alarm:{id}", console: "cloudwatch/home#alarmsV2:alarm/{id}" },
    "AWS::CloudWatch::CompositeAlarm": { arn: "arn:{partition}:cloudwatch:{region}:{account}:alarm:{id}", console: "cloudwatch/home#alarmsV2:alarm/{id}" },
  },
  commands: {
    show: { title: "Show alarm…", icon: "search" },
    openAlarm: { title: "Show this alarm", icon: "go-to-file", menu: ["1_open@1"] },
    openThing: { title: "Open what it watches", icon: "go-to-file", menu: ["inline@1", "1_open@2"] },
    openLog: { title: "Open log of what it watches", icon: "output", menu: ["inline@2", "1_open@3"] },
    showValues: { title: "Show values of its metric", icon: "graph", menu: ["1_open@4"] },
    changesBefore: { title: "What changed before?", icon: "history", menu: ["1_open@5"] },
    openLogThen: { title: "Open log of those minutes", icon: "output", menu: ["inline@1", "1_open@1"] },
    changesBeforeThen: { title: "What changed before this state?", icon: "history", menu: ["1_open@2"] },
    silence: { title: "Turn actions off…", icon: "bell-slash", menu: ["2_run@1"] },
    arm: { title: "Turn actions on…", icon: "bell", menu: ["2_run@2"] },
    setState: { title: "Set state…", icon: "debug-alt", menu: ["9_danger@1"] },
  },
  calls: [
    {
      service: "CloudWatch",
      prefix: "cloudwatch",
      read: ["DescribeAlarms", "DescribeAlarmHistory", "GetMetricData"],
      write: ["EnableAlarmActions", "DisableAlarmActions", "SetAlarmState"],
    },
  ],
} as const satisfies RoomManifest;
