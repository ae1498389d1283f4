import type { ComputePlatform, DeploymentConfigInfo } from "@aws-sdk/client-codedeploy";
import { Random } from "../../random.ts";

/** How a deployment goes about it. */
export type DeploymentConfig = {
  readonly name: string;
  readonly platform: ComputePlatform;
} & (
  | { readonly healthy: { readonly type: "FLEET_PERCENT" | "HOST_COUNT"; readonly value: number } }
  | { readonly routing: TrafficRouting }
);

/** How traffic goes over: at once, a part first and the rest after some minutes, or so much every so many minutes. */
export type TrafficRouting =
  | { readonly kind: "allAtOnce" }
  | { readonly kind: "canary"; readonly percent: number; readonly minutes: number }
  | { readonly kind: "linear"; readonly percent: number; readonly minutes: number };

/** The predefined configurations (user guide, "Working with deployment configurations"), and the company's own. */
const CONFIGS: readonly DeploymentConfig[] = [
  server("CodeDeployDefault.AllAtOnce", "HOST_COUNT", 0),
  server("CodeDeployDefault.HalfAtATime", "FLEET_PERCENT", 50),
  // So high a share that no more than one of any fleet below a hundred may be missing.
  server("CodeDeployDefault.OneAtATime", "FLEET_PERCENT", 99),
  server("Kestrel.TwoThirdsHealthy", "FLEET_PERCENT", 66),
  ...(["ECS", "Lambda"] as const).flatMap((platform) => trafficConfigs(platform)),
];

const BY_NAME = new Map(CONFIGS.map((config) => [config.name, config]));

/** A configuration of which the caller knows that it is there. @throws Error where it is not */
export function configNamed(name: string): DeploymentConfig {
  const config = BY_NAME.get(name);
  if (config === undefined) {
    throw new Error(`No deployment configuration ${name}`);
  }
  return config;
}

export function findConfig(name: string): DeploymentConfig | undefined {
  return BY_NAME.get(name);
}

export function describeConfig(config: DeploymentConfig): DeploymentConfigInfo {
  return {
    deploymentConfigId: new Random(`config ${config.name}`).uuid(),
    deploymentConfigName: config.name,
    computePlatform: config.platform,
    ...("healthy" in config
      ? { minimumHealthyHosts: { ...config.healthy } }
      : { trafficRoutingConfig: describeRouting(config.routing) }),
  };
}

/** How many instances may be worked on at once: the others have to stay healthy. */
export function batchSize(config: DeploymentConfig, instances: number): number {
  if (!("healthy" in config)) {
    return instances;
  }
  const { type, value } = config.healthy;
  const healthy = type === "HOST_COUNT" ? value : Math.ceil((instances * value) / 100);
  return Math.max(1, instances - healthy);
}

function server(name: string, type: "FLEET_PERCENT" | "HOST_COUNT", value: number): DeploymentConfig {
  return { name, platform: "Server", healthy: { type, value } };
}

function trafficConfigs(platform: "ECS" | "Lambda"): DeploymentConfig[] {
  const named = (ending: string, routing: TrafficRouting): DeploymentConfig => ({
    name: `CodeDeployDefault.${platform}${ending}`,
    platform,
    routing,
  });
  const canaries = platform === "ECS" ? [5, 15] : [5, 10, 15, 30];
  const linears = platform === "ECS" ? [1, 3] : [1, 2, 3, 10];
  return [
    named("AllAtOnce", { kind: "allAtOnce" }),
    ...canaries.map((minutes) => named(`Canary10Percent${minutes}Minutes`, { kind: "canary", percent: 10, minutes })),
    ...linears.map((minutes) => {
      // Only Lambda's of one minute is named in the singular.
      const unit = platform === "Lambda" && minutes === 1 ? "Minute" : "Minutes";
      return named(`Linear10PercentEvery${minutes}${unit}`, { kind: "linear", percent: 10, minutes });
    }),
  ];
}

function describeRouting(routing: TrafficRouting): DeploymentConfigInfo["trafficRoutingConfig"] {
  switch (routing.kind) {
    case "allAtOnce":
      return { type: "AllAtOnce" };
    case "canary": {
      const { percent, minutes } = routing;
      return { type: "TimeBasedCanary", timeBasedCanary: { canaryPercentage: percent, canaryInterval: minutes } };
    }
    case "linear": {
      const { percent, minutes } = routing;
      return { type: "TimeBasedLinear", timeBasedLinear: { linearPercentage: percent, linearInterval: minutes } };
    }
  }
}
