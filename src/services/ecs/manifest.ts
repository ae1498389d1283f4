import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "ecs",
  title: "ECS",
  about: "clusters, services with their roll-outs and events, tasks with why they stopped, task definitions; logs, deploy, scale, stop, continue",
  view: "deploy",
  order: 2,
  tree: {
    icon: "server-environment",
    console: "ecs/v2/clusters",
    filter: "Name contains, or how it stands: needs a look",
    none: "No cluster in this region",
  },
  types: {
    "AWS::ECS::Cluster": { arn: "arn:{partition}:ecs:{region}:{account}:cluster/{id}", console: "ecs/v2/clusters/{id}" },
    "AWS::ECS::Service": { console: "ecs/v2/clusters/{1}/services/{2}" },
    "AWS::ECS::TaskDefinition": { console: "ecs/v2/task-definitions/{1}/{2}" },
  },
  offers: {
    attention: [],
    linkTarget: ["ecs:cluster/**", "ecs:service/**", "ecs:task/**", "ecs:task-definition/**"],
    logSource: ["ecs:service/**", "ecs:task/**"],
    imageUsers: [],
    roleUsers: [],
  },
  commands: {
    show: { title: "Show cluster…", icon: "search" },
    openLog: { title: "Open service's log", icon: "output", menu: ["inline@2", "1_open@1"] },
    openTaskLog: { title: "Open task's log", icon: "output", menu: ["inline@2", "1_open@1"] },
    openContainerLog: { title: "Open container's log", icon: "output", menu: ["inline@1", "1_open@1"] },
    openImage: { title: "Open image and what was found in it", icon: "archive", menu: ["1_open@2"] },
    copyShell: { title: "Copy command for a shell in it", icon: "copy", menu: ["5_copy@2"] },
    deploy: { title: "Force new deployment", icon: "rocket", menu: ["inline@1", "2_run@1"] },
    scale: { title: "Change desired count…", icon: "arrow-both", menu: ["2_run@2"] },
    changeRevision: { title: "Deploy another revision…", icon: "versions", menu: ["2_run@3"] },
    rollBack: { title: "Stop and roll back roll-out…", icon: "discard", menu: ["inline@2", "2_run@4"] },
    proceed: { title: "Continue roll-out…", icon: "debug-continue", menu: ["inline@1", "2_run@5"] },
    openScaling: { title: "Open what scales it", icon: "go-to-file", menu: ["1_open@2"] },
    stopTask: { title: "Stop task…", icon: "debug-stop", menu: ["inline@1", "2_run@1"] },
    showDefinition: { title: "Show task definition", icon: "json", menu: ["inline@1", "1_open@1"] },
  },
  calls: [
    {
      service: "ECS",
      read: [
        "ListClusters", "DescribeClusters", "ListServices", "DescribeServices", "ListTasks", "DescribeTasks",
        "ListTaskDefinitionFamilies", "ListTaskDefinitions", "DescribeTaskDefinition", "ListServiceDeployments",
        "DescribeServiceDeployments", "DescribeServiceRevisions",
      ],
      write: ["UpdateService", "StopTask", "StopServiceDeployment", "ContinueServiceDeployment"],
    },
    { service: "Application Auto Scaling", prefix: "application-autoscaling", read: ["DescribeScalableTargets"] },
  ],
} as const satisfies RoomManifest;
