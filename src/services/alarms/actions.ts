import { DevOpsError } from "../../base/errors.ts";
import { parseArn } from "../../base/resourceRef.ts";
import type { Choice } from "../../host/kinds/ask.ts";
import { from } from "../../host/kinds/action.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { alarms, children } from "./kinds.ts";
import { type Alarm, type AlarmState, STATES, STATE_WORDS, actionText, thingOf } from "./model.ts";

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
    async run({ item, context }, { openLog, showLog }) {
      const ref = known(item, thing(item));
      const [, group] = ref.service === "logs" ? ref.resource.split(/^log-group:/) : [];
      if (group !== undefined) await showLog({ context, group, title: group });
      else await openLog(ref, context, `Waiting for the log of what ${item.name} watches`);
    },
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
