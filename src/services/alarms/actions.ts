import { DevOpsError } from "../../base/errors.ts";
import { parseArn } from "../../base/resourceRef.ts";
import type { AccountContext } from "../../base/context.ts";
import { formatDateTime } from "../../base/time.ts";
import type { Choice, Tools } from "../../host/kinds/ask.ts";
import { from } from "../../host/kinds/action.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { alarms, children, history } from "./kinds.ts";
import { type Alarm, type AlarmState, STATES, STATE_WORDS, actionText, happeningText, spanAround, thingOf, valuesText } from "./model.ts";

const thing = ({ arn, watched }: Alarm) => {
  const ref = parseArn(arn);
  return ref === undefined || watched === undefined ? undefined : thingOf(watched, ref);
};

/** What has a log of its own, as far as a name tells it. */
const hasLog = (alarm: Alarm) => ["lambda", "ecs", "logs"].includes(thing(alarm)?.service ?? "") && thing(alarm)?.resource.startsWith("cluster/") !== true;

function known({ name }: Alarm, ref: ReturnType<typeof thing>) {
  if (ref === undefined) throw new DevOpsError({ kind: "notFound", tried: "open what it watches", on: `alarm ${name}`, why: "its metric names nothing that has a view" });
  return ref;
}

/** So many periods of a metric are shown, and no less than three hours. */
const SHOWN_PERIODS = 60;
const SHOWN_SECONDS = 3 * 3600;

/** What has fired for longer than this is looked at as it is now: what it began with may be gone from the log. Milliseconds. */
const LATELY = 24 * 3_600_000;

/** When an alarm began to fire, where that is not long ago; undefined where its log is asked for at its end. */
function beganLately({ state, since }: Alarm, now: number): number | undefined {
  return state === "ALARM" && since !== undefined && now - since <= LATELY ? since : undefined;
}

/** The log of what an alarm watches, at the minutes in which something happened. @param at undefined: at its end */
async function openLogAt(alarm: Alarm, at: number | undefined, now: number, context: AccountContext, { openLog, showLog }: Tools): Promise<void> {
  const ref = known(alarm, thing(alarm));
  const span = at === undefined ? undefined : spanAround(at, alarm, now);
  const [, group] = ref.service === "logs" ? ref.resource.split(/^log-group:/) : [];
  if (group !== undefined) await showLog({ context, group, title: group, ...span });
  else await openLog(ref, context, `Waiting for the log of what ${alarm.name} watches`, span);
}

/** What is done when a state begins, a line each. */
function consequences({ actions, hasActions }: Alarm, state: AlarmState) {
  if (!hasActions) return [{ what: "Actions", after: "none: they are off" }];
  if (actions[state].length === 0) return [{ what: "Actions", after: "none is set for this state" }];
  return actions[state].map((arn) => ({ what: "Really done", after: actionText(arn) }));
}

/** What an alarm does at all, in a sentence. */
function whatItDoes({ actions }: Alarm): string {
  const all = [...new Set(STATES.flatMap((state) => actions[state].map(actionText)))];
  return all.length === 0 ? "it has none" : all.join(", ");
}

/** A state as it is called, and in words where these are others. */
const stateText = (state: AlarmState) => (STATE_WORDS[state] === state ? state : `${state} (${STATE_WORDS[state]})`);

export const actions = {
  openAlarm: look(children, {
    onClick: "link",
    // only composite ones have children
    also: [from(alarms, { fits: ({ kind }) => kind === "composite", isOnRows: false })],
    run: ({ item: { arn }, context }, tools) => openLink(parseArn(arn), context, tools, "the alarm"),
  }),

  openThing: look([alarms, children], {
    fits: (alarm) => thing(alarm) !== undefined,
    none: "no alarm watches something that has a view here",
    run: ({ item, context }, tools) => openLink(thing(item), context, tools, "what it watches"),
  }),

  openLog: look([alarms, children], {
    fits: hasLog,
    none: "no alarm watches something that has a log",
    run: ({ api, item, context }, tools) => openLogAt(item, beganLately(item, api.now()), api.now(), context, tools),
  }),

  openLogThen: look(history, {
    fits: ({ alarm, at, type }) => at !== undefined && type === "StateUpdate" && hasLog(alarm),
    also: [from(alarms, { fits: hasLog, isOnRows: false })],
    none: "no state of an alarm was of something that has a log",
    run: ({ api, item: { alarm, at }, context }, tools) => openLogAt(alarm, at, api.now(), context, tools),
  }),

  showValues: look([alarms, children], {
    fits: ({ kind }) => kind === "metric",
    none: "no alarm watches a metric",
    async run({ api, item: { name } }, { ask, show }) {
      const now = api.now();
      // as many periods as a person reads, and at least what it is evaluated over
      const spanOf = ({ watched }: Alarm) => ({ from: now - Math.max((watched?.period ?? 60) * SHOWN_PERIODS, SHOWN_SECONDS) * 1000, to: now });
      const found = await ask.wait(`Reading the values of ${name}`, (signal) => api.values(name, spanOf, signal));
      await show(`${name}.txt`, valuesText(found, formatDateTime));
    },
  }),

  changesBefore: look([alarms, children], {
    fits: ({ since }) => since !== undefined,
    none: "no alarm tells since when it is as it is",
    run: ({ item: { name, state, since }, context }, tools) => tools.changesBefore({ what: `alarm ${name} was ${STATE_WORDS[state]}`, at: since ?? 0 }, context),
  }),

  changesBeforeThen: look(history, {
    fits: ({ at, type }) => at !== undefined && type === "StateUpdate",
    none: "no state of an alarm has changed",
    run: ({ item: { alarm: { name }, at, summary }, context }, tools) => tools.changesBefore({ what: `alarm ${name} went ${happeningText({ type: "StateUpdate", summary })}`, at: at ?? 0 }, context),
  }),

  silence: write(alarms, {
    operation: "DisableAlarmActions",
    verb: "Turn off",
    fits: ({ hasActions }) => hasActions,
    none: "no alarm has its actions on",
    plan: ({ item }) => ({
      title: `Turn off the actions of alarm ${item.name}`,
      changes: [
        { what: "Actions", before: "on", after: "off: its state changes, and nobody is told" },
        { what: "Left undone", after: whatItDoes(item) },
      ],
      undo: "turn them on again. What is missed meanwhile is not made up for.",
    }),
    send: ({ api, item: { name } }) => api.setActions(name, false),
  }),

  arm: write(alarms, {
    operation: "EnableAlarmActions",
    verb: "Turn on",
    fits: ({ hasActions }) => !hasActions,
    none: "no alarm has its actions off",
    plan: ({ item }) => ({
      title: `Turn on the actions of alarm ${item.name}`,
      changes: [
        { what: "Actions", before: "off", after: "on from its next change of state" },
        { what: "Done then", after: whatItDoes(item) },
      ],
      undo: "turn them off again.",
    }),
    send: ({ api, item: { name } }) => api.setActions(name, true),
  }),

  setState: write(alarms, {
    operation: "SetAlarmState",
    verb: "Set state",
    async before({ api, item: { name } }, { ask }) {
      // what it does may have changed since the list was read
      const alarm = await api.getAlarm(name);
      const others = STATES.filter((state) => state !== alarm.state);
      const choices = others.map((state): Choice<AlarmState> => ({ label: state, description: `${STATE_WORDS[state]}; actions: ${consequences(alarm, state).map(({ after }) => after).join(", ")}`, value: state }));
      const state = await ask.pick(`Set the state of ${name}, now ${alarm.state}`, "State", choices);
      const reason = await ask.text({ title: `Set the state of ${name} to ${state}`, prompt: "Why, as its history tells it", example: "Rehearsal of the runbook" });
      return { alarm, state, reason };
    },
    plan: ({ item: { name } }, { alarm, state, reason }) => ({
      title: `Set alarm ${name} to ${state}`,
      changes: [
        { what: "State", before: stateText(alarm.state), after: `${state}, until it is next evaluated: then its metric decides` },
        { what: "Reason", before: alarm.reason ?? "none", after: reason },
        ...consequences(alarm, state),
      ],
      undo: `set it back to ${alarm.state}, or wait: the next evaluation does. What its actions did is not undone, nor a message unsent.`,
    }),
    send: ({ api, item: { name } }, { state, reason }) => api.setState(name, state, reason),
  }),
};
