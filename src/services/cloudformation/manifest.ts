import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "cloudformation",
  title: "CloudFormation",
  about: "stacks, nested ones too, with resources, outputs, events, parameters and templates; make a change set of the template in the editor, compare and execute it; detect drift; delete a stack, cancel an update, continue a roll-back",
  view: "infrastructure",
  order: 1,
  tree: {
    icon: "layers",
    console: "cloudformation/home#/stacks",
    filter: "Name contains, or how it stands: failed",
    none: "No stack in this region",
  },
  offers: { attention: [], linkTarget: ["cloudformation:stack/**"], stackResource: [] },
  types: { "AWS::CloudFormation::Stack": { console: "cloudformation/home#/stacks/stackinfo?stackId={id}" } },
  commands: {
    show: { title: "Show stack…", icon: "search" },
    openTemplate: { title: "Open template", icon: "file-code", menu: ["inline@1", "1_open@1"] },
    openFailure: { title: "Open the resource that failed", icon: "bug", menu: ["1_open@2"] },
    showOperation: { title: "Show last operation with nested stacks", icon: "list-tree", menu: ["1_open@3"] },
    openResource: { title: "Open resource", icon: "go-to-file", menu: ["inline@1", "1_open@1"] },
    showEvent: { title: "Show event", icon: "output", menu: ["inline@2", "1_open@2"] },
    openOrigin: { title: "Open construct (CDK)", icon: "file-submodule", menu: ["1_open@3"] },
    copyOutput: { title: "Copy output value", icon: "copy", menu: ["inline@1", "6_copy@3"] },
    createChangeSet: {
      title: "Make change set of the template in the editor…",
      icon: "git-pull-request-draft",
      menu: ["2_run@2"],
      editor: { group: "navigation", when: "isTemplate" },
    },
    showChange: { title: "Compare properties", icon: "diff", menu: ["inline@1", "1_open@1"] },
    compareTemplates: { title: "Compare templates", icon: "diff", menu: ["inline@1", "1_open@1"] },
    compareProperties: { title: "Compare all properties", icon: "list-tree", menu: ["1_open@2"] },
    executeChangeSet: { title: "Execute change set…", icon: "play", menu: ["inline@2", "2_run@1"] },
    deleteChangeSet: { title: "Delete change set…", icon: "trash", menu: ["9_danger@1"] },
    detectDrift: { title: "Detect drift", icon: "compare-changes", menu: ["2_run@3"] },
    showDrift: { title: "Compare with template", icon: "diff", menu: ["inline@2", "1_open@2"] },
    openImporter: { title: "Show importing stack", icon: "go-to-file", menu: ["1_open@1"] },
    continueRollback: { title: "Continue roll-back…", icon: "debug-continue", menu: ["inline@2", "2_run@1"] },
    protect: { title: "Protect from being deleted…", icon: "lock", menu: ["3_more@1"] },
    unprotect: { title: "Protect no longer…", icon: "unlock", menu: ["3_more@1"] },
    deleteStack: { title: "Delete stack…", icon: "trash", menu: ["9_danger@1"] },
    cancelUpdate: { title: "Cancel update…", icon: "debug-stop", menu: ["inline@2", "2_run@1"] },
  },
  settings: {
    rules: {
      type: "object",
      default: {},
      description:
        'How rules about templates are told, by their codes or the beginnings of codes: `{"W2001": "off", "W3": "information"}`. They are cfn-lint\'s, whose `.cfnlintrc` counts, too.',
      additionalProperties: { type: "string", enum: ["error", "warning", "information", "hint", "off"] },
      scope: "window",
    },
    advice: {
      type: "boolean",
      default: false,
      description: "Whether templates are told also what most leave out: policies for deletion and retention (I3011, I3013) and ARNs for one partition (I3042).",
      scope: "window",
    },
    regions: {
      type: "array",
      default: [],
      description: "The regions that templates are meant for: types and values that one of them lacks are told. With none it is us-east-1, or what `.cfnlintrc` says.",
      scope: "window",
    },
  },
  // `.template` files are plain text to the editor, and a template may be written in a window without a file
  languages: ["yaml", "json", "jsonc", "plaintext"],
  calls: [
    {
      service: "CloudFormation",
      read: [
        "ListStacks",
        "DescribeStacks",
        "ListStackResources",
        "DescribeStackResources",
        "DescribeStackEvents",
        "GetTemplate",
        "GetTemplateSummary",
        "ListChangeSets",
        "DescribeChangeSet",
        "ListImports",
        // levelled as reading: it compares, and changes nothing
        "DetectStackDrift",
        "DescribeStackDriftDetectionStatus",
        "DescribeStackResourceDrifts",
      ],
      write: ["CancelUpdateStack", "CreateChangeSet", "ExecuteChangeSet", "DeleteChangeSet", "ContinueUpdateRollback", "DeleteStack", "UpdateTerminationProtection"],
      // without a stack's name it needs both (API reference, "DescribeStacks")
      actions: {
        DescribeStacks: ["cloudformation:DescribeStacks", "cloudformation:ListStacks"],
      },
    },
  ],
} as const satisfies RoomManifest;
