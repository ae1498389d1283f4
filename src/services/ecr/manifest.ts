import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "ecr",
  title: "ECR",
  about: "repositories, images with what a scan found and which version mends it; scan, copy the pull command, who runs an image",
  view: "deploy",
  order: 3,
  tree: {
    icon: "archive",
    console: "ecr/private-registry/repositories",
    filter: "Name contains",
    none: "No repository in this region",
  },
  offers: { linkTarget: ["ecr:repository/**"] },
  types: {
    "AWS::ECR::Repository": {
      arn: "arn:{partition}:ecr:{region}:{account}:repository/{id}",
      console: "ecr/private-registry/repositories",
    },
  },
  providers: { ECR: { revision: "IMAGE_DIGEST" } },
  commands: {
    show: { title: "Show repository…", icon: "search" },
    copyPull: { title: "Copy pull command", icon: "copy", menu: ["5_copy@2"] },
    copyLogin: { title: "Copy command for Docker's login", icon: "copy", menu: ["5_copy@2"] },
    showUsers: { title: "What runs this image…", icon: "references", menu: ["inline@1", "1_open@1"] },
    scan: { title: "Scan image", icon: "shield", menu: ["inline@2", "2_run@1"] },
  },
  calls: [
    {
      service: "ECR",
      read: ["DescribeRepositories", "DescribeImages", "DescribeImageScanFindings"],
      write: ["StartImageScan"],
    },
  ],
} as const satisfies RoomManifest;
