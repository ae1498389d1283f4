import type { AccountSpec } from "./catalogue.ts";

/** Kestrel Logistics' second account, where its people try things out: other repositories, other pipelines. */
export const STAGING: AccountSpec = {
  id: "905127346188",
  alias: "kestrel-staging",
  environment: "staging",
  owner: "mira.okafor",
  regions: {
    "eu-west-1": {
      pipelines: [
        { name: "dispatch-lab-release", shape: "release", toolchain: "node", type: "V2", opening: "running" },
        { name: "label-preview-release", shape: "lambda", toolchain: "node", type: "V2" },
        { name: "parcel-web-next-release", shape: "tested", toolchain: "node", type: "V2", opening: "waiting" },
        { name: "sandbox-network-stack", shape: "stack", toolchain: "cdk", type: "V2" },
        { name: "sensor-replay-deploy", shape: "deploy", toolchain: "go", type: "V1" },
        {
          name: "tariff-trial-release",
          shape: "checked",
          toolchain: "java",
          type: "V2",
          opening: "failed",
          broken: "Test/unit",
        },
      ],
      projects: [
        {
          name: "weekly-load-test",
          description: "Load tests against this account",
          repository: "load-tests",
          toolchain: "go",
          purpose: "integration",
        },
      ],
      logs: {
        functions: ["label-preview", "staging-data-reset"],
        json: ["dispatch-lab", "parcel-web-next"],
        plain: ["tariff-trial"],
      },
      deployed: { functions: ["tariff-preview"], depots: [] },
      emptyRepository: "courier-onboarding",
    },
  },
};
