import type { PageOf } from "../../base/pages.ts";
import { type ScalingActivity, type ScalingRule, activityText, causeText, standingOfActivity } from "../../base/scaling.ts";
import { formatAgo, timeLine } from "../../base/time.ts";
import { type Kind, folder } from "./kind.ts";

type List<Api, T, Above> = (api: Api, above: Above, cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>;

/** What stands below whatever is scaled, each list in a folder of its own. */
interface ScalingLists<Api, Above, Policy extends ScalingRule> {
  readonly policies: List<Api, Policy, Above>;
  readonly scheduled: List<Api, ScalingRule, Above>;
  readonly activities: List<Api, ScalingActivity, Above>;
  /** What stands below a policy. */
  readonly belowPolicy?: () => readonly Kind<Api, unknown, Policy>[];
}

/** The kinds of what makes something scale and of what came of it, as both services of Auto Scaling tell them. */
export function scalingKinds<Api, Above, Policy extends ScalingRule = ScalingRule>(
  above: Kind<Api, Above, unknown>,
  lists: ScalingLists<Api, Above, Policy>,
) {
  const rule = {
    above,
    key: ({ name }: ScalingRule) => name,
    tell: ({ name, facts, isOn }: ScalingRule) => ({ label: name, facts, standing: isOn ? undefined : ("stopped" as const), tooltip: [name, ...facts] }),
  };
  const policies: Kind<Api, Policy, Above> = {
    ...rule,
    noun: "policy",
    icon: "graph-line",
    none: "No scaling policy",
    ...(lists.belowPolicy && { below: lists.belowPolicy() }),
    list: (api, item, { cursor, signal }) => lists.policies(api, item, cursor, signal),
  };
  const scheduled: Kind<Api, ScalingRule, Above> = {
    ...rule,
    noun: "scheduled action",
    icon: "calendar",
    none: "No scheduled action",
    list: (api, item, { cursor, signal }) => lists.scheduled(api, item, cursor, signal),
  };
  const activities: Kind<Api, ScalingActivity, Above> = {
    noun: "activity",
    icon: "history",
    none: "No activity in the last six weeks",
    isHistory: true,
    above,
    list: (api, item, { cursor, signal }) => lists.activities(api, item, cursor, signal),
    key: ({ id }) => id,
    tell: tellActivity,
  };
  return {
    policy: policies,
    policies: folder<Api, Above>({ noun: "policies", label: "Scaling policies", icon: "graph-line" }, () => [policies]),
    scheduled: folder<Api, Above>({ noun: "schedule", label: "Scheduled actions", icon: "calendar" }, () => [scheduled]),
    activities: folder<Api, Above>({ noun: "activities", label: "Activities", icon: "history" }, () => [activities]),
  };
}

/** Why it was not scaled is what it is called by; what went well has no message that says more. */
function tellActivity(activity: ScalingActivity, _more: object, { now }: { readonly now: number }) {
  const { description, notScaled, message, cause, startedAt, endedAt } = activity;
  const standing = standingOfActivity(activity);
  const { label, instance } = activityText(description);
  return {
    label: notScaled === undefined ? label : `Not scaled: ${notScaled}`,
    standing,
    isPast: endedAt !== undefined,
    facts: [standing === "passed" ? undefined : message, causeText(cause), formatAgo(startedAt, now), instance],
    tooltip: [description, notScaled, message, cause, timeLine("Started", startedAt), timeLine("Ended", endedAt)],
  };
}
