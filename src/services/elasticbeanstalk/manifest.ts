import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "elasticbeanstalk",
  title: "Elastic Beanstalk",
  about: "applications, environments with their health and its causes, instances, events, versions; deploy, swap URLs, restart",
  view: "deploy",
  order: 6,
  tree: {
    icon: "rocket",
    console: "elasticbeanstalk/home#/applications",
    filter: "Name contains, or how it stands: failed",
    none: "No application in this region",
  },
  offers: {
    attention: [],
    linkTarget: ["elasticbeanstalk:application/**", "elasticbeanstalk:environment/**", "elasticbeanstalk:applicationversion/**"],
  },
  // the physical id of an environment does not tell its application, and so neither its ARN
  types: { "AWS::ElasticBeanstalk::Application": { arn: "arn:{partition}:elasticbeanstalk:{region}:{account}:application/{id}" } },
  commands: {
    show: { title: "Show application…", icon: "search" },
    deploy: { title: "Deploy version…", icon: "cloud-upload", menu: ["inline@1", "2_run@1"] },
    copyUrl: { title: "Copy URL", icon: "link", menu: ["1_open@1"] },
    openInstance: { title: "Open instance", icon: "go-to-file", menu: ["1_open@1"] },
    openSource: { title: "Open source", icon: "go-to-file", menu: ["1_open@1"] },
    swap: { title: "Swap URLs…", icon: "arrow-swap", menu: ["2_run@2"] },
    abort: { title: "Abort update…", icon: "debug-stop", menu: ["inline@1", "2_run@1"] },
    restart: { title: "Restart app servers…", icon: "debug-restart", menu: ["2_run@3"] },
  },
  calls: [
    {
      service: "Elastic Beanstalk",
      read: [
        "DescribeApplications", "DescribeEnvironments", "DescribeEnvironmentHealth", "DescribeInstancesHealth",
        "DescribeEnvironmentResources", "DescribeEvents", "DescribeApplicationVersions",
      ],
      write: ["UpdateEnvironment", "SwapEnvironmentCNAMEs", "RestartAppServer", "AbortEnvironmentUpdate"],
    },
  ],
} as const satisfies RoomManifest;
