import { unreachable } from "../../base/errors.ts";
import type { RowView } from "../../host/tree/rows.ts";
import type { TraceSummary } from "./model.ts";

type Looked = Pick<TraceSummary, "state" | "isPartial">;

/** How a trace ended, in a word. */
export function stateText({ state, isPartial }: Looked): string {
  switch (state) {
    case "ok":
      return isPartial ? "in progress" : "ok";
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

export function stateIcon({ state, isPartial }: Looked): NonNullable<RowView["icon"]> {
  switch (state) {
    case "ok":
      return isPartial ? { id: "sync~spin", color: "charts.blue" } : { id: "pass-filled", color: "testing.iconPassed" };
    case "error":
      return { id: "warning", color: "list.warningForeground" };
    case "fault":
      return { id: "error", color: "testing.iconFailed" };
    case "throttle":
      return { id: "dashboard", color: "charts.orange" };
    default:
      return unreachable(state);
  }
}
