import type { AttentionItem } from "../../base/contracts.ts";
import { parseArn } from "../../base/resourceRef.ts";
import type { Attention } from "../../host/kinds/attention.ts";
import type { AlarmsApi } from "./api.ts";
import { type Alarm, conditionText, seenText, standingOfAlarm } from "./model.ts";

/** Alarms that fire: the first page of them, in one call. */
export const alarmAttention: Attention<AlarmsApi> = {
  look: async (api, { signal }) => {
    // what fires comes first in the list, and a page has one state
    const { items } = await api.listAlarms(undefined, signal);
    return { items: items.filter(({ state }) => state === "ALARM").flatMap(toItem) };
  },
};

function toItem(alarm: Alarm): readonly AttentionItem[] {
  const { arn, name, since, watched } = alarm;
  const ref = parseArn(arn);
  // one that fires anew is news
  const id = `${arn} ${since ?? ""}`;
  return ref === undefined
    ? []
    : [{ id, label: name, standing: standingOfAlarm(alarm), facts: ["in alarm", seenText(alarm), watched === undefined ? undefined : conditionText(watched)], at: since, ref }];
}
