import type { AccountContext } from "../../base/context.ts";
import type { AttentionItem, AttentionSource } from "../../base/contracts.ts";
import { parseArn } from "../../base/resourceRef.ts";
import type { AlarmsApi } from "./api.ts";
import { manifest } from "./manifest.ts";
import { type Alarm, conditionText, seenText, standingOfAlarm } from "./model.ts";

/** Alarms that fire: the first page of them, in one call. */
export function alarmAttention(apiOf: (context: AccountContext) => Promise<AlarmsApi>): AttentionSource {
  return {
    title: manifest.title,
    look: async ({ context, signal }) => {
      // what fires comes first in the list, and a page has one state
      const { items } = await (await apiOf(context)).listAlarms(undefined, signal);
      return { items: items.filter(({ state }) => state === "ALARM").flatMap(toItem) };
    },
  };
}

function toItem(alarm: Alarm): readonly AttentionItem[] {
  const { arn, name, since, watched } = alarm;
  const ref = parseArn(arn);
  // one that fires anew is news
  const id = `${arn} ${since ?? ""}`;
  return ref === undefined
    ? []
    : [{ id, label: name, standing: standingOfAlarm(alarm), facts: ["in alarm", seenText(alarm), watched === undefined ? undefined : conditionText(watched)], at: since, ref }];
}
