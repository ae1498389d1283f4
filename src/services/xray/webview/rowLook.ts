import type { Tone, WaterfallRow } from "../../../webkit/waterfallRow.ts";
import { preciseDuration } from "../model.ts";
import { kindText } from "../model/nodeText.ts";
import type { TraceRowData } from "../protocol.ts";
import { type ShownRow, tookOf } from "./visibleRows.ts";

const ICONS: Readonly<Record<TraceRowData["kind"], string>> = {
  service: "server-process",
  inferred: "circle-large-outline",
  local: "symbol-method",
  remote: "globe",
  aws: "cloud",
  sql: "database",
};
const TONES: Readonly<Record<TraceRowData["state"], Tone>> = { ok: "plain", error: "warning", fault: "error", throttle: "limited" };
const STATE_ICONS: Readonly<Record<TraceRowData["state"], string | undefined>> = {
  ok: undefined,
  error: "warning",
  fault: "error",
  throttle: "dashboard",
};
const STATES: Readonly<Record<TraceRowData["state"], string>> = { ok: "OK", error: "Error", fault: "Fault", throttle: "Throttled" };

export function kindIcon(row: TraceRowData): string {
  return ICONS[row.kind];
}

export function stateIcon(row: Pick<TraceRowData, "state" | "inProgress">): string | undefined {
  return row.state === "ok" && row.inProgress ? "sync" : STATE_ICONS[row.state];
}

export function toneOf(row: Pick<TraceRowData, "state">): Tone {
  return TONES[row.state];
}

/** State and HTTP status: `Fault 502`, `200`, `In progress`. */
export function statusText(row: Pick<TraceRowData, "state" | "inProgress" | "status">): string {
  const parts = [row.state === "ok" ? (row.inProgress ? "In progress" : undefined) : STATES[row.state], row.status?.toString()];
  const text = parts.filter((part) => part !== undefined).join(" ");
  return text === "" ? STATES.ok : text;
}

export function durationText(row: TraceRowData): string {
  const took = tookOf(row);
  if (took !== undefined) return preciseDuration(took);
  return row.inProgress ? "goes on" : "no end";
}

/** How a part of the trace stands in the waterfall. */
export function waterfallRow({ data, expanded, isDim, place, places }: ShownRow): WaterfallRow {
  const begins = `begins at ${preciseDuration(data.from)}`;
  const problem = data.problems.length > 0;
  return {
    name: data.name,
    about: data.about,
    icon: ICONS[data.kind],
    iconText: kindText(data.kind),
    depth: data.depth,
    expanded,
    place,
    places,
    from: data.from,
    to: data.to,
    tone: toneOf(data),
    status: statusText(data),
    statusIcon: stateIcon(data) ?? (problem ? "question" : undefined),
    duration: durationText(data),
    isMain: data.kind === "service",
    isHollow: data.kind === "inferred",
    isDim,
    barText: begins,
    title: [`${data.name}${data.about === "" ? "" : ` · ${data.about}`}`, `${statusText(data)}, ${durationText(data)}, ${begins}`, ...data.problems].join("\n"),
  };
}
