import { unreachable } from "../../base/errors.ts";
import { statusIcons } from "../../host/tree/icons.ts";
import type { RowView } from "../../host/tree/rows.ts";
import type { DeploymentStatus, StepStatus } from "./model.ts";

type Icon = NonNullable<RowView["icon"]>;

/** How a deployment's status looks; undefined (none yet, or not known) is neutral. */
export function statusIcon(status: DeploymentStatus | undefined): Icon {
  switch (status) {
    case undefined:
    case "Unknown":
      return statusIcons.unknown;
    case "Created":
    case "Queued":
      return { id: "clock", color: "charts.blue" };
    case "InProgress":
    case "Baking":
      return statusIcons.running;
    case "Ready":
      return statusIcons.waiting;
    case "Succeeded":
      return statusIcons.passed;
    case "Failed":
      return statusIcons.failed;
    case "Stopped":
      return statusIcons.stopped;
    default:
      return unreachable(status);
  }
}

/** A deployment's status in words. */
export function statusText(status: DeploymentStatus): string {
  switch (status) {
    case "InProgress":
      return "in progress";
    case "Ready":
      return "ready, waits to go on";
    case "Created":
    case "Queued":
    case "Baking":
    case "Succeeded":
    case "Failed":
    case "Stopped":
    case "Unknown":
      return status.toLowerCase();
    default:
      return unreachable(status);
  }
}

/** How the status of a target or of a lifecycle event looks. */
export function stepIcon(status: StepStatus): Icon {
  switch (status) {
    case "Pending":
    case "Unknown":
      return statusIcons.unknown;
    case "InProgress":
      return statusIcons.running;
    case "Ready":
      return statusIcons.waiting;
    case "Succeeded":
      return statusIcons.passed;
    case "Failed":
      return statusIcons.failed;
    case "Skipped":
      return statusIcons.skipped;
    default:
      return unreachable(status);
  }
}

export function stepText(status: StepStatus): string {
  return status === "InProgress" ? "in progress" : status.toLowerCase();
}
