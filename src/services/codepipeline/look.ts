import { unreachable } from "../../base/errors.ts";
import type { RowView } from "../../host/tree/rows.ts";
import type { Status } from "./model.ts";

/** How a status looks; undefined (never ran, or not known yet) is neutral. */
export function statusIcon(status: Status | undefined): NonNullable<RowView["icon"]> {
  switch (status) {
    case undefined:
    case "Unknown":
      return { id: "circle-outline", color: "disabledForeground" };
    case "InProgress":
      return { id: "sync~spin", color: "charts.blue" };
    case "Stopping":
      return { id: "loading~spin", color: "charts.yellow" };
    case "Waiting":
      return { id: "bell-dot", color: "charts.yellow" };
    case "Succeeded":
      return { id: "pass-filled", color: "testing.iconPassed" };
    case "Failed":
      return { id: "error", color: "testing.iconFailed" };
    case "Stopped":
    case "Cancelled":
    case "Abandoned":
      return { id: "circle-slash", color: "charts.orange" };
    case "Superseded":
    case "Skipped":
      return { id: "debug-step-over", color: "disabledForeground" };
    default:
      return unreachable(status);
  }
}

/** A status in words. */
export function statusText(status: Status | undefined): string {
  switch (status) {
    case undefined:
      return "not run yet";
    case "InProgress":
      return "in progress";
    case "Waiting":
      return "waiting for approval";
    case "Succeeded":
    case "Failed":
    case "Stopping":
    case "Stopped":
    case "Superseded":
    case "Cancelled":
    case "Abandoned":
    case "Skipped":
    case "Unknown":
      return status.toLowerCase();
    default:
      return unreachable(status);
  }
}
