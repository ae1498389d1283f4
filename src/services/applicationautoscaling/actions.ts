import { refIn } from "../../base/resourceRef.ts";
import { askLimits, askSome, sizeChanges } from "../../host/kinds/askSizes.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openLink } from "../../host/kinds/openLink.ts";
import { alarms, targets } from "./kinds.ts";
import { PARTS, PART_NAMES, type Target, limitsText, moveText } from "./model.ts";

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

  suspend: switching("Suspend", true),
  resume: switching("Resume", false),
};

/** Suspends or resumes parts of a target's scaling. */
function switching(verb: "Suspend" | "Resume", isOff: boolean) {
  const others = ({ suspended }: Target) => PART_NAMES.filter((part) => suspended.includes(part) !== isOff);
  return write(targets, {
    operation: "RegisterScalableTarget",
    verb,
    fits: (target) => others(target).length > 0,
    none: isOff ? "everything is suspended" : "nothing is suspended",
    before: ({ item }, { ask }) =>
      askSome(ask, `${verb} in ${item.resource}`, "Parts", others(item).map((value) => ({ label: PARTS[value].label, description: PARTS[value].off, value, isChosen: true }))),
    plan: ({ item }, parts) => ({
      title: `${verb} scaling of ${item.resource}`,
      changes: parts.map((part) => {
        const [before, after] = isOff ? ["works", PARTS[part].off] : [PARTS[part].off, "works"];
        return { what: PARTS[part].label, before, after };
      }),
      undo: isOff ? "resume it: its capacity stays as it is meanwhile." : "suspend it again: what was scaled by then stays so.",
    }),
    send: ({ api, item }, parts) => api.setSuspended(item, parts, isOff),
  });
}
