import { type AccountContext, contextLabel } from "../../base/context.ts";
import type { ToldMoment } from "../../base/contracts.ts";
import { jsonText } from "../../base/jsonText.ts";
import { everyPage } from "../../base/pages.ts";
import { HOUR, formatDateTime, formatSpan } from "../../base/time.ts";
import type { Tools } from "../../host/kinds/ask.ts";
import type { CloudTrailApi } from "./api.ts";
import { eventChoices, ownText } from "./choices.ts";
import { type TrailEvent, aboutText, errorText } from "./model.ts";

/** How far is looked back at first, and each time that somebody wants to know more; hours. */
const BACK = [1, 6, 24, 7 * 24] as const;
/** So many pages of fifty are read of a time: what is nearest comes first. */
const PAGES = 4;

/** Shows what was changed in a region before something happened, the latest first, and the event that is chosen. */
export async function changesBefore({ what, at }: ToldMoment, context: AccountContext, api: CloudTrailApi, { ask, show }: Tools): Promise<void> {
  const title = `What changed before ${what}?`;
  for (const [index, hours] of BACK.entries()) {
    const from = at - hours * HOUR;
    const { items, isCut } = await ask.wait(title, (signal) => changesOf(api, from, at, signal));
    const isLast = isCut || index === BACK.length - 1;
    if (items.length === 0 && !isLast) continue;
    if (items.length === 0) {
      await ask.tell(`Nothing was changed in ${contextLabel(context)} in the ${BACK.at(-1) ?? 0} hours before ${formatDateTime(at)}, as far as CloudTrail tells: it has management events alone, some 15 minutes late.`);
      return;
    }
    const tell = (event: TrailEvent) => ({
      label: event.name,
      facts: [errorText(event), aboutText(event), event.user, `${formatSpan(event.at, at) ?? "?"} before`, ownText(event)],
    });
    const chosen = await ask.pick(title, contextLabel(context), eventChoices(items, tell, isLast ? undefined : `than ${hours} h`));
    if (chosen !== "further") {
      await show(`${chosen.name}.json`, `${jsonText(chosen.json)}\n`);
      return;
    }
  }
}

/** The changes of a time, the latest first. */
async function changesOf(api: CloudTrailApi, from: number, to: number, signal: AbortSignal): Promise<{ readonly items: readonly TrailEvent[]; readonly isCut: boolean }> {
  const query = { attribute: { key: "ReadOnly", value: "false" }, from, to, fits: ({ isRead }: TrailEvent) => !isRead } as const;
  const items: TrailEvent[] = [];
  let pages = 0;
  for await (const page of everyPage("read the events", (cursor) => api.lookup(query, cursor, signal))) {
    if (pages === PAGES) return { items, isCut: true };
    items.push(...page);
    pages += 1;
  }
  return { items, isCut: false };
}
