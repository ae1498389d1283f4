import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "templates",
  title: "CloudFormation templates",
  about: "the schemas that templates are checked by, renewed on request, with the private types of your accounts",
  commands: {
    updateSchemas: { title: "Update schemas" },
  },
  settings: {
    check: {
      type: "boolean",
      default: true,
      description: "Whether templates are checked while they are typed, with suggestions, hovers and all that an editor shows of them.",
      scope: "window",
    },
    proposeSettings: {
      type: "boolean",
      default: true,
      description: "Whether, with the first template of a window, settings are proposed where another extension marks or tells the same: YAML, AWS Toolkit, CloudFormation Linter.",
      scope: "application",
    },
    schemaArchive: {
      type: "string",
      default: "https://schema.cloudformation.us-east-1.amazonaws.com/CloudformationSchema.zip",
      description: "Where *Update schemas* gets AWS's public schemas of resource types from: a ZIP archive over HTTPS.",
      scope: "machine",
    },
  },
  calls: [{ service: "CloudFormation", prefix: "cloudformation", read: ["ListTypes", "DescribeType"] }],
} as const satisfies RoomManifest;
