import { joined } from "../../base/text.ts";
import { formatDateTime } from "../../base/time.ts";
import type { Choice } from "../../host/kinds/ask.ts";
import { type TrailEvent, isOurs } from "./model.ts";

/** An event, or those before. */
export type Chosen = TrailEvent | "further";

/** Of what this extension did itself. */
export const ownText = (event: TrailEvent) => (isOurs(event) ? "from here" : undefined);

/**
 * Events to choose from.
 * @param tell what stands first of one, and what behind that @param further what is said of looking further back; left out: there is nothing
 */
export function eventChoices(
  events: readonly TrailEvent[],
  tell: (event: TrailEvent) => { readonly label: string; readonly facts: readonly (string | undefined)[] },
  further?: string,
): readonly Choice<Chosen>[] {
  const rows = events.map((event): Choice<Chosen> => {
    const { label, facts } = tell(event);
    const icon = event.error === undefined ? "edit" : "error";
    return { label, description: joined(facts), detail: formatDateTime(event.at), icon, id: event.id, value: event };
  });
  return further === undefined ? rows : [...rows, { label: "Look further back", description: further, icon: "history", id: "further", value: "further" }];
}
