import { chunked } from "../../base/async.ts";
import { parseArn } from "../../base/resourceRef.ts";
import { formatAgo, timeLine } from "../../base/time.ts";
import { inSteps } from "../../host/kinds/details.ts";
import { type Details, type Kind, folder } from "../../host/kinds/kind.ts";
import type { ScalingApi } from "./api.ts";
import {
  type Activity,
  NAMESPACES,
  PARTS,
  PART_NAMES,
  type Policy,
  type Scheduled,
  type Target,
  type TargetMore,
  idOf,
  limitsText,
  notScaledText,
  partsOf,
  standingOfActivity,
  standingOfTarget,
} from "./model.ts";

export const targets: Kind<ScalingApi, Target, undefined, TargetMore> = {
  noun: "scalable target",
  icon: "arrow-both",
  none: "No service or function that scales in this region",
  get below() {
    return [activitiesFolder, policiesFolder, scheduledFolder];
  },
  list: (api, _service, { cursor, signal }) => api.listTargets(cursor, signal),
  more: detailsOf,
  key: idOf,
  tell: (target, { current, last }) => {
    const { place, name } = partsOf(target);
    const off = target.suspended.map((part) => PARTS[part].label.toLowerCase());
    const limits = current === undefined ? limitsText(target) : `${current} (${limitsText(target)})`;
    return {
      label: target.namespace === "ecs" ? name : `${place}:${name}`,
      name: target.resource,
      standing: standingOfTarget(target, last),
      facts: [
        limits,
        last && notScaledText(last),
        off.length === 0 ? undefined : off.length === PART_NAMES.length ? "suspended" : `suspended: ${off.join(", ")}`,
        target.namespace === "ecs" ? place : undefined,
      ],
      tooltip: [
        target.resource,
        target.dimension,
        ...target.suspended.map((part) => `${PARTS[part].label} is suspended: ${PARTS[part].off}`),
        last && `${last.description} ${last.cause}`,
        timeLine("Created", target.createdAt),
      ],
      ref: parseArn(target.arn ?? ""),
      page: target.namespace === "ecs" ? `ecs/v2/clusters/${place}/services/${name}/service-auto-scaling` : `lambda/home#/functions/${place}/aliases/${name}`,
    };
  },
  find: ({ service, resource }) => {
    const [, id] = /^scalable-target\/(.+)$/.exec(resource) ?? [];
    return service === "application-autoscaling" && id !== undefined ? [id] : undefined;
  },
};

/** So many services can be described at once. */
const SERVICES = 10;

/** What was tried last, and how much there is of each; what may not be seen is left out. */
function detailsOf(api: ScalingApi, items: readonly Target[], { signal }: { readonly signal: AbortSignal }): AsyncGenerator<Details<TargetMore>> {
  const [services, aliases] = NAMESPACES.map((namespace) => items.filter((one) => one.namespace === namespace)) as [Target[], Target[]];
  const last = (own: readonly Target[]) => async () => {
    const recent = own[0] === undefined ? [] : await api.recentActivities(own[0].namespace, signal);
    return own.map((one) => [idOf(one), { last: recent.find(({ resource }) => resource === one.resource) }] as const);
  };
  const clusters = [...new Set(services.map((one) => partsOf(one).place))].map((place) => services.filter((one) => partsOf(one).place === place));
  const counted = clusters.flatMap((own) => chunked(own, SERVICES)).map((batch) => async () => {
    const counts = await api.desiredCounts(batch, signal);
    return batch.map((one, at) => [idOf(one), { current: counts[at] }] as const);
  });
  const started = aliases.map((one) => async () => [[idOf(one), { current: await api.provisioned(one, signal) }] as const]);
  return inSteps<TargetMore>([last(services), last(aliases), ...counted, ...started]);
}

const activities: Kind<ScalingApi, Activity, Target> = {
  noun: "activity",
  icon: "history",
  none: "No activity in the last six weeks",
  isHistory: true,
  above: targets,
  list: (api, target, { cursor, signal }) => api.listActivities(target, cursor, signal),
  key: ({ id }) => id,
  tell: (activity, _more, { now }) => {
    const { description, cause, message, startedAt, endedAt } = activity;
    const why = notScaledText(activity);
    return {
      label: why === undefined ? description.replace(/\.$/, "") : `${why.charAt(0).toUpperCase()}${why.slice(1)}`,
      standing: standingOfActivity(activity),
      isPast: endedAt !== undefined,
      facts: [startedAt === undefined ? undefined : formatAgo(startedAt, now), standingOfActivity(activity) === "failed" ? message : undefined, cause],
      tooltip: [description, why, message, cause, timeLine("Started", startedAt), timeLine("Ended", endedAt)],
    };
  },
};
const activitiesFolder = folder<ScalingApi, Target>({ noun: "activities", label: "Activities", icon: "history" }, () => [activities]);

const policies: Kind<ScalingApi, Policy, Target> = {
  noun: "policy",
  icon: "graph-line",
  none: "No scaling policy",
  above: targets,
  get below() {
    return [alarms];
  },
  list: (api, target, { cursor, signal }) => api.listPolicies(target, cursor, signal),
  key: ({ name }) => name,
  tell: ({ name, facts }) => ({ label: name, facts, tooltip: [name, ...facts] }),
};
const policiesFolder = folder<ScalingApi, Target>({ noun: "policies", label: "Scaling policies", icon: "graph-line" }, () => [policies]);

export const alarms: Kind<ScalingApi, Policy["alarms"][number], Policy> = {
  noun: "alarm",
  icon: "bell",
  none: "No alarm: it goes by forecasts, or its service keeps its alarms to itself",
  above: policies,
  of: (policy) => policy.alarms,
  key: ({ name }) => name,
  tell: ({ name, arn }) => ({ label: name, ref: parseArn(arn) }),
};

const scheduled: Kind<ScalingApi, Scheduled, Target> = {
  noun: "scheduled action",
  icon: "calendar",
  none: "No scheduled action",
  above: targets,
  list: (api, target, { cursor, signal }) => api.listScheduled(target, cursor, signal),
  key: ({ name }) => name,
  tell: ({ name, facts }) => ({ label: name, facts, tooltip: [name, ...facts] }),
};
const scheduledFolder = folder<ScalingApi, Target>({ noun: "schedule", label: "Scheduled actions", icon: "calendar" }, () => [scheduled]);
