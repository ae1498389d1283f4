import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "ssm",
  title: "Systems Manager",
  about: "the Parameter Store by folders, with the versions of each parameter; reveal for 30 seconds, make, edit, delete, put a version back, compare versions and folders; runbooks with executions and steps: run, approve, stop",
  view: "infrastructure",
  order: 4,
  tree: {
    icon: "settings",
    console: "systems-manager/parameters",
    filter: "Name contains",
    none: "No parameter in this region",
  },
  offers: { linkTarget: ["ssm:parameter/**", "ssm:document/*"] },
  types: {
    "AWS::SSM::Parameter": {
      arn: "arn:{partition}:ssm:{region}:{account}:parameter/{id}",
      console: "systems-manager/parameters/{id}/description",
    },
    "AWS::SSM::Document": {
      arn: "arn:{partition}:ssm:{region}:{account}:document/{id}",
      console: "systems-manager/documents/{id}/description",
    },
  },
  commands: {
    show: { title: "Show parameter…", icon: "search" },
    run: { title: "Run runbook…", icon: "play", menu: ["inline@1", "2_run@1"] },
    approve: { title: "Approve step…", icon: "check", menu: ["inline@1", "2_run@1"] },
    reject: { title: "Reject step…", icon: "close", menu: ["inline@2", "2_run@2"] },
    stopExecution: { title: "Stop execution…", icon: "debug-stop", menu: ["9_danger@1"] },
    openStep: { title: "Open step", icon: "go-to-file", menu: ["1_open@1"] },
    openRunbook: { title: "Open runbook", icon: "go-to-file", menu: ["1_open@1"] },
    reveal: { title: "Reveal value…", icon: "eye", menu: ["1_open@1"] },
    edit: { title: "Edit value…", icon: "edit", menu: ["inline@1", "2_run@1"] },
    revealVersion: { title: "Reveal version…", icon: "eye", menu: ["1_open@1"] },
    create: { title: "New parameter…", icon: "add", menu: ["2_run@1"] },
    compareFolders: { title: "Compare with another folder…", icon: "diff", menu: ["inline@1", "1_open@1"] },
    compareVersion: { title: "Compare with the current version", icon: "diff", menu: ["1_open@2"] },
    delete: { title: "Delete parameter…", icon: "trash", menu: ["9_danger@1"] },
    putBack: { title: "Put version back…", icon: "discard", menu: ["inline@1", "2_run@1"] },
  },
  calls: [
    {
      service: "SSM",
      read: [
        "DescribeParameters", "ListDocuments", "GetDocument", "DescribeAutomationExecutions", "GetAutomationExecution",
        "DescribeAutomationStepExecutions",
      ],
      reveal: ["GetParameter", "GetParameterHistory", "GetParametersByPath"],
      write: ["PutParameter", "DeleteParameter", "StartAutomationExecution", "SendAutomationSignal", "StopAutomationExecution"],
    },
  ],
} as const satisfies RoomManifest;
