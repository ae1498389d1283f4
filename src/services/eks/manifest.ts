import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "eks",
  title: "EKS",
  about: "clusters with version and end of support, node groups, Fargate profiles, add-ons with updates, access entries; scale a node group, update an add-on",
  view: "deploy",
  order: 7,
  tree: {
    icon: "server-process",
    console: "eks/clusters",
    filter: "Name contains, or how it stands: needs a look",
    none: "No cluster in this region",
  },
  offers: { linkTarget: ["eks:cluster/*", "eks:nodegroup/**", "eks:fargateprofile/**", "eks:addon/**"] },
  types: { "AWS::EKS::Cluster": { arn: "arn:{partition}:eks:{region}:{account}:cluster/{id}", console: "eks/clusters/{id}" } },
  commands: {
    show: { title: "Show cluster…", icon: "search" },
    scale: { title: "Scale node group…", icon: "arrow-both", menu: ["inline@1", "2_run@1"] },
    updateAddon: { title: "Update add-on…", icon: "arrow-up", menu: ["inline@1", "2_run@1"] },
    copyKubeconfig: { title: "Copy command for kubectl's access", icon: "copy", menu: ["5_copy@2"] },
    openGroup: { title: "Open Auto Scaling group", icon: "go-to-file", menu: ["1_open@1"] },
    openPrincipal: { title: "Open principal", icon: "go-to-file", menu: ["1_open@1"] },
  },
  calls: [
    {
      service: "EKS",
      read: [
        "ListClusters", "DescribeCluster", "DescribeClusterVersions", "ListNodegroups", "DescribeNodegroup", "ListFargateProfiles",
        "DescribeFargateProfile", "ListAddons", "DescribeAddon", "DescribeAddonVersions", "ListAccessEntries", "DescribeAccessEntry",
        "ListAssociatedAccessPolicies", "ListUpdates", "DescribeUpdate",
      ],
      write: ["UpdateNodegroupConfig", "UpdateAddon"],
    },
  ],
} as const satisfies RoomManifest;
