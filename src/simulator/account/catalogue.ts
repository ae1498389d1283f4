import type { Purpose, Toolchain } from "../services/codebuild/project.ts";

/** Colleagues, who start, stop and approve things in the past of the company's accounts. */
export const PEOPLE = ["mira.okafor", "joost.dekker", "ana.ferreira", "tomasz.wrona", "li.chen"] as const;

/**
 * The stages of a pipeline:
 * - `release`: Source, Build, Approve, Deploy
 * - `tested`: Source, Build, Test (unit, integration and lint side by side), Approve, Deploy
 * - `checked`: Source, Build, Test (unit), Approve, Deploy
 * - `deploy`: Source, Build, Deploy
 * - `lambda`: Source, Build, Test (unit), Deploy, Verify
 * - `stack`: Source, Synth, Approve, Deploy (change set, then its execution)
 */
export type Shape = "release" | "tested" | "checked" | "deploy" | "lambda" | "stack";

/**
 * How a pipeline stands when the account is opened; `idle` when absent. `new`: nothing has started it yet. `held`: an alarm
 * kept the latest execution out of the last stage, and nothing more goes into the one before it.
 */
export type Opening = "running" | "waiting" | "failed" | "held" | "new";

export interface PipelineSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly toolchain: Toolchain;
  readonly type: "V1" | "V2";
  readonly mode?: "QUEUED" | "PARALLEL";
  readonly opening?: Opening;
  /** The application that it deploys, where it is not called as the component. */
  readonly application?: string;
  /** The connection that its source comes through, in place of CodeCommit. */
  readonly connection?: string;
  /** Commits arrive all the time, and each starts an execution. */
  readonly busy?: boolean;
  /** Somebody once pushed three times in a second: one was superseded before it had run anything. */
  readonly hasty?: boolean;
  /** `Stage/Action` that fails on the first attempt of every execution. */
  readonly failsFirst?: string;
  /** `Stage/Action` that is broken since a few hours. */
  readonly broken?: string;
  /** Its tests run commands of the pipeline's own too, without a project. */
  readonly commands?: boolean;
  /** `Stage/Action` whose project builds in batches. */
  readonly batch?: string;
  /** `Stage/Action` whose role is another account's: what it runs is there. */
  readonly elsewhere?: string;
}

/** A project outside pipelines. */
export interface StandaloneProject {
  readonly name: string;
  readonly description: string;
  readonly repository: string;
  readonly toolchain: Toolchain;
  readonly purpose: Purpose;
  readonly alwaysFails?: boolean;
  /** Its logs go to S3 alone. */
  readonly logsToS3?: boolean;
}

/** Names behind the log groups that no project writes. */
export interface ServiceLogs {
  /** Lambda functions. */
  readonly functions: readonly string[];
  /** ECS services that write lines of JSON, and those that write plain text. */
  readonly json: readonly string[];
  readonly plain: readonly string[];
  /** Whether the groups are there whose names, sizes or pace are unusual. */
  readonly unusual?: boolean;
}

/** What is deployed by people, not by pipelines. */
export interface Deployed {
  /** Lambda functions whose traffic goes over step by step. */
  readonly functions: readonly string[];
  /** Depots, each with five computers beside its sorting lines. */
  readonly depots: readonly string[];
}

/** What an account has in one region at its opening. */
export interface RegionCatalogue {
  readonly pipelines: readonly PipelineSpec[];
  readonly projects: readonly StandaloneProject[];
  readonly logs: ServiceLogs;
  readonly deployed: Deployed;
  /** The repository of a service that was begun this week. */
  readonly emptyRepository: string;
}

/** An account as it is when it is opened. */
export interface AccountSpec {
  /** Twelve digits. */
  readonly id: string;
  readonly alias: string;
  /** In the names of clusters and deployment groups. */
  readonly environment: string;
  /** Who the printed keys belong to. */
  readonly owner: string;
  /** By the region's name; other regions are empty. */
  readonly regions: Readonly<Record<string, RegionCatalogue>>;
}

const EMPTY_REPOSITORY = "crew-rostering";

const REGIONS: AccountSpec["regions"] = {
  "eu-west-1": {
    pipelines: [
      { name: "auth-service-release", shape: "tested", toolchain: "node", type: "V2", hasty: true },
      { name: "billing-service-release", shape: "checked", toolchain: "java", type: "V2", opening: "waiting" },
      { name: "customer-portal-release", shape: "release", toolchain: "node", type: "V2" },
      { name: "customs-documents-release", shape: "checked", toolchain: "python", type: "V1", connection: "kestrel-github" },
      { name: "data-lake-etl-deploy", shape: "lambda", toolchain: "python", type: "V2", busy: true },
      { name: "depot-scheduler-release", shape: "release", toolchain: "java", type: "V1" },
      {
        name: "driver-app-backend-release",
        shape: "tested",
        toolchain: "node",
        type: "V2",
        batch: "Test/unit",
        elsewhere: "Test/integration",
      },
      { name: "fleet-dashboard-deploy", shape: "deploy", toolchain: "node", type: "V1", opening: "running" },
      { name: "fleet-telemetry-release", shape: "checked", toolchain: "go", type: "V2", mode: "QUEUED" },
      { name: "geo-lookup-release", shape: "checked", toolchain: "go", type: "V2", opening: "running" },
      { name: "invoice-export-deploy", shape: "lambda", toolchain: "python", type: "V1" },
      { name: "label-printer-release", shape: "lambda", toolchain: "node", type: "V2" },
      { name: "notification-service-release", shape: "lambda", toolchain: "node", type: "V2" },
      { name: "parcel-api-release", shape: "tested", toolchain: "node", type: "V2" },
      { name: "parcel-web-deploy", shape: "deploy", toolchain: "node", type: "V1", application: "parcel-web-edge" },
      { name: "parcel-web-release", shape: "release", toolchain: "node", type: "V2" },
      { name: "platform-network-stack", shape: "stack", toolchain: "cdk", type: "V2" },
      { name: "platform-observability-stack", shape: "stack", toolchain: "cdk", type: "V2" },
      { name: "pricing-engine-release", shape: "checked", toolchain: "java", type: "V1", connection: "kestrel-github" },
      { name: "returns-service-release", shape: "checked", toolchain: "java", type: "V2", opening: "held" },
      {
        name: "route-optimizer-release",
        shape: "checked",
        toolchain: "python",
        type: "V2",
        opening: "failed",
        broken: "Test/unit",
      },
      { name: "search-index-deploy", shape: "lambda", toolchain: "python", type: "V1" },
      { name: "sensor-ingest-deploy", shape: "deploy", toolchain: "go", type: "V2", mode: "QUEUED", busy: true },
      { name: "sms-gateway-deploy", shape: "deploy", toolchain: "node", type: "V1" },
      { name: "tracking-api-release", shape: "tested", toolchain: "node", type: "V2", failsFirst: "Test/integration" },
      { name: "tracking-events-release", shape: "tested", toolchain: "node", type: "V2", commands: true },
      { name: "warehouse-sync-deploy", shape: "deploy", toolchain: "go", type: "V1", opening: "new" },
      { name: "webhook-relay-release", shape: "checked", toolchain: "node", type: "V2", mode: "PARALLEL" },
    ],
    projects: [
      {
        name: "docs-site",
        description: "Publishes the developer handbook",
        repository: "handbook",
        toolchain: "node",
        purpose: "build",
      },
      {
        name: "nightly-e2e",
        description: "End-to-end tests against staging",
        repository: "e2e-tests",
        toolchain: "node",
        purpose: "integration",
      },
      {
        name: "nightly-route-regression",
        description: "Compares last night's routes with the reference",
        repository: "route-optimizer",
        toolchain: "python",
        purpose: "unit",
        alwaysFails: true,
      },
      {
        name: "parcel-web-pr-checks",
        description: "Runs on every pull request",
        repository: "parcel-web",
        toolchain: "node",
        purpose: "unit",
      },
      {
        name: "rate-tables-import",
        description: "Imports carriers' rate tables",
        repository: "rate-tables",
        toolchain: "python",
        purpose: "build",
        logsToS3: true,
      },
      {
        name: "tracking-api-pr-checks",
        description: "Runs on every pull request",
        repository: "tracking-api",
        toolchain: "node",
        purpose: "lint",
      },
    ],
    logs: {
      functions: [
        "address-validator",
        "data-lake-etl",
        "dead-letter-drain",
        "image-resizer",
        "invoice-export",
        "label-printer",
        "notification-service",
        "search-index",
      ],
      json: [
        "auth-service",
        "customer-portal",
        "driver-app-backend",
        "parcel-api",
        "tracking-api",
        "tracking-events",
        "webhook-relay",
      ],
      plain: ["billing-service", "depot-scheduler", "pricing-engine", "returns-service"],
      unusual: true,
    },
    deployed: {
      functions: ["address-cleanup", "toll-calculator"],
      depots: ["ams1", "bru2", "ham1", "lil1", "muc3", "poz1"],
    },
    emptyRepository: EMPTY_REPOSITORY,
  },
  "us-east-1": {
    pipelines: [
      { name: "carrier-gateway-release", shape: "tested", toolchain: "node", type: "V2" },
      { name: "customs-broker-release", shape: "checked", toolchain: "java", type: "V2", opening: "running" },
      { name: "dock-appointments-release", shape: "release", toolchain: "node", type: "V1" },
      { name: "edge-cdn-stack", shape: "stack", toolchain: "cdk", type: "V2" },
      { name: "freight-quotes-deploy", shape: "lambda", toolchain: "python", type: "V2", busy: true },
      { name: "load-planner-release", shape: "checked", toolchain: "python", type: "V2" },
      { name: "us-billing-service-release", shape: "checked", toolchain: "java", type: "V1" },
      { name: "us-notification-service-release", shape: "lambda", toolchain: "node", type: "V2" },
      { name: "us-parcel-web-release", shape: "release", toolchain: "node", type: "V2" },
      { name: "us-platform-network-stack", shape: "stack", toolchain: "cdk", type: "V2" },
      {
        name: "us-tracking-api-release",
        shape: "tested",
        toolchain: "node",
        type: "V2",
        opening: "failed",
        broken: "Test/lint",
      },
      { name: "yard-management-deploy", shape: "deploy", toolchain: "go", type: "V1" },
    ],
    projects: [
      {
        name: "carrier-gateway-pr-checks",
        description: "Runs on every pull request",
        repository: "carrier-gateway",
        toolchain: "node",
        purpose: "lint",
      },
      {
        name: "us-nightly-e2e",
        description: "End-to-end tests against staging",
        repository: "e2e-tests",
        toolchain: "node",
        purpose: "integration",
      },
    ],
    logs: {
      functions: ["freight-quotes", "us-notification-service"],
      json: ["carrier-gateway", "dock-appointments", "us-parcel-web", "us-tracking-api"],
      plain: ["customs-broker", "us-billing-service"],
    },
    deployed: { functions: ["zip-zones"], depots: ["ewr2", "phl1"] },
    emptyRepository: EMPTY_REPOSITORY,
  },
};

/** The production account of Kestrel Logistics, a parcel carrier that does not exist. */
export const PRODUCTION: AccountSpec = {
  id: "418273650912",
  alias: "kestrel-logistics",
  environment: "production",
  owner: "mira.okafor",
  regions: REGIONS,
};

/** What a pipeline releases: its name without what it does with it. */
export function componentOf(pipelineName: string): string {
  return pipelineName.replace(/-(release|deploy|stack)$/, "");
}
