import { cancelled } from "../../base/errors.ts";
import type { Ask } from "../../host/kinds/ask.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { alarms, targets } from "./kinds.ts";
import { PARTS, PART_NAMES, type Part, type Target, limitsText, moveText, scaledRef } from "./model.ts";

/** More is not asked for: the services' own limits are far below it. */
const MOST = 100_000;

export const actions = {
  openScaled: look(targets, {
    run: ({ item, context }, { open }) => open(scaledRef(item, context.region), context),
  }),

  openAlarm: look(alarms, {
    onClick: "link",
    run: ({ told, context }, { open }) => open(told.ref, context),
  }),

  setLimits: write(targets, {
    operation: "RegisterScalableTarget",
    verb: "Set",
    async before({ api, item }, { ask }) {
      const target = await api.getTarget(item);
      const title = `Limits of ${item.resource}, now ${limitsText(target)}`;
      const min = await ask.number({ title, prompt: "At least", example: String(target.min), value: target.min, min: 0, max: MOST });
      const most = Math.max(min, target.max);
      const max = await ask.number({ title, prompt: "At most", example: String(most + 1), value: most, min, max: MOST });
      return { target, after: { min, max } };
    },
    plan: ({ item, more }, { target, after }) => {
      const move = moveText(after, more.current);
      return {
        title: `Set the limits of ${item.resource}`,
        changes: [
          { what: "Minimum", before: String(target.min), after: String(after.min) },
          { what: "Maximum", before: String(target.max), after: String(after.max) },
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
    before: ({ item }, { ask }) => partsOf("Suspend", item, PART_NAMES.filter((part) => !item.suspended.includes(part)), ask),
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
    before: ({ item }, { ask }) => partsOf("Resume", item, item.suspended, ask),
    plan: ({ item }, parts) => ({
      title: `Resume scaling of ${item.resource}`,
      changes: parts.map((part) => ({ what: PARTS[part].label, before: PARTS[part].off, after: "works" })),
      undo: "suspend it again: what was scaled by then stays so.",
    }),
    send: ({ api, item }, parts) => api.setSuspended(item, parts, false),
  }),
};

/** @throws DevOpsError cancelled, also where none is chosen */
async function partsOf(verb: string, { resource }: Target, parts: readonly Part[], ask: Ask): Promise<readonly Part[]> {
  const choices = parts.map((part) => ({ label: PARTS[part].label, description: PARTS[part].off, value: part, isChosen: true }));
  const chosen = await ask.pickMany(`${verb} in ${resource}`, "Parts", choices);
  if (chosen.length === 0) throw cancelled(`choose what to ${verb.toLowerCase()}`);
  return chosen;
}
