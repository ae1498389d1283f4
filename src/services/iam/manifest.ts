import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "iam",
  title: "IAM",
  about: "roles with when they were used, who may assume them, their policies as text, and who uses them; simulate actions for a role",
  view: "infrastructure",
  order: 5,
  tree: {
    icon: "shield",
    console: "iam/home#/roles",
    filter: "Name or path contains",
    none: "No role in this account",
  },
  offers: { linkTarget: ["iam:role/**"] },
  types: {
    "AWS::IAM::Role": {
      // without its path, which no physical id tells: it is found by its name
      arn: "arn:{partition}:iam::{account}:role/{id}",
      console: "iam/home#/roles/details/{id}",
    },
  },
  commands: {
    show: { title: "Show role…", icon: "search" },
    openDocument: { title: "Open policy", icon: "json", menu: ["1_open@1"] },
    openUser: { title: "Open it", icon: "go-to-file", menu: ["1_open@1"] },
    simulate: { title: "Simulate actions…", icon: "beaker", menu: ["inline@1", "2_run@1"] },
  },
  calls: [
    {
      service: "IAM",
      read: ["GetAccountAuthorizationDetails", "GetPolicy", "GetPolicyVersion", "ListInstanceProfilesForRole", "SimulatePrincipalPolicy"],
    },
  ],
} as const satisfies RoomManifest;
