import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "cloudformation",
  title: "CloudFormation",
  view: "infrastructure",
  order: 1,
  tree: {
    icon: "layers",
    console: "cloudformation/home#/stacks",
    filter: "Name contains",
    none: "No stack in this region",
  },
  offers: { linkTarget: ["cloudformation:stack/**"] },
  commands: {
    show: { title: "Show stack…", icon: "search" },
    openTemplate: {
      title: "Open template of a stack…",
      icon: "file-code",
      rows: [{ facet: "stack", group: "inline@1" }, { facet: "stack", group: "1_open@1" }],
    },
    openFailure: {
      title: "Open the resource that failed…",
      icon: "bug",
      rows: [{ facet: "stackFailed", group: "1_open@2" }],
    },
    openResource: {
      title: "Open resource of a stack…",
      icon: "go-to-file",
      rows: [{ facet: "stackResource", group: "inline@1" }, { facet: "stackResource", group: "1_open@1" }],
    },
    showEvent: {
      title: "Show event of a stack…",
      icon: "output",
      rows: [{ facet: "stackEvent", group: "inline@2" }, { facet: "stackEvent", group: "1_open@2" }],
    },
    copyOutput: {
      title: "Copy output value of a stack…",
      icon: "copy",
      rows: [{ facet: "stackOutput", group: "inline@1" }, { facet: "stackOutput", group: "6_copy@3" }],
    },
    cancelUpdate: {
      title: "Cancel update of a stack…",
      icon: "debug-stop",
      rows: [{ facet: "stackUpdating", group: "inline@2" }, { facet: "stackUpdating", group: "2_run@1" }],
    },
  },
  // `.template` files are plain text to the editor, and a template may be written in a window without a file
  languages: ["yaml", "json", "jsonc", "plaintext"],
} as const satisfies RoomManifest;
