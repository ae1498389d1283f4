import type { AccessEntry, Addon, AddonInfo, AssociatedAccessPolicy, Cluster, ClusterVersionInformation, FargateProfile, Issue, Nodegroup, Update } from "@aws-sdk/client-eks";
import type { RegionState } from "../../account/account.ts";
import { Random } from "../../random.ts";
import { AwsError } from "../../wire/errors.ts";
import type { Groups } from "../autoscaling/groups.ts";
import { autoscaling } from "../autoscaling/service.ts";

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How long a change of a node group takes. */
const SCALES_MS = 25 * SECOND;

export const CLUSTER = "AWS::EKS::Cluster";
export const NODE_GROUP = "AWS::EKS::Nodegroup";

/** A cluster with what is in it. */
export interface World {
  readonly cluster: Cluster;
  readonly groups: Map<string, Nodegroup>;
  readonly profiles: readonly FargateProfile[];
  readonly addons: readonly Addon[];
  readonly entries: readonly (AccessEntry & { readonly policies: readonly AssociatedAccessPolicy[] })[];
  /** By the node group; those of the cluster by an empty name. The newest first. */
  readonly updates: Map<string, Update[]>;
}

/** Versions of Kubernetes, with the days from now until standard and extended support end. */
const VERSIONS = [["1.34", 320, 685], ["1.33", 190, 555], ["1.32", 38, 403], ["1.31", -70, 295], ["1.30", -430, -65]] as const;

/** The versions of add-ons that fit every version of Kubernetes here, the newest first. */
const ADDONS: Readonly<Record<string, readonly string[]>> = {
  "vpc-cni": ["v1.20.4-eksbuild.2", "v1.20.1-eksbuild.3", "v1.19.2-eksbuild.5"],
  coredns: ["v1.12.4-eksbuild.1", "v1.11.4-eksbuild.28"],
  "kube-proxy": ["v1.33.5-eksbuild.2", "v1.33.3-eksbuild.10"],
  "aws-ebs-csi-driver": ["v1.52.1-eksbuild.1", "v1.48.0-eksbuild.2"],
};

/**
 * The clusters of one region: one with node groups of which one has an issue, one that should be upgraded, and two that have
 * nothing: one is in Auto Mode, one takes who may enter from a map of its own.
 */
export class Clusters {
  readonly #state: RegionState;
  readonly #worlds = new Map<string, World>();
  readonly #random: Random;

  constructor(state: RegionState) {
    this.#state = state;
    this.#random = new Random(`${state.inventory.region} clusters`);
    if (state.deployments.applications().length > 0) {
      this.#seed();
    }
  }

  names(): string[] {
    return [...this.#worlds.keys()].toSorted();
  }

  /** @throws AwsError where there is none */
  world(name = ""): World {
    const found = this.#worlds.get(name);
    if (found === undefined) {
      throw gone(`No cluster found for name: ${name}.`);
    }
    return found;
  }

  /** @throws AwsError where there is none */
  group(cluster: string | undefined, name = ""): Nodegroup {
    const found = this.world(cluster).groups.get(name);
    if (found === undefined) {
      throw gone(`No node group found for name: ${name}.`);
    }
    return found;
  }

  /** Of a cluster, or of a node group in it. @throws AwsError where there is none */
  updates(cluster: string | undefined, group: string | undefined): readonly Update[] {
    if (group !== undefined) {
      this.group(cluster, group);
    }
    return this.world(cluster).updates.get(group ?? "") ?? [];
  }

  versions(): ClusterVersionInformation[] {
    return VERSIONS.map(([clusterVersion, standard, extended], at) => ({
      clusterVersion,
      clusterType: "eks",
      defaultVersion: at === 0,
      endOfStandardSupportDate: new Date(this.#now + standard * DAY),
      endOfExtendedSupportDate: new Date(this.#now + extended * DAY),
      versionStatus: standard > 0 ? "STANDARD_SUPPORT" : extended > 0 ? "EXTENDED_SUPPORT" : "UNSUPPORTED",
    }));
  }

  addonVersions(addonName: string | undefined): AddonInfo[] {
    return Object.entries(ADDONS).flatMap(([name, versions]) =>
      addonName === undefined || addonName === name
        ? [{ addonName: name, type: "networking", owner: "aws", publisher: "eks", addonVersions: versions.map((addonVersion) => ({ addonVersion, architecture: ["amd64", "arm64"] })) }]
        : [],
    );
  }

  /** Brings an add-on to a version in a while. @throws AwsError where there is none such, or another change goes on */
  updateAddon(addon: Addon, version: string): Update {
    const { addonName = "", status } = addon;
    if (!(ADDONS[addonName] ?? []).includes(version)) {
      throw new AwsError("InvalidParameterException", `Addon version specified is not supported: ${version}`);
    }
    if (status === "UPDATING") {
      throw new AwsError("ResourceInUseException", `Addon ${addonName} has an update in progress`);
    }
    const params: Update["params"] = [{ type: "AddonVersion", value: version }, { type: "ResolveConflicts", value: "PRESERVE" }];
    const update: Update = { id: this.#random.uuid(), type: "AddonUpdate", status: "InProgress", params, createdAt: new Date(this.#now), errors: [] };
    addon.status = "UPDATING";
    this.#state.clock.schedule(this.#now + SCALES_MS, () => {
      addon.status = status;
      addon.addonVersion = version;
      addon.modifiedAt = new Date(this.#now);
      update.status = "Successful";
    });
    return update;
  }

  /** Sets the sizes of a node group, which follows. @throws AwsError where they cannot be, or another change goes on */
  scale(cluster: string | undefined, name: string | undefined, wanted: NonNullable<Nodegroup["scalingConfig"]>): Update {
    const group = this.group(cluster, name);
    const sizes = { ...group.scalingConfig, ...withoutUndefined(wanted) };
    const { minSize = 0, maxSize = 0, desiredSize = 0 } = sizes;
    if (maxSize < 1 || minSize > desiredSize || desiredSize > maxSize) {
      throw new AwsError("InvalidParameterException", "Minimum capacity can't be greater than desired size, nor that than maximum capacity.");
    }
    if (group.status === "UPDATING") {
      throw new AwsError("ResourceInUseException", `Nodegroup already has an update in progress: ${name ?? ""}`);
    }
    const { status } = group;
    const params = [["MinSize", minSize], ["MaxSize", maxSize], ["DesiredSize", desiredSize]] as const;
    const update: Update = {
      id: this.#random.uuid(),
      type: "ConfigUpdate",
      status: "InProgress",
      params: params.map(([type, value]) => ({ type, value: String(value) })),
      createdAt: new Date(this.#now),
      errors: [],
    };
    group.status = "UPDATING";
    group.scalingConfig = sizes;
    for (const { name: of = "" } of group.resources?.autoScalingGroups ?? []) {
      const groups = this.#state.services.of(autoscaling) as Groups;
      groups.change(of, { MinSize: minSize, MaxSize: maxSize });
      groups.resize(of, desiredSize);
    }
    const { updates } = this.world(cluster);
    updates.set(name ?? "", [update, ...(updates.get(name ?? "") ?? [])]);
    this.#state.clock.schedule(this.#now + SCALES_MS, () => {
      group.status = status;
      group.modifiedAt = new Date(this.#now);
      update.status = "Successful";
    });
    return update;
  }

  get #now(): number {
    return this.#state.clock.now();
  }

  #seed(): void {
    const platform = this.#cluster("kestrel-platform", { version: "1.33", days: 520, mode: "API_AND_CONFIG_MAP" });
    this.#group(platform, "general", { min: 3, max: 9, desired: 4, types: ["m7g.large"] });
    this.#group(platform, "ingress", { min: 2, max: 4, desired: 2, types: ["c7g.large"] });
    const message = "One or more Amazon EC2 subnets of the node group have fewer than 8 free addresses: subnet-0b7d2c94e1a5f3867.";
    const issues: Issue[] = [{ code: "InsufficientFreeAddresses", message, resourceIds: ["subnet-0b7d2c94e1a5f3867"] }];
    this.#group(platform, "spot-workers", { min: 0, max: 20, desired: 6, types: ["c7g.xlarge", "m7g.xlarge"], capacityType: "SPOT", issues });
    const lost = "The security group sg-0f2a61c7d4e98b350 that was given to the cluster does not exist any more.";
    const batch = this.#cluster("kestrel-batch", { version: "1.31", days: 800, mode: "API", issue: lost });
    this.#group(batch, "night-shift", { min: 1, max: 12, desired: 1, types: ["c7g.2xlarge"] });
    this.#cluster("kestrel-labs", { version: "1.32", days: 610, mode: "CONFIG_MAP" });
    this.#cluster("kestrel-sandbox", { version: "1.34", days: 40, mode: "API", isAuto: true });
  }

  #cluster(name: string, { version, days, mode, isAuto = false, issue }: { version: string; days: number; mode: "API" | "API_AND_CONFIG_MAP" | "CONFIG_MAP"; isAuto?: boolean; issue?: string }): World {
    const { inventory } = this.#state;
    const arn = inventory.arn("eks", `cluster/${name}`);
    const created = this.#now - days * DAY;
    const cluster: Cluster = {
      name,
      arn,
      version,
      platformVersion: "eks.18",
      status: "ACTIVE",
      createdAt: new Date(created),
      endpoint: `https://${this.#random.hex(32).toUpperCase()}.gr7.${inventory.region}.eks.amazonaws.com`,
      roleArn: `arn:aws:iam::${inventory.accountId}:role/kestrel-eks-cluster`,
      accessConfig: { authenticationMode: mode },
      computeConfig: { enabled: isAuto },
      health: { issues: issue === undefined ? [] : [{ code: "Ec2SecurityGroupNotFound", message: issue, resourceIds: ["sg-0f2a61c7d4e98b350"] }] },
    };
    const isRich = mode === "API_AND_CONFIG_MAP";
    const world: World = {
      cluster,
      groups: new Map(),
      profiles: isRich ? this.#profiles(name, created) : [],
      addons: isRich ? this.#addons(name, created) : issue === undefined ? [] : this.#addons(name, created).slice(0, 2),
      entries: isRich || issue !== undefined ? this.#entries(name, created) : [],
      updates: new Map(isRich ? [["", this.#updates(version)]] : []),
    };
    this.#worlds.set(name, world);
    inventory.put({ type: CLUSTER, id: name, arn, name, properties: { Version: version }, created, updated: created });
    return world;
  }

  #group({ cluster, groups, updates }: World, name: string, { min, max, desired, types, capacityType = "ON_DEMAND", issues = [] }: { min: number; max: number; desired: number; types: string[]; capacityType?: "ON_DEMAND" | "SPOT"; issues?: Issue[] }): void {
    const { inventory } = this.#state;
    const id = this.#random.uuid();
    const created = this.#now - 300 * DAY;
    const nodegroupArn = inventory.arn("eks", `nodegroup/${cluster.name ?? ""}/${name}/${id}`);
    groups.set(name, {
      nodegroupName: name,
      nodegroupArn,
      clusterName: cluster.name,
      version: cluster.version,
      releaseVersion: `${cluster.version ?? ""}.5-20261106`,
      createdAt: new Date(created),
      modifiedAt: new Date(created),
      status: issues.length === 0 ? "ACTIVE" : "DEGRADED",
      capacityType,
      scalingConfig: { minSize: min, maxSize: max, desiredSize: desired },
      instanceTypes: types,
      amiType: "AL2023_ARM_64_STANDARD",
      nodeRole: `arn:aws:iam::${inventory.accountId}:role/kestrel-eks-node`,
      resources: { autoScalingGroups: [{ name: `eks-${name}-${id}` }] },
      health: { issues },
    });
    if (name === "general") {
      const errorMessage = "Reached max retries while trying to evict pods from nodes in node group general: a disruption budget of pricing-engine allows none.";
      const errors: Update["errors"] = [{ errorCode: "PodEvictionFailure", errorMessage, resourceIds: ["ip-10-0-14-61.internal"] }];
      updates.set(name, [
        this.#update("VersionUpdate", 9, [["Version", "1.33"], ["ReleaseVersion", "1.33.5-20261106"]]),
        this.#update("VersionUpdate", 10, [["Version", "1.33"], ["ReleaseVersion", "1.33.5-20261106"]], errors),
        this.#update("ConfigUpdate", 47, [["MaxSize", "9"]]),
      ]);
    }
    const sizes = { MinSize: min, MaxSize: max, DesiredSize: desired };
    const properties = { ClusterName: cluster.name, AutoScalingGroup: `eks-${name}-${id}`, InstanceType: types[0], ...sizes };
    inventory.put({ type: NODE_GROUP, id: `${cluster.name ?? ""}/${name}`, arn: nodegroupArn, name, properties, created, updated: created });
  }

  #update(type: NonNullable<Update["type"]>, days: number, params: readonly (readonly [NonNullable<Update["params"]>[number]["type"], string])[], errors: Update["errors"] = []): Update {
    const status = errors.length === 0 ? "Successful" : "Failed";
    return { id: this.#random.uuid(), type, status, params: params.map(([name, value]) => ({ type: name, value })), createdAt: new Date(this.#now - days * DAY), errors };
  }

  #updates(version: string): Update[] {
    const errorMessage = "Amazon EKS needs at least 5 free addresses in the subnets of the cluster.";
    return [
      this.#update("VersionUpdate", 11, [["Version", version], ["PlatformVersion", "eks.18"]]),
      this.#update("VersionUpdate", 12, [["Version", version], ["PlatformVersion", "eks.18"]], [{ errorCode: "InsufficientFreeAddresses", errorMessage, resourceIds: ["subnet-0b7d2c94e1a5f3867"] }]),
      this.#update("AccessConfigUpdate", 90, [["AuthenticationMode", "\"API_AND_CONFIG_MAP\""]]),
    ];
  }

  #profiles(clusterName: string, created: number): FargateProfile[] {
    const selectors = { "kube-system": [{ namespace: "kube-system", labels: { "k8s-app": "kube-dns" } }], reports: [{ namespace: "reports" }], "nightly-jobs": [{ namespace: "jobs", labels: { runs: "nightly" } }] };
    return Object.entries(selectors).map(([fargateProfileName, of]) => ({
      fargateProfileName,
      fargateProfileArn: this.#state.inventory.arn("eks", `fargateprofile/${clusterName}/${fargateProfileName}/${this.#random.uuid()}`),
      clusterName,
      createdAt: new Date(created + DAY),
      podExecutionRoleArn: `arn:aws:iam::${this.#state.inventory.accountId}:role/kestrel-eks-fargate`,
      selectors: of,
      status: "ACTIVE",
    }));
  }

  #addons(clusterName: string, created: number): Addon[] {
    return Object.entries(ADDONS).map(([addonName, versions], at) => {
      const isBad = addonName === "aws-ebs-csi-driver";
      const message = "The add-on is unhealthy because all deployments have all pods unscheduled no nodes available to schedule pods.";
      return {
        addonName,
        clusterName,
        status: isBad ? "DEGRADED" : "ACTIVE",
        addonVersion: versions[at % 2 === 0 ? versions.length - 1 : 0],
        health: { issues: isBad ? [{ code: "InsufficientNumberOfReplicas", message, resourceIds: [] }] : [] },
        addonArn: this.#state.inventory.arn("eks", `addon/${clusterName}/${addonName}/${this.#random.uuid()}`),
        createdAt: new Date(created + HOUR),
        modifiedAt: new Date(this.#now - 60 * DAY),
        owner: "aws",
        publisher: "eks",
      };
    });
  }

  #entries(clusterName: string, created: number): World["entries"] {
    const { inventory } = this.#state;
    const of = (role: string, type: string, groups: string[], policies: readonly (readonly [string, string[]])[]) => ({
      clusterName,
      principalArn: `arn:aws:iam::${inventory.accountId}:role/${role}`,
      accessEntryArn: inventory.arn("eks", `access-entry/${clusterName}/role/${inventory.accountId}/${role}/${this.#random.uuid()}`),
      createdAt: new Date(created),
      type,
      username: type === "STANDARD" ? `arn:aws:sts::${inventory.accountId}:assumed-role/${role}/{{SessionName}}` : "system:node:{{EC2PrivateDNSName}}",
      kubernetesGroups: groups,
      policies: policies.map(([policy, namespaces]) => ({
        policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
        accessScope: namespaces.length === 0 ? { type: "cluster" as const } : { type: "namespace" as const, namespaces },
        associatedAt: new Date(created),
      })),
    });
    return [
      of("kestrel-platform-admin", "STANDARD", [], [["AmazonEKSClusterAdminPolicy", []]]),
      of("kestrel-developer", "STANDARD", ["readers"], [["AmazonEKSEditPolicy", ["jobs", "reports"]], ["AmazonEKSViewPolicy", []]]),
      of("kestrel-eks-node", "EC2_LINUX", ["system:nodes"], []),
    ];
  }
}

export function gone(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, { status: 404 });
}

function withoutUndefined<T extends object>(parts: T): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Partial<T>;
}
