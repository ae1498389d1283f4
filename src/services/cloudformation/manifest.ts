import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "cloudformation",
  title: "CloudFormation",
  commands: {},
  // `.template` files are plain text to the editor, and a template may be written in a window without a file
  languages: ["yaml", "json", "jsonc", "plaintext"],
} as const satisfies RoomManifest;
