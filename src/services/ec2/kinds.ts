import { groupLabel } from "../../base/scaling.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { Ec2Api } from "./api.ts";
import { type Checks, type Instance, checksText, instanceRef, standingOf } from "./model.ts";

export const instances: Kind<Ec2Api, Instance, undefined, Checks> = {
  noun: "instance",
  words: { undoing: "stopping" },
  icon: "vm",
  none: "No instance in this region",
  filter: "Name (in its case), tag:team=platform, or state: stopped",
  isFilteredByService: true,
  list: (api, _service, { cursor, filter, signal }) => api.listInstances(filter, cursor, signal),
  get: (api, id, _service, signal) => api.getInstance(id, signal),
  more: (api, items, { signal }) => api.checks(items, signal),
  key: ({ id }) => id,
  tell: (instance, more, { now, context }) => ({
    label: groupLabel(instance.name ?? instance.id),
    name: instance.id,
    standing: standingOf(instance, more),
    facts: [
      instance.state,
      instance.type,
      instance.privateAddress,
      checksText(more.checks),
      more.events?.[0],
      instance.group && `in ${groupLabel(instance.group)}`,
      instance.name === undefined ? undefined : instance.id,
    ],
    tooltip: [
      instance.name ?? instance.id,
      instance.name && instance.id,
      instance.reason,
      instance.launchedAt === undefined ? undefined : `Launched ${formatDateTime(instance.launchedAt)} (${formatAgo(instance.launchedAt, now)})`,
      instance.zone && `Zone: ${instance.zone}`,
      instance.image && `Image: ${instance.image}`,
      instance.publicAddress && `Public address: ${instance.publicAddress}`,
      instance.group && `Auto Scaling group: ${instance.group}`,
      ...(more.events ?? []).map((event) => `AWS will do: ${event}`),
      ...instance.tags.filter(([key]) => key !== "Name" && !key.startsWith("aws:")).map(([key, value]) => `${key}: ${value}`),
    ],
    ref: instanceRef(context.region, instance),
    page: `ec2/home#InstanceDetails:instanceId=${instance.id}`,
  }),
  find: ({ service, resource }) => {
    const [kind, id] = resource.split("/");
    return service === "ec2" && kind === "instance" && id ? [id] : undefined;
  },
};
