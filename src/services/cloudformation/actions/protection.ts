import { write } from "../../../host/kinds/kindRoom.ts";
import { stacks } from "../kinds.ts";
import { isPlanned } from "../model.ts";

const states = { on: "on: a deletion is refused, whoever asks for it", off: "off: whoever may delete it can" } as const;

const setProtection = (isOn: boolean) =>
  write(stacks, {
    operation: "UpdateTerminationProtection",
    verb: isOn ? "Protect" : "Unprotect",
    // of a nested one its root's counts; a short list does not tell it (API reference, UpdateTerminationProtection)
    fits: (stack) => stack.parentId === undefined && !stack.isSummary && !isPlanned(stack) && stack.isProtected !== isOn,
    none: isOn ? "no stack is without protection" : "no stack is protected",
    plan: ({ item: { name } }) => ({
      title: isOn ? `Protect stack ${name} from being deleted` : `Protect stack ${name} no longer`,
      changes: [{ what: "Termination protection", before: isOn ? states.off : states.on, after: isOn ? states.on : states.off }],
      undo: isOn ? "protect it no longer." : "protect it again. What was deleted by then does not come back.",
    }),
    send: ({ api, item }) => api.upkeep.setProtection(item.id, isOn),
  });

export const protectionActions = { protect: setProtection(true), unprotect: setProtection(false) };
