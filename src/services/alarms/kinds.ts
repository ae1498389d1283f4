import { parseArn } from "../../base/resourceRef.ts";
import { formatAgo, formatDateTime, timeLine } from "../../base/time.ts";
import { type Kind, type Moment, type Told, folder } from "../../host/kinds/kind.ts";
import type { AlarmsApi } from "./api.ts";
import {
  type Alarm,
  type OwnHappening,
  STATES,
  STATE_WORDS,
  actionText,
  alarmIn,
  conditionText,
  dimensionText,
  happeningText,
  oftenText,
  seenText,
  standingOfAlarm,
  standingOfHappening,
  whyOf,
} from "./model.ts";

export const pageOf = (name: string) => `cloudwatch/home#alarmsV2:alarm/${encodeURIComponent(name)}`;

function tell(alarm: Alarm, _more: object, { now }: Moment): Told {
  const { name, state, since, watched, reason, about, hasActions, actions, rule, trouble, suppressedBy } = alarm;
  const done = STATES.flatMap((one) => actions[one].map((arn) => `When ${STATE_WORDS[one]}: ${actionText(arn)}`));
  return {
    label: name,
    standing: standingOfAlarm(alarm),
    facts: [
      STATE_WORDS[state],
      since === undefined ? undefined : formatAgo(since, now),
      watched && conditionText(watched),
      seenText(alarm),
      rule,
      trouble,
      hasActions ? undefined : "actions off",
      suppressedBy === undefined ? undefined : "actions held back",
      watched && dimensionText(watched),
    ],
    tooltip: [
      name,
      about,
      reason,
      watched && `${conditionText(watched)}: ${oftenText(watched)}`,
      watched && [watched.namespace, ...watched.dimensions.map(([side, value]) => `${side} ${value}`)].join(" · "),
      rule && `Fires where ${rule}`,
      ...done,
      hasActions ? undefined : "Its actions are off: nobody is told",
      suppressedBy && `Its actions are held back by ${suppressedBy}`,
      timeLine(`Has been ${STATE_WORDS[state]} since`, since),
    ],
    ref: parseArn(alarm.arn),
    page: pageOf(name),
  };
}

export const alarms: Kind<AlarmsApi, Alarm> = {
  noun: "alarm",
  icon: "bell",
  none: "No alarm in this region",
  get below() {
    return [childrenFolder, historyFolder];
  },
  belowOf: ({ kind }) => (kind === "composite" ? [childrenFolder, historyFolder] : [historyFolder]),
  list: (api, _service, { cursor, signal }) => api.listAlarms(cursor, signal),
  get: (api, name, _service, signal) => api.getAlarm(name, signal),
  key: ({ name }) => name,
  tell,
  find: (ref) => {
    const name = alarmIn(ref);
    return name === undefined ? undefined : [name];
  },
};

/** The alarms that a composite one looks at. */
export const children: Kind<AlarmsApi, Alarm, Alarm> = {
  noun: "child alarm",
  icon: "bell",
  above: alarms,
  list: (api, { name }, { cursor, signal }) => api.listChildren(name, cursor, signal),
  key: ({ name }) => name,
  tell,
};
const childrenFolder = folder<AlarmsApi, Alarm>({ noun: "children", label: "Children", icon: "list-tree" }, () => [children]);

export const history: Kind<AlarmsApi, OwnHappening, Alarm> = {
  noun: "happening",
  icon: "history",
  none: "Nothing in the last 30 days",
  isHistory: true,
  above: alarms,
  async list(api, alarm, { cursor, signal }) {
    const page = await api.listHistory(alarm.name, cursor, signal);
    return { ...page, items: page.items.map((one) => ({ ...one, alarm })) };
  },
  key: ({ id }) => id,
  tell: (one, _more, { now }) => ({
    label: happeningText(one),
    name: one.summary,
    standing: standingOfHappening(one),
    isPast: true,
    facts: [one.at === undefined ? undefined : formatAgo(one.at, now), whyOf(one)],
    tooltip: [one.summary, whyOf(one), one.at === undefined ? undefined : formatDateTime(one.at)],
  }),
};
const historyFolder = folder<AlarmsApi, Alarm>({ noun: "history", label: "History", icon: "history" }, () => [history]);
