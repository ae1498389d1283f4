import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "ecs",
  title: "ECS",
  about: "clusters, services with their roll-out and events, tasks with why they stopped, task definitions",
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
  offers: { linkTarget: ["ecs:cluster/**", "ecs:service/**", "ecs:task-definition/**"] },
  commands: {
    show: { title: "Show cluster…", icon: "search" },
    showDefinition: { title: "Show task definition", icon: "json", menu: ["inline@1", "1_open@1"] },
  },
  calls: [
    {
      service: "ECS",
      read: [
        "ListClusters", "DescribeClusters", "ListServices", "DescribeServices", "ListTasks", "DescribeTasks",
        "ListTaskDefinitionFamilies", "ListTaskDefinitions", "DescribeTaskDefinition",
      ],
    },
  ],
} as const satisfies RoomManifest;
