import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "ec2",
  title: "EC2",
  about: "instances with their state, checks and group, filtered by EC2 itself; start, stop, reboot, console output",
  view: "scale",
  order: 1,
  tree: {
    icon: "vm",
    console: "ec2/home#Instances:",
    filter: "Name (in its case), tag:team=platform, or state: stopped",
    none: "No instance in this region",
  },
  offers: { linkTarget: ["ec2:instance/*"] },
  types: {
    "AWS::EC2::Instance": {
      arn: "arn:{partition}:ec2:{region}:{account}:instance/{id}",
      console: "ec2/home#InstanceDetails:instanceId={id}",
    },
  },
  commands: {
    show: { title: "Show instance…", icon: "search" },
    consoleOutput: { title: "Console output", icon: "output", menu: ["inline@1", "1_open@1"] },
    openGroup: { title: "Open Auto Scaling group", icon: "layers", menu: ["1_open@2"] },
    start: { title: "Start…", icon: "play", menu: ["inline@2", "2_run@1"] },
    reboot: { title: "Reboot…", icon: "debug-restart", menu: ["2_run@2"] },
    stop: { title: "Stop…", icon: "debug-stop", menu: ["9_danger@1"] },
  },
  calls: [
    {
      service: "EC2",
      read: ["DescribeInstances", "DescribeInstanceStatus", "GetConsoleOutput"],
      write: ["StartInstances", "StopInstances", "RebootInstances"],
    },
  ],
} as const satisfies RoomManifest;
