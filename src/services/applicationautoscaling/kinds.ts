import { chunked } from "../../base/async.ts";
import { parseArn } from "../../base/resourceRef.ts";
import { timeLine } from "../../base/time.ts";
import { inSteps } from "../../host/kinds/details.ts";
import type { Details, Kind } from "../../host/kinds/kind.ts";
import { scalingKinds } from "../../host/kinds/scaling.ts";
import type { ScalingApi } from "./api.ts";
import { NAMESPACES, PARTS, PART_NAMES, type Policy, type Target, type TargetMore, limitsText, partsOf, standingOfTarget } from "./model.ts";

export const targets: Kind<ScalingApi, Target, undefined, TargetMore> = {
  noun: "scalable target",
  icon: "arrow-both",
  none: "No service or function that scales in this region",
  arn: "application-autoscaling:scalable-target/{scalable target}",
  get below() {
    return [scaling.policies, scaling.scheduled, scaling.activities];
  },
  list: (api, _service, { cursor, signal }) => api.listTargets(cursor, signal),
  more: detailsOf,
  key: ({ id }) => id,
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
        last?.notScaled && `${last.notScaled}: not scaled`,
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
      page: target.namespace === "ecs" ? `ecs/v2/clusters/${place}/services/${name}/service-auto-scaling` : `lambda/home#/functions/${place}/aliases/${name}`,
    };
  },
};

/** So many services can be described at once. */
const SERVICES = 10;

/** What was tried last, and how much there is of each; what may not be seen is left out. */
function detailsOf(api: ScalingApi, items: readonly Target[], { signal }: { readonly signal: AbortSignal }): AsyncGenerator<Details<TargetMore>> {
  const [services, aliases] = NAMESPACES.map((namespace) => items.filter((one) => one.namespace === namespace)) as [Target[], Target[]];
  const last = (own: readonly Target[]) => async () => {
    const recent = own[0] === undefined ? [] : (await api.activities({ ServiceNamespace: own[0].namespace }, undefined, signal)).items;
    return own.map((one) => [one.id, { last: recent.find(({ resource }) => resource === one.resource) }] as const);
  };
  const clusters = [...new Set(services.map((one) => partsOf(one).place))].map((place) => services.filter((one) => partsOf(one).place === place));
  const counted = clusters.flatMap((own) => chunked(own, SERVICES)).map((batch) => async () => {
    const counts = await api.desiredCounts(batch, signal);
    return batch.map((one, at) => [one.id, { current: counts[at] }] as const);
  });
  const started = aliases.map((one) => async () => [[one.id, { current: await api.provisioned(one, signal) }] as const]);
  return inSteps<TargetMore>([last(services), last(aliases), ...counted, ...started]);
}

export const alarms: Kind<ScalingApi, Policy["alarms"][number], Policy> = {
  noun: "alarm",
  icon: "bell",
  none: "No alarm: it goes by forecasts, or its service keeps its alarms to itself",
  get above() {
    return scaling.policy;
  },
  of: (policy) => policy.alarms,
  key: ({ name }) => name,
  tell: ({ name, arn }) => ({ label: name, ref: parseArn(arn) }),
};

const scaling = scalingKinds<ScalingApi, Target, Policy>(targets, {
  policies: (api, target, cursor, signal) => api.listPolicies(target, cursor, signal),
  scheduled: (api, target, cursor, signal) => api.listScheduled(target, cursor, signal),
  activities: (api, target, cursor, signal) => api.activities({ ServiceNamespace: target.namespace, ResourceId: target.resource }, cursor, signal),
  belowPolicy: () => [alarms],
});
