import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { alarmAttention } from "./attention.ts";
import { alarms } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** CloudWatch's alarms: what fires and why, what it watches, and what it does. */
export const room = roomOfKinds(manifest, {
  roots: [alarms],
  actions,
  api: async (session) => new (await import("./api.ts")).AlarmsApi(session),
  attention: alarmAttention,
});
