import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "autoscaling",
  title: "Auto Scaling",
  about: "groups with instances, policies, schedules, refreshes and activities; capacity, limits, refreshes, processes; replace an instance, put it on standby, protect it",
  view: "scale",
  order: 2,
  tree: {
    icon: "layers",
    console: "ec2/home#AutoScalingGroups:",
    filter: "Name contains, or how it stands: needs a look",
    none: "No Auto Scaling group in this region",
  },
  offers: { linkTarget: ["autoscaling:autoScalingGroup:**"] },
  types: {
    "AWS::AutoScaling::AutoScalingGroup": {
      // the name alone is looked at: no physical id tells the part before it
      arn: "arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/{id}",
      console: "ec2/home#AutoScalingGroupDetails:id={id}",
    },
  },
  commands: {
    show: { title: "Show group…", icon: "search" },
    openInstance: { title: "Open instance", icon: "go-to-file", menu: ["1_open@1"] },
    standby: { title: "Put on standby…", icon: "debug-pause", menu: ["2_run@1"] },
    exitStandby: { title: "Put back in service…", icon: "debug-continue", menu: ["inline@1", "2_run@1"] },
    protect: { title: "Protect from scaling in…", icon: "lock", menu: ["2_run@2"] },
    unprotect: { title: "Protect no longer…", icon: "unlock", menu: ["2_run@2"] },
    replaceInstance: { title: "Replace or take away…", icon: "replace-all", menu: ["9_danger@1"] },
    setDesired: { title: "Set desired capacity…", icon: "arrow-both", menu: ["inline@1", "2_run@1"] },
    setLimits: { title: "Set minimum and maximum…", icon: "settings", menu: ["2_run@2"] },
    startRefresh: { title: "Start instance refresh…", icon: "sync", menu: ["2_run@3"] },
    rollBackRefresh: { title: "Roll refresh back…", icon: "discard", menu: ["2_run@4"] },
    cancelRefresh: { title: "Cancel refresh…", icon: "debug-stop", menu: ["9_danger@1"] },
    suspend: { title: "Suspend processes…", icon: "debug-pause", menu: ["3_more@1"] },
    resume: { title: "Resume processes…", icon: "debug-continue", menu: ["3_more@2"] },
  },
  calls: [
    {
      service: "Auto Scaling",
      read: ["DescribeAutoScalingGroups", "DescribeScalingActivities", "DescribeInstanceRefreshes", "DescribePolicies", "DescribeScheduledActions"],
      write: [
        "SetDesiredCapacity", "UpdateAutoScalingGroup", "StartInstanceRefresh", "CancelInstanceRefresh", "RollbackInstanceRefresh",
        "SuspendProcesses", "ResumeProcesses", "TerminateInstanceInAutoScalingGroup", "EnterStandby", "ExitStandby", "SetInstanceProtection",
      ],
    },
  ],
} as const satisfies RoomManifest;
