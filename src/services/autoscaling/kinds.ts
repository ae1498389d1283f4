import { parseArn, partitionOf } from "../../base/resourceRef.ts";
import { groupLabel } from "../../base/scaling.ts";
import { sizesText } from "../../base/sizes.ts";
import { formatAgo, formatDateTime, formatSpan, timeLine } from "../../base/time.ts";
import { eachByItself } from "../../host/kinds/details.ts";
import { type Kind, folder } from "../../host/kinds/kind.ts";
import { scalingKinds } from "../../host/kinds/scaling.ts";
import type { AutoScalingApi } from "./api.ts";
import {
  type Group,
  type GroupMore,
  type Member,
  type Refresh,
  given,
  groupIn,
  inService,
  isRefreshing,
  refreshText,
  standingOfGroup,
  standingOfLifecycle,
  standingOfRefresh,
  statusText,
} from "./model.ts";

const pageOf = ({ name }: Group, tab: string) => `ec2/home#AutoScalingGroupDetails:id=${encodeURIComponent(name)};view=${tab}`;

export const groups: Kind<AutoScalingApi, Group, undefined, GroupMore> = {
  noun: "group",
  icon: "layers",
  none: "No Auto Scaling group in this region",
  get below() {
    return [instancesFolder, scaling.policies, scaling.scheduled, refreshesFolder, scaling.activities];
  },
  list: (api, _service, { cursor, signal }) => api.listGroups(cursor, signal),
  get: (api, name, _service, signal) => api.getGroup(name, signal),
  more: (api, items, { signal }) => eachByItself(items, ({ name }) => name, ({ name }) => api.lastRefresh(name, signal)),
  key: ({ name }) => name,
  tell: (group, { refresh }) => ({
    label: groupLabel(group.name),
    standing: standingOfGroup(group, refresh),
    facts: [
      sizesText(group),
      `${inService(group)} in service`,
      refreshText(refresh),
      group.status?.toLowerCase(),
      group.suspended.length === 0 ? undefined : `suspended: ${group.suspended.map(({ name }) => name).join(", ")}`,
    ],
    tooltip: [
      group.name,
      given(refresh)?.reason && `Refresh: ${given(refresh)?.reason}`,
      group.template && `Launches ${group.template}`,
      group.healthCheck && `Health check: ${group.healthCheck}`,
      `Zones: ${group.zones.join(", ")}`,
      group.operator && `Managed by ${group.operator}`,
      ...group.suspended.map(({ name, reason }) => `${name}: ${reason ?? "suspended"}`),
      timeLine("Created", group.createdAt),
    ],
    ref: parseArn(group.arn),
    page: pageOf(group, "details"),
  }),
  find: ({ service, resource }) => {
    const name = service === "autoscaling" ? groupIn(resource) : undefined;
    return name === undefined ? undefined : [name];
  },
};

export const members: Kind<AutoScalingApi, Member, Group> = {
  noun: "instance",
  icon: "vm",
  none: "No instance",
  above: groups,
  of: ({ members: all }) => all,
  key: ({ id }) => id,
  tell: (member, _more, { up, context }) => ({
    label: member.id,
    standing: member.isHealthy ? standingOfLifecycle(member.lifecycle) : "failed",
    facts: [statusText(member.lifecycle), member.isHealthy ? undefined : "unhealthy", member.isProtected ? "protected" : undefined, member.type, member.zone, member.version && `version ${member.version}`],
    tooltip: [member.id, member.lifecycle, member.isProtected ? "Protected from being scaled in" : undefined],
    ref: { partition: partitionOf(context.region), service: "ec2", region: context.region, account: parseArn(up(groups).arn)?.account ?? "", resource: `instance/${member.id}` },
    page: `ec2/home#InstanceDetails:instanceId=${member.id}`,
  }),
};
const instancesFolder = folder<AutoScalingApi, Group>({ noun: "instances", label: "Instances", icon: "vm" }, () => [members]);

export const refreshes: Kind<AutoScalingApi, Refresh, Group> = {
  noun: "refresh",
  icon: "sync",
  none: "No instance refresh",
  isHistory: true,
  above: groups,
  list: (api, { name }, { cursor, signal }) => api.listRefreshes(name, cursor, signal),
  teach: ([last]): Partial<GroupMore> => ({ refresh: last ?? "none" }),
  key: ({ id }) => id,
  tell: (refresh, _more, { now }) => ({
    label: refresh.startedAt === undefined ? refresh.id : formatDateTime(refresh.startedAt),
    name: refresh.id,
    standing: standingOfRefresh(refresh),
    facts: [
      isRefreshing(refresh) ? `${refresh.percent ?? 0} %, ${refresh.left ?? "?"} to go` : statusText(refresh.status),
      refresh.reason,
      refresh.desired && `to ${refresh.desired}`,
      refresh.endedAt === undefined ? undefined : `took ${formatSpan(refresh.startedAt, refresh.endedAt) ?? "?"}`,
      formatAgo(refresh.startedAt, now),
    ],
    tooltip: [
      `Instance refresh ${refresh.id}`,
      refresh.reason,
      refresh.desired && `To ${refresh.desired}`,
      refresh.minHealthy === undefined ? undefined : `At least ${refresh.minHealthy} % stay healthy`,
      refresh.noWayBack && `It cannot be rolled back: ${refresh.noWayBack}`,
      timeLine("Started", refresh.startedAt),
      timeLine("Ended", refresh.endedAt),
    ],
  }),
};
const refreshesFolder = folder<AutoScalingApi, Group>({ noun: "refreshes", label: "Instance refreshes", icon: "sync" }, () => [refreshes]);

const scaling = scalingKinds<AutoScalingApi, Group>(groups, {
  policies: (api, { name }, cursor, signal) => api.listPolicies(name, cursor, signal),
  scheduled: (api, { name }, cursor, signal) => api.listScheduled(name, cursor, signal),
  activities: (api, { name }, cursor, signal) => api.listActivities(name, cursor, signal),
});
