import { unreachable } from "../../base/errors.ts";
import { statusIcons } from "../../host/tree/icons.ts";
import type { RowView } from "../../host/tree/rows.ts";
import { meaningOf } from "./model.ts";

/** How a status looks. */
export function statusIcon(status: string): NonNullable<RowView["icon"]> {
  const meaning = meaningOf(status);
  switch (meaning) {
    case "running":
      return statusIcons.running;
    case "undoing":
      return { id: "sync~spin", color: "charts.yellow" };
    case "done":
      return statusIcons.passed;
    case "failed":
      return statusIcons.failed;
    case "rolledBack":
      return { id: "warning", color: "list.warningForeground" };
    case "review":
    case "unknown":
      return statusIcons.unknown;
    default:
      return unreachable(meaning);
  }
}

/** How an event looks: what was in progress then is over, so nothing turns. */
export function eventIcon(status: string): NonNullable<RowView["icon"]> {
  const meaning = meaningOf(status);
  if (meaning === "running") return { id: "circle-outline", color: "charts.blue" };
  if (meaning === "undoing") return { id: "discard", color: "list.warningForeground" };
  return statusIcon(status);
}
