import { unreachable } from "../../base/errors.ts";
import { standings } from "../../base/standing.ts";
import type { RowView } from "../../host/tree/rows.ts";
import { GIVEN_UP, type TraceSummary } from "./model.ts";

type Looked = Pick<TraceSummary, "state" | "isPartial" | "start">;

/** How far a trace is that has not ended; undefined where it has. */
export function progressText({ isPartial, start }: Looked, now: number): "in progress" | "never ended" | undefined {
  if (!isPartial) return undefined;
  return now - start < GIVEN_UP ? "in progress" : "never ended";
}

/** How a trace ended, in a word. */
export function stateText(trace: Looked, now: number): string {
  const { state } = trace;
  switch (state) {
    case "ok":
      return progressText(trace, now) ?? "ok";
    case "error":
      return "client error";
    case "fault":
      return "server fault";
    case "throttle":
      return "throttled";
    default:
      return unreachable(state);
  }
}

const PROGRESS_ICONS = {
  "in progress": standings.running.icon,
  "never ended": { id: "question" },
  ended: standings.passed.icon,
} as const;

export function stateIcon(trace: Looked, now: number): NonNullable<RowView["icon"]> {
  const { state } = trace;
  switch (state) {
    case "ok":
      return PROGRESS_ICONS[progressText(trace, now) ?? "ended"];
    case "error":
      return { id: "warning", color: "list.warningForeground" };
    case "fault":
      return standings.failed.icon;
    case "throttle":
      return { id: "dashboard", color: "list.warningForeground" };
    default:
      return unreachable(state);
  }
}
