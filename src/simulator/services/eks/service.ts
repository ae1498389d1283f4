import {
  DescribeAccessEntry$,
  DescribeAddon$,
  DescribeAddonVersions$,
  DescribeCluster$,
  DescribeClusterVersions$,
  DescribeFargateProfile$,
  DescribeNodegroup$,
  DescribeUpdate$,
  EKSClient,
  InvalidParameterException$,
  InvalidRequestException$,
  ListAccessEntries$,
  ListAddons$,
  ListAssociatedAccessPolicies$,
  ListClusters$,
  ListFargateProfiles$,
  ListNodegroups$,
  ListUpdates$,
  ResourceInUseException$,
  ResourceNotFoundException$,
  UpdateAddon$,
  UpdateNodegroupConfig$,
} from "@aws-sdk/client-eks";
import type * as EksModule from "@aws-sdk/client-eks";
import { describeService } from "../../resources/descriptor.ts";
import { AwsError } from "../../wire/errors.ts";
import { page, pageSize } from "../paging.ts";
import { Clusters, gone } from "./clusters.ts";

const INVALID = "InvalidParameterException";
const PAGE = { standard: 100, most: 100 };

interface Paged {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** A page of names. */
function paged(all: readonly (string | undefined)[], input: Paged) {
  return pagedBy(all.map((name = "") => name), (name) => name, input);
}

/** A page of what is told apart by a text of its own. */
function pagedBy<T>(all: readonly T[], key: (one: T) => string | undefined, { maxResults, nextToken }: Paged) {
  const badToken = () => new AwsError(INVALID, "The token is not valid.");
  return page(all, (item) => key(item) ?? "", { nextToken: nextToken || undefined, size: pageSize(maxResults, "maxResults", PAGE, INVALID), badToken });
}

/** The one that is asked for. @throws AwsError where there is none */
function one<T>(all: readonly T[], isIt: (item: T) => boolean, message: string): T {
  const found = all.find(isIt);
  if (found === undefined) {
    throw gone(message);
  }
  return found;
}

/** Amazon EKS. */
export const eks = describeService<typeof EksModule, Clusters>({
  name: "eks",
  types: "AWS::EKS::",
  invalid: INVALID,
  schemas: {
    DescribeAccessEntry$,
    DescribeAddon$,
    DescribeAddonVersions$,
    DescribeCluster$,
    DescribeClusterVersions$,
    DescribeFargateProfile$,
    DescribeNodegroup$,
    DescribeUpdate$,
    InvalidParameterException$,
    InvalidRequestException$,
    ListAccessEntries$,
    ListAddons$,
    ListAssociatedAccessPolicies$,
    ListClusters$,
    ListFargateProfiles$,
    ListNodegroups$,
    ListUpdates$,
    ResourceInUseException$,
    ResourceNotFoundException$,
    UpdateAddon$,
    UpdateNodegroupConfig$,
  },
  client: (options) => new EKSClient(options),
  open: (state) => new Clusters(state),
  rules: {},
  handlers: (clusters) => ({
    ListClusters(input, { region }) {
      const { items, nextToken } = paged(clusters(region).names(), input);
      return { clusters: items, nextToken };
    },
    DescribeCluster: ({ name }, { region }) => ({ cluster: clusters(region).world(name).cluster }),
    DescribeClusterVersions({ clusterVersions, ...input }, { region }) {
      const asked = clusters(region).versions().filter(({ clusterVersion = "" }) => clusterVersions === undefined || clusterVersions.includes(clusterVersion));
      const { items, nextToken } = pagedBy(asked, ({ clusterVersion }) => clusterVersion, input);
      return { clusterVersions: items, nextToken };
    },
    ListNodegroups({ clusterName, ...input }, { region }) {
      const { items, nextToken } = paged([...clusters(region).world(clusterName).groups.keys()], input);
      return { nodegroups: items, nextToken };
    },
    DescribeNodegroup: ({ clusterName, nodegroupName }, { region }) => ({ nodegroup: clusters(region).group(clusterName, nodegroupName) }),
    UpdateNodegroupConfig({ clusterName, nodegroupName, scalingConfig }, { region }) {
      if (scalingConfig === undefined) {
        throw new AwsError(INVALID, "The simulator changes the sizes of a node group alone.");
      }
      return { update: clusters(region).scale(clusterName, nodegroupName, scalingConfig) };
    },
    ListFargateProfiles({ clusterName, ...input }, { region }) {
      const { items, nextToken } = paged(clusters(region).world(clusterName).profiles.map(({ fargateProfileName }) => fargateProfileName), input);
      return { fargateProfileNames: items, nextToken };
    },
    DescribeFargateProfile({ clusterName, fargateProfileName }, { region }) {
      const { profiles } = clusters(region).world(clusterName);
      return { fargateProfile: one(profiles, (profile) => profile.fargateProfileName === fargateProfileName, `No Fargate Profile found with name: ${fargateProfileName ?? ""}.`) };
    },
    ListAddons({ clusterName, ...input }, { region }) {
      const { items, nextToken } = paged(clusters(region).world(clusterName).addons.map(({ addonName }) => addonName), input);
      return { addons: items, nextToken };
    },
    DescribeAddon({ clusterName, addonName }, { region }) {
      const { addons } = clusters(region).world(clusterName);
      return { addon: one(addons, (addon) => addon.addonName === addonName, `No addon: ${addonName ?? ""} found in cluster: ${clusterName ?? ""}`) };
    },
    UpdateAddon({ clusterName, addonName, addonVersion, configurationValues, serviceAccountRoleArn, podIdentityAssociations }, { region }) {
      if (addonVersion === undefined || [configurationValues, serviceAccountRoleArn, podIdentityAssociations].some((other) => other !== undefined)) {
        throw new AwsError(INVALID, "The simulator changes the version of an add-on alone.");
      }
      const { addons } = clusters(region).world(clusterName);
      const addon = one(addons, (found) => found.addonName === addonName, `No addon: ${addonName ?? ""} found in cluster: ${clusterName ?? ""}`);
      return { update: clusters(region).updateAddon(addon, addonVersion) };
    },
    DescribeAddonVersions({ addonName, ...input }, { region }) {
      const { items, nextToken } = pagedBy(clusters(region).addonVersions(addonName), (addon) => addon.addonName, input);
      return { addons: items, nextToken };
    },
    ListAccessEntries({ clusterName, ...input }, { region }) {
      const { entries, cluster } = clusters(region).world(clusterName);
      if (cluster.accessConfig?.authenticationMode === "CONFIG_MAP") {
        const message = "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.";
        throw new AwsError("InvalidRequestException", message);
      }
      const { items, nextToken } = paged(entries.map(({ principalArn }) => principalArn), input);
      return { accessEntries: items, nextToken };
    },
    DescribeAccessEntry({ clusterName, principalArn }, { region }) {
      const { entries } = clusters(region).world(clusterName);
      const { policies: _policies, ...accessEntry } = one(entries, (entry) => entry.principalArn === principalArn, `The specified principalArn could not be found: ${principalArn ?? ""}`);
      return { accessEntry };
    },
    ListAssociatedAccessPolicies({ clusterName, principalArn, ...input }, { region }) {
      const { entries } = clusters(region).world(clusterName);
      const { policies } = one(entries, (entry) => entry.principalArn === principalArn, `The specified principalArn could not be found: ${principalArn ?? ""}`);
      const { items, nextToken } = pagedBy(policies, ({ policyArn }) => policyArn, input);
      return { clusterName, principalArn, associatedAccessPolicies: items, nextToken };
    },
    ListUpdates({ name, nodegroupName, ...input }, { region }) {
      const { items, nextToken } = paged(clusters(region).updates(name, nodegroupName).map(({ id }) => id), input);
      return { updateIds: items, nextToken };
    },
    DescribeUpdate: ({ name, nodegroupName, updateId }, { region }) => ({
      update: one(clusters(region).updates(name, nodegroupName), ({ id }) => id === updateId, `No update found for ID: ${updateId ?? ""}`),
    }),
  }),
});
