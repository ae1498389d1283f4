import {
  type Addon,
  type Cluster,
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  DescribeFargateProfileCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  EKSClient,
  type FargateProfile,
  ListAccessEntriesCommand,
  ListAddonsCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListFargateProfilesCommand,
  ListNodegroupsCommand,
  ListUpdatesCommand,
  type Nodegroup,
  UpdateAddonCommand,
  UpdateNodegroupConfigCommand,
} from "@aws-sdk/client-eks";
import { apiOf } from "../../aws/serviceApi.ts";
import { parseArn } from "../../base/arn.ts";
import { DevOpsError } from "../../base/errors.ts";
import { type PageOf, everyItem } from "../../base/pages.ts";
import type { Sizes } from "../../base/sizes.ts";
import {
  type AddonMore,
  type ClusterMore,
  type Described,
  type EntryMore,
  type Named,
  type NodeGroupMore,
  type ProfileMore,
  type Support,
  type UpdateMore,
  compareVersions,
  plainWords,
} from "./model.ts";

/** The largest page of all lists (API reference). */
const maxResults = 100;

type Told<More> = readonly (readonly [name: string, more: More])[];
const named = (names: readonly string[] = []) => names.map((name) => ({ name }));

/** EKS of one context: its lists give names, everything else is described one by one. Every method throws DevOpsError. */
export class EksApi extends apiOf(EKSClient) {
  async listClusters(nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Named>> {
    const page = await this.send(new ListClustersCommand({ maxResults, nextToken }), { signal });
    return { items: named(page.clusters), next: page.nextToken };
  }

  /** Each as it is, then, in one call, until when their versions are supported. */
  async *clusters(clusters: readonly Named[], signal: AbortSignal): AsyncGenerator<Told<Partial<ClusterMore>>> {
    const versions = new Map<string, string>();
    for (const { name } of clusters) {
      const more = await this.#cluster(name, signal);
      if (more.version !== undefined) versions.set(name, more.version);
      yield [[name, more]];
    }
    if (versions.size === 0) return;
    const support = await this.#support([...new Set(versions.values())], signal);
    yield [...versions].map(([name, version]) => [name, { support: support.get(version) ?? { status: "", standardEnd: undefined, extendedEnd: undefined } }] as const);
  }

  async #cluster(name: string, signal: AbortSignal): Promise<Omit<ClusterMore, "support">> {
    const { cluster = {} } = await this.send(new DescribeClusterCommand({ name }), { signal, subject: `cluster ${name}` });
    return {
      ...described(cluster.arn, cluster),
      version: cluster.version,
      platform: cluster.platformVersion,
      endpoint: cluster.endpoint,
      access: cluster.accessConfig?.authenticationMode,
      isAuto: cluster.computeConfig?.enabled ?? false,
    };
  }

  async #support(clusterVersions: string[], signal: AbortSignal): Promise<ReadonlyMap<string, Support>> {
    const all = await everyItem("read the versions of Kubernetes", async (nextToken) => {
      const page = await this.send(new DescribeClusterVersionsCommand({ clusterVersions, nextToken }), { signal });
      return { items: page.clusterVersions ?? [], next: page.nextToken };
    });
    return new Map(
      all.map((one) => [
        one.clusterVersion ?? "",
        { status: one.versionStatus ?? "", standardEnd: one.endOfStandardSupportDate?.getTime(), extendedEnd: one.endOfExtendedSupportDate?.getTime() },
      ]),
    );
  }

  async listNodeGroups(clusterName: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Named>> {
    const command = new ListNodegroupsCommand({ clusterName, maxResults, nextToken });
    const page = await this.send(command, { signal, subject: `cluster ${clusterName}` });
    return { items: named(page.nodegroups), next: page.nextToken };
  }

  async *nodeGroups(cluster: string, groups: readonly Named[], signal: AbortSignal): AsyncGenerator<Told<NodeGroupMore>> {
    for (const { name } of groups) yield [[name, await this.getNodeGroup(cluster, name, signal)]];
  }

  async getNodeGroup(clusterName: string, nodegroupName: string, signal?: AbortSignal): Promise<NodeGroupMore> {
    const command = new DescribeNodegroupCommand({ clusterName, nodegroupName });
    const { nodegroup = {} } = await this.send(command, { signal, subject: `node group ${nodegroupName}` });
    return toNodeGroup(nodegroup);
  }

  async scale(clusterName: string, nodegroupName: string, { min: minSize, max: maxSize, desired: desiredSize }: Sizes): Promise<void> {
    const command = new UpdateNodegroupConfigCommand({ clusterName, nodegroupName, scalingConfig: { minSize, maxSize, desiredSize } });
    await this.send(command, { subject: `node group ${nodegroupName}` });
  }

  async listProfiles(clusterName: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Named>> {
    const command = new ListFargateProfilesCommand({ clusterName, maxResults, nextToken });
    const page = await this.send(command, { signal, subject: `cluster ${clusterName}` });
    return { items: named(page.fargateProfileNames), next: page.nextToken };
  }

  async *profiles(clusterName: string, profiles: readonly Named[], signal: AbortSignal): AsyncGenerator<Told<ProfileMore>> {
    for (const { name } of profiles) {
      const command = new DescribeFargateProfileCommand({ clusterName, fargateProfileName: name });
      const { fargateProfile: one = {} } = await this.send(command, { signal, subject: `Fargate profile ${name}` });
      const selectors = (one.selectors ?? []).map(({ namespace = "", labels = {} }) =>
        [`namespace ${namespace}`, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)].join(", "),
      );
      yield [[name, { ...described(one.fargateProfileArn, one), selectors }]];
    }
  }

  async listAddons(clusterName: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Named>> {
    const page = await this.send(new ListAddonsCommand({ clusterName, maxResults, nextToken }), { signal, subject: `cluster ${clusterName}` });
    return { items: named(page.addons), next: page.nextToken };
  }

  /** With the newest version that fits the cluster's. */
  async *addons(clusterName: string, addons: readonly Named[], signal: AbortSignal): AsyncGenerator<Told<AddonMore>> {
    if (addons.length === 0) return;
    const { version: kubernetesVersion } = await this.#cluster(clusterName, signal);
    for (const { name: addonName } of addons) {
      const { addon = {} } = await this.send(new DescribeAddonCommand({ clusterName, addonName }), { signal, subject: `add-on ${addonName}` });
      const all = await this.#addonVersions(addonName, kubernetesVersion, signal);
      const newest = all.toSorted(compareVersions).at(-1);
      const isBehind = newest !== undefined && addon.addonVersion !== undefined && compareVersions(newest, addon.addonVersion) > 0;
      yield [[addonName, { ...described(addon.addonArn, addon), version: addon.addonVersion, newest: isBehind ? newest : undefined }]];
    }
  }

  /** An add-on as it is now, and the versions that fit the cluster's, the newest first. */
  async addonChoices(clusterName: string, addonName: string): Promise<{ readonly version: string | undefined; readonly status: string; readonly versions: readonly string[] }> {
    const signal = new AbortController().signal;
    const { version: kubernetesVersion } = await this.#cluster(clusterName, signal);
    const { addon = {} } = await this.send(new DescribeAddonCommand({ clusterName, addonName }), { subject: `add-on ${addonName}` });
    const all = await this.#addonVersions(addonName, kubernetesVersion, signal);
    return { version: addon.addonVersion, status: addon.status ?? "", versions: all.toSorted((a, b) => compareVersions(b, a)) };
  }

  /** Brings an add-on to a version; what somebody has set in the cluster by hand stays. */
  async updateAddon(clusterName: string, addonName: string, addonVersion: string): Promise<void> {
    const command = new UpdateAddonCommand({ clusterName, addonName, addonVersion, resolveConflicts: "PRESERVE" });
    await this.send(command, { subject: `add-on ${addonName}` });
  }

  async #addonVersions(addonName: string, kubernetesVersion: string | undefined, signal: AbortSignal): Promise<readonly string[]> {
    const all = await everyItem("read the add-on's versions", async (nextToken) => {
      const command = new DescribeAddonVersionsCommand({ addonName, kubernetesVersion, nextToken });
      const page = await this.send(command, { signal, subject: `add-on ${addonName}` });
      return { items: page.addons ?? [], next: page.nextToken };
    });
    return all.flatMap(({ addonVersions = [] }) => addonVersions.flatMap(({ addonVersion }) => (addonVersion === undefined ? [] : [addonVersion])));
  }

  /** By the ARNs of their principals; none where the cluster takes them from a map of its own alone. */
  async listEntries(clusterName: string, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Named>> {
    const command = new ListAccessEntriesCommand({ clusterName, maxResults, nextToken });
    const page = await this.send(command, { signal, subject: `cluster ${clusterName}` }).catch(noneWithoutApi);
    return { items: named(page?.accessEntries), next: page?.nextToken };
  }

  async *entries(clusterName: string, entries: readonly Named[], signal: AbortSignal): AsyncGenerator<Told<EntryMore>> {
    for (const { name: principalArn } of entries) {
      const subject = `access entry ${principalArn}`;
      const command = new DescribeAccessEntryCommand({ clusterName, principalArn });
      const { accessEntry = {} } = await this.send(command, { signal, subject });
      const policies = await everyItem("list its policies", async (nextToken) => {
        const of = new ListAssociatedAccessPoliciesCommand({ clusterName, principalArn, maxResults, nextToken });
        const page = await this.send(of, { signal, subject });
        return { items: page.associatedAccessPolicies ?? [], next: page.nextToken };
      });
      const more = {
        principal: parseArn(principalArn),
        type: accessEntry.type,
        username: accessEntry.username,
        groups: accessEntry.kubernetesGroups ?? [],
        policies: policies.map(({ policyArn = "", accessScope }) => {
          const where = accessScope?.type === "namespace" ? `in ${(accessScope.namespaces ?? []).join(", ")}` : "cluster";
          return `${policyArn.split("/").at(-1) ?? policyArn} (${where})`;
        }),
      };
      yield [[principalArn, more]];
    }
  }

  /** @param nodegroupName undefined: those of the cluster itself */
  async listUpdates(name: string, nodegroupName: string | undefined, nextToken: string | undefined, signal: AbortSignal): Promise<PageOf<Named>> {
    const command = new ListUpdatesCommand({ name, nodegroupName, maxResults, nextToken });
    const page = await this.send(command, { signal, subject: `cluster ${name}` });
    return { items: named(page.updateIds), next: page.nextToken };
  }

  async *updates(name: string, nodegroupName: string | undefined, updates: readonly Named[], signal: AbortSignal): AsyncGenerator<Told<UpdateMore>> {
    for (const { name: updateId } of updates) {
      const command = new DescribeUpdateCommand({ name, nodegroupName, updateId });
      const { update = {} } = await this.send(command, { signal, subject: `update ${updateId}` });
      const more = {
        type: update.type ?? "",
        status: update.status ?? "",
        params: (update.params ?? []).map(({ type = "", value = "" }) => `${plainWords(type)} ${value}`),
        errors: (update.errors ?? []).map(({ errorCode = "", errorMessage = "" }) => `${errorCode}: ${errorMessage}`),
        createdAt: update.createdAt?.getTime(),
      };
      yield [[updateId, more]];
    }
  }
}

/** Access entries of a cluster that takes them from its map alone are refused, not empty. */
function noneWithoutApi(error: unknown): undefined {
  const cause = error instanceof DevOpsError ? error.cause : undefined;
  if (cause instanceof Error && cause.name === "InvalidRequestException") return undefined;
  throw error;
}

/** What everything says that has a status. */
function described(arn: string | undefined, { status, health, createdAt }: Pick<Cluster | Addon | Nodegroup | FargateProfile, "status" | "health" | "createdAt">): Described {
  const issues = (health?.issues ?? []).map(({ code = "", message = "", resourceIds: resources = [] }) => ({ code, message, resources }));
  return { arn, status: status ?? "", issues, createdAt: createdAt?.getTime() };
}

function toNodeGroup(one: Nodegroup): NodeGroupMore {
  const { minSize: min = 0, maxSize: max = 0, desiredSize: desired = 0 } = one.scalingConfig ?? {};
  return {
    ...described(one.nodegroupArn, one),
    sizes: { min, max, desired },
    version: one.version,
    release: one.releaseVersion,
    types: one.instanceTypes ?? [],
    capacity: one.capacityType,
    groups: (one.resources?.autoScalingGroups ?? []).flatMap(({ name }) => (name === undefined ? [] : [name])),
  };
}
