import { parseArn } from "../../base/arn.ts";
import { refIn } from "../../base/resourceRef.ts";
import { sizesText } from "../../base/sizes.ts";
import { joined, words } from "../../base/text.ts";
import { formatAgo, timeLine } from "../../base/time.ts";
import { type Kind, folder } from "../../host/kinds/kind.ts";
import type { EksApi } from "./api.ts";
import {
  type AddonMore,
  type ClusterMore,
  type Described,
  type EntryMore,
  type Issue,
  type Named,
  type NodeGroupMore,
  type ProfileMore,
  type UpdateMore,
  keysIn,
  plainWords,
  standingOf,
  standingOfCluster,
  standingOfUpdate,
  supportOf,
} from "./model.ts";

const pageOf = (cluster: string, ...rest: readonly string[]) => `eks/clusters/${[cluster, ...rest].map(encodeURIComponent).join("/")}`;
const refOf = (arn: string | undefined) => (arn === undefined ? undefined : parseArn(arn));
/** What is as it should be needs no word. */
const statusText = (status: string | undefined) => (status === undefined || status === "ACTIVE" ? undefined : words(status));
const named = { key: ({ name }: Named) => name, words: { undoing: "deleting" } };

/** What is wrong with something, as rows below it. */
function issuesOf(noun: string, above: () => Kind<EksApi, Named, unknown, Described>): Kind<EksApi, Issue, Named> {
  return {
    noun,
    icon: "info",
    get above() {
      return above();
    },
    of: (_item, more: Partial<Described>) => more.issues ?? [],
    key: ({ code, message }) => `${code} ${message}`,
    tell: ({ code, message, resources }) => ({
      label: plainWords(code),
      name: message,
      standing: "warned",
      facts: [message],
      tooltip: [plainWords(code), message, ...resources],
    }),
  };
}

export const clusters: Kind<EksApi, Named, undefined, ClusterMore> = {
  ...named,
  noun: "cluster",
  icon: "server-process",
  none: "No cluster in this region",
  get below() {
    return [clusterIssues, nodeGroups, profilesFolder, addonsFolder, entriesFolder, updatesFolder];
  },
  list: (api, _service, { cursor, signal }) => api.listClusters(cursor, signal),
  more: (api, items, { signal }) => api.clusters(items, signal),
  tell: ({ name }, more, { now, context }) => ({
    label: name,
    standing: standingOfCluster(more, now),
    facts: [statusText(more.status), more.version, more.support && supportOf(more.support, now).text, more.isAuto === true ? "Auto Mode" : undefined],
    tooltip: [
      name,
      more.version && joined([`Kubernetes ${more.version}`, more.platform && `platform ${more.platform}`]),
      more.support && supportOf(more.support, now).text,
      more.access && `Access by ${words(more.access)}`,
      more.endpoint,
      timeLine("Created", more.createdAt),
    ],
    ref: refIn(context.region, "eks", `cluster/${name}`),
    page: pageOf(name),
  }),
  find: (ref) => keysIn(ref, "cluster"),
};
const clusterIssues = issuesOf("issue of the cluster", () => clusters);

export const nodeGroups: Kind<EksApi, Named, Named, NodeGroupMore> = {
  ...named,
  noun: "node group",
  icon: "layers",
  none: "No node group",
  above: clusters,
  get below() {
    return [groupIssues, groupUpdatesFolder];
  },
  list: (api, { name }, { cursor, signal }) => api.listNodeGroups(name, cursor, signal),
  more: (api, items, { signal, up }) => api.nodeGroups(up(clusters).name, items, signal),
  tell: ({ name }, more, { up }) => ({
    label: name,
    standing: standingOf(more),
    facts: [statusText(more.status), more.sizes && sizesText(more.sizes), more.types?.join(", "), more.capacity && words(more.capacity), more.version],
    tooltip: [name, more.release && `AMI release ${more.release}`, ...(more.groups ?? []).map((group) => `Auto Scaling group ${group}`), timeLine("Created", more.createdAt)],
    ref: refOf(more.arn),
    page: pageOf(up(clusters).name, "nodegroups", name),
  }),
  find: (ref) => keysIn(ref, "nodegroup"),
};
const groupIssues = issuesOf("issue of the node group", () => nodeGroups);

export const profiles: Kind<EksApi, Named, Named, ProfileMore> = {
  ...named,
  noun: "Fargate profile",
  icon: "cloud",
  none: "No Fargate profile",
  above: clusters,
  list: (api, { name }, { cursor, signal }) => api.listProfiles(name, cursor, signal),
  more: (api, items, { signal, up }) => api.profiles(up(clusters).name, items, signal),
  tell: ({ name }, more, { up }) => ({
    label: name,
    standing: standingOf(more),
    facts: [statusText(more.status), ...(more.issues ?? []).map(({ message }) => message), ...(more.selectors ?? [])],
    tooltip: [name, ...(more.issues ?? []).map(({ code, message }) => `${code}: ${message}`), ...(more.selectors ?? []), timeLine("Created", more.createdAt)],
    ref: refOf(more.arn),
    page: pageOf(up(clusters).name, "fargate-profiles", name),
  }),
  find: (ref) => keysIn(ref, "fargateprofile"),
};
const profilesFolder = folder<EksApi, Named>({ noun: "profiles", label: "Fargate profiles", icon: "cloud" }, () => [profiles]);

export const addons: Kind<EksApi, Named, Named, AddonMore> = {
  ...named,
  noun: "add-on",
  icon: "extensions",
  none: "No add-on",
  above: clusters,
  get below() {
    return [addonIssues];
  },
  list: (api, { name }, { cursor, signal }) => api.listAddons(name, cursor, signal),
  more: (api, items, { signal, up }) => api.addons(up(clusters).name, items, signal),
  tell: ({ name }, more, { up }) => ({
    label: name,
    standing: standingOf(more),
    facts: [statusText(more.status), more.version, more.newest && `${more.newest} is there`],
    tooltip: [name, more.version, more.newest && `The newest for the cluster's version is ${more.newest}`, timeLine("Created", more.createdAt)],
    ref: refOf(more.arn),
    page: pageOf(up(clusters).name, "add-ons", name),
  }),
  find: (ref) => keysIn(ref, "addon"),
};
const addonsFolder = folder<EksApi, Named>({ noun: "addons", label: "Add-ons", icon: "extensions" }, () => [addons]);
const addonIssues = issuesOf("issue of the add-on", () => addons);

export const entries: Kind<EksApi, Named, Named, EntryMore> = {
  ...named,
  noun: "access entry",
  icon: "key",
  none: "No access entry: a cluster may have its own map of who enters",
  above: clusters,
  list: (api, { name }, { cursor, signal }) => api.listEntries(name, cursor, signal),
  more: (api, items, { signal, up }) => api.entries(up(clusters).name, items, signal),
  tell: ({ name }, more) => ({
    label: parseArn(name)?.resource ?? name,
    name,
    facts: [...(more.policies ?? []), ...(more.groups ?? []).map((group) => `group ${group}`), more.type === "STANDARD" ? undefined : more.type],
    tooltip: [name, more.username && `Username: ${more.username}`, ...(more.policies ?? []), ...(more.groups ?? []).map((group) => `Group ${group}`)],
    ref: parseArn(name),
  }),
};
const entriesFolder = folder<EksApi, Named>({ noun: "entries", label: "Access entries", icon: "key" }, () => [entries]);

const update = {
  ...named,
  icon: "history",
  isHistory: true,
  tell: ({ name }: Named, more: Partial<UpdateMore>, { now }: { readonly now: number }) => ({
    label: more.type === undefined ? name : plainWords(more.type),
    name,
    standing: more.status === undefined ? undefined : standingOfUpdate(more.status),
    isPast: more.status !== "InProgress",
    facts: [
      ...(more.errors ?? []),
      more.params?.join(", "),
      more.status === undefined ? undefined : plainWords(more.status),
      more.createdAt === undefined ? undefined : formatAgo(more.createdAt, now),
    ],
    tooltip: [`Update ${name}`, ...(more.errors ?? []), ...(more.params ?? []), timeLine("Began", more.createdAt)],
  }),
};

const updates: Kind<EksApi, Named, Named, UpdateMore> = {
  ...update,
  noun: "update",
  none: "No update",
  above: clusters,
  list: (api, { name }, { cursor, signal }) => api.listUpdates(name, undefined, cursor, signal),
  more: (api, items, { signal, up }) => api.updates(up(clusters).name, undefined, items, signal),
};
const updatesFolder = folder<EksApi, Named>({ noun: "updates", label: "Updates", icon: "history" }, () => [updates]);

const groupUpdates: Kind<EksApi, Named, Named, UpdateMore> = {
  ...update,
  noun: "node group's update",
  none: "No update of the node group",
  above: nodeGroups,
  list: (api, { name }, { cursor, signal, up }) => api.listUpdates(up(clusters).name, name, cursor, signal),
  more: (api, items, { signal, up }) => api.updates(up(clusters).name, up(nodeGroups).name, items, signal),
};
const groupUpdatesFolder = folder<EksApi, Named>({ noun: "updates", label: "Updates", icon: "history" }, () => [groupUpdates]);
