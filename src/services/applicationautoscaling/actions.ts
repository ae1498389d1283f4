import { refIn } from "../../base/resourceRef.ts";
import type { Ask } from "../../host/kinds/ask.ts";
import { askLimits, askSome, sizeChanges } from "../../host/kinds/askSizes.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { alarms, targets } from "./kinds.ts";
import { PARTS, PART_NAMES, type Part, type Target, limitsText, moveText } from "./model.ts";

export const actions = {
  openScaled: look(targets, {
    run: ({ item, context }, { open }) => open(refIn(context.region, item.namespace, item.resource), context),
  }),

  openAlarm: look(alarms, {
    onClick: "link",
    run: ({ told, context }, tools) => openLink(told.ref, context, tools, "the alarm"),
  }),

  setLimits: write(targets, {
    operation: "RegisterScalableTarget",
    verb: "Set",
    async before({ api, item }, { ask }) {
      const target = await api.getTarget(item);
      return { target, after: await askLimits(ask, `Limits of ${item.resource}, now ${limitsText(target)}`, target) };
    },
    plan: ({ item, more }, { target, after }) => {
      const move = moveText(after, more.current);
      return {
        title: `Set the limits of ${item.resource}`,
        changes: [
          ...sizeChanges(target, after),
          ...(move === undefined ? [] : [{ what: "Capacity", after: move }]),
        ],
        undo: `set them to ${target.min} and ${target.max} again; the capacity then follows its policies.`,
      };
    },
    send: ({ api, item }, { after }) => api.setLimits(item, after),
  }),

  suspend: write(targets, {
    operation: "RegisterScalableTarget",
    verb: "Suspend",
    fits: ({ suspended }) => suspended.length < PART_NAMES.length,
    before: ({ item }, { ask }) => askParts(ask, "Suspend", item, PART_NAMES.filter((part) => !item.suspended.includes(part))),
    plan: ({ item }, parts) => ({
      title: `Suspend scaling of ${item.resource}`,
      changes: parts.map((part) => ({ what: PARTS[part].label, before: "works", after: PARTS[part].off })),
      undo: "resume it: its capacity stays as it is meanwhile.",
    }),
    send: ({ api, item }, parts) => api.setSuspended(item, parts, true),
  }),

  resume: write(targets, {
    operation: "RegisterScalableTarget",
    verb: "Resume",
    fits: ({ suspended }) => suspended.length > 0,
    none: "nothing is suspended",
    before: ({ item }, { ask }) => askParts(ask, "Resume", item, item.suspended),
    plan: ({ item }, parts) => ({
      title: `Resume scaling of ${item.resource}`,
      changes: parts.map((part) => ({ what: PARTS[part].label, before: PARTS[part].off, after: "works" })),
      undo: "suspend it again: what was scaled by then stays so.",
    }),
    send: ({ api, item }, parts) => api.setSuspended(item, parts, false),
  }),
};

function askParts(ask: Ask, verb: string, { resource }: Target, parts: readonly Part[]): Promise<readonly Part[]> {
  const choices = parts.map((value) => ({ label: PARTS[value].label, description: PARTS[value].off, value, isChosen: true }));
  return askSome(ask, `${verb} in ${resource}`, "Parts", choices);
}
