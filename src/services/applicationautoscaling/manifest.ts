import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "applicationautoscaling",
  title: "Application Auto Scaling",
  about: "ECS services and Lambda aliases that scale: limits, policies, schedules, activities and why they did not scale; limits, suspend, resume",
  view: "scale",
  order: 3,
  tree: {
    icon: "arrow-both",
    console: "ecs/v2/clusters",
    filter: "Name contains, or how it stands: needs a look",
    none: "No service or function that scales in this region",
  },
  offers: { linkTarget: ["application-autoscaling:scalable-target/*"] },
  commands: {
    show: { title: "Show scalable target…", icon: "search" },
    openScaled: { title: "Open what is scaled", icon: "go-to-file", menu: ["inline@1", "1_open@1"] },
    openAlarm: { title: "Open alarm", icon: "go-to-file", menu: ["1_open@1"] },
    setLimits: { title: "Set minimum and maximum…", icon: "settings", menu: ["inline@2", "2_run@1"] },
    suspend: { title: "Suspend scaling…", icon: "debug-pause", menu: ["3_more@1"] },
    resume: { title: "Resume scaling…", icon: "debug-continue", menu: ["3_more@2"] },
  },
  calls: [
    {
      service: "Application Auto Scaling",
      prefix: "application-autoscaling",
      read: ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScheduledActions", "DescribeScalingActivities"],
      write: ["RegisterScalableTarget"],
    },
    { service: "ECS", prefix: "ecs", read: ["DescribeServices"] },
    { service: "Lambda", prefix: "lambda", read: ["GetProvisionedConcurrencyConfig"] },
  ],
} as const satisfies RoomManifest;
