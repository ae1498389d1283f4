import { unreachable } from "../../base/errors.ts";
import { statusIcons } from "../../host/tree/icons.ts";
import type { RowView } from "../../host/tree/rows.ts";
import type { Status } from "./model.ts";

/** How a status looks; undefined (never ran, or not known yet) is neutral. */
export function statusIcon(status: Status | undefined): NonNullable<RowView["icon"]> {
  switch (status) {
    case undefined:
    case "Unknown":
      return statusIcons.unknown;
    case "InProgress":
      return statusIcons.running;
    case "Stopping":
      return { id: "loading~spin", color: "charts.yellow" };
    case "Waiting":
      return statusIcons.waiting;
    case "Succeeded":
      return statusIcons.passed;
    case "Failed":
      return statusIcons.failed;
    case "Stopped":
    case "Cancelled":
    case "Abandoned":
      return statusIcons.stopped;
    case "Superseded":
    case "Skipped":
      return statusIcons.skipped;
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
