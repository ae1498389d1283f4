import { parseArn, partitionOf } from "../../base/resourceRef.ts";
import { formatAgo, formatDateTime, formatDuration } from "../../base/time.ts";
import { eachByItself } from "../../host/kinds/details.ts";
import { type Kind, folder } from "../../host/kinds/kind.ts";
import type { AutoScalingApi } from "./api.ts";
import {
  type Activity,
  type Group,
  type GroupMore,
  type Member,
  type Refresh,
  type Rule,
  activityText,
  causeText,
  given,
  groupIn,
  groupLabel,
  inService,
  isRefreshing,
  refreshText,
  sizesText,
  standingOfActivity,
  standingOfGroup,
  standingOfLifecycle,
  standingOfRefresh,
  statusText,
} from "./model.ts";

const pageOf = ({ name }: Group, tab: string) => `ec2/home#AutoScalingGroupDetails:id=${encodeURIComponent(name)};view=${tab}`;
const line = (what: string, at: number | undefined) => (at === undefined ? undefined : `${what} ${formatDateTime(at)}`);

export const groups: Kind<AutoScalingApi, Group, undefined, GroupMore> = {
  noun: "group",
  icon: "layers",
  none: "No Auto Scaling group in this region",
  get below() {
    return [instancesFolder, policiesFolder, scheduledFolder, refreshesFolder, activitiesFolder];
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
      line("Created", group.createdAt),
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
    facts: [statusText(member.lifecycle), member.isHealthy ? undefined : "unhealthy", member.type, member.zone, member.version && `version ${member.version}`],
    tooltip: [member.id, member.lifecycle, member.isProtected ? "Protected from being scaled in" : undefined],
    ref: { partition: partitionOf(context.region), service: "ec2", region: context.region, account: parseArn(up(groups).arn)?.account ?? "", resource: `instance/${member.id}` },
    page: `ec2/home#InstanceDetails:instanceId=${member.id}`,
  }),
};
const instancesFolder = folder<AutoScalingApi, Group>({ noun: "instances", label: "Instances", icon: "vm" }, () => [members]);

const rule = {
  key: ({ name }: Rule) => name,
  tell: ({ name, facts, isOn }: Rule) => ({ label: name, facts, standing: isOn ? undefined : ("stopped" as const), tooltip: [name, ...facts] }),
};

const policies: Kind<AutoScalingApi, Rule, Group> = {
  ...rule,
  noun: "policy",
  icon: "graph-line",
  none: "No scaling policy",
  above: groups,
  list: (api, { name }, { cursor, signal }) => api.listPolicies(name, cursor, signal),
};
const policiesFolder = folder<AutoScalingApi, Group>({ noun: "policies", label: "Scaling policies", icon: "graph-line" }, () => [policies]);

const scheduled: Kind<AutoScalingApi, Rule, Group> = {
  ...rule,
  noun: "scheduled action",
  icon: "calendar",
  none: "No scheduled action",
  above: groups,
  list: (api, { name }, { cursor, signal }) => api.listScheduled(name, cursor, signal),
};
const scheduledFolder = folder<AutoScalingApi, Group>({ noun: "schedule", label: "Scheduled actions", icon: "calendar" }, () => [scheduled]);

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
      refresh.startedAt !== undefined && refresh.endedAt !== undefined ? `took ${formatDuration(refresh.endedAt - refresh.startedAt)}` : undefined,
      refresh.startedAt === undefined ? undefined : formatAgo(refresh.startedAt, now),
    ],
    tooltip: [
      `Instance refresh ${refresh.id}`,
      refresh.reason,
      refresh.desired && `To ${refresh.desired}`,
      refresh.minHealthy === undefined ? undefined : `At least ${refresh.minHealthy} % stay healthy`,
      refresh.noWayBack && `It cannot be rolled back: ${refresh.noWayBack}`,
      line("Started", refresh.startedAt),
      line("Ended", refresh.endedAt),
    ],
  }),
};
const refreshesFolder = folder<AutoScalingApi, Group>({ noun: "refreshes", label: "Instance refreshes", icon: "sync" }, () => [refreshes]);

const activities: Kind<AutoScalingApi, Activity, Group> = {
  noun: "activity",
  icon: "history",
  none: "No activity in the last six weeks",
  isHistory: true,
  above: groups,
  list: (api, { name }, { cursor, signal }) => api.listActivities(name, cursor, signal),
  key: ({ id }) => id,
  tell: (activity, _more, { now }) => {
    const { label, instance } = activityText(activity.description);
    return {
      label,
      standing: standingOfActivity(activity),
      isPast: activity.endedAt !== undefined,
      facts: [activity.message, causeText(activity.cause), activity.startedAt === undefined ? undefined : formatAgo(activity.startedAt, now), instance],
      tooltip: [activity.description, activity.message, activity.cause, line("Started", activity.startedAt), line("Ended", activity.endedAt)],
    };
  },
};
const activitiesFolder = folder<AutoScalingApi, Group>({ noun: "activities", label: "Activities", icon: "history" }, () => [activities]);
