import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "templates",
  title: "CloudFormation templates",
  about: "the schemas that templates are checked by, renewed on request, with the private types of your accounts",
  commands: {
    updateSchemas: { title: "Update schemas" },
  },
  settings: {
    schemaArchive: {
      type: "string",
      default: "https://schema.cloudformation.us-east-1.amazonaws.com/CloudformationSchema.zip",
      description: "Where *Update schemas* gets AWS's public schemas of resource types from: a ZIP archive over HTTPS.",
      scope: "machine",
    },
  },
  calls: [{ service: "CloudFormation", prefix: "cloudformation", read: ["ListTypes", "DescribeType"] }],
} as const satisfies RoomManifest;
