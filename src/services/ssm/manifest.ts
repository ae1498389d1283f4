import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "ssm",
  title: "Systems Manager",
  about: "the Parameter Store by folders, with the versions of each parameter; reveal for 30 seconds, edit, put a version back",
  view: "infrastructure",
  order: 4,
  tree: {
    icon: "settings",
    console: "systems-manager/parameters",
    filter: "Name contains",
    none: "No parameter in this region",
  },
  offers: { linkTarget: ["ssm:parameter/**"] },
  types: {
    "AWS::SSM::Parameter": {
      arn: "arn:{partition}:ssm:{region}:{account}:parameter/{id}",
      console: "systems-manager/parameters/{id}/description",
    },
  },
  commands: {
    show: { title: "Show parameter…", icon: "search" },
    reveal: { title: "Reveal value…", icon: "eye", menu: ["1_open@1"] },
    edit: { title: "Edit value…", icon: "edit", menu: ["inline@1", "2_run@1"] },
    revealVersion: { title: "Reveal version…", icon: "eye", menu: ["1_open@1"] },
    putBack: { title: "Put version back…", icon: "discard", menu: ["inline@1", "2_run@1"] },
  },
  calls: [
    {
      service: "SSM",
      read: ["DescribeParameters"],
      reveal: ["GetParameter", "GetParameterHistory"],
      write: ["PutParameter"],
    },
  ],
} as const satisfies RoomManifest;
