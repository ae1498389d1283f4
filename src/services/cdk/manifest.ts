import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "cdk",
  title: "CDK",
  about: "apps in the open folders, their stacks and constructs as they were synthesised, without running code; synthesise, compare, deploy",
  view: "infrastructure",
  order: 2,
  tree: {
    icon: "file-submodule",
    console: "cloudformation/home#/stacks",
    filter: "Name contains",
    none: "No CDK app in the open folders: an app has a cdk.json",
  },
  files: "**/{cdk.json,manifest.json,tree.json}",
  offers: { resourceOrigin: [] },
  calls: [],
  commands: {
    show: { title: "Show app…", icon: "search" },
    openSource: { title: "Open source", icon: "go-to-file", menu: ["inline@1", "1_open@1"] },
    openResource: { title: "Open resource of the stack", icon: "layers", menu: ["inline@2", "1_open@2"] },
    openStack: { title: "Open stack in CloudFormation", icon: "layers", menu: ["inline@3", "1_open@2"] },
    openTemplate: { title: "Open synthesised template", icon: "file-code", menu: ["1_open@3"] },
    synth: { title: "Synthesise", icon: "gear", menu: ["inline@1", "2_run@1"] },
    diff: { title: "Compare with what is deployed", icon: "diff", menu: ["inline@1", "2_run@2"] },
    deploy: { title: "Deploy…", icon: "cloud-upload", menu: ["inline@2", "2_run@3"] },
  },
} as const satisfies RoomManifest;
